import { MultiSelect, Select, TextInput } from '@mantine/core'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

beforeEach(() => {
  installFakeApi()
})

const enter = { key: 'Enter', code: 'Enter', keyCode: 13 }

function Fields({ onSubmit }: { readonly onSubmit: () => void }) {
  const [one, setOne] = useState<string | null>(null)
  const [many, setMany] = useState<string[]>([])
  return (
    <form onSubmit={onSubmit}>
      <TextInput label="Name" />
      <Select label="System" data={['Linux', 'Windows']} value={one} onChange={setOne} />
      <MultiSelect label="Environments" data={['Test', 'Production']} value={many} onChange={setMany} />
      <output>{[one, ...many].join('')}</output>
    </form>
  )
}

const chosen = () => screen.getByRole('status').textContent

test.each([
  ['System', 'Linux'],
  ['Environments', 'Test']
])('Enter on the closed field %s opens it and submits nothing, and Enter then chooses', async (label, option) => {
  const onSubmit = vi.fn<() => void>()
  show(<Fields onSubmit={onSubmit} />)
  const field = screen.getByRole('combobox', { name: label })
  expect(fireEvent.keyDown(field, enter)).toBe(false)
  await waitFor(() => expect(field.getAttribute('aria-expanded')).toBe('true'))
  expect(await screen.findByRole('option', { name: option })).toBeTruthy()
  fireEvent.keyDown(field, { key: 'ArrowDown', code: 'ArrowDown' })
  expect(fireEvent.keyDown(field, enter)).toBe(false)
  await waitFor(() => expect(['Linux', 'Windows', 'Test', 'Production']).toContain(chosen()))
  expect(onSubmit).not.toHaveBeenCalled()
})

test('elsewhere in a form Enter does what it does', () => {
  show(<Fields onSubmit={() => undefined} />)
  expect(fireEvent.keyDown(screen.getByLabelText('Name'), enter)).toBe(true)
})
