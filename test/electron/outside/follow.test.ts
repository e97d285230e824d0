import type { DeploymentSummary } from '@shared/deployment'
import { describe, expect, it } from 'vitest'
import {
  type Following,
  follow,
  followingOf,
  type Notice,
  nothingFollowed,
  seen
} from '../../../electron/outside/follow'
import { deploymentSummary, finishedSummary, runbookOf } from '../../support/summaries'

const told = (from: Following, ...summaries: readonly DeploymentSummary[]): readonly Notice[] => {
  let following = from
  return summaries.flatMap(summary => {
    const next = follow(following, summary)
    following = next.following
    return next.notice ?? []
  })
}

describe('what is told of a deployment', () => {
  const running = deploymentSummary({ state: 'running' })

  it('is how it ended, once', () => {
    const failed = finishedSummary('failed', { summary: 'The deployment of Shop 1.0.0 to Test failed: no.' })
    expect(told(nothingFollowed, running, { ...running, runsDone: 1 }, failed)).toEqual([
      {
        kind: 'failed',
        id: running.id,
        title: 'Shop 1.0.0 to Test failed',
        body: 'The deployment of Shop 1.0.0 to Test failed: no.'
      }
    ])
  })

  it.each([
    ['succeeded', 'finished', 'Shop 1.0.0 to Test succeeded'],
    ['cancelled', 'finished', 'Shop 1.0.0 to Test was cancelled'],
    ['expired', 'failed', 'Shop 1.0.0 to Test did not begin in time']
  ] as const)('says that it %s', (outcome, kind, title) => {
    expect(told(nothingFollowed, running, finishedSummary(outcome))).toMatchObject([{ kind, title }])
  })

  it('says of a runbook run what was run where', () => {
    const run = finishedSummary('succeeded', { runbook: runbookOf('Rotate keys'), releaseVersion: '3' })
    expect(told(nothingFollowed, run)).toMatchObject([{ title: 'Rotate keys 3 of Shop in Test succeeded' }])
  })

  it('is that it needs an answer, each time that something is asked anew', () => {
    const asks = (openQuestions: number) => ({ ...running, openQuestions })
    expect(told(nothingFollowed, asks(1), asks(1), asks(2), asks(0), asks(1)).map(notice => notice.body)).toEqual([
      '1 question waits for somebody.',
      '2 questions wait for somebody.',
      '1 question waits for somebody.'
    ])
  })

  it('is nothing of what was asked before anybody followed it, nor of an interruption', () => {
    expect(told(followingOf([{ ...running, openQuestions: 2 }]), { ...running, openQuestions: 2 })).toEqual([])
    expect(told(nothingFollowed, running, { ...running, state: 'interrupted' })).toEqual([])
  })
})

describe('what is followed', () => {
  it('is what is open, and a failure until somebody looks', () => {
    const running = deploymentSummary({ state: 'running' })
    const before = followingOf([running, finishedSummary('failed')])
    expect([...before.open.values()]).toEqual([running])
    const after = follow(before, finishedSummary('failed')).following
    expect(after).toEqual({ open: new Map(), hasFailed: true })
    expect(seen(after).hasFailed).toBe(false)
  })
})
