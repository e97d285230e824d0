import { Notifications, notifications } from '@mantine/notifications'
import type { RunbookId } from '@shared/ids'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import { fail, ok, type Result } from '@shared/result'
import type { RunbookDetails, RunbookListing } from '@shared/runbook-calls'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { describe, expect, it, test } from 'vitest'
import { PublishDialog } from '../../../renderer/screens/runbooks/PublishDialog'
import { RunbookScreen } from '../../../renderer/screens/runbooks/RunbookScreen'
import { RunbooksScreen } from '../../../renderer/screens/runbooks/RunbooksScreen'
import { diffSteps } from '../../../renderer/screens/runbooks/step-diff'
import { Overlays } from '../../../renderer/shell/Overlays'
import { useOverlay } from '../../../renderer/stores/overlay'
import { anEnvironment, aProject, aRelease, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi, later } from '../../support/fake-api'
import { scriptStep } from '../../support/plans'
import { finishedSummary } from '../../support/summaries'
import { resetWindow, show } from '../../support/window'

const runbook: Runbook = {
  id: 'runbook-0000000001' as RunbookId,
  projectId: projectIdOf(1),
  name: 'Rotate keys',
  description: '',
  version: 1,
  steps: [scriptStep(1), scriptStep(2)],
  environments: { kind: 'listed', ids: [environmentIdOf(1)] },
  published: null,
  createdAt: 1
}
const published: Release = aRelease(7, {
  version: '3',
  runbook: { id: runbook.id, name: runbook.name, isDraft: false }
})
const listing: RunbookListing = { ...runbook, published, isOutdated: true, lastRun: finishedSummary('failed') }
const snapshot: ReleaseSnapshot = {
  format: 1,
  project: { id: projectIdOf(1), name: 'Shop' },
  steps: [scriptStep(1)],
  variables: [],
  runbook: { id: runbook.id, name: runbook.name }
}

function world(list: readonly RunbookListing[]): FakeApi {
  return installFakeApi({
    'runbook.list': always(list),
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Live' })]),
    'library.list': always([]),
    'account.list': always([]),
    'certificate.list': always([]),
    'target.list': always([]),
    'deployment.list': always([]),
    'variables.get': always({ projectId: projectIdOf(1), version: 0, variables: [], includes: [] })
  })
}

describe('the runbooks of a project', () => {
  it('are explained while there are none, and added by a key', async () => {
    const api = world([])
    show(<RunbooksScreen projectId={projectIdOf(1)} />)
    expect(await screen.findByRole('heading', { name: 'No runbooks yet' })).toBeTruthy()
    fireEvent.keyDown(window, { key: 'n' })
    const dialog = await screen.findByRole('dialog', { name: 'New runbook' })
    fireEvent.change(within(dialog).getByLabelText('Name'), { target: { value: 'Restart' } })
    api.answer({ 'runbook.create': () => ok(runbook) })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Create runbook' }))
    await waitFor(() => expect(location.pathname).toBe(`/runbooks/${runbook.id}`))
    expect(api.inputsOf('runbook.create')).toEqual([
      { projectId: projectIdOf(1), value: { name: 'Restart', description: '', environments: { kind: 'all' } } }
    ])
  })

  it('say what is published, where they run and how the last run went', async () => {
    world([listing])
    show(<RunbooksScreen projectId={projectIdOf(1)} />)
    const row = (await screen.findByRole('link', { name: 'Rotate keys' })).closest('tr') as HTMLElement
    const cells = within(row)
      .getAllByRole('cell')
      .map(cell => cell.textContent)
    expect(cells.slice(0, 3)).toEqual(['Rotate keys2 steps', '3changed since', 'Test'])
    expect(cells[3]).toContain('Failed')
  })

  it('are run by what was published, in the dialog that plans', async () => {
    const api = world([listing])
    show(<RunbooksScreen projectId={projectIdOf(1)} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Actions for Rotate keys' }))
    api.answer({ 'runbook.prepare': always(published) })
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Run 3…' }))
    await waitFor(() => expect(useOverlay.getState().overlay.kind).toBe('deploy'))
    expect(api.inputsOf('runbook.prepare')).toEqual([{ id: runbook.id, isDraft: false }])
    expect(useOverlay.getState().overlay).toEqual({
      kind: 'deploy',
      runbook: { name: 'Rotate keys', release: published, environments: runbook.environments }
    })
  })

  it('tell why they cannot be run', async () => {
    const api = world([listing])
    show(<RunbooksScreen projectId={projectIdOf(1)} />)
    fireEvent.click(await screen.findByRole('button', { name: 'Actions for Rotate keys' }))
    api.answer({
      'runbook.prepare': () => fail({ kind: 'variables-tied', message: 'Two values tie.', remedy: 'Remove one.' })
    })
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Run the draft…' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Two values tie.')
    expect(api.inputsOf('runbook.prepare')).toEqual([{ id: runbook.id, isDraft: true }])
  })
})

test('R prepares a run once, however often it is pressed before it is prepared', async () => {
  resetWindow()
  const api = world([])
  const prepared = later<Release>()
  api.answer({
    'runbook.get': always({ runbook, published: null }),
    'runbook.prepare': prepared.answer
  })
  show(<RunbookScreen runbookId={runbook.id} tab="settings" />)
  await screen.findByLabelText('Description')
  fireEvent.keyDown(document.body, { key: 'r' })
  fireEvent.keyDown(document.body, { key: 'r' })
  expect(api.inputsOf('runbook.prepare')).toEqual([{ id: runbook.id, isDraft: true }])
  prepared.resolve(fail({ kind: 'variables-tied', message: 'Two values tie.', remedy: 'Remove one.' }))
  await screen.findByText('Two values tie.')
})

describe('publishing', () => {
  const details: RunbookDetails = {
    runbook,
    published: { release: published, snapshot, isOutdated: true, missingPackages: [] }
  }

  it('shows what changed since, and freezes', async () => {
    const api = world([])
    let isClosed = false
    const close = () => {
      isClosed = true
    }
    show(<PublishDialog details={details} onClose={close} />)
    expect(await screen.findByRole('heading', { name: 'What changed since 3' })).toBeTruthy()
    const changes = screen.getByRole('list', { name: 'Steps that changed' })
    expect(changes.textContent).toBe('AddedStep Step 2')
    api.answer({ 'runbook.publish': always({ ...published, version: '4' }) })
    fireEvent.click(screen.getByRole('button', { name: 'Publish' }))
    await waitFor(() => expect(isClosed).toBe(true))
    expect(api.inputsOf('runbook.publish')).toEqual([{ id: runbook.id }])
  })
})

describe('a runbook whose preparation takes long', () => {
  /** Runs one and goes to another screen; returns what ends the preparation, and the field that has the focus there. */
  async function leaveWhilePreparing() {
    resetWindow()
    notifications.clean()
    const preparing = later<Release>()
    const api = world([listing])
    api.answer({ 'runbook.prepare': preparing.answer })
    let leave: () => void = () => undefined
    function Screens() {
      const [isThere, setThere] = useState(true)
      leave = () => setThere(false)
      return isThere ? <RunbooksScreen projectId={projectIdOf(1)} /> : <textarea aria-label="Script" />
    }
    show(
      <>
        <Screens />
        <Overlays />
        <Notifications />
      </>
    )
    fireEvent.click(await screen.findByRole('button', { name: 'Actions for Rotate keys' }))
    fireEvent.click(await screen.findByText('Run 3…'))
    await waitFor(() => expect(api.inputsOf('runbook.prepare')).toHaveLength(1))
    act(leave)
    const field = screen.getByLabelText('Script')
    act(() => field.focus())
    return { field, finish: (prepared: Result<Release>) => act(async () => void preparing.resolve(prepared)) }
  }

  it('opens nothing over the screen that somebody went to meanwhile, and says that it is ready', async () => {
    const { field, finish } = await leaveWhilePreparing()
    await finish(ok(published))
    expect(await screen.findByText('Rotate keys is ready to be run. Press Run there again.')).toBeTruthy()
    expect([useOverlay.getState().overlay.kind, document.activeElement]).toEqual(['none', field])
  })

  it('says why it cannot be run', async () => {
    const { finish } = await leaveWhilePreparing()
    await finish(fail({ kind: 'invalid-input', message: 'A variable is tied.', remedy: 'Decide.' }))
    expect(await screen.findByText('Rotate keys cannot be run: A variable is tied.')).toBeTruthy()
  })
})

test('settings of a runbook that were saved elsewhere are shown where nothing is typed, and asked about otherwise', async () => {
  resetWindow()
  const api = world([])
  const elsewhere = (name: string) => {
    api.answer({ 'runbook.get': always({ runbook: { ...runbook, name }, published: null }) })
    api.push({ type: 'catalog.changed', entity: 'runbook' })
  }
  api.answer({
    'runbook.get': always({ runbook, published: null }),
    'runbook.update': always({ ...runbook, name: 'Mine' })
  })
  show(<RunbookScreen runbookId={runbook.id} tab="settings" />)
  const name = await screen.findByLabelText<HTMLInputElement>('Name')
  elsewhere('Theirs')
  await waitFor(() => expect(name.value).toBe('Theirs'))
  fireEvent.change(name, { target: { value: 'Mine' } })
  elsewhere('Theirs again')
  expect(await screen.findByText(/^The settings were changed elsewhere/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  fireEvent.keyDown(window, { key: 's', ctrlKey: true })
  expect([name.value, api.inputsOf('runbook.update')]).toEqual(['Mine', []])
  fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }))
  await waitFor(() => expect(api.inputsOf('runbook.update')).toMatchObject([{ value: { name: 'Mine' } }]))
})

test('the settings of a runbook are saved as they are typed', async () => {
  const api = world([])
  api.answer({ 'runbook.get': always({ runbook, published: null }) })
  show(<RunbookScreen runbookId={runbook.id} tab="settings" />)
  fireEvent.click(await screen.findByLabelText('All environments'))
  fireEvent.change(screen.getByLabelText('Description'), { target: { value: 'Quarterly' } })
  api.answer({ 'runbook.update': () => ok(runbook) })
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(api.inputsOf('runbook.update')).toEqual([
      {
        id: runbook.id,
        value: { name: 'Rotate keys', description: 'Quarterly', environments: { kind: 'all' } }
      }
    ])
  )
})

describe('steps beside those that were frozen', () => {
  const [a, b, c] = [scriptStep(1), scriptStep(2), scriptStep(3)]

  it('differ by what was added, removed and changed', () => {
    const changed = { ...b, name: 'Other', isDisabled: true }
    expect(diffSteps([a, b], [changed, c])).toEqual([
      { kind: 'changed', name: 'Other', what: ['name', 'whether it is disabled'] },
      { kind: 'added', name: 'Step 3', what: [] },
      { kind: 'removed', name: 'Step 1', what: [] }
    ])
  })

  it('differ by the fewest that stand elsewhere', () => {
    expect(diffSteps([a, b, c], [c, a, b])).toEqual([{ kind: 'moved', name: 'Step 3', what: [] }])
    expect(diffSteps([a, b, c], [a, b, c])).toEqual([])
  })
})
