import type { VariableScope } from '@shared/model/variable-scope'
import type { Labels } from '@shared/variables/scope-words'
import type { Tie, TieFix } from '@shared/variables/ties'
import { expect, test } from 'vitest'
import { fixLabel, fixWords, tiePlace, tieTitle } from '../../../renderer/components/explain/tie-words'
import { ids } from '../../support/plans'

const labels: Labels = {
  environments: new Map([
    [ids.environment(1), 'Test'],
    [ids.environment(2), 'Production']
  ]),
  targets: new Map([[ids.target(1), 'web-1']]),
  actions: new Map([[ids.action(1), 'Migrate']]),
  processes: new Map()
}

const tie = (scopes: readonly VariableScope[], changes: Partial<Tie> = {}): Tie => ({
  name: 'Db.Host',
  origin: { kind: 'project' },
  rows: scopes.map((scope, index) => ({ id: ids.variable(index + 1), scope })),
  where: null,
  fixes: [],
  ...changes
})

const both = { environments: [ids.environment(1), ids.environment(2)] }
const test1 = { environments: [ids.environment(1)] }
const remove = (row: number): TieFix => ({ kind: 'remove', rowId: ids.variable(row) })
const narrow: TieFix = {
  kind: 'narrow',
  rowId: ids.variable(1),
  dimension: 'environments',
  scope: { environments: [ids.environment(2)] }
}

test('a tie says what it is about and where it happens', () => {
  const context = {
    environmentId: ids.environment(1),
    target: { id: ids.target(1), roles: [] },
    step: { actionId: ids.action(1), roles: [] },
    channelId: null,
    process: null,
    tenantTags: []
  }
  expect(tieTitle(tie([both, test1]))).toBe('“Db.Host” has 2 values that apply with equal right')
  expect(tiePlace(tie([both, test1], { where: context }), labels)).toBe(
    'For example in Test, on web-1, in step “Migrate”.'
  )
  expect(tiePlace(tie([test1, test1]), labels)).toBe('They have the very same scope: environment Test.')
})

test('fixes are named by what stays and what goes', () => {
  expect(fixLabel(tie([both, test1]), narrow, labels)).toBe('Leave Test out of row 1')
  expect(fixLabel(tie([both, test1]), remove(1), labels)).toBe('Keep the value for environment Test: remove row 1')
  expect(fixLabel(tie([test1, test1]), remove(2), labels)).toBe('Keep row 1: remove row 2')
  expect(fixLabel(tie([test1, test1, test1]), remove(3), labels)).toBe('Remove row 3')
})

test('before a fix is carried out it says what it does', () => {
  expect(fixWords(tie([both, test1]), narrow, labels)).toBe(
    'Row 1 of “Db.Host” in the project no longer applies to environment Test. It stays for environment Production.'
  )
  expect(fixWords(tie([both, test1]), remove(2), labels)).toBe('Row 2 of “Db.Host” is removed from the project.')
})
