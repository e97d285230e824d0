import type { ActionId, ProjectId, StepId } from '@shared/ids'
import { type Process, stepInputs } from '@shared/model/process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cloneStep,
  type DraftStep,
  freeName,
  isDirty,
  moveStep,
  newStep,
  placeIssues,
  toDraft,
  toInput,
  updateStep
} from '../../../renderer/screens/process/draft'
import { bringBack } from '../../../renderer/screens/process/use-process-draft'

const id = (prefix: string, number: number) => `${prefix}-${String(number).padStart(10, '0')}`
const processOf = (...names: string[]): Process => ({
  projectId: id('project', 1) as ProjectId,
  version: 3,
  steps: names.map((name, index) => ({
    id: id('step', index + 1) as StepId,
    name,
    location: 'targets',
    roles: ['web'],
    isDisabled: false,
    actions: [{ type: 'script', id: id('action', index + 1) as ActionId, syntax: 'bash', body: `echo ${name}` }]
  }))
})
const draftOf = (...names: string[]) => toDraft(processOf(...names))
const names = (steps: readonly DraftStep[]) => steps.map(step => step.name)
const key = (number: number) => id('step', number)

describe('a process while it is edited', () => {
  it('is sent as it was stored when nothing was changed', () => {
    const process = processOf('Stop', 'Start')
    expect(toInput(toDraft(process))).toEqual(process.steps)
    expect(isDirty(toDraft(process), toDraft(process))).toBe(false)
  })

  it('is changed by typing, and unchanged by typing it back', () => {
    const saved = draftOf('Stop', 'Start')
    const typed = updateStep(saved, key(1), { body: 'echo other' })
    expect([isDirty(saved, typed), isDirty(saved, updateStep(typed, key(1), { body: 'echo Stop' }))]).toEqual([
      true,
      false
    ])
  })

  it('is changed by another order', () => {
    expect(isDirty(draftOf('a', 'b'), moveStep(draftOf('a', 'b'), key(1), 1))).toBe(true)
  })

  it('sends no roles for a step that runs once here, but keeps them while it is edited', () => {
    const here = updateStep(draftOf('Stop'), key(1), { location: 'here' })
    expect([here[0]?.roles, toInput(here)[0]?.roles]).toEqual([['web'], []])
  })

  it('sends new steps without ids, in a form that is accepted once it is filled in', () => {
    const step = { ...newStep([], 'new-1'), roles: ['web'], body: 'echo hello' }
    const input = toInput([step])
    expect(input).toEqual([
      {
        name: 'Run a Script',
        location: 'targets',
        roles: ['web'],
        isDisabled: false,
        actions: [{ type: 'script', syntax: 'bash', body: 'echo hello' }]
      }
    ])
    expect(stepInputs.safeParse(input).success).toBe(true)
  })

  it('gives new steps names that are free, whatever their case', () => {
    expect([freeName([], 'Run'), freeName([{ name: 'run' }, { name: 'Run 2 ' }], 'Run')]).toEqual(['Run', 'Run 3'])
  })
})

describe('the order of steps', () => {
  it('changes one place at a time and stops at the ends', () => {
    const steps = draftOf('a', 'b', 'c')
    expect(
      [
        moveStep(steps, key(1), 1),
        moveStep(steps, key(3), -1),
        moveStep(steps, key(1), -1),
        moveStep(steps, key(3), 5)
      ].map(names)
    ).toEqual([
      ['b', 'a', 'c'],
      ['a', 'c', 'b'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c']
    ])
  })

  it('never loses or doubles a step', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -6, max: 6 })))
    fc.assert(
      fc.property(moves, list => {
        const steps = list.reduce(
          (now, [number, by]) => moveStep(now, key(number), by),
          draftOf('a', 'b', 'c', 'd', 'e')
        )
        expect(names(steps).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
      })
    )
  })

  it('puts a copy right after its original, as a new step', () => {
    const steps = cloneStep(draftOf('a', 'b'), key(1), 'new-1')
    expect(names(steps)).toEqual(['a', 'a (copy)', 'b'])
    expect(toInput(steps)[1]).not.toHaveProperty('id')
    expect(toInput(steps)[1]?.actions[0]).not.toHaveProperty('id')
  })

  it('gets a deleted step back at its place, with what was typed since', () => {
    const before = draftOf('a', 'b', 'c')
    const rest = before.filter(step => step.key !== key(2))
    const since = [...updateStep(rest, key(3), { name: 'C' }), newStep(rest, 'new-1')]
    expect(names(bringBack(before, since))).toEqual(['a', 'b', 'C', 'Run a Script'])
  })
})

describe('what was refused', () => {
  it('is shown at the field of its step', () => {
    const { placed, others } = placeIssues(draftOf('a', 'b'), [
      { path: 'steps.1.name', message: 'must not be empty' },
      { path: 'steps.0.actions.0.body', message: 'must not be empty' },
      { path: 'steps.0.actions.0.syntax', message: 'must be known' },
      { path: 'steps.1.roles.2', message: 'must not be empty' },
      { path: 'steps.0', message: 'must be a step' }
    ])
    expect({ placed, others }).toEqual({
      placed: [
        { key: key(2), field: 'name', message: 'must not be empty' },
        { key: key(1), field: 'body', message: 'must not be empty' },
        { key: key(1), field: 'syntax', message: 'must be known' },
        { key: key(2), field: 'roles', message: 'must not be empty' },
        { key: key(1), field: null, message: 'must be a step' }
      ],
      others: []
    })
  })

  it('is shown above all steps where it belongs to none', () => {
    const issues = [
      { path: 'steps', message: 'must be at most 500 steps' },
      { path: 'steps.7.name', message: 'must not be empty' },
      { path: 'version', message: 'must be a number' }
    ]
    expect(placeIssues(draftOf('a'), issues)).toEqual({ placed: [], others: issues })
  })
})
