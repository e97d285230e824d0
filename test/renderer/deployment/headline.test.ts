import type { DeploymentFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { placesOf } from '../../../renderer/components/matrix/matrix-model'
import { failureSentences, progressSentence } from '../../../renderer/screens/deployment/announcements'
import { elapsed, headline } from '../../../renderer/screens/deployment/headline'
import {
  filterLabel,
  labelLength,
  labelsOf,
  logFilterFor,
  pickRuns
} from '../../../renderer/screens/deployment/log-filter'
import { deploymentOf, fails, output, planOf, runId, succeeds } from './build'

const started: DeploymentFact = { kind: 'started' }
const plan = planOf(2, [
  { name: 'Install', on: [1, 2] },
  { name: 'Verify', on: [1] }
])
const finished = (outcome: 'succeeded' | 'failed'): DeploymentFact => ({
  kind: 'finished',
  outcome,
  summary: 'The end.'
})
const allOver = [...succeeds(runId(1, 1)), ...succeeds(runId(1, 2)), ...succeeds(runId(2, 1))]

describe('the headline of a deployment', () => {
  it('is its state while it is open and its outcome afterwards', () => {
    expect([
      headline(deploymentOf(plan, [started])),
      headline(deploymentOf(plan, [started, ...allOver, finished('succeeded')]))
    ]).toEqual([
      { state: 'running', text: null },
      { state: 'succeeded', text: null }
    ])
  })

  it('is not green when nothing was done', () => {
    const skip = (run: RunId): DeploymentFact => ({ kind: 'run-skipped', run, reason: 'Not needed.' })
    const deployment = deploymentOf(plan, [
      started,
      ...[runId(1, 1), runId(1, 2), runId(2, 1)].map(skip),
      finished('succeeded')
    ])
    expect(headline(deployment)).toEqual({ state: 'warned', text: 'Nothing ran' })
  })

  it('counts time from the start, and stops at the end', () => {
    const open = deploymentOf(plan, [started])
    const over = deploymentOf(plan, [started, ...allOver, finished('succeeded')])
    expect([elapsed(deploymentOf(plan, []), 9000), elapsed(open, 9000), elapsed(over, 99_000)]).toEqual([
      null,
      8000,
      7000
    ])
  })
})

describe('what is spoken', () => {
  it('tells where the running step stands', () => {
    const deployment = deploymentOf(plan, [
      started,
      ...succeeds(runId(1, 1)),
      { kind: 'run-started', run: runId(1, 2) }
    ])
    expect(progressSentence(deployment)).toBe('Step 1 of 2, Install: finished on 1 of 2.')
  })

  it('tells the summary at the end', () => {
    expect(progressSentence(deploymentOf(plan, [started, ...allOver, finished('succeeded')]))).toBe('The end.')
  })

  it('tells a failure once, whatever else happens', () => {
    const facts = [started, ...fails(runId(1, 1), 7)]
    const later = [...facts, ...succeeds(runId(1, 2))]
    expect(failureSentences(deploymentOf(plan, later))).toEqual(failureSentences(deploymentOf(plan, facts)))
    expect(failureSentences(deploymentOf(plan, facts)).map(item => item.sentence)).toEqual([
      'Step 1, Install, failed on web-1. The script ended with exit code 7.'
    ])
  })
})

describe('narrowing the log', () => {
  const [a, b, c] = [runId(1, 1), runId(1, 2), runId(2, 1)]

  it('chooses a cell, and lets go of it when it is chosen again', () => {
    const chosen = pickRuns(new Set(), [a], false)
    expect([[...chosen], [...pickRuns(chosen, [a], false)], [...pickRuns(chosen, [b], false)]]).toEqual([[a], [], [b]])
  })

  it('adds cells and takes them away', () => {
    const both = pickRuns(new Set([a]), [b], true)
    expect([[...both], [...pickRuns(both, [a], true)]]).toEqual([[a, b], [b]])
  })

  it('stays as it is for a cell where nothing runs', () => {
    expect([...pickRuns(new Set([a]), [], false)]).toEqual([a])
  })

  it('asks for the chosen runs and levels', () => {
    expect([logFilterFor(new Set(), new Set()), logFilterFor(new Set([b, a]), new Set(['error']))]).toEqual([
      { runs: null, levels: null },
      { runs: [a, b], levels: ['error'] }
    ])
  })

  it('makes room for the names that occur, and for none where there is one place', () => {
    const wide = planOf(12, [
      { name: 'Prepare', on: 'here' },
      { name: 'Install', on: [1, 12] }
    ])
    const labels = labelsOf(wide, placesOf(wide))
    const open = deploymentOf(wide, [started])
    const over = deploymentOf(wide, [
      started,
      ...succeeds(runId(1, 'here')),
      { kind: 'run-started', run: runId(2, 1) },
      output(runId(2, 1), 1),
      { kind: 'run-succeeded', run: runId(2, 1) },
      ...succeeds(runId(2, 12)),
      finished('succeeded')
    ])
    const length = (deployment: typeof open, ...chosen: RunId[]) =>
      labelLength(deployment, labels, logFilterFor(new Set(chosen), new Set()))
    expect([length(open), length(open, runId(2, 12)), length(over), length(over, runId(2, 1))]).toEqual([
      'This machine'.length,
      'web-12'.length,
      'Slipway'.length,
      'web-1'.length
    ])
    const single = planOf(1, [{ name: 'Install', on: [1] }])
    const everything = logFilterFor(new Set(), new Set())
    expect(labelLength(deploymentOf(single, [started]), labelsOf(single, placesOf(single)), everything)).toBe(0)
  })

  it('is named by what was chosen', () => {
    const labels = labelsOf(plan, placesOf(plan))
    const label = (...runs: RunId[]) => filterLabel(plan, labels, new Set(runs))
    expect([label(), label(a), label(a, b), label(a, c), label(b, c)]).toEqual([
      null,
      'Install on web-1',
      'Install',
      'web-1',
      '2 runs'
    ])
  })
})
