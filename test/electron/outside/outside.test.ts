import { notIdle } from '@shared/idle-time'
import { describe, expect, it } from 'vitest'
import { type Following, followingOf } from '../../../electron/outside/follow'
import { noticeFor, outsideOf } from '../../../electron/outside/outside'
import { deploymentIds, deploymentSummary } from '../../support/summaries'

const away = { isFocused: false, isHidden: false, notifies: true }
const running = deploymentSummary({ state: 'running', runsDone: 1, runsTotal: 4 })
const other = deploymentSummary({ id: deploymentIds(2), state: 'running', runsDone: 3, runsTotal: 4, queuedAt: 2 })
const queued = deploymentSummary({ id: deploymentIds(3), state: 'queued', queuedAt: 3 })
const failed = (...open: Parameters<typeof followingOf>[0]): Following => ({ ...followingOf(open), hasFailed: true })

describe('around the window', () => {
  it('nothing is shown while nothing goes on', () => {
    expect(outsideOf(followingOf([]), away)).toEqual({ progress: null, badge: 0, keepsAwake: false, tray: null })
  })

  it('the bar shows the mean of what runs, and the machine stays awake', () => {
    expect(outsideOf(followingOf([running, other, queued]), away)).toEqual({
      progress: { value: 0.5, mode: 'normal' },
      badge: 0,
      keepsAwake: true,
      tray: {
        dot: 'running',
        tooltip: 'Slipway: 2 running, 1 waiting',
        entries: [
          { id: queued.id, label: 'Shop 1.0.0 to Test' },
          { id: other.id, label: 'Shop 1.0.0 to Test' },
          { id: running.id, label: 'Shop 1.0.0 to Test' }
        ]
      }
    })
  })

  it('open questions come before everything else, and one that only waits lets the machine sleep', () => {
    const asks = { ...running, openQuestions: 2, isWaiting: true }
    expect(outsideOf(failed(asks, queued), away)).toEqual({
      progress: { value: 0.25, mode: 'error' },
      badge: 2,
      keepsAwake: false,
      tray: {
        dot: 'asks',
        tooltip: 'Slipway: 2 questions open, 1 running, 1 waiting, a deployment failed',
        entries: [
          { id: asks.id, label: 'Shop 1.0.0 to Test — needs an answer' },
          { id: queued.id, label: 'Shop 1.0.0 to Test' }
        ]
      }
    })
    expect(outsideOf(followingOf([asks]), away).progress).toEqual({ value: 0.25, mode: 'paused' })
  })

  it('one that somebody paused lets the machine sleep once nothing of it runs any more', () => {
    const pausing = { ...running, isPaused: true }
    expect(outsideOf(followingOf([pausing]), away).keepsAwake).toBe(true)
    const still = { ...pausing, idle: { ...notIdle, since: { why: 'paused', at: 3 } as const } }
    expect(outsideOf(followingOf([still]), away).keepsAwake).toBe(false)
    expect(outsideOf(followingOf([still, other]), away).keepsAwake).toBe(true)
  })

  it('a failure stays to be seen until somebody looks at the window', () => {
    expect(outsideOf(failed(), away)).toMatchObject({
      progress: { value: 1, mode: 'error' },
      tray: { dot: 'failed', tooltip: 'Slipway: a deployment failed', entries: [] }
    })
    expect(outsideOf(failed(), { ...away, isFocused: true })).toMatchObject({ progress: null, tray: null })
  })

  it('a window that is hidden leaves its icon, which leads back', () => {
    expect(outsideOf(followingOf([]), { ...away, isHidden: true }).tray).toEqual({
      dot: 'none',
      tooltip: 'Slipway',
      entries: []
    })
  })
})

describe('a notice', () => {
  const notice = { kind: 'failed', id: running.id, title: 'Shop failed', body: '' } as const

  it('is for somebody who does not look, unless they want none', () => {
    expect(noticeFor(notice, away)).toBe(notice)
    expect(noticeFor(notice, { ...away, isFocused: true })).toBeNull()
    expect(noticeFor(notice, { ...away, notifies: false })).toBeNull()
    expect(noticeFor(null, away)).toBeNull()
  })
})
