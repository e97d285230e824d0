import type { DeploymentFact } from '@shared/deployment'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type GridCell, moveInGrid } from '../../../renderer/components/matrix/matrix-keys'
import {
  countLooks,
  overallLook,
  placesOf,
  runAt,
  runDuration,
  runsOf,
  runsOfPlace,
  stepProgress
} from '../../../renderer/components/matrix/matrix-model'
import { listTargets } from '../../../renderer/components/matrix/target-list'
import { deploymentOf, fails, planOf, runId, succeeds } from './build'

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false })
const size = { rows: 4, columns: 5 }

describe('keys in the matrix', () => {
  it('move by one cell', () => {
    const from: GridCell = { row: 2, column: 2 }
    expect(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].map(key => moveInGrid(from, press(key), size))).toEqual([
      { row: 1, column: 2 },
      { row: 3, column: 2 },
      { row: 2, column: 1 },
      { row: 2, column: 3 }
    ])
  })

  it('move to the ends of a row, and with Ctrl to the ends of the grid', () => {
    const from: GridCell = { row: 2, column: 2 }
    expect(
      [press('Home'), press('End'), press('Home', true), press('End', true)].map(key => moveInGrid(from, key, size))
    ).toEqual([
      { row: 2, column: 0 },
      { row: 2, column: 4 },
      { row: 1, column: 0 },
      { row: 3, column: 4 }
    ])
  })

  it('stay out of the corner between the headers', () => {
    expect(moveInGrid({ row: 1, column: 0 }, press('ArrowUp'), size)).toEqual({ row: 1, column: 0 })
    expect(moveInGrid({ row: 0, column: 1 }, press('ArrowLeft'), size)).toEqual({ row: 0, column: 1 })
  })

  it('leave other keys alone', () => {
    expect(moveInGrid({ row: 1, column: 1 }, press('x'), size)).toBeNull()
  })

  it('never leave the grid, wherever they are pressed', () => {
    const keys = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End')
    const sizes = fc.record({ rows: fc.integer({ min: 2, max: 9 }), columns: fc.integer({ min: 2, max: 9 }) })
    fc.assert(
      fc.property(sizes, fc.array(fc.tuple(keys, fc.boolean())), (grid, presses) => {
        let cell: GridCell = { row: 1, column: 0 }
        for (const [key, ctrl] of presses) cell = moveInGrid(cell, press(key, ctrl), grid) ?? cell
        expect(cell.row).toBeLessThan(grid.rows)
        expect(cell.column).toBeLessThan(grid.columns)
        expect(cell.row + cell.column).toBeGreaterThan(0)
      })
    )
  })
})

const plan = planOf(3, [
  { name: 'Prepare', on: 'here' },
  { name: 'Install', on: [1, 2, 3] },
  { name: 'Verify', on: [] }
])
const [prepare, install, verify] = plan.stages
const started: DeploymentFact = { kind: 'started' }

describe('steps by targets', () => {
  it('has a column for this machine only where a step runs once on it', () => {
    expect(placesOf(plan).map(place => place.name)).toEqual(['This machine', 'web-1', 'web-2', 'web-3'])
    expect(placesOf(planOf(1, [{ name: 'Install', on: [1] }])).map(place => place.name)).toEqual(['web-1'])
  })

  it('finds the run of a step on a place', () => {
    const [here, first] = placesOf(plan)
    expect([
      prepare && here && runAt(prepare, here)?.id,
      install && first && runAt(install, first)?.id,
      verify && first && runAt(verify, first)?.id
    ]).toEqual([runId(1, 'here'), runId(2, 1), undefined])
    expect(first && runsOfPlace(plan, first)).toEqual([runId(2, 1)])
  })

  it('counts how runs look, worst first, and tells warnings from plain success', () => {
    const deployment = deploymentOf(plan, [
      started,
      ...succeeds(runId(2, 1)),
      { kind: 'run-started', run: runId(2, 2) },
      { kind: 'output', run: runId(2, 2), stream: 'stdout', level: 'warning', lines: 1, text: '' },
      { kind: 'run-succeeded', run: runId(2, 2) },
      ...fails(runId(2, 3), 7)
    ])
    expect(install && countLooks(runsOf(deployment, install))).toEqual([
      { state: 'failed', count: 1 },
      { state: 'warned', count: 1 },
      { state: 'succeeded', count: 1 }
    ])
  })

  it('lets the worst run stand for its step', () => {
    const half = deploymentOf(plan, [started, ...succeeds(runId(2, 1))])
    const failed = deploymentOf(plan, [started, ...succeeds(runId(2, 1)), ...fails(runId(2, 2), 1)])
    const look = (deployment: typeof half) => plan.stages.map(stage => overallLook(runsOf(deployment, stage)))
    expect([look(half), look(failed)]).toEqual([
      ['pending', 'running', 'skipped'],
      ['pending', 'failed', 'skipped']
    ])
  })

  it('counts only runs that came to an end, and says so where that would mislead', () => {
    const going: DeploymentFact[] = [
      started,
      ...succeeds(runId(2, 1)),
      { kind: 'run-started', run: runId(2, 2) },
      { kind: 'run-started', run: runId(2, 3) }
    ]
    const cancelled: DeploymentFact[] = [
      { kind: 'cancel-requested', by: 'ada' },
      ...[runId(1, 'here'), runId(2, 2), runId(2, 3)].map((run): DeploymentFact => ({ kind: 'run-cancelled', run }))
    ]
    const progress = (facts: readonly DeploymentFact[]) => {
      const deployment = deploymentOf(plan, facts)
      return plan.stages.map(stage => stepProgress(runsOf(deployment, stage)))
    }
    expect([
      progress(going),
      progress([...going, { kind: 'interrupted' }]),
      progress([...going, ...cancelled])
    ]).toEqual([
      ['0/1', '1/3', 'skipped'],
      ['0/1', '1/3, unknown', 'skipped'],
      ['not run', '1/3, cancelled', 'skipped']
    ])
  })

  it('says of what never began that it did not run, however that came about', () => {
    const late: DeploymentFact = { kind: 'finished', outcome: 'expired', summary: 'It did not begin in time.' }
    const { runs } = deploymentOf(plan, [late])
    expect([countLooks(Object.values(runs)), overallLook(Object.values(runs))]).toEqual([
      [{ state: 'not-run', count: Object.keys(runs).length }],
      'not-run'
    ])
  })

  it('knows how long a run has been going, and took', () => {
    const deployment = deploymentOf(plan, [
      started,
      ...succeeds(runId(2, 1)),
      { kind: 'run-started', run: runId(2, 2) }
    ])
    const runs = [1, 2, 3].map(target => deployment.runs[runId(2, target)])
    expect(runs.map(run => run && runDuration(run, 9000))).toEqual([1000, 5000, null])
  })
})

describe('the list of many targets', () => {
  const deployment = deploymentOf(plan, [
    started,
    ...succeeds(runId(1, 'here')),
    ...succeeds(runId(2, 1)),
    ...fails(runId(2, 3), 7)
  ])
  const places = placesOf(plan)

  it('shows failed ones first', () => {
    expect(
      listTargets(deployment, places, install ? [install] : null, '').map(row => [row.place.name, row.state])
    ).toEqual([
      ['web-3', 'failed'],
      ['web-2', 'pending'],
      ['web-1', 'succeeded']
    ])
  })

  it('is narrowed by name', () => {
    expect(listTargets(deployment, places, null, ' WEB-2').map(row => row.place.name)).toEqual(['web-2'])
  })

  it('gathers all runs of a target when no step is chosen', () => {
    expect(listTargets(deployment, places, null, 'machine')).toEqual([
      { place: places[0], state: 'succeeded', done: 1, runs: plan.stages[0]?.runs }
    ])
  })
})
