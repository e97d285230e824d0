import type { SecretId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesOf, type Shown } from '../../electron/services/audit-changes'

const secret = (n: number) => ({ secret: `secret-000000000${n}` as SecretId })
const lines = (count: number, first = 1) => ({
  script: Array.from({ length: count }, (_, n) => `echo ${n + first}`).join('\n')
})

describe('a change', () => {
  const cases: readonly (readonly [
    string,
    Shown,
    Shown,
    readonly (readonly [string, string | null, string | null])[]
  ])[] = [
    ['is none when nothing changed', 'Test', 'Test', []],
    ['is none between nothing and no text', null, '', []],
    ['of a text is both texts', 'Test', 'Staging', [['F', 'Test', 'Staging']]],
    ['of a switch is yes and no', false, true, [['F', 'no', 'yes']]],
    ['of a number is both numbers', 22, 2222, [['F', '22', '2222']]],
    ['of a new secret is that it was set', null, secret(1), [['F', null, 'set']]],
    ['of another secret is that it was replaced', secret(1), secret(2), [['F', 'set', 'replaced']]],
    ['of a secret that is gone is that it was removed', secret(1), { secret: null }, [['F', 'set', 'removed']]],
    ['is none for a secret that stays', secret(1), secret(1), []],
    [
      'of a list is what came and what went',
      { list: ['web', 'db'] },
      { list: ['db', 'queue', 'mail'] },
      [
        ['F removed', 'web', null],
        ['F added', null, 'queue, mail']
      ]
    ],
    ['is none for a list in another order', { list: ['a', 'b'] }, { list: ['b', 'a'] }, []],
    ['of a first list is the list', null, { list: ['web', 'db'] }, [['F', null, 'web, db']]],
    ['of a script is counted in lines', lines(12), lines(14, 2), [['F', '12 lines', '14 lines (+3 −1)']]],
    [
      'of the order of a script says so',
      { script: 'a\nb' },
      { script: 'b\na' },
      [['F', '2 lines', '2 lines (in another order)']]
    ],
    ['of a first script is its length', null, { script: 'a' }, [['F', null, '1 line']]]
  ]
  for (const [name, before, after, expected] of cases)
    it(name, () => {
      expect(changesOf('F', before, after).map(change => [change.field, change.before, change.after])).toEqual(expected)
    })

  it('of long texts shows where they begin to differ, in at most 200 characters', () => {
    const same = 'x'.repeat(1000)
    const [change] = changesOf('F', `${same}before${same}`, `${same}after`)
    expect(change?.before).toMatch(/^…x{40}beforex+…$/)
    expect(change?.after).toBe(`…${'x'.repeat(40)}after`)
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, size: 'max' }), fc.string({ maxLength: 2000, size: 'max' }), (a, b) => {
        for (const { before, after } of changesOf('F', a, b))
          for (const text of [before, after]) expect((text ?? '').length).toBeLessThanOrEqual(200)
      })
    )
  })
})
