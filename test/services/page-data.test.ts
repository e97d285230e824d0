import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import { foldEvents } from '@shared/deployment-reducer'
import { resuming } from '@shared/deployment-resume'
import { expect, test } from 'vitest'
import { pageData } from '../../electron/services/log-export/page-data'
import { queued, storedRuns } from '../support/deployment-events'

const [first, second] = storedRuns
const failure = { kind: 'script-failed', message: 'It failed.', remedy: '' } as const

test('an exported page knows which attempt of a run went how, and when that began', () => {
  const facts: readonly DeploymentFact[] = [
    queued,
    { kind: 'started' },
    { kind: 'run-started', run: first },
    { kind: 'run-failed', run: first, end: null, failure },
    { kind: 'run-cancelled', run: second },
    { kind: 'finished', outcome: 'failed', summary: 'It failed.' },
    resuming('ada', [{ run: first, choice: 'retry', reason: '' }]),
    { kind: 'run-started', run: first },
    { kind: 'run-succeeded', run: first }
  ]
  const events = facts.map((fact, index): DeploymentEvent => ({ ...fact, seq: index + 1, at: index * 100 }))
  const { runs } = pageData(foldEvents(events)!, events, [], 0)
  expect(runs.map(({ changes, attempts }) => [changes.map(([, state]) => state), attempts])).toEqual([
    [['pending', 'running', 'failed', 'pending', 'running', 'succeeded'], [[700, 2]]],
    [['pending', 'not-run', 'pending'], undefined]
  ])
})
