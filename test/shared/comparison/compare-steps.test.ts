import { canonicalJson } from '@shared/canonical-json'
import { compareSteps } from '@shared/comparison/compare-steps'
import type { ActionDifference, FieldDifference, StepDifference, TextDifference } from '@shared/comparison/comparison'
import type { ComparisonNames } from '@shared/comparison/names'
import type { ActionId, ReleaseId, Sha256, StepId } from '@shared/ids'
import type { Action, Step } from '@shared/model/process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testLines as linesOf } from '../../support/lines'
import { manyStep, scriptStep } from '../../support/plans'
import { anySteps } from '../../support/process-arbitrary'

const names: ComparisonNames = {
  environment: id => id,
  target: id => id,
  project: id => id,
  channel: id => id,
  feed: id => id,
  reference: id => id
}

const compare = (before: readonly Step[], after: readonly Step[]) =>
  compareSteps({ steps: [...before] }, { steps: [...after] }, { names, linesOf })

const withBody = (step: Step, body: string): Step =>
  ({ ...step, actions: step.actions.map(action => ({ ...action, body })) }) as Step

const withAction = (step: Step, changes: Partial<Action>): Step =>
  ({ ...step, actions: step.actions.map(action => ({ ...action, ...changes })) }) as Step

describe('the steps of two releases', () => {
  it('are the same by their ids, and only lines of a script that differ are told', async () => {
    const step = scriptStep(1, { name: 'Migrate' })
    const [before, after] = [withBody(step, 'set -e\n./old\ndone'), withBody(step, 'set -e\n./new\ndone')]
    expect(await compare([before], [{ ...after, name: 'Migrate the schema' }])).toEqual([
      {
        stepId: step.id,
        name: 'Migrate the schema',
        kind: 'changed',
        before: 1,
        after: 1,
        isMoved: false,
        fields: [{ field: 'name', before: 'Migrate', after: 'Migrate the schema' }],
        actions: [
          {
            actionId: step.actions[0]?.id,
            name: 'Migrate the schema',
            kind: 'changed',
            fields: [],
            texts: [
              {
                field: 'script',
                lines: [
                  { kind: 'same', text: 'set -e' },
                  { kind: 'removed', text: './old' },
                  { kind: 'added', text: './new' },
                  { kind: 'same', text: 'done' }
                ]
              }
            ]
          }
        ]
      }
    ])
  })

  it('tell what holds by itself only where it changes', async () => {
    const step = scriptStep(1, { name: 'Migrate' })
    const [found] = await compare([step], [{ ...step, condition: { when: 'failure' } }])
    expect(found?.fields).toEqual([
      {
        field: 'condition',
        before: 'only if everything before succeeded',
        after: 'only if something before failed'
      }
    ])
    const [added] = await compare([], [step])
    expect(added?.fields.map(({ field }) => field)).toEqual([
      'name',
      'runs',
      ...(step.roles.length > 0 ? ['roles'] : [])
    ])
  })

  it('move only where the order of those in both changes, and as few of them as can be', async () => {
    const [a, b, c, d] = [1, 2, 3, 4].map(n => scriptStep(n)) as [Step, Step, Step, Step]
    expect(await compare([b, c], [a, b, c])).toMatchObject([{ name: 'Step 1', kind: 'added', before: null, after: 1 }])
    expect(await compare([a, b, c, d], [d, a, b, c])).toMatchObject([
      { name: 'Step 4', kind: 'changed', isMoved: true, before: 4, after: 1 }
    ])
  })

  it('say of an action that went to another step where it was, and once', async () => {
    const step = manyStep(1, [{}, {}], { name: 'Deploy' })
    const [first, second] = step.actions as [Action, Action]
    const other = { ...scriptStep(2, { name: 'Check' }), actions: [second] } as Step
    const after = { ...step, actions: [first] } as Step
    const found = await compare([step], [after, other])
    expect(found.map(({ name, kind }) => [name, kind])).toEqual([
      ['Deploy', 'changed'],
      ['Check', 'added']
    ])
    expect(found[1]?.actions).toMatchObject([
      { actionId: second.id, kind: 'changed', fields: [{ field: 'step', before: 'Deploy', after: 'Check' }, {}] }
    ])
    expect(found[0]?.actions.map(({ actionId }) => actionId)).not.toContain(second.id)
  })

  it('say which release is deployed as a step, also where only its variables were taken anew', async () => {
    const step = scriptStep(1, { name: 'Web' })
    const actionId = step.actions[0]?.id as ActionId
    const child = (snapshot: string) => ({
      actionId,
      releaseId: 'release-0000000001' as ReleaseId,
      version: '1.2.0',
      snapshot: snapshot.repeat(64) as Sha256
    })
    const side = (snapshot: string) => ({ steps: [step], children: [child(snapshot)] })
    const [found] = await compareSteps(side('a'), side('b'), { names, linesOf })
    expect(found?.actions[0]?.fields).toEqual([
      { field: 'release', before: '1.2.0 (aaaaaaaaaaaa)', after: '1.2.0 (bbbbbbbbbbbb)' }
    ])
  })

  it('tell that an action cannot be undone, and that a rollback leaves it out', async () => {
    const step = scriptStep(1, { name: 'Migrate' })
    const [found] = await compare([step], [withAction(step, { isIrreversible: true, isLeftOutOnRollback: true })])
    expect(found?.actions[0]?.fields).toEqual([
      { field: 'cannot be undone', before: null, after: 'yes' },
      { field: 'left out of a rollback', before: null, after: 'yes' }
    ])
  })
})

/** An action is in a process once. */
function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>()
  return steps.flatMap(step => {
    const actions = step.actions.filter(({ id }) => !seen.has(id))
    for (const { id } of actions) seen.add(id)
    return actions.length === 0 ? [] : [{ ...step, actions }]
  })
}

/** Any two processes that share some steps: taken from one, in any order and with other settings. */
const pairs = fc.tuple(anySteps({ most: 5 }), anySteps({ most: 5 }), fc.integer()).map(([a, b, seed]) => {
  const mixed = withoutRepeats(b.map((step, index) => ((seed >> index) & 1 ? (a[index] ?? step) : step)))
  return [a, seed % 3 === 0 ? [...mixed].reverse() : mixed] as const
})

const mirroredField = ({ field, before, after }: FieldDifference) => ({ field, before: after, after: before })
const otherKind = { added: 'removed', removed: 'added', changed: 'changed', same: 'same' } as const

/** Lines go the other way round, too: what is removed stands before what is added. */
const textOf = ({ field, lines }: TextDifference, isMirrored: boolean) => ({
  field,
  before: lines.filter(({ kind }) => kind !== (isMirrored ? 'removed' : 'added')).map(({ text }) => text),
  after: lines.filter(({ kind }) => kind !== (isMirrored ? 'added' : 'removed')).map(({ text }) => text)
})

const plainAction = (action: ActionDifference, isMirrored: boolean) => ({
  id: action.actionId,
  kind: isMirrored ? otherKind[action.kind] : action.kind,
  fields: sorted(isMirrored ? action.fields.map(mirroredField) : action.fields),
  texts: sorted(action.texts.map(text => textOf(text, isMirrored)))
})

const sorted = <T extends { readonly field: string }>(list: readonly T[]): readonly T[] =>
  [...list].sort((a, b) => (a.field < b.field ? -1 : 1))

/** As sets: in which order and under which step an action is told does not count. */
function plain(differences: readonly StepDifference[], isMirrored: boolean) {
  const actions = differences.flatMap(step => step.actions.map(action => plainAction(action, isMirrored)))
  const own = differences
    .filter(step => step.kind !== 'changed' || step.isMoved || step.fields.length > 0)
    .map(step => ({
      id: step.stepId,
      kind: isMirrored ? otherKind[step.kind] : step.kind,
      isMoved: step.isMoved,
      before: isMirrored ? step.after : step.before,
      after: isMirrored ? step.before : step.after,
      fields: sorted(isMirrored ? step.fields.map(mirroredField) : step.fields)
    }))
  const byId = <T extends { readonly id: StepId | ActionId }>(list: readonly T[]) =>
    [...list].sort((a, b) => (a.id < b.id ? -1 : 1))
  return { own: byId(own), actions: byId(actions) }
}

/** Spellings of the same: what is absent, switched off, or nothing but blanks around it. */
const normal = (thing: object): string =>
  canonicalJson(
    Object.fromEntries(
      Object.entries(thing).flatMap(([key, value]) => {
        if (value === undefined || value === false || key === 'id' || key === 'actions' || key === 'name') return []
        if (Array.isArray(value) && value.length === 0) return []
        if (key === 'condition' && value.when === 'success') return []
        if (key === 'condition' && 'expression' in value)
          return [[key, { ...value, expression: value.expression.trim() }]]
        if (key === 'retries' && value.count === 1) return [[key, { count: 1 }]]
        if (key === 'expectStatus' && value === '200-299') return []
        if (key === 'requestSeconds' && value === 30) return []
        if (key === 'priority' && value === 'normal') return []
        return [[key, value]]
      })
    )
  )

describe('a difference', () => {
  it('of any process from itself is nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps(), async steps => {
        expect(await compare(steps, steps)).toEqual([])
      })
    )
  })

  it('is the same the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        expect(plain(await compare(b, a), true)).toEqual(plain(await compare(a, b), false))
      })
    )
  })

  it('tells of everything that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        const found = await compare(a, b)
        const told = new Set(found.map(step => step.stepId as string))
        const toldActions = new Set(found.flatMap(step => step.actions.map(action => action.actionId as string)))
        for (const step of a) {
          const other = b.find(({ id }) => id === step.id)
          if (other === undefined || normal(step) !== normal(other)) expect(told).toContain(step.id)
        }
        const actionsOf = (steps: readonly Step[]) =>
          new Map<string, Action>(steps.flatMap(step => step.actions.map(action => [action.id, action] as const)))
        const [was, is] = [actionsOf(a), actionsOf(b)]
        for (const [id, action] of was) {
          const other = is.get(id)
          if (other === undefined || normal(action) !== normal(other)) expect(toldActions).toContain(id)
        }
      })
    )
  })
})
