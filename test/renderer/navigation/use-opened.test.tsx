import { act } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { opening, useOpened } from '../../../renderer/navigation/use-opened'
import { installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi({})
})

const [first, second] = [{ id: 'entry-1' }, { id: 'entry-2' }]

function List({ entries, onOpen }: { entries: readonly { id: string }[] | undefined; onOpen: (id: string) => void }) {
  useOpened(entries, ({ id }) => onOpen(id))
  return null
}

test('what the address names is opened as soon as it is read, each time that it is asked for, and only then', () => {
  const opened: string[] = []
  const list = (entries: readonly { id: string }[] | undefined) => (
    <List entries={entries} onOpen={id => opened.push(id)} />
  )
  navigate(opening('/list', first.id))
  const { unmount } = show(list(undefined))
  expect(opened).toEqual([])
  unmount()
  show(list([first, second]))
  expect(opened).toEqual([first.id])
  expect([appHistory().path(), appHistory().search()]).toEqual(['/list', ''])
  act(() => navigate(opening('/list', second.id)))
  act(() => navigate(opening('/list', second.id)))
  expect(opened).toEqual([first.id, second.id, second.id])
})

test('what is gone is not opened', () => {
  const opened: string[] = []
  navigate(opening('/list', 'entry-3'))
  show(<List entries={[first]} onOpen={id => opened.push(id)} />)
  expect(opened).toEqual([])
})
