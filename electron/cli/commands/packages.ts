import { resolve } from 'node:path'
import type { Input, Output } from '@shared/api'
import { sameName } from '@shared/model/text'
import type { ImportedPackage, PackageSummary, PackageVersionSummary } from '@shared/package-calls'
import { bytesWords, countOf } from '@shared/plan/words'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { confirm } from '../confirm'
import { CommandFailed, exitCodes, UsageError } from '../errors'
import { importWatched } from '../import-watch'
import type { Session } from '../session'
import { listOrNone, table } from '../text'

interface PushOptions {
  readonly id?: string
  readonly version?: string
  readonly notes?: string
  readonly replace?: boolean
  readonly keep?: boolean
}

/** `package push | list | show | verify | diff | remove | clean` */
export const addPackageCommands: AddCommands = (program, act) => {
  const group = program.command('package').description('packages of this machine, which releases take')
  group
    .command('push <paths...>')
    .alias('import')
    .description('take files or folders into the repository; a folder is packed')
    .option('--id <id>', 'the package, where the name of the file does not say it')
    .option('--version <version>', 'the version, where the name of the file does not say it')
    .option('--notes <text>')
    .addOption(new Option('--replace', 'replace a version that has other content').conflicts('keep'))
    .option('--keep', 'leave a version that has other content as it is, and succeed')
    .action((paths: string[], options: PushOptions) => act(session => push(session, paths, options)))
  group
    .command('list [text]')
    .description('packages whose id contains the text, each with its newest version')
    .action((text: string | undefined) =>
      act(async session => session.answer(await session.call('package.list', { text: text ?? '' }), listed))
    )
  group
    .command('show <package> [version]')
    .description('all versions of a package, or what is in one of them')
    .action((id: string, version: string | undefined) => act(session => show(session, id, version)))
  group
    .command('verify <package> <version>')
    .description('hash the stored file again')
    .action((id: string, version: string) => act(session => verify(session, id, version)))
  group
    .command('diff <package> <before> <after> [file]')
    .description('what differs between two versions, or in one file of them')
    .action((id: string, before: string, after: string, file: string | undefined) =>
      act(session => diff(session, id, [before, after], file))
    )
  addRemovingCommands(group, act)
}

const addRemovingCommands: AddCommands = (group, act) => {
  group
    .command('remove <package> <version>')
    .description('refused while a release needs it')
    .option('--even-if-used', 'releases that need it cannot be deployed any more')
    .option('--yes', 'do not ask')
    .action((id: string, version: string, options: { readonly evenIfUsed?: boolean; readonly yes?: boolean }) =>
      act(async session => {
        const found = await versionOf(session, id, version)
        const what = `This removes ${titleOf(found)} from the repository.`
        if (!(await confirm(session, what, options.yes === true))) return
        const input = { ids: [found.id], evenIfUsed: options.evenIfUsed === true }
        session.answer(await session.call('package.remove', input), () => `Removed ${titleOf(found)}.`)
      })
    )
  group
    .command('clean')
    .description('remove old versions that no release needs')
    .requiredOption('--keep <number>', 'how many versions of each package stay at least')
    .option('--dry-run', 'only say what would go')
    .option('--yes', 'do not ask')
    .action((options: { readonly keep: string; readonly dryRun?: boolean; readonly yes?: boolean }) =>
      act(session => clean(session, options))
    )
}

async function push(session: Session, paths: readonly string[], options: PushOptions): Promise<void> {
  if (paths.length > 1 && (options.id ?? options.version) !== undefined)
    throw new UsageError('--id and --version are for a single file or folder.')
  const what: Input<'package.import'> = {
    paths: paths.map(path => resolve(path)),
    ...(options.id === undefined ? {} : { packageId: options.id }),
    ...(options.version === undefined ? {} : { version: options.version }),
    notes: options.notes ?? '',
    onConflict: options.replace === true ? 'replace' : options.keep === true ? 'keep' : 'refuse'
  }
  const results = await importWatched(session, () => session.call('package.import', what))
  if (results === null) {
    session.exitCode = exitCodes.cancelled
    return
  }
  session.answer(results, all => all.map(importedWords).join('\n'))
  const refused = results.filter(result => result.kind === 'refused')
  if (refused.length === 0) return
  session.exitCode = refused.every(({ why }) => why === 'cancelled') ? exitCodes.cancelled : exitCodes.failed
}

function importedWords(result: ImportedPackage): string {
  if (result.kind === 'refused' && result.why === 'cancelled')
    return `Cancelled ${result.path}: nothing of it was kept.`
  if (result.kind === 'refused') return `Refused ${result.path}: ${result.message} ${result.remedy}`
  const title = `${titleOf(result.package)} (${bytesWords(result.package.bytes)}, SHA-256 ${result.package.sha256})`
  if (result.kind === 'same') return `Was there already: ${title}`
  return `${result.kind === 'replaced' ? 'Replaced' : 'Imported'} ${title}`
}

const titleOf = ({ packageId, version }: { readonly packageId: string; readonly version: string }): string =>
  `${packageId} ${version}`

const listed = (packages: readonly PackageSummary[]): string =>
  listOrNone(
    ['PACKAGE', 'NEWEST', 'VERSIONS', 'SIZE'],
    packages.map(({ packageId, versions, bytes }) => [
      packageId,
      versions[0]?.version ?? '–',
      String(versions.length),
      bytesWords(bytes)
    ]),
    'There is no such package in the repository. Import one with: slipway package push FILE'
  )

async function packageOf(session: Session, id: string): Promise<PackageSummary> {
  const found = (await session.call('package.list', { text: id })).find(item => sameName(item.packageId, id))
  if (found) return found
  throw new CommandFailed({
    kind: 'not-found',
    message: `There is no package “${id}” in the repository.`,
    remedy: 'See what there is with: slipway package list'
  })
}

async function versionOf(session: Session, id: string, version: string): Promise<PackageVersionSummary> {
  const { packageId, versions } = await packageOf(session, id)
  const found = versions.find(item => sameName(item.version, version))
  if (found) return found
  throw new CommandFailed({
    kind: 'not-found',
    message: `There is no version ${version} of ${packageId} in the repository.`,
    remedy: `It has ${versions
      .slice(0, 10)
      .map(item => item.version)
      .join(', ')}.`
  })
}

async function show(session: Session, id: string, version: string | undefined): Promise<void> {
  if (version === undefined) {
    session.answer(await packageOf(session, id), ({ versions }) =>
      table([
        ['VERSION', 'SIZE', 'FILES', 'IMPORTED', 'BY', 'USED BY', 'SHA-256'],
        ...versions.map(item => [
          item.version,
          bytesWords(item.bytes),
          String(item.files),
          new Date(item.importedAt).toISOString(),
          item.importedBy,
          item.isThere ? countOf(item.usedBy.length, 'release') : 'its file is missing',
          item.sha256
        ])
      ])
    )
    return
  }
  const found = await versionOf(session, id, version)
  const manifest = await session.call('package.manifest', { id: found.id })
  session.answer({ ...found, manifest }, () =>
    [
      `${titleOf(found)}, ${found.fileName}, ${bytesWords(found.bytes)}`,
      `SHA-256 ${found.sha256}`,
      ...manifest.entries.map(entry =>
        entry.kind === 'file'
          ? `${entry.isExecutable ? 'x' : '-'} ${String(entry.bytes).padStart(12)}  ${entry.path}`
          : entry.kind === 'link'
            ? `l ${' '.repeat(12)}  ${entry.path} → ${entry.to}`
            : `d ${' '.repeat(12)}  ${entry.path}/`
      )
    ].join('\n')
  )
}

async function verify(session: Session, id: string, version: string): Promise<void> {
  const found = await versionOf(session, id, version)
  const verdict = await session.call('package.verify', { id: found.id })
  const wrong = verdict.actual === null ? 'is missing' : `was changed: its SHA-256 is ${verdict.actual}`
  session.answer(verdict, ({ isSame }) => `The file of ${titleOf(found)} ${isSame ? 'is what was imported' : wrong}.`)
  if (!verdict.isSame) session.exitCode = exitCodes.failed
}

async function diff(
  session: Session,
  id: string,
  [from, to]: readonly [string, string],
  path: string | undefined
): Promise<void> {
  const pair = {
    before: (await versionOf(session, id, from)).id,
    after: (await versionOf(session, id, to)).id
  }
  if (path === undefined) session.answer(await session.call('package.compare', pair), comparisonWords)
  else session.answer(await session.call('package.compareFile', { ...pair, path }), fileWords)
}

const signs = { added: '+', removed: '-', changed: '~', same: ' ' } as const

const comparisonWords = ({ entries, same }: Output<'package.compare'>): string =>
  [...entries.map(({ path, change }) => `${signs[change]} ${path}`), `${countOf(same, 'file')} the same.`].join('\n')

const fileWords = ({ parts, why }: Output<'package.compareFile'>): string =>
  parts === null
    ? `The file cannot be compared line by line. ${why ?? ''}`
    : parts.flatMap(({ kind, text }) => linesOf(text).map(line => `${signs[kind]}${line}`)).join('\n')

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n')

async function clean(
  session: Session,
  options: { readonly keep: string; readonly dryRun?: boolean; readonly yes?: boolean }
): Promise<void> {
  if (!/^[1-9]\d{0,2}$|^1000$/.test(options.keep)) throw new UsageError('--keep must be a number from 1 to 1000.')
  const keep = Number(options.keep)
  const preview = await session.call('package.clean', { keep, isDryRun: true })
  const names = preview.packages.map(titleOf).join('\n')
  const total = `${countOf(preview.packages.length, 'version')}, ${bytesWords(preview.bytes)}`
  if (options.dryRun === true || preview.packages.length === 0) {
    session.answer(preview, ({ packages }) =>
      packages.length === 0 ? 'There is nothing to remove.' : `${names}\nWould go: ${total}.`
    )
    return
  }
  if (!(await confirm(session, `${names}\nThis removes ${total}.`, options.yes === true))) return
  session.answer(await session.call('package.clean', { keep, isDryRun: false }), () => `Removed ${total}.`)
}
