import { fireEvent, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { DataTable } from '../../../renderer/components/DataTable'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

function open() {
  installFakeApi()
  const onOpen = vi.fn()
  show(
    <DataTable
      label="Fruit"
      columns={[
        { key: 'name', header: 'Name', cell: (row: string) => row },
        { key: 'button', header: 'Button', cell: row => <button type="button">{`Peel ${row}`}</button> }
      ]}
      rows={['apple', 'banana', 'cherry']}
      rowKey={row => row}
      onOpen={onOpen}
    />
  )
  const rows = screen.getAllByRole('row').slice(1)
  rows[0]?.focus()
  const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key })
  return { onOpen, rows, press }
}

test('one row is in the tab order, and arrow keys move it', () => {
  const { rows, press } = open()
  press('ArrowDown')
  expect([document.activeElement, rows.map(row => row.tabIndex)]).toEqual([rows[1], [-1, 0, -1]])
  press('End')
  press('ArrowDown')
  expect(document.activeElement).toBe(rows[2])
  press('Home')
  expect(document.activeElement).toBe(rows[0])
})

test('Enter and a click open a row', () => {
  const { onOpen, press } = open()
  press('Enter')
  fireEvent.click(screen.getByText('cherry'))
  expect(onOpen.mock.calls).toEqual([['apple'], ['cherry']])
})

test('a button inside a row keeps its keys and clicks to itself', () => {
  const { onOpen } = open()
  const button = screen.getByText('Peel banana')
  fireEvent.keyDown(button, { key: 'Enter' })
  fireEvent.click(button)
  expect(onOpen).not.toHaveBeenCalled()
})
