import { automaticallyDue, opennessOf, progressionOf } from '@shared/progression/progress'
import { describe, expect, test } from 'vitest'
import { environmentNamed, groundOf, phaseOf } from '../../support/lifecycles'

const all = ['Dev', 'A', 'B', 'Prod']
const [dev, prod] = [phaseOf('Dev', ['Dev']), phaseOf('Prod', ['Prod'])]
const three = [dev, phaseOf('Test', ['A', 'B']), prod]
const blocked = 'it loses orders'

const nameOf = new Map(all.map(name => [environmentNamed(name).id, name]))
const namesOf = (ids: readonly string[]) => ids.map(id => nameOf.get(id as never) ?? id)

type History = Parameters<typeof groundOf>[2]

function whereTo(phases: typeof three, history: History, prevented: string | null = null) {
  const { deployable, next } = progressionOf(groundOf(phases, all, history, prevented))
  return { deployable: namesOf(deployable), next: namesOf(next) }
}

describe('a release that goes through Dev, then Test on A and B, then Prod', () => {
  test.each<[string, History, string | null, string[], string[]]>([
    ['was nowhere', {}, null, ['Dev'], ['Dev']],
    ['failed in Dev', { Dev: 'tried' }, null, ['Dev'], ['Dev']],
    ['succeeded in Dev', { Dev: 'ok' }, null, ['Dev', 'A', 'B'], ['A', 'B']],
    ['succeeded in Dev and A', { Dev: 'ok', A: 'ok' }, null, ['Dev', 'A', 'B'], ['B']],
    ['succeeded in Dev, A and B', { Dev: 'ok', A: 'ok', B: 'ok' }, null, all, ['Prod']],
    // What is known of a place that succeeded and then failed is that it has succeeded.
    ['succeeded everywhere but Prod, and failed in Dev later', { Dev: 'ok', A: 'ok', B: 'ok' }, null, all, ['Prod']],
    ['succeeded in Dev and A, then was prevented', { Dev: 'ok', A: 'ok' }, blocked, ['Dev', 'A', 'B'], ['B']],
    ['succeeded in Dev, then was prevented', { Dev: 'ok' }, blocked, ['Dev'], []],
    ['was prevented before anything', {}, blocked, ['Dev'], ['Dev']]
  ])('%s', (_name, history, prevented, deployable, next) => {
    expect(whereTo(three, history, prevented)).toEqual({ deployable, next })
  })

  test('with one success enough for Test, goes on to Prod after A', () => {
    const phases = [dev, phaseOf('Test', ['A', 'B'], { minimum: 1 }), prod]
    expect(whereTo(phases, { Dev: 'ok', A: 'ok' })).toEqual({ deployable: all, next: ['Prod'] })
  })

  test('with Test optional, may go to Prod right after Dev', () => {
    const phases = [dev, phaseOf('Test', ['A', 'B'], { isOptional: true }), prod]
    expect(whereTo(phases, { Dev: 'ok' })).toEqual({ deployable: all, next: ['Prod'] })
  })
})

describe('phases', () => {
  test('say in words why they are closed', () => {
    const { phases } = progressionOf(groundOf(three, all, { Dev: 'ok', A: 'ok' }))
    expect(phases.map(({ name, progress, required, done, why }) => ({ name, progress, required, done, why }))).toEqual([
      { name: 'Dev', progress: 'complete', required: 1, done: 1, why: null },
      { name: 'Test', progress: 'current', required: 2, done: 1, why: null },
      {
        name: 'Prod',
        progress: 'pending',
        required: 1,
        done: 0,
        why: 'Prod is closed: Test needs 2 successes, has 1.'
      }
    ])
  })

  test('a minimum of 0 means all environments, not none', () => {
    const phases = [phaseOf('Test', ['A', 'B'], { minimum: 0 }), prod]
    expect(whereTo(phases, { A: 'ok' }).deployable).toEqual(['A', 'B'])
  })

  test('a minimum above the number of environments means all of them', () => {
    const phases = [phaseOf('Test', ['A', 'B'], { minimum: 5 }), prod]
    expect(whereTo(phases, { A: 'ok' }).deployable).toEqual(['A', 'B'])
    expect(whereTo(phases, { A: 'ok', B: 'ok' }).deployable).toEqual(['A', 'B', 'Prod'])
  })

  test('that are not automatic are by hand, not optional', () => {
    expect(whereTo([phaseOf('Test', ['A']), prod], {}).deployable).toEqual(['A'])
  })

  test('that are complete stay deployable', () => {
    expect(whereTo(three, { Dev: 'ok', A: 'ok', B: 'ok', Prod: 'ok' })).toEqual({ deployable: all, next: [] })
  })

  test('that come later do not open by being next, but when those before are complete', () => {
    expect(whereTo(three, { A: 'ok', B: 'ok' }).deployable).toEqual(['Dev', 'A', 'B'])
  })

  test('stay complete although the newest deployment there failed', () => {
    // `ok` is whatever ever succeeded: what came later is not looked at.
    const { phases } = progressionOf(groundOf(three, all, { Dev: 'ok' }))
    expect(phases[0]?.progress).toBe('complete')
  })

  test('that are optional are open by hand, gate nothing, and never deploy by themselves', () => {
    const phases = [phaseOf('Try', ['A*'], { isOptional: true }), phaseOf('Test', ['B']), prod]
    const ground = groundOf(phases, all, {})
    expect(namesOf(progressionOf(ground).deployable)).toEqual(['A', 'B'])
    expect(automaticallyDue({ ...ground, reached: null })).toEqual([])
  })

  test('of nothing but optional phases are all open, and nothing comes next', () => {
    const phases = ['Dev', 'A', 'Prod'].map(name => phaseOf(name, [name], { isOptional: true }))
    expect(whereTo(phases, {})).toEqual({ deployable: ['Dev', 'A', 'Prod'], next: [] })
  })

  test('whose environments are gone count as complete', () => {
    const phases = [dev, phaseOf('Gone', ['Staging']), prod]
    expect(whereTo(phases, { Dev: 'ok' }).deployable).toEqual(['Dev', 'Prod'])
  })

  test('of an empty lifecycle are the environments in their order, and change with it', () => {
    expect(whereTo([], { Dev: 'ok' })).toEqual({ deployable: ['Dev', 'A'], next: ['A'] })
    const { deployable } = progressionOf(groundOf([], ['A', 'Dev', 'B'], { Dev: 'ok' }))
    expect(namesOf(deployable)).toEqual(['A', 'Dev'])
  })

  test('without environments have all that no other phase names, also later ones', () => {
    const phases = [dev, phaseOf('Anywhere', []), prod]
    expect(whereTo(phases, { Dev: 'ok' }).deployable).toEqual(['Dev', 'A', 'B'])
    expect(whereTo([phaseOf('Anywhere', [])], {}).deployable).toEqual(all)
  })

  test('that were moved are open where the release has succeeded already', () => {
    const phases = [prod, dev, phaseOf('Test', ['A', 'B'])]
    expect(whereTo(phases, { Dev: 'ok', A: 'ok' }).deployable).toEqual(['Prod', 'Dev', 'A'])
  })
})

describe('a release whose progression is prevented', () => {
  test('keeps the first phase, and each phase where it has had a success, with all of its environments', () => {
    expect(whereTo(three, { Dev: 'ok', A: 'ok' }, blocked).deployable).toEqual(['Dev', 'A', 'B'])
  })

  test('stays out of a phase where it was only tried', () => {
    expect(whereTo(three, { Dev: 'ok', A: 'tried' }, blocked).deployable).toEqual(['Dev'])
  })

  test('does not jump over an optional phase', () => {
    const phases = [dev, phaseOf('Test', ['A', 'B'], { isOptional: true }), prod]
    expect(whereTo(phases, { Dev: 'ok' }, blocked)).toEqual({ deployable: ['Dev'], next: [] })
  })

  test('says so where it may not go', () => {
    const progression = progressionOf(groundOf(three, all, { Dev: 'ok' }, blocked))
    expect(opennessOf(progression, environmentNamed('A'))).toEqual({
      isOpen: false,
      why: 'A is in the phase Test. Test is closed: the release was prevented from going on, because “it loses orders”.'
    })
  })

  test('says why in a sentence with one full stop', () => {
    const progression = progressionOf(groundOf(three, all, { Dev: 'ok' }, 'It loses orders.'))
    expect(opennessOf(progression, environmentNamed('A')).why).toMatch(/, because “It loses orders”\.$/)
  })

  test('is deployed nowhere by itself', () => {
    const ground = groundOf([phaseOf('Dev', ['Dev*'])], all, {}, blocked)
    expect(automaticallyDue({ ...ground, reached: null })).toEqual([])
  })
})

test('an environment that no phase names is closed, and it is said why', () => {
  const progression = progressionOf(groundOf([dev, prod], all, {}))
  expect(opennessOf(progression, environmentNamed('B'))).toEqual({
    isOpen: false,
    why: 'B is in no phase of the lifecycle “Usual”.'
  })
  expect(opennessOf(progression, environmentNamed('Dev'))).toEqual({ isOpen: true, why: null })
})

describe('automatic deployments', () => {
  const phases = [phaseOf('Dev', ['Dev*']), phaseOf('Test', ['A*', 'B*']), phaseOf('Prod', ['Prod'])]
  const due = (history: History, reached: string | null) =>
    namesOf(
      automaticallyDue({
        ...groundOf(phases, all, history),
        reached: reached === null ? null : environmentNamed(reached).id
      })
    )

  test('go to the first phase when a release is made', () => {
    expect(due({}, null)).toEqual(['Dev'])
  })

  test('go to a phase that a success has opened', () => {
    expect(due({ Dev: 'ok' }, 'Dev')).toEqual(['A', 'B'])
  })

  test('pass over where the release was deployed before, whatever became of it', () => {
    expect(due({ Dev: 'ok', A: 'tried' }, 'Dev')).toEqual(['B'])
  })

  test('are not due where a success opens nothing', () => {
    expect(due({ Dev: 'ok', A: 'ok' }, 'A')).toEqual([])
    expect(due({ Dev: 'ok', A: 'ok', B: 'ok' }, 'B')).toEqual([])
  })
})
