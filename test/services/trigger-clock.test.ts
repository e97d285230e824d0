import type { ProjectId, TriggerId } from '@shared/ids'
import type { Trigger } from '@shared/model/trigger'
import { describe, expect, it } from 'vitest'
import { createTriggerClock } from '../../electron/services/trigger-clock'
import { testClock } from '../support/clock'

const trigger = (cron: string, more: Partial<Trigger> = {}): Trigger => ({
  id: 'trigger-0000000001' as TriggerId,
  projectId: 'project-0000000001' as ProjectId,
  name: 'Nightly',
  description: '',
  when: { kind: 'schedule', cron, timeZone: 'UTC' },
  does: { kind: 'create-release' },
  since: 1,
  ...more
})

/** A clock that stands at noon, and what was heard by it. */
function play(first: readonly Trigger[]) {
  const clock = testClock(Date.UTC(2026, 10, 28, 12))
  const heard: string[] = []
  let triggers = first
  const time = (at: number) => new Date(at).toISOString().slice(11, 16)
  const told = createTriggerClock(
    { now: clock.now, sleep: clock.sleep, report: text => heard.push(text) },
    () => triggers,
    {
      due: ({ name }) => heard.push(`${name} at ${time(clock.now())}`),
      missed: ({ name }, at) => heard.push(`${name} missed ${time(at)}`)
    }
  )
  told.begin()
  const settle = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  return {
    told,
    heard,
    /** Goes on by so many minutes, one after the other. */
    go: async (minutes: number) => {
      for (let minute = 0; minute < minutes * 2; minute++) {
        clock.advance(30_000)
        await settle()
      }
    },
    /** The machine slept. */
    sleep: async (minutes: number) => {
      clock.advance(minutes * 60_000)
      await settle()
    },
    set: (after: readonly Trigger[]) => {
      triggers = after
      told.look()
    }
  }
}

describe('the clock of triggers', () => {
  it('tells of every time of a schedule when it comes', async () => {
    const { heard, go } = play([trigger('*/10 * * * *')])
    await go(21)
    expect(heard).toEqual(['Nightly at 12:10', 'Nightly at 12:20'])
  })

  it('tells of a time that it slept through once, as missed, and goes on with the next one', async () => {
    const { heard, go, sleep } = play([trigger('*/10 * * * *')])
    await sleep(35)
    await go(6)
    expect(heard).toEqual(['Nightly missed 12:10', 'Nightly at 12:40'])
  })

  it('takes up what is new and what was changed, and forgets what is gone', async () => {
    const { heard, go, set, told } = play([])
    set([trigger('5 * * * *')])
    expect(told.nextOf(trigger('5 * * * *'))).toBe(Date.UTC(2026, 10, 28, 12, 5))
    set([trigger('15 * * * *', { since: 2 })])
    await go(16)
    set([])
    await go(60)
    expect(heard).toEqual(['Nightly at 12:15'])
  })

  it('reckons anew when the clock is set back', async () => {
    const { heard, go, sleep, told } = play([trigger('0 13 * * *')])
    await sleep(-120)
    told.look()
    await go(181)
    expect(heard).toEqual(['Nightly at 13:00'])
  })

  it('knows no next time of what has no schedule, and none once it was stopped', async () => {
    const { heard, go, told } = play([trigger('*/10 * * * *')])
    const when = { kind: 'package', actionId: 'action-0000000001', reference: '' } as Trigger['when']
    expect(told.nextOf(trigger('', { when }))).toBeNull()
    told.stop()
    await go(30)
    expect(heard).toEqual([])
  })
})
