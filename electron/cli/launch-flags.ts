import type { Input, Output } from '@shared/api'
import { sameName } from '@shared/model/text'
import { stageNumber } from '@shared/plan/plan'
import { listOf } from '@shared/plan/words'
import type { Command } from 'commander'
import type { AnswerOptions } from './answers'
import { CommandFailed } from './errors'
import { repeatable } from './flags'
import { momentOf } from './moments'
import type { Session } from './session'

/** What is chosen in a plan. */
export interface ChoiceOptions {
  readonly only?: readonly string[]
  readonly without?: readonly string[]
  readonly skip?: readonly string[]
  /** True for `--guided`, false for `--no-guided`; absent where neither was given. */
  readonly guided?: boolean
  readonly overrideFreeze?: string
}

/** How something that was planned is started. */
export interface LaunchOptions extends AnswerOptions, ChoiceOptions {
  readonly acceptHostKey?: readonly string[]
  readonly plan?: boolean
  readonly planHash?: string
  readonly at?: string
  readonly expires?: string
  readonly comment?: string
  readonly priority?: boolean
}

/** Adds the flags that choose in a plan. */
export const addChoiceFlags = (command: Command): Command =>
  command
    .option('--only <target>', 'only this target; may be given several times', repeatable)
    .option('--without <target>', 'not this target; may be given several times', repeatable)
    .option('--skip <action>', 'leave out this action, by name or number; may be given several times', repeatable)
    .option('--guided', 'put failures before a person, whatever project and environment say')
    .option('--no-guided', 'put none before a person')
    .option('--override-freeze <reason>', 'deploy although a freeze is under way, and say why')

/** Adds the flags that say how something is started. */
export const addLaunchFlags = (command: Command): Command =>
  addChoiceFlags(command)
    .option('--accept-host-key <fingerprint...>', 'accept the keys of hosts that show one of these')
    .option('--variable <name=value>', 'answer what is asked; may be given several times', repeatable)
    .option(
      '--variable-file <name=file>',
      'the same from a file, as secrets need it; - reads standard input',
      repeatable
    )
    .option('--comment <text>', 'for whoever reads about it later')
    .option('--at <time>', 'begin then, such as 14:30 or 2026-05-12T14:30, as long as this command runs')
    .option('--expires <time>', 'end as expired when it has not begun by then')
    .option('--priority', 'its turn comes before those of others that have none')
    .option('--plan-hash <hash>', 'refuse unless the plan is still the one with this hash')
    .option('--plan', 'only show what would run where')

/** The moments and the hash that flags give, for a start. @throws UsageError */
export function startFrom({ at, expires, planHash, comment, priority }: LaunchOptions, now: number) {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(priority === true ? { hasPriority: true } : {}),
    ...(at === undefined ? {} : { startAt: momentOf(at, '--at', now) }),
    ...(expires === undefined ? {} : { expiresAt: momentOf(expires, '--expires', now) }),
    ...(planHash === undefined ? {} : { planHash })
  }
}

type Choices = NonNullable<Input<'deployment.plan'>['choices']>
type Planned = NonNullable<Output<'deployment.plan'>['plan']>

/** What flags choose; nothing where there are none. @throws CommandFailed for names that are not in the plan */
export async function choicesFrom(
  session: Session,
  what: Input<'deployment.plan'>,
  { only = [], without = [], skip = [], guided, overrideFreeze }: ChoiceOptions
): Promise<Choices> {
  const targets = async (references: readonly string[]) => {
    const ids: Output<'target.list'>[number]['id'][] = []
    for (const reference of references) ids.push((await session.target(reference)).id)
    return ids
  }
  return {
    ...(skip.length === 0 ? {} : { skip: await actions(session, what, skip) }),
    ...(only.length === 0 ? {} : { only: await targets(only) }),
    ...(without.length === 0 ? {} : { without: await targets(without) }),
    ...(guided === undefined ? {} : { isGuided: guided }),
    ...(overrideFreeze === undefined ? {} : { overridesFreeze: overrideFreeze })
  }
}

async function actions(session: Session, what: Input<'deployment.plan'>, references: readonly string[]) {
  const { plan, draft } = await session.call('deployment.plan', what)
  // What acquires packages is no action that could be left out.
  const stages = ((plan ?? draft)?.stages ?? []).filter(stage => stage.type !== 'acquire')
  return references.map(reference => {
    const found = stages.filter(stage => isCalled(stage, reference))
    const [first] = found
    if (first && found.length === 1) return first.actionId
    throw new CommandFailed(first ? ambiguous(reference, found) : noAction(reference, stages))
  })
}

const isCalled = (stage: Planned['stages'][number], reference: string): boolean =>
  sameName(stage.name, reference) || stageNumber(stage) === reference || stage.actionId === reference

const ambiguous = (reference: string, found: Planned['stages']) =>
  ({
    kind: 'not-found',
    message: `Several actions are called “${reference}”.`,
    remedy: `Say which one by its number: ${listOf(found.map(stageNumber), 'or')}.`
  }) as const

const noAction = (reference: string, stages: Planned['stages']) =>
  ({
    kind: 'not-found',
    message: `There is no action “${reference}” in this release.`,
    remedy: `Choose one of: ${stages.map(stage => `“${stage.name}”`).join(', ')}.`
  }) as const
