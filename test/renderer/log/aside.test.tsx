import { createEvent, fireEvent, render, screen } from '@testing-library/react'
import { useRef } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAside } from '../../../renderer/components/log/use-aside'

function Box() {
  const element = useRef<HTMLElement>(null)
  useAside(element)
  return <section ref={element} aria-label="Box" />
}

let box: HTMLElement
/** How the page moved the box by itself, as `[right, down]`. */
let moves: (readonly [number, number])[]
const isAside = (): boolean => box.matches('[data-aside]')
/** As the browser does it. */
const scrollTo = (left: number): void => {
  box.scrollLeft = left
  fireEvent.scroll(box)
}

/** The page of the tests leaves out keys that are held while a wheel is turned. */
const turnWith = (key: 'ctrlKey' | 'shiftKey', init: WheelEventInit): void => {
  const turn = createEvent.wheel(box, init)
  Object.defineProperty(turn, key, { value: true })
  fireEvent(box, turn)
}

/** A box of so many pixels that shows 100 of them. */
function showBox(width: number): void {
  render(<Box />)
  box = screen.getByRole('region', { name: 'Box' })
  moves = []
  Object.defineProperties(box, { clientWidth: { value: 100 }, scrollWidth: { value: width } })
  box.scrollBy = ((right: number, down: number) => {
    moves.push([right, down])
  }) as typeof box.scrollBy
}

describe('what tells that a log is moved to the side', () => {
  beforeEach(() => showBox(300))

  it('does not tell it while only up and down was scrolled', () => {
    fireEvent.wheel(box, { deltaY: 40 })
    fireEvent.keyDown(box, { key: 'ArrowDown' })
    fireEvent.scroll(box)
    expect({ isAside: isAside(), moves }).toEqual({ isAside: false, moves: [] })
  })

  it('tells it from the first pixel until it is back and at rest', () => {
    scrollTo(1)
    const onTheWay = isAside()
    scrollTo(0)
    const back = isAside()
    fireEvent(box, new Event('scrollend'))
    expect([onTheWay, back, isAside()]).toEqual([true, true, false])
  })

  it('tells it before a pointer or a key moves it', () => {
    fireEvent.pointerDown(box)
    const pressed = isAside()
    fireEvent(box, new Event('scrollend'))
    const held = isAside()
    fireEvent.pointerUp(window)
    const released = isAside()
    fireEvent.keyDown(box, { key: 'ArrowRight' })
    expect([pressed, held, released, isAside()]).toEqual([true, true, false, true])
  })

  it('makes the first turn of a wheel to the side itself, and leaves the others to the browser', () => {
    const first = fireEvent.wheel(box, { deltaX: 30, deltaY: 4 })
    const second = fireEvent.wheel(box, { deltaX: 30, deltaY: 4 })
    expect({ first, second, moves, isAside: isAside() }).toEqual({
      first: false,
      second: true,
      moves: [[30, 4]],
      isAside: true
    })
  })

  it('takes a turn with Shift for one to the side, and one with Ctrl for none', () => {
    turnWith('ctrlKey', { deltaX: 40 })
    const zoomed = isAside()
    turnWith('shiftKey', { deltaY: 40 })
    expect({ zoomed, moves, isAside: isAside() }).toEqual({ zoomed: false, moves: [[40, 0]], isAside: true })
  })
})

it('is never told of a log that is not wider than its view', () => {
  showBox(100)
  fireEvent.pointerDown(box)
  fireEvent.keyDown(box, { key: 'ArrowRight' })
  fireEvent.wheel(box, { deltaX: 30 })
  expect({ isAside: isAside(), moves }).toEqual({ isAside: false, moves: [] })
})
