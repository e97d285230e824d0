import type { Environment } from '@shared/model/environment'
import type { Tenant } from '@shared/model/tenant'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { EnvironmentDialog } from '../../../renderer/screens/environments/EnvironmentDialog'
import { EnvironmentsScreen } from '../../../renderer/screens/environments/EnvironmentsScreen'
import { TenantDrawer } from '../../../renderer/screens/tenants/TenantDrawer'
import { anEnvironment } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'
import { aTenant } from '../../support/tenants'
import { resetWindow, show } from '../../support/window'

beforeEach(resetWindow)

const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
const shownIn = (label: string) => screen.getByLabelText<HTMLInputElement>(label).value
const question = /^The settings of the environment were changed elsewhere/

let become: (environment: Environment) => void
function Edited({ onClose }: { readonly onClose: () => void }) {
  const [environment, setEnvironment] = useState(anEnvironment(1))
  become = next => act(() => setEnvironment(next))
  return <EnvironmentDialog environment={environment} onClose={onClose} />
}

const withRule = anEnvironment(1, { approval: { count: 2 }, isProduction: true })

test('a rule of approval that was set meanwhile is not taken away by saving a description, unless the person says so', async () => {
  const saving = later<Environment>()
  const api = installFakeApi({ 'environment.update': saving.answer })
  const onClose = vi.fn()
  show(<Edited onClose={onClose} />)
  type('Description', 'Where customers are')
  become(withRule)
  expect(screen.getByText(question)).toBeTruthy()
  fireEvent.submit(screen.getByText('Save'))
  expect(api.inputsOf('environment.update')).toEqual([])
  press('Keep mine')
  await waitFor(() => expect(api.inputsOf('environment.update')).toHaveLength(1))
  // What is being saved stays to be seen until the dialog closes.
  await act(async () => saving.resolve(ok(anEnvironment(1, { description: 'Where customers are' }))))
  expect(shownIn('Description')).toBe('Where customers are')
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(api.inputsOf('environment.update')).toMatchObject([
    { value: { description: 'Where customers are', isProduction: false } }
  ])
})

test('what is stored can be shown in place of what is typed, and is changed from there', async () => {
  const api = installFakeApi({ 'environment.update': always(withRule) })
  show(<Edited onClose={() => undefined} />)
  type('Description', 'Mine')
  become(withRule)
  press('Reload and drop mine')
  expect([screen.queryByText(question), shownIn('Description')]).toEqual([null, ''])
  type('Description', 'Where customers are')
  press('Save')
  await waitFor(() =>
    expect(api.inputsOf('environment.update')).toMatchObject([
      { value: { description: 'Where customers are', isProduction: true, approval: { count: 2 } } }
    ])
  )
})

test('a list hands on what is stored to the dialog that was opened from it', async () => {
  const api = installFakeApi({
    'environment.list': always([anEnvironment(1, { name: 'Test' })]),
    'target.list': always([])
  })
  show(<EnvironmentsScreen />)
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Test' }))
  fireEvent.click(await screen.findByText('Edit…'))
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit environment' }))
  api.answer({ 'environment.list': always([anEnvironment(1, { name: 'Test', description: 'Theirs' })]) })
  api.push({ type: 'catalog.changed', entity: 'environment' })
  await waitFor(() => expect(dialog.getByLabelText<HTMLTextAreaElement>('Description').value).toBe('Theirs'))
})

let becomeTenant: (tenant: Tenant) => void
function EditedTenant({ first }: { readonly first: Tenant }) {
  const [tenant, setTenant] = useState(first)
  becomeTenant = next => act(() => setTenant(next))
  return <TenantDrawer tenant={tenant} onClose={() => undefined} />
}

test('a form whose text was taken back shows what is stored now, and does not save what was stored before', async () => {
  const api = installFakeApi({
    'tenant.update': always(aTenant(1)),
    'tenant.list': always([]),
    'project.list': always([]),
    'environment.list': always([])
  })
  const first = aTenant(1, { description: 'Old' })
  show(<EditedTenant first={first} />)
  type('Description', 'Old!')
  becomeTenant({ ...first, description: 'What a colleague wrote' })
  expect(screen.getByText(/^The settings of the tenant Acme were changed elsewhere/)).toBeTruthy()
  type('Description', 'Old')
  await waitFor(() => expect(shownIn('Description')).toBe('What a colleague wrote'))
  expect(screen.queryByText(/changed elsewhere/)).toBeNull()
  press('Save')
  await waitFor(() =>
    expect(api.inputsOf('tenant.update')).toMatchObject([{ value: { description: 'What a colleague wrote' } }])
  )
})
