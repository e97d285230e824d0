import type { LibrarySetId } from '@shared/ids'
import type { LibrarySetView } from '@shared/model/variable-set'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { LibraryScreen } from '../../../renderer/screens/library/LibraryScreen'
import { aProject, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const mail: LibrarySetView = {
  id: 'library-0000000001' as LibrarySetId,
  name: 'Mail',
  description: 'Where mails go',
  version: 1,
  variables: [],
  usedBy: [projectIdOf(1)]
}

function open(sets: readonly LibrarySetView[]): FakeApi {
  const api = installFakeApi({ 'library.list': always(sets), 'project.list': always([aProject(1)]) })
  show(<LibraryScreen />)
  return api
}

test('without a set the screen says what one is for and how to add one', async () => {
  open([])
  expect(await screen.findByRole('heading', { name: 'No variable sets yet' })).toBeTruthy()
  fireEvent.keyDown(window, { key: 'n' })
  expect(await screen.findByRole('dialog', { name: 'Add variable set' })).toBeTruthy()
})

test('each set says how many variables it has and who includes it', async () => {
  open([mail])
  const row = (await screen.findByText('Mail')).closest('tr') as HTMLElement
  const cells = within(row)
    .getAllByRole('cell')
    .map(cell => cell.textContent)
  expect(cells.slice(0, 4)).toEqual(['Mail', 'Where mails go', '0', 'Project 1'])
})

test('renaming sends name and description', async () => {
  const api = open([mail])
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Mail' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Rename…' }))
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Post' } })
  api.answer({ 'library.update': () => ok({ ...mail, name: 'Post' }) })
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(api.inputsOf('library.update')).toEqual([
      { id: mail.id, value: { name: 'Post', description: 'Where mails go' } }
    ])
  )
})

test('a set that is included is not deleted, and the person is told where it is', async () => {
  const api = open([mail])
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Mail' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  expect(await screen.findByText(/It is included by Project 1/)).toBeTruthy()
  api.answer({
    'library.delete': () => fail({ kind: 'in-use', message: 'It is included by a project.', remedy: 'Take it out.' })
  })
  fireEvent.click(screen.getByRole('button', { name: 'Delete variable set' }))
  expect((await screen.findByRole('alert')).textContent).toContain('It is included by a project.')
})
