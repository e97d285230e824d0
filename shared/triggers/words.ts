import type { ChannelId, EnvironmentId, RunbookId } from '../ids'
import type { Trigger, TriggerDoes } from '../model/trigger'
import { listOf } from '../plan/words'
import { type DayTime, type Preset, presetOf, weekdayNames } from './presets'

/** A schedule for people: `Every day at 06:00`. One that is none of the usual ones is shown as it is written. */
export function scheduleWords(cron: string): string {
  const preset = presetOf(cron)
  return preset === null ? `At the times of “${cron.trim()}”` : presetWords(preset)
}

function presetWords(preset: Preset): string {
  switch (preset.kind) {
    case 'minutes':
      return preset.every === 1 ? 'Every minute' : `Every ${preset.every} minutes`
    case 'hours': {
      const every = preset.every === 1 ? 'Every hour' : `Every ${preset.every} hours`
      return preset.minute === 0 ? `${every}, on the hour` : `${every}, ${preset.minute} minutes past`
    }
    case 'days':
      return `${daysWords(preset.weekdays)} at ${timeText(preset.time)}`
    case 'months':
      return preset.day === 'last'
        ? `On the last day of each month at ${timeText(preset.time)}`
        : `On day ${preset.day} of each month at ${timeText(preset.time)}`
  }
}

function daysWords(weekdays: readonly number[]): string {
  if (weekdays.length === 0 || weekdays.length === 7) return 'Every day'
  if (weekdays.join(',') === '1,2,3,4,5') return 'Monday to Friday'
  return `Every ${listOf(weekdays.map(day => weekdayNames[day] ?? ''))}`
}

/** `06:05`. */
export const timeText = ({ hour, minute }: DayTime): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

/** Names of what a trigger refers to; undefined where it is gone. */
export interface TriggerNames {
  readonly environment: (id: EnvironmentId) => string | undefined
  readonly channel: (id: ChannelId) => string | undefined
  readonly runbook: (id: RunbookId) => string | undefined
}

const gone = 'what is gone'

/** What a trigger does, for people: `Make a release and deploy it to Test`. */
export function doesWords(does: TriggerDoes, names: TriggerNames): string {
  const place = (id: EnvironmentId) => names.environment(id) ?? gone
  switch (does.kind) {
    case 'create-release': {
      const what = `Make a release${ofChannel(does.channelId, names)}`
      return does.environmentId === undefined ? what : `${what} and deploy it to ${place(does.environmentId)}`
    }
    case 'deploy-release': {
      const from = does.from === undefined ? '' : ` that succeeded in ${place(does.from)}`
      const again = does.evenIfCurrent === true ? ', also where it is there already' : ''
      return `Deploy the newest release${ofChannel(does.channelId, names)}${from} to ${place(does.to)}${again}`
    }
    case 'run-runbook':
      return `Run “${names.runbook(does.runbookId) ?? gone}” in ${place(does.environmentId)}`
  }
}

const ofChannel = (id: ChannelId | undefined, names: TriggerNames): string =>
  id === undefined ? '' : ` of the channel ${names.channel(id) ?? gone}`

/** What became of a trigger the last time, in a word. */
export const outcomeWords: Readonly<Record<NonNullable<Trigger['last']>['outcome'], string>> = {
  done: 'Done',
  'nothing-to-do': 'Nothing to do',
  failed: 'Failed',
  missed: 'Missed'
}

/** Said wherever triggers are shown. */
export const onlyWhileRunning = 'Triggers work only while Slipway, or “slipway agent”, runs on this workspace.'
