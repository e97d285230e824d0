import { describe, expect, it } from 'vitest'
import { logCommand } from '../../../renderer/components/log/log-keys'

const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held
})

describe('keys of the log', () => {
  it('move by line, page and to the ends', () => {
    expect(['j', 'k', 'PageDown', 'Home', 'End', 'G'].map(key => logCommand(press(key), false))).toEqual([
      { kind: 'line', step: 1, isExtending: false },
      { kind: 'line', step: -1, isExtending: false },
      { kind: 'page', step: 1 },
      { kind: 'start' },
      { kind: 'end' },
      { kind: 'end' }
    ])
  })

  it('go to the start by g pressed twice, and leave the first one to others', () => {
    expect([logCommand(press('g'), false), logCommand(press('g'), true)]).toEqual([null, { kind: 'start' }])
  })

  it('extend with Shift and an arrow, because J and K go from step to step', () => {
    const held = { shiftKey: true }
    expect(logCommand(press('ArrowDown', held), false)).toEqual({ kind: 'line', step: 1, isExtending: true })
    expect([logCommand(press('J', held), false), logCommand(press('K', held), false)]).toEqual([null, null])
  })

  it('fold and unfold, and copy lines or a link to them', () => {
    expect(['h', 'l', 'y', 'Y'].map(key => logCommand(press(key), false))).toEqual([
      { kind: 'fold', isOpen: false },
      { kind: 'fold', isOpen: true },
      { kind: 'copy' },
      { kind: 'copy-link' }
    ])
  })

  it('leave combinations to the rest of the window', () => {
    expect(
      [press('f', { ctrlKey: true }), press('k', { metaKey: true }), press('y', { altKey: true })].map(key =>
        logCommand(key, false)
      )
    ).toEqual([null, null, null])
  })
})
