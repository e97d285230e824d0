import type { ChannelId, EnvironmentId } from '@shared/ids'
import {
  canaryWords,
  channelsWords,
  conditionWords,
  environmentsWords,
  retriesWords,
  schedulingWords
} from '@shared/model/process-words'
import { spanOf } from '@shared/plan/words'
import { type Draft, type DraftAction, type DraftStep, isOff, isSingle, type NodeKey, nameOf } from './nodes'
import { mayBeOnTargets, whereOf } from './shape'
import { tenantWords } from './tenant-words'

/** Where a row is in a group of steps that start together; null outside of one. */
export type InGroup = 'first' | 'middle' | 'last' | null

/** One line of the list of steps. */
export interface StepRow {
  readonly key: NodeKey
  /** `2`, or `2.1` for one of several actions. */
  readonly number: string
  readonly step: DraftStep
  /** What the row shows the kind of; null for a step with several actions. */
  readonly action: DraftAction | null
  /** Whether it is one of several actions of a step. */
  readonly isChild: boolean
  readonly group: InGroup
}

/** The lines of the list, each step before its actions. */
export function rowsOf(draft: Draft): readonly StepRow[] {
  return draft.flatMap((step, index) => {
    const starts = joins(draft, index)
    const goesOn = joins(draft, index + 1)
    const number = String(index + 1)
    const [only] = step.actions
    if (isSingle(step))
      return [{ key: step.key, number, step, action: only ?? null, isChild: false, group: at(starts, goesOn) }]
    const last = step.actions.length - 1
    return [
      { key: step.key, number, step, action: null, isChild: false, group: at(starts, starts || goesOn) },
      ...step.actions.map((action, child) => ({
        key: action.key,
        number: `${number}.${child + 1}`,
        step,
        action,
        isChild: true,
        group: at(starts || goesOn, child < last ? starts || goesOn : goesOn)
      }))
    ]
  })
}

/** Whether a step starts together with the one before it. The first one cannot. */
export const joins = (draft: Draft, index: number): boolean =>
  index > 0 && draft[index]?.settings.startsWithPrevious === true

const at = (hasBefore: boolean, hasAfter: boolean): InGroup => {
  if (hasBefore) return hasAfter ? 'middle' : 'last'
  return hasAfter ? 'first' : null
}

/** A setting that is not the usual one, in a word or two. */
export interface Chip {
  readonly kind: 'off' | 'condition' | 'rolling' | 'environments' | 'channels' | 'tenants' | 'required' | 'again'
  readonly text: string
  /** The whole of it. */
  readonly title: string
}

/** What is out of the ordinary about a row. */
export function chipsOf(
  { step, action, isChild }: StepRow,
  nameOfEnvironment: (id: EnvironmentId) => string,
  nameOfChannel: (id: ChannelId) => string
): readonly Chip[] {
  const isOwn = isChild ? action?.settings.isDisabled === true : isOff(step, null)
  return [
    ...(isOwn
      ? [{ kind: 'off', text: 'disabled', title: 'Disabled: it stays in the process and runs nowhere' } as const]
      : []),
    ...(isChild ? [] : stepChips(step)),
    ...(action === null ? [] : actionChips(action, isChild, { nameOfEnvironment, nameOfChannel }))
  ]
}

const conditionTexts = {
  failure: 'if failed',
  always: 'always',
  variable: 'if true',
  'success-and': 'if true',
  cancel: 'if cancelled'
} as const

const conditionChip = (condition: DraftStep['settings']['condition'], of: 'step' | 'action'): readonly Chip[] =>
  condition === undefined || condition.when === 'success'
    ? []
    : [{ kind: 'condition', text: conditionTexts[condition.when], title: sentence(conditionWords(condition, of)) }]

function stepChips({ settings }: DraftStep): readonly Chip[] {
  const { condition, window, canary } = settings
  const size = sentence(window?.unit === 'percent' ? `${window.count} %` : String(window?.count))
  return [
    ...conditionChip(condition, 'step'),
    ...(window === undefined
      ? []
      : [{ kind: 'rolling', text: `rolling ${size}`, title: sentence(schedulingWords(settings).join(', ')) } as const]),
    ...(canary === undefined
      ? []
      : [{ kind: 'rolling', text: 'canary', title: sentence(canaryWords(canary)) } as const])
  ]
}

function actionChips(
  { settings }: DraftAction,
  isChild: boolean,
  names: {
    readonly nameOfEnvironment: (id: EnvironmentId) => string
    readonly nameOfChannel: (id: ChannelId) => string
  }
): readonly Chip[] {
  const where = environmentsWords(settings, names.nameOfEnvironment)
  const forWhich = channelsWords(settings, names.nameOfChannel)
  const forWhom = tenantWords(settings)
  const { retries, timeoutSeconds } = settings
  const isRequired = settings.isRequired === true || (settings.type === 'manual' && settings.responsible !== undefined)
  return [
    ...(isChild ? conditionChip(settings.condition, 'action') : []),
    ...(where === null ? [] : [{ kind: 'environments', text: where, title: sentence(where) } as const]),
    ...(forWhich === null ? [] : [{ kind: 'channels', text: forWhich, title: sentence(forWhich) } as const]),
    ...(forWhom === null ? [] : [{ kind: 'tenants', text: forWhom, title: sentence(forWhom) } as const]),
    ...(isRequired
      ? [{ kind: 'required', text: 'required', title: 'Required: it can be neither skipped nor ignored' } as const]
      : []),
    ...(retries === undefined
      ? []
      : [
          {
            kind: 'again',
            text: sentence(retries.count === 1 ? '1 retry' : `${retries.count} retries`),
            title: sentence(retriesWords(retries))
          } as const
        ]),
    ...(timeoutSeconds === undefined
      ? []
      : [
          {
            kind: 'again',
            text: `timeout ${spanOf(timeoutSeconds * 1000)}`,
            title: 'Each attempt may take so long'
          } as const
        ])
  ]
}

/** Words with a capital at the start; a number that is being typed is left open. */
export const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}`.replaceAll('NaN', '…')

const places = { targets: 'on', here: 'once on this machine', 'here-for-each-target': 'here, for each' } as const

/** Where a row runs, in a few words; one of several actions says it only where it differs from its step. */
export function placeWords({ step, action, isChild }: StepRow): string {
  const where = action === null ? step.settings.location : whereOf(step, action)
  if (isChild) {
    if (where === step.settings.location) return ''
    return where === 'targets' ? 'on the target' : 'here, for each target'
  }
  const isNeverOnTarget = action !== null && !mayBeOnTargets(action.settings.type)
  if (where === 'here') return isNeverOnTarget ? 'once' : places.here
  const { roles } = step.settings
  return `${isNeverOnTarget ? 'for each' : places[where]} ${roles.length > 2 ? `${roles.length} roles` : roles.join(', ') || 'no role yet'}`
}

/** What a row is called; one that has no name says so. */
export const titleOf = ({ step, action, isChild }: Pick<StepRow, 'step' | 'action' | 'isChild'>): string =>
  (isChild && action !== null ? nameOf(step, action) : step.settings.name) || 'Without a name'
