import { fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { offersFor, openReference, withReference } from '../../../renderer/components/template-field/completion'
import { TemplateField } from '../../../renderer/components/template-field/TemplateField'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

beforeEach(() => void installFakeApi())

describe('a reference that is being typed', () => {
  it('is found at the cursor, and nowhere else', () => {
    expect([
      openReference('to #{Db.', 8),
      openReference('to #{Db.Host} and', 17),
      openReference('##{Db', 5),
      openReference('#{', 2)
    ]).toEqual([{ from: 5, typed: 'Db.' }, null, null, { from: 2, typed: '' }])
  })

  it('gets names that fit, and its brace, once', () => {
    expect(offersFor('host', ['Url', 'Db.Host', 'Host'])).toEqual(['Host', 'Db.Host'])
    const open = { from: 2, typed: 'H' }
    expect([withReference('#{H!', 3, open, 'Host'), withReference('#{H}!', 3, open, 'Host')]).toEqual([
      { text: '#{Host}!', cursor: 7 },
      { text: '#{Host}!', cursor: 7 }
    ])
  })
})

describe('the field', () => {
  function Field() {
    const [value, setValue] = useState('')
    return <TemplateField label="Subject" value={value} onChange={setValue} variables={['Url', 'User']} />
  }

  it('offers variables after #{ and puts the chosen one in by keyboard', () => {
    show(<Field />)
    const field = screen.getByRole('textbox', { name: 'Subject' }) as HTMLInputElement
    fireEvent.change(field, { target: { value: 'Hi #{U' } })
    field.setSelectionRange(6, 6)
    fireEvent.select(field)
    expect(screen.getAllByRole('option').map(option => option.textContent)).toEqual(['Url', 'User'])
    fireEvent.keyDown(field, { key: 'ArrowDown' })
    fireEvent.keyDown(field, { key: 'Enter' })
    expect([field.value, screen.queryByRole('option')]).toEqual(['Hi #{User}', null])
  })

  it('closes the offers with Escape and keeps what is typed', () => {
    show(<Field />)
    const field = screen.getByRole('textbox', { name: 'Subject' }) as HTMLInputElement
    fireEvent.change(field, { target: { value: '#{' } })
    field.setSelectionRange(2, 2)
    fireEvent.select(field)
    fireEvent.keyDown(field, { key: 'Escape' })
    expect([field.value, screen.queryByRole('option')]).toEqual(['#{', null])
  })
})
