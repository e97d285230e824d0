import { Notifications } from '@mantine/notifications'
import type { WorkspaceId } from '@shared/ids'
import { fail, ok } from '@shared/result'
import { demoWorkspace, ownWorkspace, type WorkspaceInfo, type WorkspaceSummary } from '@shared/workspace'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { HomeScreen } from '../../../renderer/screens/HomeScreen'
import { WorkspacesScreen } from '../../../renderer/screens/settings/WorkspacesScreen'
import { Curtain } from '../../../renderer/shell/Curtain'
import { Overlays } from '../../../renderer/shell/Overlays'
import { useWorkspaceTitle } from '../../../renderer/shell/use-workspace-title'
import { WorkspaceSwitcher } from '../../../renderer/shell/WorkspaceSwitcher'
import { useWorkspace } from '../../../renderer/stores/workspace'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const acme: WorkspaceSummary = {
  id: 'workspace-0a1b2c3d4e' as WorkspaceId,
  kind: 'workspace',
  name: 'Acme',
  description: 'The customer in Bern'
}

const infoOf = ({ id, kind, name }: WorkspaceSummary): WorkspaceInfo => ({
  id,
  kind,
  name,
  isEmpty: true,
  dataFolder: `/home/ada/slipway/workspaces/${id}`,
  versions: { slipway: '0.1.0', electron: '', chrome: '', node: '' },
  platform: 'linux',
  user: 'ada',
  notices: []
})

function inWorkspace(here: WorkspaceSummary, all: readonly WorkspaceSummary[]): FakeApi {
  return installFakeApi({ 'workspace.info': always(infoOf(here)), 'workspace.list': always(all) })
}

const everything = [ownWorkspace, acme, demoWorkspace]
const rowOf = async (name: string) => (await screen.findByText(name)).closest('tr') as HTMLElement
const goneTo = vi.fn()

beforeEach(() => {
  resetWindow()
  goneTo.mockReset()
  vi.spyOn(window.location, 'assign').mockImplementation(goneTo)
})

test('all workspaces are listed, and which one the window is in', async () => {
  inWorkspace(acme, everything)
  show(<WorkspacesScreen />)
  const rows = within(await screen.findByRole('table', { name: 'Workspaces' })).getAllByRole('row')
  await screen.findByText('Open here')
  expect(
    rows.slice(1).map(row =>
      within(row)
        .getAllByRole('cell')
        .slice(0, 3)
        .map(cell => cell.textContent)
    )
  ).toEqual([
    ['My workspace', 'Your own, always there', ''],
    ['Acme', 'The customer in Bern', 'Open here'],
    ['Demo', 'Embedded targets to try everything with', '']
  ])
})

test('Enter on a row goes to that workspace, and on the one that is open nowhere', async () => {
  const api = inWorkspace(ownWorkspace, everything)
  api.answer({ 'workspace.open': always(infoOf(acme)) })
  show(<WorkspacesScreen />)
  await screen.findByText('Open here')
  fireEvent.keyDown(await rowOf('My workspace'), { key: 'Enter' })
  fireEvent.keyDown(await rowOf('Acme'), { key: 'Enter' })
  await waitFor(() => expect(goneTo).toHaveBeenCalledWith('/'))
  expect(api.inputsOf('workspace.open')).toEqual([{ kind: 'workspace', id: acme.id }])
})

test('N makes a workspace, which is gone to at once; a name that is taken is told at its field', async () => {
  const api = inWorkspace(ownWorkspace, [ownWorkspace, demoWorkspace])
  const taken = {
    kind: 'conflict',
    message: 'There is already a workspace named “Acme”.',
    remedy: 'Choose another.'
  } as const
  api.answer({ 'workspace.create': () => fail({ ...taken, issues: [{ path: 'name', message: 'is already taken' }] }) })
  show(<WorkspacesScreen />)
  await screen.findByRole('table', { name: 'Workspaces' })
  fireEvent.keyDown(window, { key: 'n' })
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Acme' } })
  fireEvent.change(screen.getByLabelText('Description'), { target: { value: 'The customer in Bern' } })
  fireEvent.click(screen.getByRole('button', { name: 'Create and open' }))
  expect(await screen.findByText(/is already taken/i)).toBeTruthy()
  api.answer({ 'workspace.create': always(acme), 'workspace.open': always(infoOf(acme)) })
  fireEvent.click(screen.getByRole('button', { name: 'Create and open' }))
  await waitFor(() => expect(goneTo).toHaveBeenCalledWith('/'))
  expect(api.inputsOf('workspace.create').at(-1)).toEqual({ name: 'Acme', description: 'The customer in Bern' })
  expect(api.inputsOf('workspace.open')).toEqual([{ kind: 'workspace', id: acme.id }])
})

test('renaming sends name and description', async () => {
  const api = inWorkspace(ownWorkspace, everything)
  api.answer({ 'workspace.update': () => ok({ ...acme, name: 'Beta' }) })
  show(<WorkspacesScreen />)
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Acme' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Rename…' }))
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Beta' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(api.inputsOf('workspace.update')).toEqual([
      { id: acme.id, value: { name: 'Beta', description: 'The customer in Bern' } }
    ])
  )
})

test('deleting needs the name typed, and shows why it is refused', async () => {
  const api = inWorkspace(ownWorkspace, everything)
  const busy = {
    kind: 'in-use',
    message: 'The workspace cannot be deleted during Shop 1.0.0.',
    remedy: 'Wait.'
  } as const
  api.answer({ 'workspace.delete': () => fail(busy) })
  show(<WorkspacesScreen />)
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Acme' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete the workspace Acme?' })
  const button = within(dialog).getByRole('button', { name: 'Delete workspace' }) as HTMLButtonElement
  expect(button.disabled).toBe(true)
  fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'Acme' } })
  fireEvent.click(button)
  expect(await within(dialog).findByText(/cannot be deleted during Shop/)).toBeTruthy()
  api.answer({ 'workspace.delete': always(null) })
  fireEvent.click(button)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(api.inputsOf('workspace.delete').at(-1)).toEqual({ id: acme.id, confirmName: 'Acme' })
})

test('the workspace that is open can be renamed and not deleted, those that are always there neither', async () => {
  inWorkspace(acme, everything)
  show(<WorkspacesScreen />)
  await screen.findByText('Open here')
  const itemsOf = async (name: string) => {
    fireEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
    const items = (await screen.findAllByRole('menuitem')).map(item => item.textContent)
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('menuitem')).toBeNull())
    return items
  }
  expect(await itemsOf('Acme')).toEqual(['Rename…'])
  expect(await itemsOf('My workspace')).toEqual(['Open'])
})

test('a move that is refused leaves the window where it is and says why', async () => {
  const api = inWorkspace(ownWorkspace, everything)
  const busy = { kind: 'in-use', message: 'The workspace cannot be left during Shop 1.0.0.', remedy: 'Wait.' } as const
  api.answer({ 'workspace.open': () => fail(busy) })
  show(
    <>
      <WorkspaceSwitcher />
      <Notifications />
    </>
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Workspace: My workspace' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Acme' }))
  expect(await screen.findByText('The workspace cannot be left during Shop 1.0.0.')).toBeTruthy()
  expect(useWorkspace.getState()).toMatchObject({ moving: null, failure: null })
  expect(goneTo).not.toHaveBeenCalled()
})

test('the switcher is there for those who have further workspaces, and for nobody else', async () => {
  const api = inWorkspace(ownWorkspace, [ownWorkspace, demoWorkspace])
  show(<WorkspaceSwitcher />)
  await waitFor(() => expect(api.inputsOf('workspace.list')).toHaveLength(1))
  expect(screen.queryByRole('button')).toBeNull()
  api.answer({ 'workspace.list': always(everything) })
  api.push({ type: 'catalog.changed', entity: 'workspace' })
  fireEvent.click(await screen.findByRole('button', { name: 'Workspace: My workspace' }))
  const items = await screen.findAllByRole('menuitem')
  expect(items.map(item => item.textContent)).toEqual([
    'My workspace',
    'Acme',
    'Demo',
    'New workspace…',
    'All workspaces'
  ])
  expect(items.map(item => item.getAttribute('aria-current'))).toEqual(['true', null, null, null, null])
})

test('the switcher opens the dialog for a new workspace', async () => {
  inWorkspace(ownWorkspace, everything)
  show(
    <>
      <WorkspaceSwitcher />
      <Overlays />
    </>
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Workspace: My workspace' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'New workspace…' }))
  expect(await screen.findByRole('dialog', { name: 'New workspace' })).toBeTruthy()
})

test('a further workspace that is empty is welcomed by its name', async () => {
  inWorkspace(acme, everything)
  show(<HomeScreen />)
  expect(await screen.findByRole('heading', { name: 'Welcome to Acme' })).toBeTruthy()
  expect(screen.getAllByRole('button').map(button => button.textContent)).toEqual([
    expect.stringContaining('Start empty'),
    expect.stringContaining('Restore a backup')
  ])
  fireEvent.click(screen.getByRole('button', { name: /Start empty/ }))
  await waitFor(() => expect(screen.queryByRole('heading', { name: 'Welcome to Acme' })).toBeNull())
})

function Titled() {
  useWorkspaceTitle()
  return <WorkspacesScreen />
}

test('the window’s title names the workspace, but for the person’s own', async () => {
  const api = inWorkspace(acme, everything)
  show(<Titled />)
  await waitFor(() => expect(document.title).toBe('Workspaces · Acme · Slipway'))
  api.push({ type: 'workspace.changed', info: infoOf(ownWorkspace) })
  await waitFor(() => expect(document.title).toBe('Workspaces · Slipway'))
})

test('while the window moves, it says so', () => {
  installFakeApi({ 'workspace.open': () => new Promise(() => undefined) })
  show(<Curtain />)
  void useWorkspace.getState().move(acme.id as WorkspaceId)
  return waitFor(() => expect(screen.getByRole('status').textContent).toBe('Opening the workspace…'))
})
