import type { Receipt, ReceiptEvent } from '@shared/bundle/format'
import { type ReturnedRun, returnedRuns, summaryWords } from '@shared/bundle/returned'
import { bundleId, type RunId, sha256 } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { recording } from '../../support/engine'
import { ids, planOf, scriptStep } from '../../support/plans'

const bundle = bundleId.parse('bundle-0a1b2c3d4e')

/** A deployment of which everything was handed over. */
function carried(count: number) {
  const plan = planOf({ steps: Array.from({ length: count }, (_, index) => scriptStep(index + 1)) })
  const record = recording(plan)
  record.add({ kind: 'started' })
  const runs = plan.stages.map(stage => stage.runs[0]!.id)
  for (const run of runs) {
    record.add({ kind: 'run-started', run })
    record.add({ kind: 'run-handed-over', run, bundle })
  }
  return { state: record.state(), runs, record }
}

const receiptWith = (outcome: Receipt['outcome'], events: readonly ReceiptEvent[]): Receipt => ({
  format: 1,
  bundle,
  deployment: ids.deployment,
  manifest: sha256.parse('a'.repeat(64)),
  runner: '1',
  key: 'open',
  host: { name: 'till-1', system: 'Linux', kernel: '6', user: 'ada' },
  writtenAt: 9000,
  outcome,
  packages: [],
  events: [...events]
})
const began = (run: RunId, at: number): ReceiptEvent => ({ kind: 'action-started', at, run, attempt: 1 })
const ended = (run: RunId, at: number, more: object): ReceiptEvent => ({
  kind: 'action-ended',
  at,
  run,
  state: 'succeeded',
  code: 0,
  isRetried: false,
  message: '',
  ...more
})

describe('the runs that a receipt tells of', () => {
  it('have ended with their last attempt, at the times of the clock there', () => {
    const { state, runs } = carried(2)
    const [first, second] = runs as [RunId, RunId]
    const receipt = receiptWith('failed', [
      began(first, 1000),
      ended(first, 2000, { state: 'failed', code: 1, isRetried: true }),
      began(first, 3000),
      ended(first, 4000, {}),
      began(second, 5000),
      ended(second, 6000, { state: 'failed', code: 3, message: 'No room.' })
    ])
    expect(returnedRuns(state, receipt, 0).map(({ fact }) => fact)).toMatchObject([
      { run: first, startedAt: 1000, finishedAt: 4000, result: { state: 'succeeded' } },
      {
        run: second,
        startedAt: 5000,
        finishedAt: 6000,
        result: { state: 'failed', end: { kind: 'exited', code: 3 }, failure: { kind: 'script-failed' } }
      }
    ])
  })

  it('say in one sentence what failed, on the target as it is called here', () => {
    const { state, runs } = carried(4)
    const [first, second, third, fourth] = runs as [RunId, RunId, RunId, RunId]
    const receipt = receiptWith('failed', [
      ended(first, 1, { state: 'failed', code: 3, message: '“Step 1” ended with exit code 3: no room.' }),
      ended(second, 2, { state: 'failed', code: null, message: '“Step 2” failed: The folder /x cannot be made.' }),
      ended(third, 3, { state: 'failed', code: 4 }),
      ended(fourth, 4, {
        state: 'timed-out',
        code: null,
        message: '“Step 4” took longer than 5 seconds and was ended.'
      })
    ])
    const returned = returnedRuns(state, receipt, 0)
    expect(returned.map(({ fact }) => fact.result.state === 'failed' && fact.result.failure.message)).toEqual([
      '“Step 1” on web-1 ended with exit code 3: no room.',
      '“Step 2” on web-1 failed: The folder /x cannot be made.',
      '“Step 3” on web-1 ended with exit code 4.',
      '“Step 4” on web-1 took longer than 5 seconds and was ended.'
    ])
  })

  it('are summed up in one sentence as well', () => {
    const { state, runs } = carried(1)
    const [run] = runs as [RunId]
    const failed = (message: string) => {
      const failure = { kind: 'script-failed', message, remedy: '' } as const
      const known = { ...state.runs[run]!, state: 'failed', startedAt: 1, finishedAt: 2, end: null, failure } as const
      return summaryWords({ plan: state.plan, runs: { [run]: known } }, 'The deployment', 'failed')
    }
    expect([failed('“Step 1” on web-1 ended with exit code 3.'), failed('It failed.')]).toEqual([
      'The deployment failed: “Step 1” on web-1 ended with exit code 3.',
      'The deployment failed: “Step 1” on web-1: It failed.'
    ])
  })

  it('are those that the bundle of the receipt carries, and no others', () => {
    const { state, runs } = carried(1)
    const [run] = runs as [RunId]
    const receipt = receiptWith('succeeded', [began(run, 1), ended(run, 2, {})])
    expect(returnedRuns(state, { ...receipt, bundle: bundleId.parse('bundle-0a1b2c3d4f') }, 0)).toEqual([])
  })

  it('do not count as ended while the runner may go on with them', () => {
    const { state, runs } = carried(3)
    const [first, second, third] = runs as [RunId, RunId, RunId]
    const events = [
      began(first, 1),
      ended(first, 2, { state: 'failed', code: 1, isRetried: true }),
      began(second, 3),
      ended(second, 4, { state: 'unknown', code: null }),
      began(third, 5)
    ]
    expect(returnedRuns(state, receiptWith(null, events), 0)).toEqual([])
    expect(returnedRuns(state, receiptWith('failed', events), 0).map(({ fact }) => fact.result)).toEqual([
      { state: 'unknown' }
    ])
  })

  it('tell of a further attempt from its beginning, also where a receipt in between did not know its end', () => {
    const { record, runs } = carried(2)
    const [run] = runs as [RunId]
    const first = [began(run, 1), ended(run, 2, { state: 'failed', code: 1 })]
    const second = [...first, began(run, 3), ended(run, 4, { state: 'unknown', code: null })]
    const third = [...second, ended(run, 5, {})]
    const told: ReturnedRun[] = []
    const take = (outcome: Receipt['outcome'], events: readonly ReceiptEvent[], known: number) => {
      for (const returned of returnedRuns(record.state(), receiptWith(outcome, events), known)) {
        told.push(returned)
        record.add(returned.fact)
      }
    }
    take(null, first, 0)
    take(null, second, first.length)
    take('succeeded', third, second.length)
    expect(told.map(({ from, fact }) => [from, fact.startedAt, fact.finishedAt, fact.result.state])).toEqual([
      [0, 1, 2, 'failed'],
      [first.length, 3, 5, 'succeeded']
    ])
  })
})
