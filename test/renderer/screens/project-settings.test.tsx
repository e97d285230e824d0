import { Notifications } from '@mantine/notifications'
import type { Project } from '@shared/model/project'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ProjectSettingsScreen } from '../../../renderer/screens/projects/settings/ProjectSettingsScreen'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'
import { aLifecycle, anEnvironment, aProject, lifecycleIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'
import { ids, scriptStep } from '../../support/plans'
import { show } from '../../support/window'

const steps = [
  {
    ...scriptStep(1, { name: 'Install' }),
    actions: [
      {
        id: ids.action(1),
        type: 'script' as const,
        syntax: 'bash' as const,
        body: 'true',
        packages: [{ name: 'web', packageId: 'Shop.Web' }]
      }
    ]
  }
]

async function open(changes: Partial<Project> = {}) {
  const project = aProject(1, { name: 'Shop', ...changes })
  const api = installFakeApi({
    'project.list': always([project]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps }),
    'variables.get': always({ projectId: projectIdOf(1), version: 1, variables: [], includes: [] }),
    'lifecycle.list': always([aLifecycle(1, { name: 'Usual' }), aLifecycle(2, { name: 'Quick' })]),
    'environment.list': always([anEnvironment(1, { name: 'Live' })]),
    'release.preview': ({ versioning, notes = '' }) =>
      ok({
        version: versioning === null ? '1.0.1' : '2.0.0',
        why: 'As it was asked.',
        notes: notes.replace('#{Build}', '77'),
        problems: []
      }),
    'project.setReleases': always(project)
  })
  show(
    <>
      <Notifications />
      <ProjectSettingsScreen projectId={projectIdOf(1)} />
    </>
  )
  await screen.findByRole('heading', { level: 1, name: 'Settings' })
  return api
}

const save = () => screen.getByTitle<HTMLButtonElement>('Save (Ctrl+S)')

test('what a project says is shown, and what it leaves open is said with what it gets', async () => {
  await open()
  const lifecycle = screen.getByLabelText<HTMLInputElement>('Lifecycle', { selector: 'input' })
  await waitFor(() => expect(lifecycle.value).toBe('The default lifecycle: Usual'))
  expect(screen.getByLabelText<HTMLInputElement>(/counts on from the newest release/).checked).toBe(true)
  expect(await screen.findByText('1.0.1')).toBeTruthy()
  expect(save().disabled).toBe(true)
})

test('the next version and the notes are shown of what is typed, before anything is saved', async () => {
  const api = await open()
  fireEvent.click(screen.getByLabelText(/is made by a template/))
  fireEvent.change(screen.getByLabelText(/^Template/), { target: { value: '2.0.i' } })
  fireEvent.change(screen.getByLabelText('Release notes begin with'), { target: { value: 'Build #{Build}' } })
  expect(await screen.findByText('2.0.0')).toBeTruthy()
  expect(await screen.findByText('Build 77')).toBeTruthy()
  expect(api.inputsOf('release.preview').at(-1)).toEqual({
    projectId: projectIdOf(1),
    versioning: { from: 'template', template: '2.0.i' },
    notes: 'Build #{Build}'
  })
  expect(api.inputsOf('project.setReleases')).toEqual([])
  expect(Object.values(useUnsavedStore.getState().forms)).toEqual(['The settings of Shop'])
})

test('one save sends all of it, and what says nothing is left out', async () => {
  const api = await open()
  fireEvent.click(screen.getByLabelText(/is made by a template/))
  fireEvent.change(screen.getByLabelText(/^Template/), { target: { value: '2.0.i' } })
  fireEvent.click(screen.getByLabelText(/^Each channel keeps its own releases/))
  fireEvent.click(screen.getByLabelText(/^Deployments have to be approved/))
  fireEvent.change(screen.getByLabelText('How many people'), { target: { value: '2' } })
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('project.setReleases')).toHaveLength(1))
  expect(api.inputsOf('project.setReleases')).toEqual([
    {
      id: projectIdOf(1),
      value: {
        hasDiscreteChannels: true,
        versioning: { from: 'template', template: '2.0.i' },
        approval: { count: 2 }
      },
      guidedFailure: null
    }
  ])
})

test('what is typed while the settings are being saved stays, and is unsaved', async () => {
  const api = await open()
  const { answer, resolve } = later<Project>()
  api.answer({ 'project.setReleases': answer })
  const notes = () => screen.getByLabelText<HTMLTextAreaElement>('Release notes begin with')
  fireEvent.click(screen.getByLabelText(/is made by a template/))
  fireEvent.change(screen.getByLabelText(/^Template/), { target: { value: ' 2.0.i' } })
  fireEvent.change(notes(), { target: { value: 'First' } })
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('project.setReleases')).toHaveLength(1))
  fireEvent.change(notes(), { target: { value: 'First and more' } })
  const releases = { versioning: { from: 'template' as const, template: '2.0.i' }, notesTemplate: 'First' }
  const stored = aProject(1, { name: 'Shop', releases })
  api.answer({ 'project.list': always([stored]) })
  resolve(ok(stored))
  expect(await screen.findByText('The settings are saved.')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>(/^Template/).value).toBe('2.0.i')
  expect([notes().value, save().disabled]).toEqual(['First and more', false])
  expect(screen.queryByText(/^The settings were changed elsewhere/)).toBeNull()
  expect(Object.values(useUnsavedStore.getState().forms)).toEqual(['The settings of Shop'])
  fireEvent.change(notes(), { target: { value: 'First' } })
  expect(save().disabled).toBe(true)
})

test('nobody is asked about their own save while it is being read again', async () => {
  const api = await open()
  const notes = () => screen.getByLabelText<HTMLTextAreaElement>('Release notes begin with')
  const stored = aProject(1, { name: 'Shop', releases: { notesTemplate: 'First' } })
  const { answer, resolve } = later<readonly Project[]>()
  api.answer({ 'project.setReleases': always(stored), 'project.list': answer })
  fireEvent.change(notes(), { target: { value: 'First' } })
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('project.list')).toHaveLength(2))
  fireEvent.change(notes(), { target: { value: 'Second' } })
  expect(screen.queryByText(/^The settings were changed elsewhere/)).toBeNull()
  resolve(ok([stored]))
  expect(await screen.findByText('The settings are saved.')).toBeTruthy()
  expect(screen.queryByText(/^The settings were changed elsewhere/)).toBeNull()
  expect([notes().value, save().disabled]).toEqual(['Second', false])
})

test('what was said before goes along, and guided failure is saved with it', async () => {
  const releases = {
    lifecycleId: lifecycleIdOf(2),
    hasDiscreteChannels: true,
    versioning: { from: 'package' as const, actionId: ids.action(1), reference: 'web' },
    notesTemplate: 'Notes',
    approval: { count: 1, hours: 8 },
    isDisabled: true
  }
  const api = await open({ releases, guidedFailure: 'on' })
  expect(screen.getByText(/The project is disabled: no releases are made/)).toBeTruthy()
  const donor = screen.getByLabelText<HTMLInputElement>('Package', { selector: 'input' })
  expect(donor.value).toBe('Shop.Web for “web” of “Install”')
  fireEvent.click(screen.getByLabelText('When a step fails', { selector: 'input' }))
  fireEvent.click(await screen.findByText('As the environment says'))
  fireEvent.click(save())
  await waitFor(() => expect(api.inputsOf('project.setReleases')).toHaveLength(1))
  expect(api.inputsOf('project.setReleases')).toEqual([{ id: projectIdOf(1), value: releases, guidedFailure: null }])
})

test('a package has to be chosen before its version can be taken', async () => {
  const api = await open()
  fireEvent.click(screen.getByLabelText(/is that of a package/))
  fireEvent.click(save())
  expect(await screen.findByText('Must name a package.')).toBeTruthy()
  expect(api.inputsOf('project.setReleases')).toEqual([])
})

test('a refusal stands beside its field, and nothing typed is lost', async () => {
  const api = await open()
  api.answer({
    'project.setReleases': () =>
      fail({
        kind: 'invalid-input',
        message: 'The input is not valid.',
        remedy: '',
        issues: [{ path: 'value.versioning.template', message: 'cannot be read' }]
      })
  })
  fireEvent.click(screen.getByLabelText(/is made by a template/))
  fireEvent.change(screen.getByLabelText(/^Template/), { target: { value: '#{' } })
  fireEvent.click(save())
  expect(await screen.findByText('Cannot be read.')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>(/^Template/).value).toBe('#{')
})

test('a change made elsewhere is shown at once, and asked about where something is typed', async () => {
  const api = await open()
  const notes = () => screen.getByLabelText<HTMLTextAreaElement>('Release notes begin with')
  const elsewhere = (notesTemplate: string) => {
    api.answer({ 'project.list': always([aProject(1, { name: 'Shop', releases: { notesTemplate } })]) })
    api.push({ type: 'catalog.changed', entity: 'project' })
  }
  elsewhere('Theirs')
  await waitFor(() => expect(notes().value).toBe('Theirs'))
  expect(save().disabled).toBe(true)
  fireEvent.change(notes(), { target: { value: 'Mine' } })
  elsewhere('Theirs again')
  expect(await screen.findByText(/^The settings were changed elsewhere/)).toBeTruthy()
  expect([notes().value, save().disabled]).toEqual(['Mine', true])
  fireEvent.click(screen.getByText('Reload and drop mine'))
  expect(notes().value).toBe('Theirs again')
  expect(screen.queryByText(/^The settings were changed elsewhere/)).toBeNull()
})

test('what was typed is saved over a change made elsewhere when somebody says so', async () => {
  const api = await open()
  fireEvent.change(screen.getByLabelText('Release notes begin with'), { target: { value: 'Mine' } })
  api.answer({ 'project.list': always([aProject(1, { name: 'Shop', releases: { isDisabled: true } })]) })
  api.push({ type: 'catalog.changed', entity: 'project' })
  fireEvent.click(await screen.findByText('Keep mine'))
  await waitFor(() =>
    expect(api.inputsOf('project.setReleases')).toEqual([
      { id: projectIdOf(1), value: { notesTemplate: 'Mine' }, guidedFailure: null }
    ])
  )
})
