import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { landingOf } from '../../../../renderer/screens/process/draft/drag'
import { rowsOf } from '../../../../renderer/screens/process/draft/rows'
import { actionIds, actionKey, done, draftOf, inShort, stepKey } from './steps'

const draft = draftOf('Stop', ['Roll', 'Drain', 'Fill'], 'Mail', 'Check')
const rows = rowsOf(draft)

/** The process after a row was dropped over another one. */
function dropped(key: string, over: string, isLower: boolean, pull = 0) {
  const landing = landingOf(rows, { row: rows.find(row => row.key === key)!, over, isLower, pull })
  return landing === null ? null : inShort(done(draft, { kind: 'drop', key, to: landing.to }))
}

describe('dragging', () => {
  it('puts a step before or after another one', () => {
    expect([dropped(stepKey(4), stepKey(1), false), dropped(stepKey(1), stepKey(4), true)]).toEqual([
      ['Check', 'Stop', ['Roll', 'Drain', 'Fill'], 'Mail'],
      [['Roll', 'Drain', 'Fill'], 'Mail', 'Check', 'Stop']
    ])
  })

  it('puts a step between the actions of another one, or into one when it is pulled to the right', () => {
    expect([
      dropped(stepKey(3), actionKey(3), false),
      dropped(stepKey(4), stepKey(1), true, 40),
      dropped(stepKey(4), actionKey(3), true, 40)
    ]).toEqual([
      ['Stop', ['Roll', 'Drain', 'Mail', 'Fill'], 'Check'],
      [['Stop', 'Stop', 'Check'], ['Roll', 'Drain', 'Fill'], 'Mail'],
      ['Stop', ['Roll', 'Drain', 'Fill', 'Check'], 'Mail']
    ])
  })

  it('keeps an action in its step, unless it is pulled to the left or held among steps', () => {
    expect([
      dropped(actionKey(2), actionKey(3), true),
      dropped(actionKey(2), actionKey(3), true, -40),
      dropped(actionKey(2), stepKey(4), true)
    ]).toEqual([
      ['Stop', ['Roll', 'Fill', 'Drain'], 'Mail', 'Check'],
      ['Stop', 'Fill', 'Drain', 'Mail', 'Check'],
      ['Stop', 'Fill', 'Mail', 'Check', 'Drain']
    ])
  })

  it('leaves a step with several actions whole', () => {
    const two = draftOf(['A', 'a1', 'a2'], ['B', 'b1', 'b2'], 'C')
    const all = rowsOf(two)
    const landing = landingOf(all, { row: all[0]!, over: actionKey(4), isLower: false, pull: 60 })
    expect(landing).toEqual({
      to: { into: null, before: stepKey(3) },
      row: stepKey(3),
      edge: 'before',
      isInside: false
    })
  })

  it('leads nowhere onto itself', () => {
    expect([dropped(stepKey(2), actionKey(2), true), dropped(stepKey(1), stepKey(1), true)]).toEqual([null, null])
  })

  it('never loses an action, wherever something is let go', () => {
    const key = fc.constantFrom(...rows.map(row => row.key))
    fc.assert(
      fc.property(key, key, fc.boolean(), fc.integer({ min: -80, max: 80 }), (held, over, isLower, pull) => {
        const row = rows.find(other => other.key === held)!
        const landing = landingOf(rows, { row, over, isLower, pull })
        if (landing === null) return
        expect(actionIds(done(draft, { kind: 'drop', key: held, to: landing.to }))).toEqual(actionIds(draft))
      })
    )
  })
})
