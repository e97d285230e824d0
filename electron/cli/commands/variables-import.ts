import { parseDotenv } from '@shared/import/variables/dotenv'
import { flattenJson } from '@shared/import/variables/flatten'
import type { ImportedFile, ImportedValue } from '@shared/import/variables/imported'
import { sameName } from '@shared/model/text'
import type { VariableScope } from '@shared/model/variable-scope'
import type { VariableView } from '@shared/model/variable-set'
import { countOf, listOf } from '@shared/plan/words'
import { type Command, Option } from 'commander'
import type { Act } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import { repeatable } from '../flags'
import type { Session } from '../session'
import { listOrNone } from '../text'
import { putRow, type RowContent, rowsAt, rowWith } from '../variables/edit-rows'
import { addOwnerFlags, type OwnerOptions, type RowInput } from '../variables/owner'
import { addScopeFlags, openScoped, type ScopeOptions } from '../variables/scope-flags'

const formats = ['env', 'json', 'csv', 'yaml'] as const
type Format = (typeof formats)[number]
type ReadableFormat = 'env' | 'json'

interface ImportOptions extends OwnerOptions, ScopeOptions {
  readonly format?: Format
  readonly sensitive?: readonly string[]
  readonly dryRun?: boolean
}

/** `variables import`: many values from one file, each as `variables set` would set it. */
export function addImportCommand(variables: Command, act: Act): void {
  const command = variables
    .command('import <file>')
    .description('set the values of a .env or JSON file; - reads standard input')
  addScopeFlags(addOwnerFlags(command))
    .addOption(new Option('--format <format>', 'what the file is; its ending says it when left out').choices(formats))
    .option('--sensitive <name>', 'keep this one in the vault; may be given several times', repeatable)
    .option('--dry-run', 'only say what would change')
    .action((file: string, options: ImportOptions) => act(session => importVariables(session, file, options)))
}

async function importVariables(session: Session, file: string, options: ImportOptions): Promise<void> {
  const format = formatOf(file, options.format)
  const values = valuesIn(
    format === 'env' ? parseDotenv(await session.read(file)) : flattenJson(await session.read(file)),
    file
  )
  const secrets = options.sensitive ?? []
  const unknown = secrets.filter(name => !values.some(item => sameName(item.name, name)))
  if (unknown.length > 0)
    throw new UsageError(`--sensitive names ${listOf(unknown.map(name => `“${name}”`))}, which the file does not have.`)
  const { owner, scope } = await openScoped(session, options)
  const changes = values.map(item => changeFor(item, scope, owner.rows, secrets))
  if (options.dryRun !== true && changes.some(({ what }) => what !== 'same')) {
    let rows: readonly RowInput[] = owner.rows
    for (const { known, input, what } of changes) if (what !== 'same') rows = putRow(rows, known, input)
    session.warn((await owner.save(rows)).warnings)
  }
  // Never the values: some of them are secrets now.
  const told = changes.map(({ input, what }) => ({ name: input.name, type: input.type, what }))
  session.answer({ isDryRun: options.dryRun === true, variables: told }, ({ isDryRun, variables }) => {
    const changed = variables.filter(({ what }) => what !== 'same').length
    const rows = variables.map(({ name, type, what }) => [name, type, what])
    return `${listOrNone(['NAME', 'TYPE', 'WHAT'], rows, 'The file has no values.')}\n${isDryRun ? 'Would set' : 'Set'} ${countOf(changed, 'variable')} in ${owner.words}.`
  })
}

function formatOf(file: string, given: Format | undefined): ReadableFormat {
  const ending = /\.(json|ya?ml|csv)$/i.exec(file)?.[1]?.toLowerCase().replace('yml', 'yaml')
  const isDotenv = /(^|[/\\])\.env(\.[^/\\]*)?$|\.env$/i.test(file)
  const format = given ?? formats.find(item => item === ending) ?? (isDotenv ? 'env' : undefined)
  if (format === undefined) throw new UsageError('Say what the file is: --format env or --format json.')
  if (format === 'env' || format === 'json') return format
  throw new UsageError(
    `The command line imports .env and JSON files. Import ${format === 'csv' ? 'CSV' : 'YAML'} in the window, or turn it into JSON.`
  )
}

/** All of the file or nothing of it. @throws CommandFailed for lines that cannot be read. */
function valuesIn({ values, problems }: ImportedFile, file: string): readonly ImportedValue[] {
  if (problems.length === 0) return values
  throw new CommandFailed({
    kind: 'invalid-input',
    message: `${file === '-' ? 'Standard input' : `The file ${file}`} cannot be read, so nothing was changed.`,
    remedy: 'Correct these lines, or name another --format.',
    issues: problems.slice(0, 20).map(({ line, message }) => ({ path: `line ${line}`, message }))
  })
}

interface Change {
  readonly known: VariableView | undefined
  readonly input: RowInput
  readonly what: 'new' | 'changed' | 'same'
}

function changeFor(
  { name, value }: ImportedValue,
  scope: VariableScope,
  rows: readonly VariableView[],
  secrets: readonly string[]
): Change {
  const [known, ...others] = rowsAt(rows, name, scope)
  if (others.length > 0 || known?.type === 'account' || known?.type === 'certificate')
    throw new CommandFailed({
      kind: 'conflict',
      message:
        others.length > 0
          ? `“${name}” has ${others.length + 1} values with this scope, and nothing tells which one is meant.`
          : `“${name}” refers to ${known?.type === 'account' ? 'an account' : 'a certificate'}, and the file has text for it.`,
      remedy: 'Remove it with “slipway variables unset”, or take it out of the file. Nothing was changed.'
    })
  // A name that is secret for one place is so for all.
  const isKnownSecret = rows.some(row => row.type === 'sensitive' && sameName(row.name, name))
  const isSensitive = isKnownSecret || secrets.some(secret => sameName(secret, name))
  const content: RowContent = { type: isSensitive ? 'sensitive' : 'text', value }
  const input = rowWith(known, { name, scope, content, prompt: known?.prompt })
  const isSame = !isSensitive && known?.type === 'text' && known.value === value
  return { known, input, what: known === undefined ? 'new' : isSame ? 'same' : 'changed' }
}
