import type { Progression } from '@shared/progression/progression'
import { expect, test } from 'vitest'
import { stagesOf, stagesOfProgression } from '../../../../renderer/components/phases/phase-stages'
import { anEnvironment, aPhase, environmentIdOf, lifecycleIdOf, phaseIdOf } from '../../../support/catalogue'

const environments = [
  anEnvironment(3, { name: 'Production', isProduction: true }),
  anEnvironment(1, { name: 'Development' }),
  anEnvironment(2, { name: 'Test' })
]

const namesOf = (phases: Parameters<typeof stagesOf>[0]) =>
  stagesOf(phases, environments).map(stage => [stage.name, stage.places.map(({ name }) => name), stage.note])

test('a lifecycle without phases is one phase for each environment, in their order', () => {
  expect(namesOf([])).toEqual([
    ['Development', ['Development'], null],
    ['Test', ['Test'], null],
    ['Production', ['Production'], null]
  ])
})

test('a phase without environments has those that no other phase names', () => {
  expect(namesOf([aPhase(1, [1]), aPhase(2, [])])).toEqual([
    ['Phase 1', ['Development'], null],
    ['Phase 2', ['Test', 'Production'], 'Whatever no other phase names · needs both']
  ])
  expect(namesOf([aPhase(1, [1, 2, 3]), aPhase(2, [])])[1]).toEqual(['Phase 2', [], 'No environment is left for it'])
})

test('a minimum is said where there is more than one environment, and is no more than there are', () => {
  const noteOf = (minimum: number) => stagesOf([aPhase(1, [1, 2, 3], { minimum })], environments)[0]?.note
  expect([0, 1, 2, 9].map(noteOf)).toEqual(['needs all 3', 'needs any 1 of 3', 'needs any 2 of 3', 'needs all 3'])
})

test('a phase without a name has its number, and an environment that is gone is left out', () => {
  expect(namesOf([aPhase(1, [9], { name: ' ' })])).toEqual([['Phase 1', [], null]])
})

test('a release is there, comes next, may go or may not, and a closed phase says why', () => {
  const place = (number: number, hasSucceeded: boolean) => ({
    id: environmentIdOf(number),
    name: `Environment ${number}`,
    isAutomatic: number === 2,
    hasSucceeded
  })
  const why = 'Live is closed: Trial needs 2 successes, has 1.'
  const progression: Progression = {
    lifecycle: { id: lifecycleIdOf(1), name: 'Default' },
    phases: [
      {
        id: phaseIdOf(1),
        name: 'Trial',
        environments: [place(1, true), place(2, false)],
        required: 2,
        done: 1,
        isOptional: false,
        progress: 'current',
        isOpen: true,
        why: null
      },
      {
        id: phaseIdOf(2),
        name: 'Live',
        environments: [place(3, false)],
        required: 1,
        done: 0,
        isOptional: true,
        progress: 'pending',
        isOpen: false,
        why
      }
    ],
    deployable: [environmentIdOf(1), environmentIdOf(2)],
    next: [environmentIdOf(2)],
    nextNeeded: 1,
    isPrevented: false
  }
  expect(stagesOfProgression(progression, environments)).toEqual([
    {
      key: phaseIdOf(1),
      name: 'Trial',
      isOptional: false,
      places: [
        { id: environmentIdOf(1), name: 'Environment 1', isProduction: false, isAutomatic: false, state: 'there' },
        { id: environmentIdOf(2), name: 'Environment 2', isProduction: false, isAutomatic: true, state: 'next' }
      ],
      note: '1 of 2 needed',
      progress: 'current',
      why: null
    },
    {
      key: phaseIdOf(2),
      name: 'Live',
      isOptional: true,
      places: [
        { id: environmentIdOf(3), name: 'Environment 3', isProduction: true, isAutomatic: false, state: 'closed' }
      ],
      note: null,
      progress: 'pending',
      why
    }
  ])
})

test('a phase without environments is neither complete nor closed for anybody to see', () => {
  const empty: Progression['phases'][number] = {
    id: phaseIdOf(1),
    name: 'Rehearsal',
    environments: [],
    required: 0,
    done: 0,
    isOptional: true,
    progress: 'complete',
    isOpen: false,
    why: 'Rehearsal is closed.'
  }
  const [stage] = stagesOfProgression(
    {
      lifecycle: { id: lifecycleIdOf(1), name: 'Default' },
      phases: [empty],
      deployable: [],
      next: [],
      nextNeeded: 0,
      isPrevented: false
    },
    []
  )
  expect([stage?.progress, stage?.why, stage?.note]).toEqual([null, null, 'No environment'])
})
