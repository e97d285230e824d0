import type { RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { clickLine, isSelected, selectedSpan } from '../../../renderer/components/log/line-selection'

const run = '1.here' as RunId

describe('marking lines', () => {
  it('marks the clicked line', () => {
    expect(clickLine(null, 4, undefined, false)).toEqual({ anchor: 4, focus: 4, run: undefined })
  })

  it('unmarks a single line that is clicked again', () => {
    expect(clickLine({ anchor: 4, focus: 4, run }, 4, run, false)).toBeNull()
  })

  it('extends from where it began, in either direction', () => {
    const up = clickLine({ anchor: 10, focus: 12, run: null }, 7, null, true)
    expect(up).toEqual({ anchor: 10, focus: 7, run: null })
    expect(up && selectedSpan(up)).toEqual({ first: 7, last: 10 })
    expect([6, 7, 10, 11].map(number => isSelected(up, number, null))).toEqual([false, true, true, false])
  })

  it('stays within one section: lines of others in between are not marked, and a click there begins anew', () => {
    const own = { anchor: 1, focus: 9, run }
    expect([isSelected(own, 5, run), isSelected(own, 5, null)]).toEqual([true, false])
    expect(clickLine(own, 5, null, true)).toEqual({ anchor: 5, focus: 5, run: null })
  })
})
