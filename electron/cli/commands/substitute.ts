import type { Output } from '@shared/api'
import { countOf } from '@shared/plan/words'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import { repeatable } from '../flags'
import type { Session } from '../session'
import { addPlaceFlags, type PlaceOptions, placeFrom } from '../variables/place-flags'

type Report = NonNullable<Output<'configuration.substitute'>>
type Message = Report['messages'][number]

interface Options extends PlaceOptions {
  readonly files?: readonly string[]
  readonly structured?: readonly string[]
  readonly dotnetVariables?: boolean
  readonly transforms?: boolean
  readonly additional?: string
  readonly dryRun?: boolean
  readonly secrets: boolean
  readonly verbose?: boolean
}

/** `substitute`: what a package step does with configuration files, in a folder of this machine. */
export const addSubstituteCommand: AddCommands = (program, act) => {
  const command = program
    .command('substitute <folder>')
    .description('put the values of variables into the files of a folder on this machine')
  addPlaceFlags(command)
    .option('--files <glob>', 'files that are templates, in which #{Name} is replaced; repeatable', repeatable)
    .option('--structured <glob>', 'JSON, YAML, XML and properties files, by the paths in them; repeatable', repeatable)
    .option('--dotnet-variables', 'settings and connection strings in every *.config')
    .option('--transforms', 'apply X.Release.config and X.<environment>.config to X.config')
    .option('--additional <text>', 'further transforms, such as "Web.Custom.config => Web.config"')
    .option('--dry-run', 'only say what would change')
    .option('--no-secrets', 'leave sensitive variables out; the vault stays closed')
    .option('--verbose', 'name every variable that was put in')
    .action((folder: string, options: Options) => act(session => substitute(session, folder, options)))
}

async function substitute(session: Session, folder: string, options: Options): Promise<void> {
  const { files = [], structured = [], dotnetVariables = false, transforms = false, additional = '' } = options
  const asksNothing = files.length + structured.length === 0 && !dotnetVariables && !transforms && additional === ''
  if (options.project === undefined) throw new UsageError('Say whose values are meant: --project PROJECT.')
  if (asksNothing)
    throw new UsageError(
      'Say what to do with the files: --files GLOB, --structured GLOB, --dotnet-variables, --transforms or --additional TEXT.'
    )
  session.workIn(folder)
  const report = await session.call('configuration.substitute', {
    ...(await placeFrom(session, options)),
    substituteIn: [...files],
    structuredIn: [...structured],
    dotNetVariables: dotnetVariables,
    transforms,
    additionalTransforms: additional,
    isDryRun: options.dryRun === true,
    includeSecrets: options.secrets
  })
  if (report === null) throw new UsageError('Name the folder.')
  session.answer(report, shown => reportText(shown, options.verbose === true))
  if (report.failure !== null) session.exitCode = exitCodes.failed
}

const words: Readonly<Record<Message['level'], string>> = {
  verbose: '',
  info: '',
  warning: 'WARNING: ',
  error: 'ERROR: '
}

function reportText({ folder, isDryRun, changed, messages, leftOut, failure }: Report, isVerbose: boolean): string {
  const did = isDryRun ? 'Would change' : 'Changed'
  return [
    ...messages
      .filter(({ level }) => isVerbose || level !== 'verbose')
      .map(({ level, message }) => `${words[level]}${message}`),
    ...(leftOut.length === 0 ? [] : [`Left out, because they are sensitive: ${leftOut.join(', ')}`]),
    ...(failure === null ? [] : ['Stopped there. What was changed until then stays.']),
    `${did} ${countOf(changed.length, 'file')} in ${folder}${changed.length === 0 ? '.' : ':'}`,
    ...changed.map(file => `  ${file}`)
  ].join('\n')
}
