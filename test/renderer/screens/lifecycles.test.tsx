import type { LifecycleListing } from '@shared/lifecycle-calls'
import type { Lifecycle } from '@shared/model/lifecycle'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { LifecycleScreen } from '../../../renderer/screens/lifecycles/LifecycleScreen'
import { LifecyclesScreen } from '../../../renderer/screens/lifecycles/LifecyclesScreen'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'
import { aLifecycle, anEnvironment, aPhase, environmentIdOf, lifecycleIdOf, phaseIdOf } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'
import { show } from '../../support/window'

const environments = [
  anEnvironment(1, { name: 'Development' }),
  anEnvironment(2, { name: 'Test' }),
  anEnvironment(3, { name: 'Production', isProduction: true })
]

const staged = aLifecycle(2, {
  name: 'Staged',
  phases: [
    aPhase(1, [1], { name: 'Trial', retention: { keep: 'releases', count: 3 } }),
    aPhase(2, [2], { name: 'Check' }),
    aPhase(3, [3], { name: 'Live' })
  ]
})

const fake = (lifecycles: readonly LifecycleListing[]) =>
  installFakeApi({ 'lifecycle.list': always(lifecycles), 'environment.list': always(environments) })

async function edit(lifecycle: LifecycleListing) {
  const api = fake([lifecycle])
  show(<LifecycleScreen lifecycleId={lifecycle.id} />)
  await screen.findByRole('heading', { level: 1, name: lifecycle.name })
  return api
}

const save = () => screen.getByTitle<HTMLButtonElement>('Save (Ctrl+S)')
const phase = (number: number) => screen.getByLabelText(new RegExp(`^Phase ${number}:`))
const nameOf = (number: number) => screen.getByLabelText<HTMLInputElement>(`Name of phase ${number}`)

test('lifecycles are listed with their phases, what they keep and what uses them', async () => {
  fake([aLifecycle(1, { name: 'Usual', usedBy: ['Shop', 'Shop: Hotfix'] }), staged])
  show(<LifecyclesScreen />)
  const rows = within(await screen.findByRole('table', { name: 'Lifecycles' })).getAllByRole('row')
  expect(rows.slice(1).map(row => row.textContent)).toEqual([
    'UsualDefaultEvery environment, one after the otherEverythingShop and Shop: Hotfix',
    'StagedTrialCheckLiveEverythingNothing'
  ])
})

test('one that is used is not deleted, and says by what', async () => {
  const api = fake([{ ...staged, usedBy: ['Shop'] }])
  show(<LifecyclesScreen />)
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Staged' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Staged cannot be deleted' })
  expect(within(dialog).getByText('Shop')).toBeTruthy()
  expect(api.inputsOf('lifecycle.delete')).toEqual([])
})

test('one is made the default from its menu', async () => {
  const api = fake([staged])
  api.answer({ 'lifecycle.setDefault': always(staged) })
  show(<LifecyclesScreen />)
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Staged' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Make the default' }))
  await waitFor(() => expect(api.inputsOf('lifecycle.setDefault')).toEqual([{ id: lifecycleIdOf(2) }]))
})

test('the picture of a lifecycle without phases shows what it means today', async () => {
  await edit(aLifecycle(1))
  const picture = screen.getByLabelText('Phases of Lifecycle 1')
  expect(
    within(picture)
      .getAllByRole('list')
      .map(list => list.getAttribute('aria-label'))
  ).toEqual(['Environments of Development', 'Environments of Test', 'Environments of Production'])
  fireEvent.click(screen.getByText('Start from the environments of today'))
  expect([1, 2, 3].map(number => nameOf(number).value)).toEqual(['Development', 'Test', 'Production'])
})

test('phases are moved by keys and buttons, and are saved in their order with who they are', async () => {
  const api = await edit(staged)
  api.answer({ 'lifecycle.update': always(staged) })
  expect(save().disabled).toBe(true)
  fireEvent.keyDown(nameOf(3), { key: 'ArrowUp', altKey: true })
  expect([1, 2, 3].map(number => nameOf(number).value)).toEqual(['Trial', 'Live', 'Check'])
  expect(screen.getByText('Live is phase 2 of 3 now.')).toBeTruthy()
  fireEvent.click(screen.getByLabelText('Move Trial down'))
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.update')).toHaveLength(1))
  expect(api.inputsOf('lifecycle.update')).toEqual([
    {
      id: staged.id,
      value: {
        name: 'Staged',
        description: '',
        retention: { keep: 'forever' },
        phases: [
          aPhase(3, [3], { name: 'Live' }),
          aPhase(1, [1], { name: 'Trial', retention: { keep: 'releases', count: 3 } }),
          aPhase(2, [2], { name: 'Check' })
        ]
      }
    }
  ])
})

test('a phase is added, gets an environment that no other has, and may be automatic and optional', async () => {
  const api = await edit(aLifecycle(2, { phases: [aPhase(1, [1])] }))
  api.answer({ 'lifecycle.update': always(aLifecycle(2)) })
  fireEvent.click(screen.getByText('Add phase'))
  expect(document.activeElement).toBe(nameOf(2))
  fireEvent.change(nameOf(2), { target: { value: 'Check' } })
  const field = within(phase(2)).getByPlaceholderText('Add an environment…')
  fireEvent.click(field)
  const offered = () => [
    ...(document.getElementById(field.getAttribute('aria-controls') ?? '')?.querySelectorAll('[role="option"]') ?? [])
  ]
  await waitFor(() => expect(offered().map(({ textContent }) => textContent)).toEqual(['Test', 'Production']))
  for (const option of offered().slice(0, 1)) fireEvent.click(option)
  fireEvent.click(screen.getByLabelText('Deploy to Test automatically'))
  fireEvent.click(within(phase(2)).getByLabelText(/^Optional/))
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.update')).toHaveLength(1))
  expect(api.inputsOf('lifecycle.update')[0]).toMatchObject({
    value: {
      phases: [
        { id: phaseIdOf(1) },
        {
          name: 'Check',
          environments: [{ id: environmentIdOf(2), isAutomatic: true }],
          minimum: 0,
          isOptional: true
        }
      ]
    }
  })
})

test('a phase says from where it inherits what it keeps', async () => {
  await edit(staged)
  const keeps = (number: number) =>
    within(phase(number)).getByLabelText<HTMLInputElement>('Keeps', { selector: 'input' }).value
  expect([1, 2].map(keeps)).toEqual(['The newest releases', 'As Trial says: the newest 3 releases'])
})

test('what was refused stands beside its field, nothing typed is lost, and leaving asks', async () => {
  const api = await edit(staged)
  api.answer({
    'lifecycle.update': () =>
      fail({
        kind: 'invalid-input',
        message: 'The input is not valid.',
        remedy: '',
        issues: [
          { path: 'value.phases.1.name', message: 'is there twice' },
          { path: 'value.phases', message: 'must be fewer' }
        ]
      })
  })
  fireEvent.change(nameOf(2), { target: { value: 'Trial' } })
  fireEvent.click(save())
  expect(await within(phase(2)).findByText('Is there twice.')).toBeTruthy()
  expect(screen.getByText('must be fewer')).toBeTruthy()
  expect(nameOf(2).value).toBe('Trial')
  expect(Object.values(useUnsavedStore.getState().forms)).toEqual(['The lifecycle Staged'])
  fireEvent.change(nameOf(2), { target: { value: 'Check' } })
  expect(screen.queryByText('Is there twice.')).toBeNull()
})

test('what is typed while a lifecycle is being saved stays, and a phase that was new is not made twice', async () => {
  const api = await edit(aLifecycle(2, { phases: [aPhase(1, [1], { name: 'Trial' })] }))
  const { answer, resolve } = later<Lifecycle>()
  api.answer({ 'lifecycle.update': answer })
  fireEvent.click(screen.getByText('Add phase'))
  fireEvent.change(nameOf(2), { target: { value: 'Check' } })
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.update')).toHaveLength(1))
  fireEvent.change(nameOf(2), { target: { value: 'Check it' } })
  const stored = aLifecycle(2, {
    description: 'As it was stored',
    phases: [aPhase(1, [1], { name: 'Trial' }), aPhase(2, [], { name: 'Check' })]
  })
  api.answer({ 'lifecycle.list': always([stored]), 'lifecycle.update': always(stored) })
  resolve(ok(stored))
  const description = screen.getByLabelText<HTMLTextAreaElement>('Description')
  await waitFor(() => expect(description.value).toBe('As it was stored'))
  await waitFor(() => expect(save().disabled).toBe(false))
  expect([nameOf(1).value, nameOf(2).value]).toEqual(['Trial', 'Check it'])
  expect(screen.queryByText(/changed elsewhere/)).toBeNull()
  expect(Object.values(useUnsavedStore.getState().forms)).toEqual(['The lifecycle Lifecycle 2'])
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.update')).toHaveLength(2))
  expect(api.inputsOf('lifecycle.update')[1]).toMatchObject({
    value: { phases: [{ id: phaseIdOf(1) }, { id: phaseIdOf(2), name: 'Check it' }] }
  })
})

test('what is typed while a lifecycle is being made stays, and is saved into the one that was made', async () => {
  const api = fake([])
  const { answer, resolve } = later<Lifecycle>()
  api.answer({ 'lifecycle.create': answer })
  show(<LifecycleScreen lifecycleId={null} />)
  const name = await screen.findByLabelText<HTMLInputElement>('Name')
  fireEvent.change(name, { target: { value: 'Usual' } })
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.create')).toHaveLength(1))
  fireEvent.change(name, { target: { value: 'Usual one' } })
  const made = aLifecycle(7, { name: 'Usual' })
  api.answer({ 'lifecycle.list': always([made]), 'lifecycle.update': always({ ...made, name: 'Usual one' }) })
  resolve(ok(made))
  await waitFor(() => expect(save().disabled).toBe(false))
  expect([name.value, useUnsavedStore.getState().pending]).toEqual(['Usual one', null])
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('lifecycle.update')).toHaveLength(1))
  expect(api.inputsOf('lifecycle.update')).toMatchObject([{ id: lifecycleIdOf(7), value: { name: 'Usual one' } }])
  expect(api.inputsOf('lifecycle.create')).toHaveLength(1)
  await waitFor(() => expect(window.location.pathname).toBe(`/library/lifecycles/${lifecycleIdOf(7)}`))
})

test('a change made elsewhere is shown at once, and asked about where something is typed', async () => {
  const bare = aLifecycle(2)
  const api = await edit(bare)
  api.answer({ 'lifecycle.list': always([{ ...bare, description: 'Theirs' }]) })
  api.push({ type: 'catalog.changed', entity: 'lifecycle' })
  const description = () => screen.getByLabelText<HTMLTextAreaElement>('Description')
  await waitFor(() => expect(description().value).toBe('Theirs'))
  fireEvent.change(description(), { target: { value: 'Mine' } })
  api.answer({ 'lifecycle.list': always([{ ...bare, description: 'Theirs again' }]) })
  api.push({ type: 'catalog.changed', entity: 'lifecycle' })
  fireEvent.click(await screen.findByRole('button', { name: 'Reload and drop mine' }))
  expect(description().value).toBe('Theirs again')
})
