import { describe, expect, it } from 'vitest'
import { everyField, fieldKey } from '../../../../renderer/screens/process/draft/history'
import {
  checkDraft,
  placeIssues,
  refusedIn,
  rowsWithIssues,
  shownIssues
} from '../../../../renderer/screens/process/draft/issues'
import { actionKey, done, draftOf, stepKey } from './steps'

describe('what was refused', () => {
  it('is found at the field of its step or action', () => {
    const issues = [
      { path: 'steps.0.name', message: 'a' },
      { path: 'steps.0.actions.0.body', message: 'b' },
      { path: 'steps.1.actions.1.retries.count', message: 'c' },
      { path: 'steps.1.roles.2', message: 'd' },
      { path: 'steps.1', message: 'e' },
      { path: 'steps.1.actions', message: 'f' }
    ]
    expect(placeIssues(draftOf('Stop', ['Roll', 'Drain', 'Deploy']), issues)).toEqual({
      placed: [
        { node: stepKey(1), field: 'name', message: 'a' },
        { node: actionKey(1), field: 'body', message: 'b' },
        { node: actionKey(3), field: 'retries.count', message: 'c' },
        { node: stepKey(2), field: 'roles.2', message: 'd' },
        { node: stepKey(2), field: '', message: 'e' },
        { node: stepKey(2), field: 'actions', message: 'f' }
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

describe('checking a draft', () => {
  it('speaks of what the person can do', () => {
    const draft = done(
      draftOf('Stop'),
      { kind: 'add-step', type: 'deploy-release', after: null },
      { kind: 'add-step', type: 'http', after: null },
      {
        kind: 'change-action',
        key: 'new-4',
        change: { requestSeconds: Number.NaN, until: { everySeconds: 0, forSeconds: 60 } }
      },
      { kind: 'change-step', key: stepKey(1), change: { roles: [], condition: { when: 'variable', expression: ' ' } } }
    )
    expect(checkDraft(draft).placed).toEqual(
      expect.arrayContaining([
        { node: 'new-2', field: 'projectId', message: 'choose the project whose release is deployed' },
        {
          node: 'new-4',
          field: 'url',
          message: 'must not be empty: give the address, such as https://shop.example/health'
        },
        { node: 'new-4', field: 'requestSeconds', message: 'must be a whole number' },
        { node: 'new-4', field: 'until.everySeconds', message: 'must be at least 1' },
        {
          node: stepKey(1),
          field: 'condition.expression',
          message: 'must not be empty: write an expression such as #{IsNightly}, or choose another condition'
        }
      ])
    )
  })

  it('finds nothing in what is right', () => {
    expect(checkDraft(draftOf('Stop', ['Roll', 'Drain', 'Deploy']))).toEqual({ placed: [], others: [] })
  })
})

describe('what is complained about', () => {
  const draft = done(draftOf('Stop'), { kind: 'change-step', key: stepKey(1), change: { name: '', roles: [] } })
  const { placed } = checkDraft(draft)
  const fields = (touched: readonly string[]) =>
    shownIssues(draft, placed, new Set(touched), new Map()).map(issue => issue.field)

  it('is what somebody has touched, and everything once a save was tried', () => {
    expect([fields([]), fields([fieldKey(stepKey(1), 'name')]), fields([fieldKey(stepKey(1), everyField)])]).toEqual([
      [],
      ['name'],
      ['name', 'roles']
    ])
  })

  it('is what was refused elsewhere, until that step is edited', () => {
    const sent = draftOf('Stop', 'Start')
    const refused = refusedIn(sent, [{ node: stepKey(2), field: 'name', message: 'is taken' }])
    const edited = done(sent, { kind: 'change-step', key: stepKey(2), change: { name: 'Go' } })
    const shown = [sent, edited].map(now => shownIssues(now, [], new Set(), refused))
    expect(shown).toEqual([[{ node: stepKey(2), field: 'name', message: 'is taken' }], []])
    expect(rowsWithIssues(sent, shown[0]!)).toEqual(new Set([stepKey(2)]))
  })
})
