import { act, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { useFirstFocus } from '../../../renderer/lib/use-first-focus'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

beforeEach(() => {
  installFakeApi()
})

function First({ isWanted }: { readonly isWanted: boolean }) {
  const ref = useFirstFocus<HTMLButtonElement>(isWanted)
  return (
    <button ref={ref} type="button">
      First
    </button>
  )
}

interface LateProps {
  readonly over: 'dialog' | 'field'
  readonly isWanted?: boolean
}

let appear: () => void

/** A screen whose beginning arrives when something else is there already. */
function Late({ over, isWanted = true }: LateProps) {
  const [isThere, setThere] = useState(false)
  appear = () => setThere(true)
  return (
    <>
      {over === 'field' && <input aria-label="Typed into" />}
      {over === 'dialog' && (
        <div role="dialog" aria-modal="true">
          <button type="button">In the dialog</button>
        </div>
      )}
      {isThere && <First isWanted={isWanted} />}
    </>
  )
}

const focused = () => document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label')

test('what a screen begins with has the focus when it appears', () => {
  show(<Late over="field" />)
  act(appear)
  expect(focused()).toBe('First')
})

test('it leaves the focus to a dialog that was opened before it appeared', () => {
  show(<Late over="dialog" />)
  act(() => screen.getByRole('button', { name: 'In the dialog' }).focus())
  act(appear)
  expect(focused()).toBe('In the dialog')
})

test('it leaves the focus to a field that somebody types into', () => {
  show(<Late over="field" />)
  act(() => screen.getByRole('textbox', { name: 'Typed into' }).focus())
  act(appear)
  expect(focused()).toBe('Typed into')
})

test('what is not the first thing of the screen leaves the focus where it is', () => {
  show(<Late over="field" isWanted={false} />)
  act(appear)
  expect(document.activeElement).toBe(document.body)
})
