import type { Input } from '@shared/api'
import type { DeploymentId } from '@shared/ids'
import { type LogFilter, logLevels } from '@shared/log'
import { type ExportFormat, exportFormats, type LogExport } from '@shared/log-calls'
import type { Command } from 'commander'
import type { Act } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import type { Session } from '../session'

interface ExportOptions {
  readonly format?: string
  readonly level?: string
  readonly lines?: string
}

/** `deployment export`, below a command that names deployments by what `idOf` reads. */
export function addDeploymentExport(deployment: Command, act: Act, idOf: (reference: string) => DeploymentId): void {
  deployment
    .command('export <deployment> <file>')
    .description('save the task log as text, as JSON lines, or as a page that plays the deployment again')
    .option('--format <format>', `${exportFormats.join(', ')}; by the end of the file’s name when absent`)
    .option('--level <levels>', `only these, with commas: ${logLevels.join(', ')}`)
    .option('--lines <range>', 'only these, such as 120-134')
    .action((reference: string, file: string, options: ExportOptions) =>
      act(async session => session.answer(await save(session, idOf(reference), file, options), saved))
    )
}

async function save(session: Session, deploymentId: DeploymentId, file: string, options: ExportOptions) {
  const format = formatOf(file, options.format)
  const scope = scopeOf(options)
  session.saveTo(file)
  const done = await session.call('log.export', { deploymentId, format, scope })
  if (!done) throw new CommandFailed({ kind: 'internal', message: 'Nothing was saved.', remedy: 'Try again.' })
  return done
}

function saved({ path, lines, masking }: LogExport): string {
  const { secrets, unavailable } = masking
  const looked = `It was looked through for ${secrets} ${secrets === 1 ? 'secret' : 'secrets'} once more`
  const found = masking.lines === 0 ? '' : `; ${masking.lines} lines had one that was masked only now`
  const missed = unavailable === 0 ? '' : `; ${unavailable} could not be opened and were not looked for`
  return `Saved ${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'} to ${path}.\n${looked}${found}${missed}.`
}

function formatOf(file: string, given: string | undefined): ExportFormat {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase()
  const wanted = given ?? (ending === 'log' ? 'txt' : ending)
  const format = exportFormats.find(item => item === wanted)
  if (format === undefined) throw new UsageError(`--format must be one of ${exportFormats.join(', ')}.`)
  return format
}

function scopeOf({ level, lines }: ExportOptions): Input<'log.export'>['scope'] {
  const filter: LogFilter = { runs: null, levels: level === undefined ? null : levelsOf(level) }
  if (lines === undefined) return level === undefined ? { kind: 'all' } : { kind: 'filter', filter }
  const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(lines) ?? []
  if (first === undefined || Number(first) < 1)
    throw new UsageError('--lines must be a number or a range such as 120-134.')
  return { kind: 'lines', first: Number(first), last: Number(last ?? first), filter }
}

function levelsOf(text: string): LogFilter['levels'] {
  return text.split(',').map(word => {
    const level = logLevels.find(item => item === word.trim().toLowerCase())
    if (level === undefined) throw new UsageError(`--level must be some of ${logLevels.join(', ')}.`)
    return level
  })
}
