import type { LogLine } from '@shared/log'
import { fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogView } from '../../../renderer/components/log/LogView'
import type { LineSelection } from '../../../renderer/components/log/line-selection'
import { FlatRows } from '../../../renderer/components/log/rows/flat'
import type { RowLines } from '../../../renderer/components/log/rows/row'
import { installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const nothing = () => undefined
const look = { timeMode: 'off', scheme: 'light', isPlain: false, matcher: null } as const

/** Rows that are drawn, in the order in which that happens. */
let drawn: number[]

/** A line that notes each time that its row is drawn: only then somebody asks for its level. */
const lineOf = (number: number): LogLine => ({
  number,
  at: number,
  run: null,
  stream: 'stdout',
  text: `line ${number}`,
  get level() {
    drawn.push(number)
    return 'info' as const
  }
})

function Log({ count }: { readonly count: number }) {
  const [selection, onSelect] = useState<LineSelection | null>(null)
  const [model] = useState(() => new FlatRows(count))
  const [lines] = useState((): RowLines => {
    const all = Array.from({ length: count }, (_, index) => lineOf(index + 1))
    return { lineOf: row => (row.kind === 'line' ? all[row.position] : undefined), want: nothing }
  })
  return (
    <LogView
      {...{ model, lines, look, selection, onSelect }}
      failure={null}
      onRetry={nothing}
      name="Task log"
      labels={() => null}
      labelLength={0}
      isWrapped={false}
      start={0}
      stepStart={() => null}
      lastNumber={count}
      startsAtEnd={false}
      isGrowing={false}
      empty=""
      marks={[]}
      currentHit={null}
      onFold={nothing}
      onCopy={nothing}
      onCopyLink={nothing}
      onShowAll={nothing}
      onLink={nothing}
    />
  )
}

const press = (key: string) => fireEvent.keyDown(screen.getByRole('log'), { key })
/** Rows that a key draws anew, by their numbers. */
function drawnBy(key: string): readonly number[] {
  drawn = []
  press(key)
  return [...new Set(drawn)].sort((a, b) => a - b)
}

beforeEach(() => {
  resetWindow()
  installFakeApi({})
  drawn = []
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(90)
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a key in the log', () => {
  it('draws only the rows anew that it marks or no longer marks', () => {
    show(<Log count={100} />)
    press('j')
    expect([drawnBy('j'), drawnBy('j'), drawnBy('k'), drawnBy('Escape')]).toEqual([[1, 2], [2, 3], [2, 3], [2]])
  })

  it('is left to the window after a g, where it leads to another screen', () => {
    show(<Log count={100} />)
    for (const _ of [1, 2, 3]) press('j')
    const isTaken = (key: string) => !press(key)
    expect([isTaken('g'), isTaken('k'), isTaken('k')]).toEqual([false, false, true])
    expect([isTaken('g'), isTaken('g'), isTaken('j')]).toEqual([false, true, true])
  })

  it('draws only the rows that come into view where it moves the view', () => {
    show(<Log count={100} />)
    for (const _ of [1, 2, 3, 4, 5]) press('j')
    const shown = () => screen.getByRole('log').querySelectorAll('[data-row]').length
    const before = shown()
    expect(drawnBy('j')).toEqual([5, 6, before + 1])
    expect(shown()).toBe(before + 1)
  })

  it('does not ask the browser to scroll where the view stays', () => {
    show(<Log count={100} />)
    press('j')
    const scrolled = vi.spyOn(screen.getByRole('log'), 'scrollTop', 'set')
    press('j')
    expect(scrolled).not.toHaveBeenCalled()
    press('PageDown')
    expect(scrolled).toHaveBeenCalled()
  })

  it('brings the view back to where it was, however a person has moved it meanwhile', () => {
    show(<Log count={100} />)
    const log = screen.getByRole('log')
    press('j')
    log.scrollTop = 900
    fireEvent.scroll(log)
    press('Home')
    expect(log.scrollTop).toBe(0)
  })
})
