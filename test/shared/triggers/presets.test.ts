import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cronOf,
  hourIntervals,
  minuteIntervals,
  type Preset,
  presetOf,
  weekdayOrder
} from '../../../shared/triggers/presets'
import { doesWords, scheduleWords } from '../../../shared/triggers/words'

const time = fc.record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
const preset: fc.Arbitrary<Preset> = fc.oneof(
  fc.record({ kind: fc.constant('minutes' as const), every: fc.constantFrom(...minuteIntervals) }),
  fc.record({
    kind: fc.constant('hours' as const),
    every: fc.constantFrom(...hourIntervals),
    minute: fc.integer({ min: 0, max: 59 })
  }),
  fc.record({
    kind: fc.constant('days' as const),
    weekdays: fc.subarray([...weekdayOrder], { maxLength: 6 }),
    time
  }),
  fc.record({
    kind: fc.constant('months' as const),
    day: fc.oneof(fc.constant('last' as const), fc.integer({ min: 1, max: 31 })),
    time
  })
)

describe('a schedule that was put together', () => {
  it('is found again in its cron expression, whichever it is', () => {
    fc.assert(
      fc.property(preset, given => {
        expect(presetOf(cronOf(given))).toEqual(given)
      })
    )
  })

  it('is the same with seconds in front that are zero', () => {
    expect(presetOf('0 0 6 * * 1-5')).toEqual(presetOf('0 6 * * 1-5'))
  })
})

describe('words of a schedule', () => {
  it.each([
    ['* * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['0 * * * *', 'Every hour, on the hour'],
    ['20 */6 * * *', 'Every 6 hours, 20 minutes past'],
    ['0 6 * * *', 'Every day at 06:00'],
    ['30 6 * * 1-5', 'Monday to Friday at 06:30'],
    ['0 22 * * 1,0', 'Every Monday and Sunday at 22:00'],
    ['5 0 1 * *', 'On day 1 of each month at 00:05'],
    ['0 9 L * *', 'On the last day of each month at 09:00'],
    ['*/45 * * * *', 'At the times of “*/45 * * * *”'],
    ['0 9 * 6 *', 'At the times of “0 9 * 6 *”'],
    ['0 9 1 * 5', 'At the times of “0 9 1 * 5”'],
    ['*/10 * * * * *', 'At the times of “*/10 * * * * *”']
  ])('say of %s: %s', (cron, words) => {
    expect(scheduleWords(cron)).toBe(words)
  })
})

describe('words of what a trigger does', () => {
  const names = { environment: () => 'Test', channel: () => 'Hotfix', runbook: () => 'Restart' }
  const [environment, channel, runbook] = [
    'environment-0000000001',
    'channel-0000000001',
    'runbook-0000000001'
  ] as const

  it('name what it is about', () => {
    const all = [
      { kind: 'create-release' },
      { kind: 'create-release', channelId: channel, environmentId: environment },
      { kind: 'deploy-release', to: environment },
      { kind: 'deploy-release', channelId: channel, from: environment, to: environment, evenIfCurrent: true },
      { kind: 'run-runbook', runbookId: runbook, environmentId: environment }
    ]
    expect(all.map(does => doesWords(does as Parameters<typeof doesWords>[0], names))).toEqual([
      'Make a release',
      'Make a release of the channel Hotfix and deploy it to Test',
      'Deploy the newest release to Test',
      'Deploy the newest release of the channel Hotfix that succeeded in Test to Test, also where it is there already',
      'Run “Restart” in Test'
    ])
  })

  it('say so of what is gone', () => {
    const gone = { environment: () => undefined, channel: () => undefined, runbook: () => undefined }
    const does = { kind: 'run-runbook', runbookId: runbook, environmentId: environment } as unknown
    expect(doesWords(does as Parameters<typeof doesWords>[0], gone)).toBe('Run “what is gone” in what is gone')
  })
})
