import type { DeploymentFact } from '@shared/deployment'
import type { LogLine } from '@shared/log'
import { describe, expect, it } from 'vitest'
import {
  endLabel,
  failedWhere,
  failureReport,
  groupFailures,
  placesLabel
} from '../../../renderer/screens/deployment/failure-groups'
import { skippedSteps } from '../../../renderer/screens/deployment/skipped-steps'
import { lastLines } from '../../../renderer/screens/deployment/use-last-lines'
import { nextFailure } from '../../../renderer/screens/deployment/use-live-view'
import { deploymentOf, fails, planOf, runId, succeeds } from './build'

const started: DeploymentFact = { kind: 'started' }
const plan = planOf(4, [
  { name: 'Install', on: [1, 2, 3, 4] },
  { name: 'Verify', on: [] }
])

describe('where a deployment failed', () => {
  it('is counted, and named where there is but one place', () => {
    const where = (targets: number, failed: readonly (number | 'here')[]) => {
      const steps = failed.map(on => ({ name: 'Install', on: on === 'here' ? on : [on] }))
      const facts = failed.flatMap((on, index) => fails(runId(index + 1, on), 7))
      return failedWhere(deploymentOf(planOf(targets, steps), [started, ...facts]))
    }
    expect([where(6, [3]), where(6, [3, 3, 4]), where(1, [1]), where(6, ['here']), where(6, ['here', 1])]).toEqual([
      'Failed on 1 of 6 targets',
      'Failed on 2 of 6 targets',
      'Failed on web-1',
      'Failed on this machine',
      'Failed on this machine and 1 of 6 targets'
    ])
  })
})

describe('failure cards', () => {
  it('show the same cause on several targets as one', () => {
    const deployment = deploymentOf(plan, [
      started,
      ...fails(runId(1, 1), 7),
      ...fails(runId(1, 2), 28),
      ...fails(runId(1, 3), 7),
      ...succeeds(runId(1, 4))
    ])
    expect(groupFailures(deployment).map(group => [group.stage.name, group.places])).toEqual([
      ['Install', ['web-1', 'web-3']],
      ['Install', ['web-2']]
    ])
  })

  it('see the same cause in sentences that differ by the name or address of the target only', () => {
    const refused = (target: number) =>
      fails(runId(1, target), 255, {
        kind: 'connection-refused',
        message: `deploy@web-${target}.example:22 refused the connection to web-${target}.`
      })
    const deployment = deploymentOf(plan, [started, ...refused(1), ...refused(2), ...refused(4)])
    expect(groupFailures(deployment).map(group => group.places)).toEqual([['web-1', 'web-2', 'web-4']])
  })

  it('show each changed host key by itself, because each host has its own', () => {
    const changed = (target: number) => fails(runId(1, target), 255, { kind: 'host-key-changed', message: 'Changed.' })
    const deployment = deploymentOf(plan, [started, ...changed(1), ...changed(2)])
    expect(groupFailures(deployment).map(group => group.places)).toEqual([['web-1'], ['web-2']])
  })

  it('name few targets and count many', () => {
    expect([['db-1'], ['db-1', 'db-2'], ['a', 'b', 'c']].map(placesLabel)).toEqual([
      'db-1',
      'db-1 and db-2',
      '3 targets'
    ])
  })

  it('make a report that stands by itself', () => {
    const deployment = deploymentOf(plan, [started, ...fails(runId(1, 1), 7, { detail: { path: '/data' } })])
    const [group] = groupFailures(deployment)
    expect(group && failureReport(deployment, group, ['disk full'])).toBe(
      [
        'Shop 1.4.2 to Test (deployment-0000000001)',
        'Step 1 “Install” failed on web-1 (exit code 7)',
        'The script ended with exit code 7.',
        'path: /data',
        'Read its log.',
        '',
        'Last lines:',
        'disk full'
      ].join('\n')
    )
  })

  it('say how the run ended, where that is known', () => {
    const [group] = groupFailures(deploymentOf(plan, [started, ...fails(runId(1, 1), 7)]))
    const run = group?.runs[0]
    if (!run) throw new Error('It failed')
    expect([
      endLabel(run),
      endLabel({ ...run, end: { kind: 'signalled', signal: 'KILL' } }),
      endLabel({ ...run, end: { kind: 'lost', reason: 'gone' } }),
      endLabel({ ...run, end: null })
    ]).toEqual(['exit code 7', 'signal KILL', 'connection lost', null])
  })
})

describe('going from failure to failure', () => {
  const [first, second] = groupFailures(
    deploymentOf(plan, [started, ...fails(runId(1, 1), 7), ...fails(runId(1, 2), 28)])
  )
  const groups = [first!, second!]

  it('begins at the near end and goes round', () => {
    expect([
      nextFailure(groups, null, 1),
      nextFailure(groups, null, -1),
      nextFailure(groups, first!.key, 1),
      nextFailure(groups, second!.key, 1),
      nextFailure(groups, first!.key, -1)
    ]).toEqual([first, second, second, first, second])
  })

  it('goes nowhere without failures', () => {
    expect(nextFailure([], null, 1)).toBeUndefined()
  })
})

describe('the last lines of a failed run', () => {
  const line = (number: number, stream: LogLine['stream']): LogLine => ({
    number,
    at: 0,
    run: runId(1, 1),
    stream,
    level: 'info',
    text: `line ${number}`
  })

  it('are those on stderr, at most fifteen', () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(index + 1, index % 2 === 0 ? 'stderr' : 'stdout'))
    expect(lastLines(lines)).toEqual({
      isStderr: true,
      lines: lines.filter(item => item.stream === 'stderr').slice(-15)
    })
  })

  it('are simply the last ones where nothing went to stderr, without those of Slipway', () => {
    const lines = [line(1, 'stdout'), line(2, 'stdout'), line(3, 'slipway')]
    expect(lastLines(lines)).toEqual({ isStderr: false, lines: lines.slice(0, 2) })
  })
})

describe('skipped steps', () => {
  it('are shown with their reason', () => {
    expect(skippedSteps(deploymentOf(plan, [started]))).toEqual([
      { key: '2', title: 'Step 2, Verify:', reason: 'No target has the role web.' }
    ])
  })

  it('name the targets where only some were skipped', () => {
    const reason = 'An earlier step failed here.'
    const deployment = deploymentOf(plan, [
      started,
      { kind: 'run-skipped', run: runId(1, 2), reason },
      { kind: 'run-skipped', run: runId(1, 4), reason }
    ])
    expect(skippedSteps(deployment)[0]).toMatchObject({ title: expect.stringMatching(/ on web-2 and web-4:$/), reason })
  })
})
