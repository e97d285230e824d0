import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { HostKeyPin } from '@shared/model/target'
import { generateKey, type KeyKind, pinOf, type TestKey } from './keys'
import { descendantsOf, listProcesses, type ProcessInfo } from './processes'
import { createSystemUser, removeSystemUser } from './system-user'

export interface SshdOptions {
  /** Kinds of keys that the host has; the first one is what `hostKey` pins. */
  readonly hostKeys?: readonly KeyKind[]
  /** Loopback addresses to listen on; the first one is `host`. */
  readonly addresses?: readonly string[]
  /** Keys that may log in, besides the one that is always made. */
  readonly authorizedKeys?: readonly TestKey[]
  /** Lets the account log in by a password, too. Works only as root. */
  readonly password?: boolean
  /** `keyboard-interactive` cannot be had without PAM, so only these. */
  readonly publicKey?: boolean
  readonly maxStartups?: string
  readonly maxSessions?: number
  /** Shown before authentication. */
  readonly banner?: string
  /** Runs instead of whatever was asked for. */
  readonly forceCommand?: string
  /** The account's shell; works only as root. */
  readonly shell?: string
  /** A PATH on which everything but bash is found. */
  readonly withoutBash?: boolean
  /** The network namespace that it listens in, on port 22; see `network.ts`. */
  readonly network?: string
  /** A PATH on which everything but sudo is found. */
  readonly withoutSudo?: boolean
  /** Further lines of sshd_config. */
  readonly config?: readonly string[]
}

export interface TestSshd {
  readonly host: string
  readonly port: number
  readonly username: string
  /** An ed25519 key without passphrase that may log in. */
  readonly key: TestKey
  readonly privateKey: string
  /** Null unless asked for. */
  readonly password: string | null
  /** The first host key. Changes with `replaceHostKey`. */
  readonly hostKey: HostKeyPin
  /** All host keys. */
  readonly hostKeys: readonly HostKeyPin[]
  /** The account's home folder, empty and its own when run as root; else a folder that only `$HOME` points to. */
  readonly home: string
  /** Everything sshd said so far. */
  log(): string
  /** Kills every connection's sshd processes at once, as a crash would; the listener stays. Answers how many. */
  killSessions(): Promise<number>
  /** Processes that run below this sshd or, when run as root, as its account: what a deployment left behind. */
  processes(): Promise<readonly ProcessInfo[]>
  /** Ends the listener; connections stay. Afterwards the port refuses. */
  stopListening(): Promise<void>
  /** Listens again on the same port. */
  startListening(): Promise<void>
  /** Gives the host a new first key of this kind and restarts the listener on the same port. */
  replaceHostKey(kind?: KeyKind): Promise<void>
  /** Ends everything and removes all traces. */
  stop(): Promise<void>
}

const isRoot = process.getuid?.() === 0

function findSshd(): string {
  for (const folder of [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/sbin']) {
    try {
      accessSync(join(folder, 'sshd'), constants.X_OK)
      return join(folder, 'sshd')
    } catch {
      // Not in this folder.
    }
  }
  throw new Error('These tests need sshd: install the package openssh-server')
}

async function freePort(address: string): Promise<number> {
  const server = createServer().listen(0, address)
  await once(server, 'listening')
  const found = server.address()
  server.close()
  await once(server, 'close')
  if (found === null || typeof found === 'string') throw new Error('No port')
  return found.port
}

/** A real OpenSSH server on loopback with its own keys and, when run as root, an account of its own. */
export async function startSshd(options: SshdOptions = {}): Promise<TestSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-sshd-'))
  // The account must reach its authorized_keys and home through this folder.
  await chmod(folder, 0o755)
  if (isRoot) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
  const home = join(folder, 'home')
  await mkdir(home, { mode: 0o700 })
  const account = isRoot
    ? await createSystemUser({ home, shell: options.shell ?? '/bin/bash', withPassword: options.password === true })
    : { username: userInfo().username, password: null }
  const key = await generateKey('ed25519')
  const server = new Sshd(folder, home, account, key, options)
  try {
    await server.prepare()
    await server.startListening()
  } catch (error) {
    await server.stop()
    throw error
  }
  return server
}

class Sshd implements TestSshd {
  readonly host: string
  readonly username: string
  readonly password: string | null
  readonly privateKey: string
  readonly key: TestKey
  readonly home: string
  readonly #folder: string
  readonly #options: SshdOptions
  #port = 0
  #hostKeys: HostKeyPin[] = []
  #listener: ChildProcess | null = null
  #listeners: number[] = []
  #log = ''

  constructor(
    folder: string,
    home: string,
    account: { readonly username: string; readonly password: string | null },
    key: TestKey,
    options: SshdOptions
  ) {
    this.#folder = folder
    this.#options = options
    this.home = home
    this.host = options.addresses?.[0] ?? '127.0.0.1'
    this.username = account.username
    this.password = account.password
    this.key = key
    this.privateKey = key.privateKey
  }

  get port(): number {
    return this.#port
  }

  get hostKey(): HostKeyPin {
    const [first] = this.#hostKeys
    if (!first) throw new Error('sshd has no host key')
    return first
  }

  get hostKeys(): readonly HostKeyPin[] {
    return this.#hostKeys
  }

  async prepare(): Promise<void> {
    const keys = [this.key, ...(this.#options.authorizedKeys ?? [])]
    await writeFile(this.#path('authorized_keys'), `${keys.map(key => key.publicKey).join('\n')}\n`, { mode: 0o644 })
    if (this.#options.banner !== undefined) await writeFile(this.#path('banner'), this.#options.banner)
    if (this.#options.withoutBash === true) await this.#linkAllBut(/^r?bash$/)
    if (this.#options.withoutSudo === true) await this.#linkAllBut(/^sudo$/)
    const kinds = this.#options.hostKeys ?? ['ed25519']
    for (const [index, kind] of kinds.entries()) await this.#makeHostKey(index, kind)
  }

  async startListening(): Promise<void> {
    const fixed = this.#port !== 0
    for (let attempt = 1; ; attempt++) {
      if (!fixed) this.#port = this.#options.network === undefined ? await freePort(this.host) : 22
      await writeFile(this.#path('sshd_config'), this.#config())
      const problem = await this.#launch()
      if (problem === null) return
      // Somebody else may have taken the port in between.
      if (attempt === 5 || !/in use/i.test(problem)) throw new Error(`sshd did not start: ${problem}`)
    }
  }

  async stopListening(): Promise<void> {
    const listener = this.#listener
    if (listener === null || listener.exitCode !== null || listener.signalCode !== null) return
    this.#listener = null
    const ended = once(listener, 'exit')
    listener.kill('SIGKILL')
    await ended
  }

  async replaceHostKey(kind: KeyKind = 'ed25519'): Promise<void> {
    await this.#makeHostKey(0, kind)
    await this.stopListening()
    await this.startListening()
  }

  async killSessions(): Promise<number> {
    const sessions = (await this.#below()).filter(item => /sshd/.test(item.command))
    for (const { pid } of sessions) kill(pid)
    return sessions.length
  }

  async processes(): Promise<readonly ProcessInfo[]> {
    const below = await this.#below()
    const all = await listProcesses()
    const own = isRoot ? all.filter(item => item.user === this.username) : []
    return [...new Map([...below, ...own].map(item => [item.pid, item])).values()]
  }

  async stop(): Promise<void> {
    const left = await this.processes()
    await this.stopListening()
    for (const { pid } of left) kill(pid)
    if (isRoot) await removeSystemUser(this.username)
    await rm(this.#folder, { recursive: true, force: true })
  }

  log(): string {
    return this.#log
  }

  async #below(): Promise<readonly ProcessInfo[]> {
    const all = await listProcesses()
    const below = this.#listeners.flatMap(pid => descendantsOf(pid, all))
    // A connection outlives its listener and then has another parent; it is known by the account's name in its title.
    const orphans = isRoot ? all.filter(item => item.command.startsWith(`sshd: ${this.username}`)) : []
    return [...new Map([...below, ...orphans].map(item => [item.pid, item])).values()]
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }

  async #makeHostKey(index: number, kind: KeyKind): Promise<void> {
    const key = await generateKey(kind)
    await writeFile(this.#path(`host_key_${index}`), key.privateKey, { mode: 0o600 })
    this.#hostKeys[index] = pinOf(key.publicKey)
  }

  async #linkAllBut(left: RegExp): Promise<void> {
    const bin = this.#path('bin')
    await mkdir(bin, { mode: 0o755 })
    for (const folder of ['/bin', '/usr/bin'])
      for (const name of await readdir(folder))
        if (!left.test(name)) await symlink(join(folder, name), join(bin, name)).catch(() => undefined)
  }

  #config(): string {
    const { maxStartups, maxSessions, banner, forceCommand, password, publicKey, withoutBash, withoutSudo } =
      this.#options
    const environment = [
      ...(isRoot ? [] : [`HOME=${this.home}`]),
      ...(withoutBash === true || withoutSudo === true ? [`PATH=${this.#path('bin')}`] : [])
    ]
    return [
      // sshd takes the first value that it reads for a keyword.
      ...(this.#options.config ?? []),
      `Port ${this.#port}`,
      ...(this.#options.addresses ?? [this.host]).map(address => `ListenAddress ${address}`),
      ...this.#hostKeys.map((_, index) => `HostKey ${this.#path(`host_key_${index}`)}`),
      `AuthorizedKeysFile ${this.#path('authorized_keys')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'UseDNS no',
      'PrintMotd no',
      'LogLevel VERBOSE',
      'KbdInteractiveAuthentication no',
      `PasswordAuthentication ${password === true ? 'yes' : 'no'}`,
      `PubkeyAuthentication ${publicKey === false ? 'no' : 'yes'}`,
      `AllowUsers ${this.username}`,
      'Subsystem sftp internal-sftp',
      `MaxStartups ${maxStartups ?? '200'}`,
      `MaxSessions ${maxSessions ?? 10}`,
      ...(banner === undefined ? [] : [`Banner ${this.#path('banner')}`]),
      ...(forceCommand === undefined ? [] : [`ForceCommand ${forceCommand}`]),
      ...(environment.length === 0 ? [] : [`SetEnv ${environment.map(item => `"${item}"`).join(' ')}`]),
      ''
    ].join('\n')
  }

  /** Null once it listens; else what it said before it ended. */
  async #launch(): Promise<string | null> {
    const { network } = this.#options
    const inside = network === undefined ? [] : ['ip', 'netns', 'exec', network]
    const [file = '', ...args] = [...inside, findSshd(), '-D', '-e', '-f', this.#path('sshd_config')]
    const child = spawn(file, args, {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    const end = () => child.kill('SIGKILL')
    process.once('exit', end)
    child.once('exit', () => {
      process.removeListener('exit', end)
      // Its connections have another parent now, and its number may become somebody else's.
      this.#listeners = this.#listeners.filter(pid => pid !== child.pid)
    })
    let said = ''
    const wanted = (this.#options.addresses ?? [this.host]).length
    let listening = 0
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', () => resolve(said))
      createInterface({ input: child.stderr }).on('line', line => {
        said += `${line}\n`
        this.#log += `${line}\n`
        if (!line.startsWith('Server listening on')) return
        listening += 1
        if (listening < wanted) return
        this.#listener = child
        if (child.pid !== undefined) this.#listeners.push(child.pid)
        resolve(null)
      })
    })
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended in the meantime.
  }
}
