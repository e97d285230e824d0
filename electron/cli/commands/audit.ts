import type { Input, Output } from '@shared/api'
import { type AuditFilter, auditPageLimit } from '@shared/audit'
import { brokenChainRemedy, doorNames, entriesOf, isSound, lostHeadRemedy } from '@shared/audit-words'
import { sha256 } from '@shared/ids'
import type { AddCommands } from '../adding'
import { CommandFailed, exitCodes, UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface FilterOptions {
  readonly project?: string
  readonly environment?: string
  readonly user?: string
  readonly since?: string
  readonly until?: string
  readonly text?: string
}

interface ListOptions extends FilterOptions {
  readonly limit: string
}

interface ExportOptions extends FilterOptions {
  readonly format?: string
}

type Entry = Output<'audit.list'>['entries'][number]

/** `audit list | verify | export` */
export const addAuditCommands: AddCommands = (program, act) => {
  const audit = program.command('audit').description('what was done, by whom and when')
  const filtered = (words: string) =>
    audit
      .command(words)
      .option('--project <project>')
      .option('--environment <environment>')
      .option('--user <name>', 'the login name of a person')
      .option('--since <time>', 'from this day or time on, such as 2026-03-31 or 2026-03-31T08:00:00Z')
      .option('--until <time>', 'up to this time, or to the end of this day')
      .option('--text <words>', 'what sentences, names or changes contain')

  filtered('list')
    .description('print entries, newest first')
    .option('--limit <number>', 'how many', '50')
    .action((options: ListOptions) =>
      act(async session => session.answer(await list(session, await filterOf(session, options), options.limit), listed))
    )
  audit
    .command('verify')
    .description('check that nothing in the log was edited, removed or moved')
    .option('--head <hash>', 'a hash that was noted earlier and must still be there')
    .action(({ head }: { readonly head?: string }) => act(session => verify(session, head)))
  filtered('export <file>')
    .description('save entries, oldest first')
    .option('--format <format>', 'csv or json; by the end of the file’s name when absent')
    .action((file: string, options: ExportOptions) =>
      act(async session => {
        const format = formatOf(file, options.format)
        session.saveTo(file)
        const saved = await session.call('audit.export', { filter: await filterOf(session, options), format })
        if (!saved) throw new CommandFailed({ kind: 'internal', message: 'Nothing was saved.', remedy: 'Try again.' })
        session.answer(saved, ({ path, entries }) => `Saved ${entriesOf(entries)} to ${path}.`)
      })
    )
}

async function filterOf(session: Session, options: FilterOptions): Promise<AuditFilter> {
  const { project, environment, user, since, until, text } = options
  return {
    ...(project === undefined ? {} : { projectId: (await session.project(project)).id }),
    ...(environment === undefined ? {} : { environmentId: (await session.environment(environment)).id }),
    ...(user === undefined ? {} : { user }),
    ...(since === undefined ? {} : { from: momentOf(since, 'start') }),
    ...(until === undefined ? {} : { to: momentOf(until, 'end') }),
    ...(text === undefined ? {} : { text })
  }
}

/** A time, or the start or end of a day of this workstation's calendar; in ms since 1970 UTC. */
function momentOf(text: string, end: 'start' | 'end'): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const moment =
    year === undefined
      ? Date.parse(text)
      : new Date(Number(year), Number(month) - 1, Number(day) + (end === 'end' ? 1 : 0)).getTime()
  if (Number.isNaN(moment) || moment < 0)
    throw new UsageError(`“${text}” is not a time. Write a day such as 2026-03-31, or 2026-03-31T08:00:00Z.`)
  return moment
}

/** As many entries as were asked for, page by page. */
async function list(session: Session, filter: AuditFilter, wanted: string): Promise<readonly Entry[]> {
  const limit = Number(wanted)
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit must be a whole number above 0.')
  const entries: Entry[] = []
  for (let before: number | undefined; entries.length < limit; ) {
    const input: Input<'audit.list'> = { filter, limit: Math.min(auditPageLimit, limit - entries.length) }
    const page = await session.call('audit.list', before === undefined ? input : { ...input, before })
    entries.push(...page.entries)
    before = page.entries.at(-1)?.seq
    if (!page.hasMore || before === undefined) break
  }
  return entries
}

const listed = (entries: readonly Entry[]): string =>
  listOrNone(
    ['NUMBER', 'TIME', 'PERSON', 'BY WAY OF', 'WHAT'],
    entries.map(({ seq, at, user, door, summary }) => [
      String(seq),
      new Date(at).toISOString(),
      user,
      doorNames[door],
      summary
    ]),
    'No entry fits.'
  )

async function verify(session: Session, head: string | undefined): Promise<void> {
  const noted = head === undefined ? null : sha256.safeParse(head.trim().toLowerCase())
  if (noted && !noted.success) throw new UsageError('--head must be the whole hash: 64 letters and digits.')
  const verdict = await session.call('audit.verify', noted ? { head: noted.data } : {})
  session.answer(verdict, verdictText)
  if (!isSound(verdict)) session.exitCode = exitCodes.failed
}

function verdictText({ sound, head, broken, noted }: Output<'audit.verify'>): string {
  if (broken) {
    const place = broken.place ? ` (${broken.place.file}, line ${broken.place.line})` : ''
    return [
      `The chain is broken. ${broken.message}${place}`,
      `Before it, ${entriesOf(sound)} ${sound === 1 ? 'is' : 'are'} sound.`,
      brokenChainRemedy
    ].join('\n')
  }
  const whole = `The chain of ${entriesOf(sound)} is sound.`
  if (noted === 'not-found') return `${whole} But no entry has the noted hash.\n${lostHeadRemedy}`
  const found = noted === null ? [] : [`The noted hash is that of entry ${noted}.`]
  return [whole, ...found, 'Note its end elsewhere to see later whether it was rebuilt:', `  ${head.hash}`].join('\n')
}

function formatOf(file: string, given: string | undefined): 'csv' | 'json' {
  const format = given ?? /\.(csv|json)$/i.exec(file)?.[1]?.toLowerCase()
  if (format === 'csv' || format === 'json') return format
  throw new UsageError('--format must be csv or json.')
}
