import type { Deployment, DeploymentFact } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { OutlineItem } from '@shared/task-log/outline'
import { describe, expect, test } from 'vitest'
import { type TreeInput, TreeRows } from '../../../../renderer/components/log/rows/tree'
import { placesOf } from '../../../../renderer/components/matrix/matrix-model'
import { deploymentOf, fails, output, planOf, runId, succeeds } from '../../deployment/build'

const started: DeploymentFact = { kind: 'started' }
const plan = planOf(2, [
  { name: 'Stop', on: [1, 2] },
  { name: 'Tell', on: 'here' }
])
const [one, two, here] = [runId(1, 1), runId(1, 2), runId(2, 'here')]

/** web-1 goes well with two lines, web-2 fails with one; before and after, Slipway says something. */
const half = deploymentOf(plan, [
  started,
  output(null, 1),
  { kind: 'run-started', run: one },
  output(one, 2),
  { kind: 'run-succeeded', run: one },
  { kind: 'run-started', run: two },
  output(two, 1),
  fails(two, 7)[1]!,
  output(null, 2)
])

const treeOf = (deployment: Deployment, changes: Partial<TreeInput> = {}) =>
  new TreeRows({
    deployment: { ...deployment, lines: 1000 },
    places: placesOf(deployment.plan),
    order: 'steps',
    linesOf: run => (run === null ? 3 : (deployment.runs[run]?.lines ?? 0)),
    linesBefore: 1,
    partsOf: () => [],
    only: null,
    hits: null,
    choices: new Map(),
    preset: 'everything',
    now: 1_000_000,
    ...changes
  })

const drawn = (tree: TreeRows): readonly string[] =>
  Array.from({ length: tree.count }, (_, index) => {
    const row = tree.rowAt(index)
    if (row?.kind === 'heading') return `${'  '.repeat(row.depth)}${row.isOpen ? '-' : '+'} ${row.section.title}`
    if (row?.kind === 'line') return `${'  '.repeat(row.depth)}${row.run ?? 'all'}#${row.position}`
    return '?'
  })

describe('the log as a tree', () => {
  test('has steps, their targets and their lines, and what is about all of them before and after', () => {
    expect(drawn(treeOf(half))).toEqual([
      'all#0',
      '- Stop',
      '  - web-1',
      `    ${one}#0`,
      `    ${one}#1`,
      '  - web-2',
      `    ${two}#0`,
      'all#1',
      'all#2'
    ])
  })

  test('by target has the steps of each', () => {
    expect(drawn(treeOf(half, { order: 'targets', only: new Set([one]) }))).toEqual([
      '- web-1',
      '  - Stop',
      `    ${one}#0`,
      `    ${one}#1`
    ])
  })

  test('folds what went well and keeps open what did not', () => {
    expect(drawn(treeOf(half, { preset: 'interesting' }))).toEqual([
      'all#0',
      '- Stop',
      '  + web-1',
      '  - web-2',
      `    ${two}#0`,
      'all#1',
      'all#2'
    ])
  })

  test('has one heading for a step with one place, and none for what has not begun', () => {
    const deployment = deploymentOf(
      planOf(1, [
        { name: 'Say', on: [1] },
        { name: 'Later', on: [1] }
      ]),
      [started, { kind: 'run-started', run: runId(1, 1) }, output(runId(1, 1), 1)]
    )
    const tree = treeOf(deployment, { linesOf: run => (run === runId(1, 1) ? 1 : 0), linesBefore: 0 })
    expect(drawn(tree)).toEqual(['- Say · web-1', `  ${runId(1, 1)}#0`])
    expect(tree.rowAt(0)).toMatchObject({ section: { number: '1', state: 'running', lines: 1, mark: 0 } })
  })

  test('does as it is told, whatever would be open by itself', () => {
    const choices = new Map([
      ['step:1', true],
      [`run:${one}`, true],
      [`run:${two}`, false]
    ])
    expect(drawn(treeOf(half, { preset: 'interesting', choices }))).toEqual([
      'all#0',
      '- Stop',
      '  - web-1',
      `    ${one}#0`,
      `    ${one}#1`,
      '  + web-2',
      'all#1',
      'all#2'
    ])
  })

  test('adds up what lies below a heading', () => {
    const hits = new Map<RunId | null, number>([
      [one, 1],
      [two, 2]
    ])
    const heading = treeOf(half, { hits }).rowAt(1)
    expect(heading).toMatchObject({
      section: { number: '1', title: 'Stop', state: 'failed', lines: 3, hits: 3, runs: [one, two], took: 5000 }
    })
  })

  test('finds every row by what it shows, and what is folded by its heading', () => {
    const tree = treeOf(half)
    for (let index = 0; index < tree.count; index++) {
      const row = tree.rowAt(index)!
      const place =
        row.kind === 'heading' ? { kind: 'heading' as const, key: row.key } : { ...row, kind: 'line' as const }
      expect(tree.indexOf(place as never)).toBe(index)
    }
    const folded = treeOf(half, { choices: new Map([['step:1', false]]) })
    expect(folded.indexOf({ kind: 'line', run: one, position: 1 })).toBe(1)
    expect(folded.indexOf({ kind: 'line', run: here, position: 0 })).toBeNull()
  })

  test('says which heading folds a row, and what has to be open to see a line', () => {
    const part: OutlineItem = {
      id: 4,
      kind: 'group',
      run: one,
      first: 0,
      end: 2,
      depth: 0,
      name: 'G',
      look: 'plain',
      hasEndMarker: false,
      errors: 0,
      from: 0,
      to: 0
    }
    const tree = treeOf(half, { partsOf: run => (run === one ? [part] : []) })
    expect([0, 1, 2, 3, 4, 6].map(row => tree.headingOf(row))).toEqual([
      null,
      'step:1',
      `run:${one}`,
      'part:4',
      'part:4',
      `run:${two}`
    ])
    expect(tree.keysAround(one, 1)).toEqual(['step:1', `run:${one}`, 'part:4'])
    expect(tree.keysAround(two, 0)).toEqual(['step:1', `run:${two}`])
  })

  test('of thousands of runs with a million lines is made at once', () => {
    const steps = Array.from({ length: 12 }, (_, i) => ({
      name: `Step ${i}`,
      on: Array.from({ length: 200 }, (__, j) => j + 1)
    }))
    const wide = planOf(200, steps)
    const runs = wide.stages.flatMap(stage => stage.runs.map(run => run.id))
    const deployment = deploymentOf(wide, [started, ...runs.slice(0, 50).flatMap(succeeds)])
    const start = performance.now()
    const tree = treeOf(deployment, { linesOf: run => (run === null ? 0 : 417), linesBefore: 0 })
    expect(tree.count).toBe(12 + 2400 + 2400 * 417)
    expect(tree.rowAt(tree.count - 1)).toMatchObject({ run: runs.at(-1), position: 416 })
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
