import type { Deployment } from '@shared/deployment'
import type { ActionId, TargetId } from '@shared/ids'
import type { Plan, PlanChoices } from '@shared/plan/plan'
import { shellWord } from './cli-command'

/** What whoever deploys chose besides release and environment. */
export interface LaunchChoices {
  /** Actions that are left out. */
  readonly skip: readonly ActionId[]
  readonly targets: { readonly mode: 'all' | 'only' | 'without'; readonly ids: readonly TargetId[] }
  /** `usual`: as project and environment say. */
  readonly guided: 'usual' | 'on' | 'off'
  /** As a field of date and time holds it, in the time of this machine; empty for at once. */
  readonly startAt: string
  readonly isLater: boolean
  /** How long it may wait for its turn, in milliseconds; null for as long as it takes. */
  readonly patienceMs: number | null
  /** Its turn comes before those of others that have none. */
  readonly hasPriority: boolean
  /** For whoever reads about it later. */
  readonly comment: string
  /** Why it has to be although a freeze is under way; empty where nobody said so. */
  readonly overridesFreeze: string
}

export const nothingChosen: LaunchChoices = {
  skip: [],
  targets: { mode: 'all', ids: [] },
  guided: 'usual',
  startAt: '',
  isLater: false,
  patienceMs: null,
  hasPriority: false,
  comment: '',
  overridesFreeze: ''
}

/** What of it the plan depends on. */
export function planChoicesOf({ skip, targets, guided, overridesFreeze }: LaunchChoices): PlanChoices {
  return {
    ...(skip.length === 0 ? {} : { skip }),
    ...(targets.mode === 'all' || targets.ids.length === 0 ? {} : { [targets.mode]: targets.ids }),
    ...(guided === 'usual' ? {} : { isGuided: guided === 'on' }),
    ...(overridesFreeze === '' ? {} : { overridesFreeze })
  }
}

/** What was chosen for a deployment that is done once more. A freeze has to be overridden anew; it begins at once. */
export function choicesOf({ plan, comment = '' }: Pick<Deployment, 'plan' | 'comment'>): LaunchChoices {
  const { skip = [], only = [], without = [], isGuided } = plan.choices ?? {}
  const targets = only.length > 0 ? { mode: 'only' as const, ids: only } : { mode: 'without' as const, ids: without }
  return {
    ...nothingChosen,
    skip,
    targets: targets.ids.length === 0 ? nothingChosen.targets : targets,
    guided: isGuided === undefined ? 'usual' : isGuided ? 'on' : 'off',
    comment
  }
}

/** Takes an action in, or leaves it out. */
export const withSkip = (choices: LaunchChoices, action: ActionId, isSkipped: boolean): LaunchChoices => ({
  ...choices,
  skip: isSkipped ? [...choices.skip.filter(id => id !== action), action] : choices.skip.filter(id => id !== action)
})

/** How far ahead something may be scheduled, in milliseconds. */
const mostAhead = 30 * 24 * 60 * 60 * 1000

/** When it is to begin, as a call takes it. */
export interface Schedule {
  readonly startAt?: number
  readonly expiresAt?: number
}

/**
 * The moments that were chosen, or what is wrong with them.
 * @param now milliseconds since 1970 UTC
 */
export function scheduleOf(
  { isLater, startAt, patienceMs }: LaunchChoices,
  now: number
): { readonly schedule: Schedule; readonly issue: string | null } {
  const at = isLater ? new Date(startAt).getTime() : null
  if (at !== null && Number.isNaN(at)) return { schedule: {}, issue: 'Say the day and the time.' }
  if (at !== null && at <= now) return { schedule: {}, issue: 'This moment has passed.' }
  if (at !== null && at > now + mostAhead) return { schedule: {}, issue: 'This is more than 30 days ahead.' }
  return {
    schedule: {
      ...(at === null ? {} : { startAt: at }),
      ...(patienceMs === null ? {} : { expiresAt: (at ?? now) + patienceMs })
    },
    issue: null
  }
}

/** A moment as a field of date and time takes it: `2026-03-01T14:30`, in the time of this machine. */
export function localMoment(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/**
 * The flags of the command line that choose the same.
 * @param nameOf what a target is called
 */
export function choiceFlags(
  choices: LaunchChoices,
  plan: Plan | null,
  nameOf: (id: TargetId) => string,
  now: number
): readonly string[] {
  const { skip, targets, guided, hasPriority, comment, overridesFreeze } = choices
  const actionOf = (id: ActionId) => plan?.stages.find(stage => stage.actionId === id)?.name ?? id
  const { schedule } = scheduleOf(choices, now)
  return [
    ...skip.map(id => `--skip ${shellWord(actionOf(id))}`),
    ...(targets.mode === 'all' ? [] : targets.ids.map(id => `--${targets.mode} ${shellWord(nameOf(id))}`)),
    ...(guided === 'usual' ? [] : [guided === 'on' ? '--guided' : '--no-guided']),
    ...(hasPriority ? ['--priority'] : []),
    ...(comment.trim() === '' ? [] : [`--comment ${shellWord(comment.trim())}`]),
    ...(overridesFreeze === '' ? [] : [`--override-freeze ${shellWord(overridesFreeze)}`]),
    ...(schedule.startAt === undefined ? [] : [`--at ${localMoment(schedule.startAt)}`]),
    ...(schedule.expiresAt === undefined ? [] : [`--expires ${localMoment(schedule.expiresAt)}`])
  ]
}
