import type { Input } from '@shared/api'
import type { ActionId, ChannelId, EnvironmentId, RunbookId } from '@shared/ids'
import type { Trigger, TriggerDoes, TriggerWhen } from '@shared/model/trigger'
import { type ProcessSlot, slotName } from '@shared/packages/slots'
import { cronOf, type Preset, presetOf } from '@shared/triggers/presets'
import { timeText } from '@shared/triggers/words'

/** How often something repeats, as the form asks for it. */
export type Repeats = Preset['kind'] | 'cron'

/** What the form of a trigger holds. Empty text stands for nothing chosen. */
export interface TriggerValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly isEnabled: boolean
  readonly when: TriggerWhen['kind']
  readonly repeats: Repeats
  readonly everyMinutes: number
  readonly everyHours: number
  /** Of the hour, for what repeats hourly. */
  readonly minute: number | string
  /** `06:00`. */
  readonly time: string
  readonly weekdays: readonly number[]
  /** 1 to 31, or `last`. */
  readonly day: string
  readonly cron: string
  /** Empty for that of this machine. */
  readonly timeZone: string
  /** `<action>|<reference>`. */
  readonly slot: string
  readonly does: TriggerDoes['kind']
  readonly channelId: string
  readonly runbookId: string
  readonly from: string
  /** Where to; for a release that is made, empty for nowhere. */
  readonly to: string
  readonly evenIfCurrent: boolean
}

/** Fields of the call that an input of the form stands for. */
export const triggerFields = [
  'name',
  'description',
  'when.cron',
  'when.timeZone',
  'when.actionId',
  'does.channelId',
  'does.environmentId',
  'does.from',
  'does.to',
  'does.runbookId'
] as const

const newTrigger: TriggerValues = {
  name: '',
  description: '',
  isEnabled: true,
  when: 'schedule',
  repeats: 'days',
  everyMinutes: 15,
  everyHours: 1,
  minute: 0,
  time: '06:00',
  weekdays: [1, 2, 3, 4, 5],
  day: '1',
  cron: '0 6 * * 1-5',
  timeZone: '',
  slot: '',
  does: 'create-release',
  channelId: '',
  runbookId: '',
  from: '',
  to: '',
  evenIfCurrent: false
}

/** The values of a trigger, or of a new one. */
export function triggerValuesOf(trigger: Trigger | null): TriggerValues {
  if (trigger === null) return newTrigger
  const { name, description, isDisabled, when, does } = trigger
  return {
    ...newTrigger,
    name,
    description,
    isEnabled: isDisabled !== true,
    when: when.kind,
    ...(when.kind === 'schedule' ? scheduleValues(when) : { slot: slotKey(when) }),
    does: does.kind,
    ...doesValues(does)
  }
}

function scheduleValues({ cron, timeZone = '' }: Extract<TriggerWhen, { kind: 'schedule' }>): Partial<TriggerValues> {
  const preset = presetOf(cron)
  const common = { cron, timeZone }
  switch (preset?.kind) {
    case 'minutes':
      return { ...common, repeats: 'minutes', everyMinutes: preset.every }
    case 'hours':
      return { ...common, repeats: 'hours', everyHours: preset.every, minute: preset.minute }
    case 'days':
      return { ...common, repeats: 'days', weekdays: preset.weekdays, time: timeText(preset.time) }
    case 'months':
      return { ...common, repeats: 'months', day: String(preset.day), time: timeText(preset.time) }
    default:
      return { ...common, repeats: 'cron' }
  }
}

function doesValues(does: TriggerDoes): Partial<TriggerValues> {
  switch (does.kind) {
    case 'create-release':
      return { channelId: does.channelId ?? '', to: does.environmentId ?? '' }
    case 'deploy-release':
      return {
        channelId: does.channelId ?? '',
        from: does.from ?? '',
        to: does.to,
        evenIfCurrent: does.evenIfCurrent === true
      }
    case 'run-runbook':
      return { runbookId: does.runbookId, to: does.environmentId }
  }
}

/** The cron expression that the form comes to; what cannot be is refused by the call. */
export function cronIn(values: TriggerValues): string {
  const preset = presetIn(values)
  return preset === null ? values.cron : cronOf(preset)
}

function presetIn(values: TriggerValues): Preset | null {
  const [hour = '0', minute = '0'] = values.time.split(':')
  const time = { hour: Number(hour), minute: Number(minute) }
  switch (values.repeats) {
    case 'minutes':
      return { kind: 'minutes', every: values.everyMinutes }
    case 'hours':
      return { kind: 'hours', every: values.everyHours, minute: Number(values.minute) }
    case 'days':
      return { kind: 'days', weekdays: values.weekdays, time }
    case 'months':
      return { kind: 'months', day: values.day === 'last' ? 'last' : Number(values.day), time }
    case 'cron':
      return null
  }
}

/** When it is set off. */
export function whenIn(values: TriggerValues): TriggerWhen {
  if (values.when === 'schedule') {
    const zone = values.timeZone === '' ? {} : { timeZone: values.timeZone }
    return { kind: 'schedule', cron: cronIn(values), ...zone }
  }
  const at = values.slot.indexOf('|')
  const [actionId, reference] = [values.slot.slice(0, Math.max(0, at)), values.slot.slice(at + 1)]
  return { kind: 'package', actionId: actionId as ActionId, reference }
}

function doesIn({ does, channelId, from, to, runbookId, evenIfCurrent }: TriggerValues): TriggerDoes {
  const channel = channelId === '' ? {} : { channelId: channelId as ChannelId }
  const place = to as EnvironmentId
  switch (does) {
    case 'create-release':
      return { kind: 'create-release', ...channel, ...(to === '' ? {} : { environmentId: place }) }
    case 'deploy-release':
      return {
        kind: 'deploy-release',
        ...channel,
        ...(from === '' ? {} : { from: from as EnvironmentId }),
        to: place,
        ...(evenIfCurrent ? { evenIfCurrent } : {})
      }
    case 'run-runbook':
      return { kind: 'run-runbook', runbookId: runbookId as RunbookId, environmentId: place }
  }
}

/** What is sent. */
export const triggerInputOf = (values: TriggerValues): Input<'trigger.create'>['value'] => ({
  name: values.name,
  description: values.description,
  ...(values.isEnabled ? {} : { isDisabled: true }),
  when: whenIn(values),
  does: doesIn(values)
})

/** The same trigger, disabled or enabled. */
export const withDisabled = (
  { name, description, when, does }: Trigger,
  isDisabled: boolean
): Input<'trigger.update'>['value'] => ({ name, description, when, does, ...(isDisabled ? { isDisabled } : {}) })

/** One place of a process in one text. */
export const slotKey = ({ actionId, reference }: Pick<ProcessSlot, 'actionId' | 'reference'>): string =>
  `${actionId}|${reference}`

/** The places whose package can be waited for, for a select. */
export const slotChoices = (slots: readonly ProcessSlot[]) =>
  slots
    .filter(({ fixed, packageId }) => fixed === null && !packageId.includes('#{'))
    .map(slot => ({ value: slotKey(slot), label: `${slot.packageId}, in ${slotName(slot)}` }))

/** Better words for what the person never typed. */
export function explainIssue(path: string): string | undefined {
  const choose: Readonly<Record<string, string>> = {
    'when.actionId': 'Choose a package of the process.',
    'does.to': 'Choose an environment.',
    'does.runbookId': 'Choose a runbook.',
    'does.environmentId': 'Choose an environment.'
  }
  return choose[path]
}
