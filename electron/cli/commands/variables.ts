import type { Failure } from '@shared/failure'
import { sameName } from '@shared/model/text'
import { isUnscoped, type VariableScope } from '@shared/model/variable-scope'
import type { VariableType, VariableView } from '@shared/model/variable-set'
import { countOf, listOf } from '@shared/plan/words'
import type { Labels } from '@shared/variables/scope-words'
import { scopeWords } from '@shared/variables/scope-words'
import type { Command } from 'commander'
import type { Act, AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import type { Session } from '../session'
import { putRow, type RowContent, rowsAt, rowWith } from '../variables/edit-rows'
import { listVariables } from '../variables/list-rows'
import { addOwnerFlags, labelsFor, type Owner, type OwnerOptions } from '../variables/owner'
import { addPromptFlags, type PromptOptions, promptAfter, saysPrompt } from '../variables/prompt-flags'
import { addScopeFlags, openScoped, rowWords, type ScopeOptions } from '../variables/scope-flags'
import { addImportCommand } from './variables-import'
import { addLookCommands } from './variables-look'

interface SetOptions extends OwnerOptions, ScopeOptions, PromptOptions {
  readonly sensitive?: boolean
  readonly account?: string
  readonly certificate?: string
  readonly file?: string
  readonly description?: string
}

interface UnsetOptions extends OwnerOptions, ScopeOptions {
  readonly all?: boolean
}

/** `variables list | set | unset | import | explain | preview | check` */
export const addVariableCommands: AddCommands = (program, act) => {
  const variables = program.command('variables').description('values that scripts and files use')
  addOwnerFlags(variables.command('list').description('every value, with where it applies')).action(
    (options: OwnerOptions) => act(session => listVariables(session, options))
  )
  addSet(variables, act)
  const unset = variables
    .command('unset <name>')
    .description('remove the value without a scope, the one with this scope, or all')
  addScopeFlags(addOwnerFlags(unset))
    .option('--all', 'every value of the name')
    .action((name: string, options: UnsetOptions) => act(session => unsetVariable(session, name, options)))
  addImportCommand(variables, act)
  addLookCommands(variables, act)
}

function addSet(variables: Command, act: Act): void {
  const set = variables
    .command('set <name> [value]')
    .description(
      'set the value that has exactly this scope; a sensitive one is read from standard input or a file, never from here'
    )
  addScopeFlags(addOwnerFlags(set))
    .option('--sensitive', 'keep the value in the vault and mask it in logs')
    .option('--account <account>', 'the variable refers to this account')
    .option('--certificate <certificate>', 'the variable refers to this certificate')
    .option('--file <file>', 'the value, from a file; - reads standard input')
    .option('--description <text>')
  addPromptFlags(set).action((name: string, value: string | undefined, options: SetOptions) =>
    act(session => setVariable(session, name, value, options))
  )
}

async function setVariable(
  session: Session,
  name: string,
  given: string | undefined,
  options: SetOptions
): Promise<void> {
  refuseMixture(given, options)
  const { owner, scope } = await openScoped(session, options)
  const labels = await labelsFor(session, owner)
  const [known, ...others] = rowsAt(owner.rows, name, scope)
  if (others.length > 0) throw new CommandFailed(repeated(name, scope, others.length + 1, labels))
  const content = await contentFrom(session, given, options, known)
  const type = content?.type ?? known?.type ?? 'text'
  const prompt = promptAfter(options, type, known?.prompt)
  const row = rowWith(known, { name, scope, content, description: options.description, prompt })
  const saved = await owner.save(putRow(owner.rows, known, row))
  session.answer(saved, () => `Set the variable ${rowWords(name, scope, labels)}.`)
  session.warn(saved.warnings)
}

function refuseMixture(given: string | undefined, { sensitive, account, certificate, file }: SetOptions): void {
  const kinds = [sensitive, account, certificate].filter(kind => kind !== undefined)
  if (kinds.length > 1) throw new UsageError('Give one of --sensitive, --account and --certificate.')
  if (sensitive && given !== undefined)
    throw new UsageError(
      'Other users can see the words of a command. Give a sensitive value on standard input or with --file.'
    )
  if (given !== undefined && file !== undefined) throw new UsageError('Give the value as a word or with --file.')
  const isReference = account !== undefined || certificate !== undefined
  if (isReference && (given !== undefined || file !== undefined))
    throw new UsageError('A variable that refers to an account or a certificate has no value of its own; leave it out.')
}

/** What the words say that the row holds; null when they change other things of a row that is there. */
async function contentFrom(
  session: Session,
  given: string | undefined,
  options: SetOptions,
  known: VariableView | undefined
): Promise<RowContent | null> {
  const { sensitive, account, certificate, file, description } = options
  if (account !== undefined) return { type: 'account', accountId: (await session.account(account)).id }
  if (certificate !== undefined)
    return { type: 'certificate', certificateId: (await session.certificate(certificate)).id }
  if (sensitive) return { type: 'sensitive', value: await session.readSecret(file ?? '-') }
  if (given !== undefined || file !== undefined)
    return { type: keptType(known, given), value: given ?? (await session.readSecret(file ?? '-')) }
  if (known !== undefined && (description !== undefined || saysPrompt(options))) return null
  throw new UsageError('Give the value as a word or with --file.')
}

/** A row that is sensitive never becomes text by accident: what was typed for it is likely a secret. */
function keptType(known: VariableView | undefined, given: string | undefined): 'text' | 'sensitive' {
  const type: VariableType = known?.type ?? 'text'
  if (type !== 'sensitive') return 'text'
  if (given === undefined) return 'sensitive'
  throw new UsageError(
    'This value is sensitive, and other users can see the words of a command. Give it on standard input or with --file; to make it plain text, unset it first.'
  )
}

const repeated = (name: string, scope: VariableScope, count: number, labels: Labels): Failure => ({
  kind: 'conflict',
  message: `There are ${countOf(count, 'value')} of ${rowWords(name, scope, labels)}, and nothing tells which one is meant.`,
  remedy: 'Remove them with “slipway variables unset” and the same flags, then set the variable again.'
})

async function unsetVariable(session: Session, name: string, options: UnsetOptions): Promise<void> {
  const { owner, scope } = await openScoped(session, options)
  if (options.all === true && !isUnscoped(scope))
    throw new UsageError('Either --all or a scope: --all removes every value of the name.')
  const labels = await labelsFor(session, owner)
  const named = owner.rows.filter(row => sameName(row.name, name))
  const doomed = options.all === true ? named : rowsAt(owner.rows, name, scope)
  if (named.length === 0) throw new CommandFailed(noVariable(name, owner))
  if (doomed.length === 0) throw new CommandFailed(notThere(name, scope, named, labels))
  const saved = await owner.save(owner.rows.filter(row => !doomed.includes(row)))
  session.answer(saved, () =>
    options.all === true
      ? `Removed ${countOf(doomed.length, 'value')} of the variable “${name}”.`
      : `Removed the variable ${rowWords(name, scope, labels)}.`
  )
}

const noVariable = (name: string, { words, flag }: Owner): Failure => ({
  kind: 'not-found',
  message: `There is no variable “${name}” in ${words}.`,
  remedy: `See the names with: slipway variables list ${flag}`
})

function notThere(name: string, scope: VariableScope, rows: readonly VariableView[], labels: Labels): Failure {
  const scopes = rows.map(row => `“${scopeWords(row.scope ?? {}, labels)}”`)
  const which = isUnscoped(scope) ? 'without a scope' : `for exactly ${scopeWords(scope, labels)}`
  return {
    kind: 'not-found',
    message: `“${name}” has no value ${which}; it has ${countOf(rows.length, 'value')}, for ${listOf(scopes)}.`,
    remedy: 'Name the scope of one of them with --environment, --target, --role and --step, or remove all with --all.'
  }
}
