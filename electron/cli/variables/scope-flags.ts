import type { ActionId } from '@shared/ids'
import { actionName, type Step } from '@shared/model/process'
import { isUnscoped, normalScope, type VariableScope } from '@shared/model/variable-scope'
import type { Labels } from '@shared/variables/scope-words'
import { scopeWords } from '@shared/variables/scope-words'
import type { Command } from 'commander'
import { UsageError } from '../errors'
import { repeatable } from '../flags'
import type { Session } from '../session'
import { type Owner, type OwnerOptions, openOwner } from './owner'

/** Where a value applies; names or ids. */
export interface ScopeOptions {
  readonly environment?: readonly string[]
  readonly target?: readonly string[]
  readonly role?: readonly string[]
  readonly step?: readonly string[]
  readonly process?: readonly string[]
  readonly channel?: readonly string[]
}

/** Adds the flags that say where a value applies. */
export const addScopeFlags = (command: Command): Command =>
  command
    .option('--environment <environment>', 'only there; may be given several times', repeatable)
    .option('--target <target>', 'only on this target; may be given several times', repeatable)
    .option('--role <role>', 'only on targets with this role; may be given several times', repeatable)
    .option('--step <step>', 'only in this step of the project; may be given several times', repeatable)
    .option('--process <process>', 'only in this runbook, or “Deployment”; may be given several times', repeatable)
    .option('--channel <channel>', 'only for releases of this channel; may be given several times', repeatable)

/**
 * Opens the list that is meant, with the scope that the flags say.
 * @throws UsageError for a step, a process or a channel of a library set.
 */
export async function openScoped(session: Session, options: OwnerOptions & ScopeOptions) {
  const flag = (['step', 'process', 'channel'] as const).find(name => options[name] !== undefined)
  if (options.library !== undefined && flag !== undefined)
    throw new UsageError(
      `A library set belongs to no project, so its variables cannot have --${flag}. Leave --${flag} out, or set the variable in the project: --project PROJECT.`
    )
  const owner = await openOwner(session, options)
  return { owner, scope: await scopeFrom(session, options, owner) }
}

async function scopeFrom(session: Session, options: ScopeOptions, owner: Owner): Promise<VariableScope> {
  const { environment = [], target = [], role = [], step = [], process = [], channel = [] } = options
  const environments = await inTurn(environment, session.environment)
  const targets = await inTurn(target, session.target)
  return normalScope({
    environments: environments.map(({ id }) => id),
    targets: targets.map(({ id }) => id),
    roles: role,
    actions: step.map(reference => actionOf(session, owner.steps, reference)),
    channels: channel.map(reference => session.pick('channel', owner.channels, reference).id),
    processes: process.map(reference => session.pick('process', owner.processes, reference).id)
  })
}

async function inTurn<T>(
  references: readonly string[],
  pick: (reference: string) => Promise<T>
): Promise<readonly T[]> {
  const found: T[] = []
  for (const reference of references) found.push(await pick(reference))
  return found
}

/** What scopes name a step by: the id of its action. The step is named by its name or by either id. */
export function actionOf(
  session: Session,
  steps: readonly Pick<Step, 'id' | 'name' | 'actions'>[],
  reference: string
): ActionId {
  const byStepId = steps.find(step => step.id === reference)
  const [first] = byStepId?.actions ?? []
  if (first) return first.id
  const named = steps.flatMap(step => step.actions.map(action => ({ id: action.id, name: actionName(step, action) })))
  return session.pick('step', named, reference).id
}

/** `“Port”`, or `“Port” for environment Test`. */
export const rowWords = (name: string, scope: VariableScope | undefined, labels: Labels): string =>
  isUnscoped(scope) ? `“${name}”` : `“${name}” for ${scopeWords(scope ?? {}, labels)}`
