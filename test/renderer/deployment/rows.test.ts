import { describe, expect, it } from 'vitest'
import { cellOfRun, cellOfRuns } from '../../../renderer/components/matrix/cell-words'
import { foldByKey } from '../../../renderer/components/matrix/matrix-keys'
import {
  countLanes,
  endedLanes,
  lookOfRow,
  lookOfStep,
  placesOf,
  rowsOf,
  runsAt,
  runsOfAll
} from '../../../renderer/components/matrix/matrix-model'
import { stepNotes } from '../../../renderer/components/matrix/step-notes'
import { groupByRole, listTargets } from '../../../renderer/components/matrix/target-list'
import { sharesOf } from '../../../renderer/screens/deployment/shares'
import {
  answers,
  asks,
  at,
  begins,
  ends,
  exited,
  fails,
  type LiveStep,
  live,
  livePlan,
  type Story,
  scriptFailed,
  started,
  steps,
  succeeds
} from '../../support/live'

const planned: readonly LiveStep[] = [
  { name: 'Prepare', on: 'here' },
  {
    name: 'Roll out',
    on: [1, 2, 3],
    width: 2,
    isRolling: true,
    canary: { targets: 1, holds: true, soakMs: 60_000 },
    actions: [{ name: 'Drain', location: 'here-for-each-target' }, { name: 'Install' }]
  },
  { name: 'Undo', on: [1], condition: { when: 'failure' } }
]
const plan = livePlan(3, planned)
const on = (...story: Story) => live(plan, [started, steps(1), succeeds(at(1, 'here')), steps(2), ...story])
const rolled = (target: number): Story => [succeeds(at(2, target, 1)), succeeds(at(2, target, 2))]
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false })

describe('the rows of the matrix', () => {
  it('are steps with their actions below them, which can be folded', () => {
    const numbers = (folded: readonly number[]) =>
      rowsOf(plan, new Set(folded)).map(({ number, name, isUnfolded }) => [number, name, isUnfolded])
    expect([numbers([]), numbers([2])]).toEqual([
      [
        ['1', 'Prepare', null],
        ['2', 'Roll out', true],
        ['2.1', 'Drain', null],
        ['2.2', 'Install', null],
        ['3', 'Undo', null]
      ],
      [
        ['1', 'Prepare', null],
        ['2', 'Roll out', false],
        ['3', 'Undo', null]
      ]
    ])
  })

  it('fold and unfold by arrows on their names, and lead from an action to its step', () => {
    const [unfolded, folded] = [rowsOf(plan, new Set()), rowsOf(plan, new Set([2]))]
    expect([
      foldByKey(unfolded, { row: 2, column: 0 }, press('ArrowLeft')),
      foldByKey(folded, { row: 2, column: 0 }, press('ArrowRight')),
      foldByKey(unfolded, { row: 4, column: 0 }, press('ArrowLeft')),
      foldByKey(unfolded, { row: 2, column: 0 }, press('ArrowRight')),
      foldByKey(unfolded, { row: 1, column: 0 }, press('ArrowLeft')),
      foldByKey(unfolded, { row: 2, column: 1 }, press('ArrowLeft')),
      foldByKey(unfolded, { row: 2, column: 0 }, press('ArrowLeft', true))
    ]).toEqual([
      { kind: 'fold', step: 2, isFolded: true },
      { kind: 'fold', step: 2, isFolded: false },
      { kind: 'go', cell: { row: 2, column: 0 } },
      null,
      null,
      null,
      null
    ])
  })

  it('are the same while their runs are as they were, so that nothing is counted or drawn anew', () => {
    const [before, after] = [on(), on(...rolled(1))]
    // Both came from the same events, so that the runs of the first step are equal but not the same.
    const later = { ...after, runs: { ...after.runs, [at(1, 'here')]: before.runs[at(1, 'here')] } } as typeof after
    const [first, second] = rowsOf(plan, new Set())
    const stagesOf = (row: typeof first) => row?.stages ?? []
    const seen = [before, later].map(deployment => [
      runsOfAll(deployment, stagesOf(first)),
      runsOfAll(deployment, stagesOf(second))
    ])
    expect([seen[0]?.[0] === seen[1]?.[0], seen[0]?.[1] === seen[1]?.[1]]).toEqual([true, false])
    expect(seen[1]?.[1]?.map(run => run.state)).toEqual([
      'succeeded',
      'pending',
      'pending',
      'succeeded',
      'pending',
      'pending'
    ])
  })

  it('count targets that are through all actions of a step', () => {
    const [, row] = rowsOf(plan, new Set())
    expect(row && endedLanes(on(rolled(1), succeeds(at(2, 2, 1))), row)).toEqual({ ended: 1, total: 3 })
  })

  it('stand still while nothing goes on', () => {
    const look = (...story: Story) => {
      const deployment = on(...story)
      return lookOfRow(deployment, runsOfAll(deployment, rowsOf(plan, new Set())[1]?.stages ?? []))
    }
    expect([
      look(rolled(1), begins(at(2, 2, 1))),
      look(rolled(1), asks({ kind: 'canary', step: 2 })),
      look(rolled(1), { kind: 'paused', by: 'ada' }),
      look(rolled(1), begins(at(2, 2, 1)), { kind: 'interrupted' })
    ]).toEqual(['running', 'pending', 'pending', 'unknown'])
  })

  it('wait for a person where the step does, as its progress says', () => {
    const [, row] = rowsOf(plan, new Set())
    const look = (...story: Story) => row && lookOfStep(on(...story), row)
    const held: Story = [rolled(1), asks({ kind: 'canary', step: 2 })]
    expect([look(rolled(1)), look(held), look(held, answers(1, 'proceed'), begins(at(2, 2, 1)))]).toEqual([
      'pending',
      'waiting',
      'running'
    ])
  })

  it('count each target once, whatever the number of actions', () => {
    const [, row] = rowsOf(plan, new Set())
    expect(row && countLanes(on(rolled(1), succeeds(at(2, 2, 1)), begins(at(2, 2, 2))), row)).toEqual([
      { state: 'running', count: 1 },
      { state: 'pending', count: 1 },
      { state: 'succeeded', count: 1 }
    ])
  })
})

describe('a cell', () => {
  const cell = (now: number, ...story: Story) =>
    cellOfRun(on(...story).runs[at(2, 1, 2)], {
      step: 'Install',
      place: 'web-1',
      now,
      usual: { p50: 10_000, p90: 12_000, count: 5 }
    })

  it('says how often it was tried, how long it takes, and that this is slow', () => {
    const again: Story = [
      begins(at(2, 1, 2)),
      { kind: 'run-retrying', run: at(2, 1, 2), end: exited(1), failure: scriptFailed(1), retryAt: 5000 }
    ]
    expect([
      cell(3000, begins(at(2, 1, 2))),
      cell(32_000, begins(at(2, 1, 2))),
      cell(3000, again),
      cell(9000, again, 6000, begins(at(2, 1, 2)))
    ]).toEqual([
      { look: 'running', label: 'Install on web-1: running, 3.0 s', attempt: null, isSlow: false, percentage: null },
      {
        look: 'running',
        label: 'Install on web-1: running, 32 s, 3.2× slower than usual',
        attempt: null,
        isSlow: true,
        percentage: null
      },
      {
        look: 'retrying',
        label:
          'Install on web-1: trying again, 3.0 s, The script ended with exit code 1. The next attempt begins in 2.0 s.',
        attempt: null,
        isSlow: false,
        percentage: null
      },
      {
        look: 'running',
        label: 'Install on web-1: running, 9.0 s, attempt 2',
        attempt: 2,
        isSlow: false,
        percentage: null
      }
    ])
  })

  it('says how far it is for as long as it runs', () => {
    const far = { kind: 'run-progress', run: at(2, 1, 2), percentage: 40, message: '4 of 10 MB, 2 MB/s' } as const
    const { label, percentage } = cell(3000, begins(at(2, 1, 2)), far)
    expect([label, percentage]).toEqual(['Install on web-1: running, 3.0 s, 40 % 4 of 10 MB, 2 MB/s', 40])
    expect(cell(3000, begins(at(2, 1, 2)), far, ends(at(2, 1, 2))).percentage).toBeNull()
  })

  it('of a step gathers its actions on the target', () => {
    const deployment = on(succeeds(at(2, 1, 1)), begins(at(2, 1, 2)))
    const [, row] = rowsOf(plan, new Set())
    const place = placesOf(plan)[1]
    const runs = row && place ? runsAt(row.stages, place).flatMap(({ id }) => deployment.runs[id] ?? []) : []
    expect(cellOfRuns(deployment, runs, { step: 'Roll out', place: 'web-1' })).toEqual({
      look: 'running',
      label: 'Roll out on web-1: running, 1 of 2 actions done',
      attempt: null,
      isSlow: false,
      percentage: null
    })
  })

  it('of a step does not turn while nothing goes on', () => {
    const deployment = on(succeeds(at(2, 1, 1)), { kind: 'paused', by: 'ada' })
    const runs = [1, 2].flatMap(child => deployment.runs[at(2, 1, child)] ?? [])
    expect(cellOfRuns(deployment, runs, { step: 'Roll out', place: 'web-1' })).toMatchObject({
      look: 'pending',
      label: 'Roll out on web-1: pending, 1 of 2 actions done'
    })
  })
})

describe('the notes of a step', () => {
  const step = plan.steps?.[1]
  const undo = plan.steps?.[2]
  const notes = (now: number, ...story: Story) => step && stepNotes(on(...story), step, now)

  it('tell of its window, its first targets and their rest, and of its condition', () => {
    const first: Story = [rolled(1)]
    const held: Story = [first, asks({ kind: 'canary', step: 2 })]
    expect([
      notes(0),
      notes(20_000, first),
      notes(90_000, held),
      notes(90_000, held, answers(1, 'proceed')),
      notes(90_000, held, answers(1, 'stop')),
      notes(0, { kind: 'width-changed', step: 2, width: 3, by: 'ada' }, first, begins(at(2, 2, 1))),
      undo && stepNotes(on(), undo, 0)
    ]).toEqual([
      ['2 at a time', 'canary: 1 target first'],
      ['2 at a time', 'canary resting, 0:40 to go'],
      ['2 at a time', 'canary done on 1, held'],
      ['2 at a time'],
      ['2 at a time', 'stopped after its canary'],
      ['3 at a time'],
      ['only after a failure']
    ])
  })
})

describe('many targets', () => {
  const fleet = livePlan(
    [
      { name: 'web-1', roles: ['web'] },
      { name: 'worker-1', roles: ['worker'] },
      { name: 'web-2', roles: ['web'] },
      { name: 'web-3', roles: ['web', 'worker'] }
    ],
    [{ name: 'Install', on: [1, 2, 3, 4] }]
  )

  it('are grouped by their roles, the worst first', () => {
    const deployment = live(fleet, [started, succeeds(at(1, 1)), fails(at(1, 3)), begins(at(1, 4))])
    const groups = groupByRole(fleet, listTargets(deployment, placesOf(fleet), null, ''))
    expect(groups.map(({ role, rows, counts }) => [role, rows.map(row => row.place.name), counts])).toEqual([
      [
        'web',
        ['web-2', 'web-1'],
        [
          { state: 'failed', count: 1 },
          { state: 'succeeded', count: 1 }
        ]
      ],
      ['web, worker', ['web-3'], [{ state: 'running', count: 1 }]],
      ['worker', ['worker-1'], [{ state: 'pending', count: 1 }]]
    ])
  })
})

describe('how wide steps are', () => {
  const some = plan.steps ?? []

  it('is what they usually take, within reason; alike without a history', () => {
    const usual = new Map([
      [1, 1000],
      [2, 10_000],
      [3, 4000]
    ])
    const rounded = (shares: ReadonlyMap<number, number>) => [...shares.values()].map(share => Math.round(share * 100))
    expect([
      rounded(sharesOf(some, usual)),
      rounded(sharesOf(some, null)),
      rounded(sharesOf(some, new Map([[1, null]])))
    ]).toEqual([
      [35, 200, 35],
      [100, 100, 100],
      [100, 100, 35]
    ])
  })
})
