import type { EnvironmentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { chipsOf, placeWords, rowsOf } from '../../../../renderer/screens/process/draft/rows'
import { expressionHint } from '../../../../renderer/screens/process/forms/expression-hint'
import { testId } from '../../../support/process-arbitrary'
import { actionKey, done, draftOf, stepKey } from './steps'

const test = testId<EnvironmentId>('environment', 1)
const shown = (draft: ReturnType<typeof draftOf>) =>
  rowsOf(draft).map(row => [
    row.number,
    placeWords(row),
    ...chipsOf(
      row,
      () => 'Test',
      () => 'Hotfix'
    ).map(chip => chip.text)
  ])

describe('the lines of the list', () => {
  it('are numbered, and say where they run and what is out of the ordinary', () => {
    const draft = done(
      draftOf('Stop', ['Roll', 'Drain', 'Fill']),
      { kind: 'enable', key: stepKey(1), isDisabled: true },
      {
        kind: 'change-step',
        key: stepKey(2),
        change: { condition: { when: 'failure' }, window: { unit: 'percent', count: 20 } }
      },
      { kind: 'change-action', key: actionKey(2), change: { location: 'here-for-each-target', environments: [test] } },
      {
        kind: 'change-action',
        key: actionKey(3),
        change: { isRequired: true, retries: { count: 3, backoffSeconds: 15 }, timeoutSeconds: 90 }
      }
    )
    expect(shown(draft)).toEqual([
      ['1', 'on web', 'disabled'],
      ['2', 'on web', 'if failed', 'rolling 20 %'],
      ['2.1', 'here, for each target', 'only in Test'],
      ['2.2', '', 'required', '3 retries', 'timeout 1 min 30 s']
    ])
  })

  it('leave a number open that is being typed', () => {
    const window = { unit: 'targets' as const, count: Number.NaN }
    expect(shown(done(draftOf('Stop'), { kind: 'change-step', key: stepKey(1), change: { window } }))).toEqual([
      ['1', 'on web', 'rolling …']
    ])
  })

  it('are joined by a bracket from the step that leads to the last one that starts with it', () => {
    const join = (number: number) => ({
      kind: 'change-step' as const,
      key: stepKey(number),
      change: { startsWithPrevious: true }
    })
    const groups = (...joined: number[]) =>
      rowsOf(done(draftOf('a', ['b', 'b1', 'b2'], 'c', 'd'), ...joined.map(join))).map(row => row.group)
    expect([groups(), groups(2), groups(3), groups(1), groups(3, 4)]).toEqual([
      [null, null, null, null, null, null],
      ['first', 'middle', 'middle', 'last', null, null],
      [null, 'first', 'middle', 'middle', 'last', null],
      [null, null, null, null, null, null],
      [null, 'first', 'middle', 'middle', 'middle', 'last']
    ])
  })
})

describe('a hint about an expression', () => {
  it('is given where it never changes or cannot be read', () => {
    expect([expressionHint(''), expressionHint('#{Go}'), expressionHint('yes'), expressionHint(' no ')]).toEqual([
      null,
      null,
      'Without a #{…} it is always true. Write #{Name} for the value of a variable.',
      'Without a #{…} it is always false. Write #{Name} for the value of a variable.'
    ])
    expect(expressionHint('Go: #{ | }')).toMatch(/^It cannot be read from character \d+ on, so it counts as false/)
  })
})
