import { describe, expect, it } from 'vitest'
import {
  choiceFlags,
  type LaunchChoices,
  localMoment,
  nothingChosen,
  planChoicesOf,
  scheduleOf,
  withSkip
} from '../../../renderer/screens/deploy/launch-choices'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'

const minute = 60_000
const noon = new Date(2026, 2, 1, 12, 0).getTime()
const nameOf = (id: string) => (id === ids.target(1) ? 'web 1' : id)

const chosen = (changes: Partial<LaunchChoices>): LaunchChoices => ({ ...nothingChosen, ...changes })

describe('what a plan is asked for', () => {
  it('is nothing as long as nothing was chosen', () => {
    expect(planChoicesOf(nothingChosen)).toEqual({})
    expect(planChoicesOf(chosen({ targets: { mode: 'only', ids: [] } }))).toEqual({})
  })

  it('is what was chosen', () => {
    const only = [ids.target(1)]
    expect(
      planChoicesOf(chosen({ skip: [ids.action(1)], targets: { mode: 'only', ids: only }, guided: 'off' }))
    ).toEqual({
      skip: [ids.action(1)],
      only,
      isGuided: false
    })
    expect(planChoicesOf(chosen({ targets: { mode: 'without', ids: only }, guided: 'on' }))).toEqual({
      without: only,
      isGuided: true
    })
  })

  it('leaves an action out and takes it in again, once', () => {
    const left = withSkip(withSkip(nothingChosen, ids.action(1), true), ids.action(1), true)
    expect([left.skip, withSkip(left, ids.action(1), false).skip]).toEqual([[ids.action(1)], []])
  })
})

describe('when it begins', () => {
  it('is at once, whatever was typed for later', () => {
    expect(scheduleOf(chosen({ startAt: '2026-03-01T14:30' }), noon)).toEqual({ schedule: {}, issue: null })
  })

  it('is a moment of this machine’s calendar, which must be to come', () => {
    const later = (startAt: string) => scheduleOf(chosen({ isLater: true, startAt }), noon)
    expect(later('2026-03-01T14:30')).toEqual({ schedule: { startAt: noon + 150 * minute }, issue: null })
    expect([later('').issue, later('2026-03-01T11:59').issue]).toEqual([
      'Say the day and the time.',
      'This moment has passed.'
    ])
  })

  it('expires from the moment at which it may begin', () => {
    const patient = { patienceMs: 60 * minute }
    expect(scheduleOf(chosen(patient), noon).schedule).toEqual({ expiresAt: noon + 60 * minute })
    expect(scheduleOf(chosen({ ...patient, isLater: true, startAt: '2026-03-01T14:00' }), noon).schedule).toEqual({
      startAt: noon + 120 * minute,
      expiresAt: noon + 180 * minute
    })
  })

  it('is written as the field takes it', () => {
    expect(localMoment(new Date(2026, 0, 5, 7, 9, 59).getTime())).toBe('2026-01-05T07:09')
  })
})

describe('the flags of the command line', () => {
  const plan = planOf({ steps: [scriptStep(1, { name: 'Warm up' }), scriptStep(2)], targets: [sshTarget(1)] })

  it('are none as long as nothing was chosen', () => {
    expect(choiceFlags(nothingChosen, plan, nameOf, noon)).toEqual([])
  })

  it('choose the same, by names, quoted for a shell', () => {
    const choices = chosen({
      skip: [ids.action(1)],
      targets: { mode: 'without', ids: [ids.target(1)] },
      guided: 'off',
      isLater: true,
      startAt: '2026-03-01T14:30',
      patienceMs: 15 * minute
    })
    expect(choiceFlags(choices, plan, nameOf, noon)).toEqual([
      "--skip 'Warm up'",
      "--without 'web 1'",
      '--no-guided',
      '--at 2026-03-01T14:30',
      '--expires 2026-03-01T14:45'
    ])
  })
})
