import type { CallName, Input, Output } from '@shared/api'
import type { FieldIssue } from '@shared/failure'
import { sameName } from '@shared/model/text'
import type { WorkspaceChoice } from '@shared/workspace'
import { CommandFailed, type ExitCode, exitCodes, UsageError } from './errors'
import type { CliIo, Door } from './io'
import { answerQuestions } from './questions'
import { shownText } from './text'

export interface SessionOptions {
  readonly isJson: boolean
  readonly workspace: WorkspaceChoice
  /** The file with the vault's passphrase; `-` is standard input. */
  readonly passphraseFile?: string | null
}

/** One run of the command line: the app, opened on first use, and what is printed. */
export class Session {
  readonly io: CliIo
  readonly isJson: boolean
  /** What the process ends with when the command itself does not fail. */
  exitCode: ExitCode = exitCodes.success
  /** Set when the person does not want to wait any longer. */
  isAbandoned = false
  readonly #workspace: WorkspaceChoice
  readonly #passphraseFile: string | null
  #door: Door | null = null
  #savePath: string | null = null
  #passphrase: Promise<string> | null = null
  #openPath: string | null = null
  #folder: string | null = null
  #isAgent = false
  #isClosed = false

  constructor(io: CliIo, { isJson, workspace, passphraseFile = null }: SessionOptions) {
    this.io = io
    this.isJson = isJson
    this.#workspace = workspace
    this.#passphraseFile = passphraseFile
  }

  /** Says where `artifact.save` and `data.backup` write to. Only before the first call. */
  saveTo(path: string): void {
    this.#savePath = path
  }

  /** Says which file `data.chooseBackup` is answered with. Only before the first call. */
  openFrom(path: string): void {
    this.#openPath = path
  }

  /** Says in which folder `configuration.substitute` works, and where `bundle.save` copies to. Only before the first call. */
  workIn(folder: string): void {
    this.#folder = folder
  }

  /** Has schedules run and what waits taken up, as in the window. Only before the first call. */
  stayOpen(): void {
    this.#isAgent = true
  }

  /** @throws CommandFailed when the workspace cannot be opened. */
  async door(): Promise<Door> {
    if (this.#door) return this.#door
    const opened = await this.io.open({
      workspace: this.#workspace,
      savePath: this.#savePath,
      openPath: this.#openPath,
      folder: this.#folder,
      isAgent: this.#isAgent
    })
    if (!opened.ok) throw new CommandFailed(opened.failure)
    this.#door = opened.value
    answerQuestions(opened.value, this.io)
    return opened.value
  }

  /** One call. @throws CommandFailed */
  async call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const door = await this.door()
    const result = await door.call(name, input)
    if (result.ok) return result.value
    const passphrase = result.failure.kind === 'vault-locked' ? await this.passphrase() : null
    if (passphrase === null) throw new CommandFailed(result.failure)
    const unlocked = await door.call('vault.unlock', { passphrase })
    const again = unlocked.ok ? await door.call(name, input) : unlocked
    if (!again.ok) throw new CommandFailed(again.failure)
    return again.value
  }

  /** The vault's passphrase; null when nobody said where it lies. Read once, when it is needed. */
  async passphrase(): Promise<string | null> {
    if (this.#passphraseFile === null) return null
    this.#passphrase ??= (this.#passphraseFile === '-' ? this.io.readStdin() : this.read(this.#passphraseFile)).then(
      text => text.replace(/\r?\n$/, '')
    )
    return this.#passphrase
  }

  /** A second call does nothing. */
  async close(): Promise<void> {
    if (!this.#door || this.isAbandoned || this.#isClosed) return
    this.#isClosed = true
    await this.#door.close()
  }

  /** The answer: as JSON when that was asked for, else the text that `toText` makes of it. */
  answer<T>(value: T, toText: (value: T) => string): void {
    this.io.out(this.isJson ? `${JSON.stringify(value, null, 2)}\n` : this.#lines(toText(value)))
  }

  /** A line of text for people; not printed when JSON was asked for. */
  say(text: string): void {
    if (!this.isJson) this.io.out(this.#lines(text))
  }

  /** What was saved and is still worth a thought, on standard error. */
  warn(warnings: readonly FieldIssue[]): void {
    for (const { message } of warnings) this.io.err(this.#lines(`Warning: ${message}`))
  }

  #lines(text: string): string {
    if (text === '') return ''
    const lines = text.split('\n').map(line => shownText(line, this.io.hasColour))
    return `${lines.join('\n')}\n`
  }

  /** The record that `reference` names by its id or by its name. @throws CommandFailed when there is none. */
  pick<T extends { readonly id: string; readonly name: string }>(
    what: string,
    records: readonly T[],
    reference: string
  ): T {
    const found =
      records.find(record => record.id === reference) ?? records.find(record => sameName(record.name, reference))
    if (found) return found
    const names = records.map(record => `“${record.name}”`).join(', ')
    throw new CommandFailed({
      kind: 'not-found',
      message: `There is no ${what} “${reference}”.`,
      remedy: names === '' ? `Create the ${what} first.` : `Choose one of: ${names}.`
    })
  }

  environment = async (reference: string) =>
    this.pick('environment', await this.call('environment.list', {}), reference)
  account = async (reference: string) => this.pick('account', await this.call('account.list', {}), reference)
  target = async (reference: string) => this.pick('target', await this.call('target.list', {}), reference)
  jumpHost = async (reference: string) => this.pick('jump host', await this.call('jumpHost.list', {}), reference)
  policy = async (reference: string) => this.pick('policy', await this.call('policy.list', {}), reference)
  group = async (reference: string) => this.pick('project group', await this.call('group.list', {}), reference)
  tenant = async (reference: string) => this.pick('tenant', await this.call('tenant.list', {}), reference)
  project = async (reference: string) => this.pick('project', await this.call('project.list', {}), reference)
  librarySet = async (reference: string) => this.pick('library set', await this.call('library.list', {}), reference)
  certificate = async (reference: string) =>
    this.pick('certificate', await this.call('certificate.list', {}), reference)

  /** A release of a project, by id or version. */
  async release(project: Output<'project.list'>[number], reference: string) {
    const releases = await this.call('release.list', { projectId: project.id })
    return this.pick(
      'release',
      releases.map(release => ({ ...release, name: release.version })),
      reference
    )
  }

  /** A secret or a document: from a file, or from standard input when the file is `-`. */
  async read(file: string): Promise<string> {
    return Buffer.from(await this.readBytes(file)).toString('utf8')
  }

  /** The same for files that are no text; standard input is always taken as one. */
  async readBytes(file: string): Promise<Uint8Array> {
    if (file === '-') {
      // Whoever comes second would find it empty.
      if (this.#passphraseFile === '-')
        throw new UsageError('The vault’s passphrase already comes from standard input; give the other one in a file.')
      return Buffer.from(await this.io.readStdin())
    }
    try {
      return await this.io.readFile(file)
    } catch {
      throw new CommandFailed({
        kind: 'not-found',
        message: `The file ${file} cannot be read.`,
        remedy: 'Check its path and its permissions.'
      })
    }
  }

  /** The same for a one-line secret: the line break at its end, which editors add, does not count. */
  async readSecret(file: string): Promise<string> {
    return (await this.read(file)).replace(/\r?\n$/, '')
  }
}
