import { describe, expect, it } from 'vitest'
import { clickLine, isSelected, moveSelection, selectedSpan } from '../../../renderer/components/log/line-selection'

describe('marking lines', () => {
  it('marks the clicked line', () => {
    expect(clickLine(null, 4, false)).toEqual({ anchor: 4, focus: 4 })
  })

  it('unmarks a single line that is clicked again', () => {
    expect(clickLine({ anchor: 4, focus: 4 }, 4, false)).toBeNull()
  })

  it('extends from where it began, in either direction', () => {
    const up = clickLine({ anchor: 10, focus: 12 }, 7, true)
    expect(up).toEqual({ anchor: 10, focus: 7 })
    expect(up && selectedSpan(up)).toEqual({ first: 7, end: 11 })
    expect([6, 7, 10, 11].map(position => isSelected(up, position))).toEqual([false, true, true, false])
  })

  it('begins with the given line when a key moves it for the first time', () => {
    expect(moveSelection(null, 1, false, 100, 33)).toEqual({ anchor: 33, focus: 33 })
  })

  it('stays within the log', () => {
    expect(moveSelection({ anchor: 99, focus: 99 }, 1, false, 100, 0)).toEqual({ anchor: 99, focus: 99 })
    expect(moveSelection({ anchor: 0, focus: 0 }, -1, false, 100, 0)).toEqual({ anchor: 0, focus: 0 })
    expect(moveSelection(null, 1, false, 0, 0)).toBeNull()
  })

  it('grows when a key moves it with Shift', () => {
    expect(moveSelection({ anchor: 5, focus: 6 }, 1, true, 100, 0)).toEqual({ anchor: 5, focus: 7 })
  })
})
