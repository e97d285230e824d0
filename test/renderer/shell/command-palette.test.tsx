import type { Output } from '@shared/api'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { Shell } from '../../../renderer/shell/Shell'
import { aProject } from '../../support/catalogue'
import { always, installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const project = aProject(1, { name: 'Harbour Books' })
const runbookHit = {
  kind: 'runbook',
  id: 'runbook-0000000001',
  name: 'Rotate keys',
  within: 'Harbour Books',
  projectId: project.id
} as const
let projects = later<Output<'project.list'>>()

beforeEach(() => {
  resetWindow()
  projects = later()
  installFakeApi({
    'project.list': projects.answer,
    'deployment.list': always([]),
    'search.find': ({ text }) => ok('rotate keys'.includes(text.toLowerCase()) ? [runbookHit] : [])
  })
  navigate('/')
  show(
    <Shell>
      <textarea aria-label="Editor" />
    </Shell>
  )
})

// Whether the palette is open outlives the window; the next test starts with a closed one.
afterEach(() => fireEvent.keyDown(document.body, { key: 'Escape' }))

const open = () => fireEvent.keyDown(window, { key: 'k', ctrlKey: true })
const box = () => screen.getByLabelText('Find or do')
const type = (value: string) => fireEvent.change(box(), { target: { value } })
const enter = () => fireEvent.keyDown(box(), { key: 'Enter', code: 'Enter' })
const projectsArrive = () => projects.resolve(ok([project]))

test('the palette has the focus as soon as its key was pressed', () => {
  screen.getByLabelText('Editor').focus()
  open()
  expect(document.activeElement).toBe(box())
})

test('the focus is back as soon as Escape was pressed', () => {
  screen.getByLabelText('Editor').focus()
  open()
  fireEvent.keyDown(box(), { key: 'Escape' })
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(document.activeElement).toBe(screen.getByLabelText('Editor'))
})

test('a palette that is opened a second time gives the focus back to where it was before the first', () => {
  screen.getByLabelText('Editor').focus()
  open()
  screen.getByRole('dialog').focus()
  open()
  expect(document.activeElement).toBe(box())
  fireEvent.keyDown(box(), { key: 'Escape' })
  expect(document.activeElement).toBe(screen.getByLabelText('Editor'))
})

test('Enter before anything is there to be found takes it when it arrives', async () => {
  open()
  type('create a release')
  expect(screen.getByText('Looking…')).toBeTruthy()
  enter()
  expect(appHistory().path()).toBe('/')
  projectsArrive()
  await waitFor(() => expect(appHistory().path()).toBe(`/projects/${project.id}/releases/new`))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('who types on after Enter decides anew', async () => {
  open()
  type('create a release')
  enter()
  type('create a rel')
  projectsArrive()
  expect(await screen.findByText('Harbour Books: create a release')).toBeTruthy()
  expect(appHistory().path()).toBe('/')
  enter()
  expect(appHistory().path()).toBe(`/projects/${project.id}/releases/new`)
})

test('a palette that was closed takes nothing any more', async () => {
  open()
  type('create a release')
  enter()
  fireEvent.keyDown(box(), { key: 'Escape' })
  projectsArrive()
  await waitFor(() => expect(screen.getByRole('link', { name: 'Harbour Books' })).toBeTruthy())
  expect(appHistory().path()).toBe('/')
})

test('Enter does nothing when nothing is called like that', async () => {
  projectsArrive()
  await waitFor(() => expect(screen.getByRole('link', { name: 'Harbour Books' })).toBeTruthy())
  open()
  type('zebra')
  expect(await screen.findByText('Nothing is called “zebra”.')).toBeTruthy()
  enter()
  expect(screen.getByRole('dialog')).toBeTruthy()
  expect(appHistory().path()).toBe('/')
})

test('anything of the workspace is found by its name, with its kind and its place, and Enter goes there', async () => {
  projectsArrive()
  await waitFor(() => expect(screen.getByRole('link', { name: 'Harbour Books' })).toBeTruthy())
  open()
  type('rotate')
  expect(await screen.findByText('Runbook · Harbour Books')).toBeTruthy()
  enter()
  expect(appHistory().path()).toBe('/runbooks/runbook-0000000001')
})
