import type { RunId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { expect, test } from 'vitest'
import { readExplain, wantedOf, writeExplain } from '../../../renderer/screens/deployment/explain-address'
import { ids } from '../../support/plans'

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
