import type { RunId } from '@shared/ids'
import { allRuns, type Plan } from '@shared/plan/plan'
import { expect, test } from 'vitest'
import { pressingIn, readExplain, wantedOf, writeExplain } from '../../../renderer/screens/deployment/explain-address'
import { recording } from '../../support/engine'
import { ids, planOf, scriptStep } from '../../support/plans'

const position = { actionId: ids.action(1), targetId: ids.target(2) }

test('an address is read back as it was written, whatever the name holds', () => {
  for (const name of ['Db.Host', 'A&B=C?#{x}', 'Octopus.Action[Say Hello].Output.Url'])
    expect(readExplain(writeExplain(name, position))).toEqual({ name, wanted: position })
})

test('this machine is a place like any other', () => {
  const here = { actionId: ids.action(1), targetId: null }
  expect(readExplain(writeExplain('A', here))).toEqual({ name: 'A', wanted: here })
})

test('without a name all variables are listed, and without the word the drawer is closed', () => {
  expect(readExplain('?explain=')).toEqual({ name: null, wanted: {} })
  expect(readExplain('?step=x')).toBeNull()
  expect(readExplain('')).toBeNull()
})

test('the chosen cell says which step and target are meant', () => {
  const run = 'run-0000000001' as RunId
  const plan = { stages: [{ actionId: position.actionId, runs: [{ id: run, targetId: position.targetId }] }] }
  expect(wantedOf(plan as unknown as Plan, new Set([run]))).toEqual(position)
  expect(wantedOf(plan as unknown as Plan, new Set())).toEqual({})
})

test('where no cell is chosen, what is going on is meant, or else what went wrong first', () => {
  const plan = planOf({ steps: [scriptStep(1), scriptStep(2), scriptStep(3)] })
  const [first, second, third] = allRuns(plan).map(run => run.id) as [RunId, RunId, RunId]
  const failure = { kind: 'script-failed', message: '', remedy: '' } as const
  const { state, add } = recording(plan)
  const actions = (...chosen: readonly RunId[]) => wantedOf(plan, new Set(chosen), pressingIn(state())).actionId
  add({ kind: 'started' })
  expect(actions()).toBeUndefined()
  add({ kind: 'run-started', run: first })
  add({ kind: 'run-succeeded', run: first })
  add({ kind: 'run-started', run: second })
  add({ kind: 'run-failed', run: second, end: null, failure })
  expect(actions()).toBe(ids.action(2))
  add({ kind: 'run-started', run: third })
  expect([actions(), actions(first)]).toEqual([ids.action(3), ids.action(1)])
})
