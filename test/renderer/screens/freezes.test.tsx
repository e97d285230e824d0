import type { FreezeId } from '@shared/ids'
import type { FreezeListing } from '@shared/lifecycle-calls'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { opening } from '../../../renderer/navigation/use-opened'
import { FreezesScreen } from '../../../renderer/screens/freezes/FreezesScreen'
import { freezeInputOf, freezeValues, placesOf } from '../../../renderer/screens/freezes/freeze-form'
import { anEnvironment, aProject, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const at = (text: string): number => new Date(text).getTime()

const freeze = (n: number, changes: Partial<FreezeListing>): FreezeListing => {
  const window = { from: at('2026-12-20T18:00'), to: at('2027-01-02T06:00') }
  return {
    id: `freeze-000000000${n}` as FreezeId,
    name: `Freeze ${n}`,
    description: '',
    startsAt: window.from,
    endsAt: window.to,
    state: 'to-come',
    window,
    ...changes
  }
}

function open(freezes: readonly FreezeListing[]) {
  const api = installFakeApi({
    'freeze.list': always(freezes),
    'freeze.create': always(freeze(9, {})),
    'freeze.delete': always(null),
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'environment.list': always([anEnvironment(1, { name: 'Production' })])
  })
  show(<FreezesScreen />)
  return api
}

test('freezes are listed by whether they are under way, to come or over', async () => {
  open([
    freeze(1, { state: 'under-way', environments: [environmentIdOf(1)] }),
    freeze(2, {}),
    freeze(3, { state: 'over', window: null })
  ])
  for (const title of ['Under way', 'To come', 'Over'])
    expect(await screen.findByRole('heading', { name: title })).toBeTruthy()
  expect(screen.getByText('Every project in Production')).toBeTruthy()
  expect(screen.getByText('until Sat 2 Jan 2027, 06:00')).toBeTruthy()
})

test('a freeze is added with its name and its times', async () => {
  const api = open([])
  await screen.findByText('No freezes')
  fireEvent.click(screen.getByRole('button', { name: 'Add freeze' }))
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Christmas' } })
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-12-20T18:00' } })
  fireEvent.change(screen.getByLabelText('Until'), { target: { value: '2027-01-02T06:00' } })
  const [, submit] = screen.getAllByRole('button', { name: 'Add freeze' })
  fireEvent.click(submit!)
  await waitFor(() =>
    expect(api.inputsOf('freeze.create')).toEqual([
      {
        name: 'Christmas',
        description: '',
        startsAt: at('2026-12-20T18:00'),
        endsAt: at('2027-01-02T06:00')
      }
    ])
  )
})

test('the freeze that the address names is opened, also in place of another one', async () => {
  navigate(opening('/environments/freezes', freeze(2, {}).id))
  open([freeze(1, {}), freeze(2, {})])
  const name = async () => (await screen.findByLabelText<HTMLInputElement>('Name')).value
  expect(await name()).toBe('Freeze 2')
  act(() => navigate(opening('/environments/freezes', freeze(1, {}).id)))
  await waitFor(async () => expect(await name()).toBe('Freeze 1'))
})

test('a freeze is deleted after a question', async () => {
  const api = open([freeze(1, {})])
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Freeze 1' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete freeze' }))
  await waitFor(() => expect(api.inputsOf('freeze.delete')).toEqual([{ id: freeze(1, {}).id }]))
})

test('a form gives back the freeze that it was made of', () => {
  const {
    state: _state,
    window: _window,
    id,
    ...input
  } = freeze(1, {
    repeats: 'monthly',
    projects: [projectIdOf(1)],
    environments: [environmentIdOf(1)]
  })
  expect(freezeInputOf(freezeValues({ ...input, id }, 0))).toEqual(input)
})

test('where a freeze is about is said in words', () => {
  const nameOf = (id: string) => (id === projectIdOf(1) ? 'Shop' : 'Production')
  expect(placesOf({}, nameOf)).toBe('Everything')
  expect(placesOf({ projects: [projectIdOf(1)] }, nameOf)).toBe('Shop, everywhere')
  expect(placesOf({ projects: [projectIdOf(1)], environments: [environmentIdOf(1)] }, nameOf)).toBe(
    'Shop in Production'
  )
})
