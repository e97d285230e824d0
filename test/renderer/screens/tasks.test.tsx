import type { Input } from '@shared/api'
import { type DeploymentSummary, isOpen } from '@shared/deployment'
import { isListed } from '@shared/deployment-filter'
import { inOpenOrder, openListingAfter, questionsIn, sortOpen } from '@shared/open-tasks'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { everythingPast, isNarrowed, narrowed, pageSize, pastInput } from '../../../renderer/screens/tasks/past-filter'
import { TasksScreen } from '../../../renderer/screens/tasks/TasksScreen'
import { Sidebar } from '../../../renderer/shell/Sidebar'
import { anEnvironment, aProject, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { type Answers, always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { deploymentIds, deploymentSummary, finishedSummary, runbookOf } from '../../support/summaries'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/tasks')
})

const id = deploymentIds
const listingOf = (all: readonly DeploymentSummary[], limit = 500) => {
  const open = all.filter(isOpen)
  return { tasks: inOpenOrder(open).slice(0, limit), count: open.length }
}
const running = deploymentSummary({ id: id(1), state: 'running', startedAt: 1, runsDone: 1, runsTotal: 4 })
const asking = deploymentSummary({ id: id(2), state: 'running', startedAt: 1, openQuestions: 2, projectName: 'Till' })
const waiting = deploymentSummary({
  id: id(3),
  waitsFor: 'Shop 1.0.0 is being deployed to Test',
  releaseVersion: '2.0.0'
})
const past = finishedSummary('failed', { id: id(4), runbook: runbookOf('Rotate keys'), releaseVersion: '3' })

function open(all: readonly DeploymentSummary[], more: Answers = {}): FakeApi {
  const api = installFakeApi({
    'deployment.list': ({ limit = 50, skip = 0, ...filter }: Input<'deployment.list'>) =>
      ok(all.filter(item => isListed(item, filter)).slice(skip, skip + limit)),
    'deployment.listOpen': ({ limit }) => ok(listingOf(all, limit)),
    'environment.list': always([anEnvironment(1, { name: 'Test' })]),
    'project.list': always([aProject(1, { name: 'Shop' })]),
    ...more
  })
  show(<TasksScreen />)
  return api
}

const rowsOf = async (name: string) =>
  within(await screen.findByRole('table', { name }))
    .getAllByRole('row')
    .slice(1)
    .map(row =>
      within(row)
        .getAllByRole('cell')
        .map(cell => cell.textContent)
    )

test('each task stands where somebody looks for it, with what it waits for', async () => {
  open([running, asking, waiting, past])
  expect((await rowsOf('Needs an answer'))[0]?.slice(0, 3)).toEqual(['Running', 'Till 1.0.0', 'Test'])
  expect((await rowsOf('Running'))[0]?.slice(0, 4)).toEqual(['Running', 'Shop 1.0.0', 'Test', '1/4'])
  expect((await rowsOf('Waiting their turn'))[0]?.[1]).toBe('Shop 2.0.0Shop 1.0.0 is being deployed to Test')
  expect((await rowsOf('Finished'))[0]?.slice(0, 2)).toEqual(['Failed', 'Rotate keys 3 of Shop'])
  expect(screen.getByText('2 questions open.')).toBeTruthy()
})

test('a task that was continued took the time in which it did something', async () => {
  const idle = { waiting: 0, paused: 0, over: 39_500, since: { why: 'over', at: 49_001 } } as const
  open([{ ...past, startedAt: 1, finishedAt: 49_001, idle }])
  expect((await rowsOf('Finished'))[0]).toContain('9.5 s')
})

test('a question leads to the deployment that asks it', async () => {
  open([asking])
  fireEvent.click(await screen.findByRole('button', { name: 'Answer 2 questions of Till 1.0.0' }))
  expect(location.pathname).toBe(`/deployments/${asking.id}`)
})

test('cancelling asks first', async () => {
  const api = open([running])
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Shop 1.0.0 in Test' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Cancel…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Cancel the deployment of Shop 1.0.0 to Test?' })
  api.answer({ 'deployment.cancel': always(null) })
  fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel deployment' }))
  await waitFor(() => expect(api.inputsOf('deployment.cancel')).toEqual([{ id: running.id }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('what waits is moved to the top by its button, its menu, and a letter on its row', async () => {
  const second = deploymentSummary({ id: id(7), projectName: 'Blog', queuedAt: 5 })
  const third = deploymentSummary({ id: id(8), projectName: 'Forum', queuedAt: 6 })
  const api = open([waiting, second, third])
  api.answer({ 'deployment.moveToTop': always(null) })
  expect((await rowsOf('Waiting their turn')).map(cells => cells[5])).toEqual(['First', '', ''])
  fireEvent.click(screen.getByRole('button', { name: 'Move Forum 1.0.0 to Test to the top' }))
  fireEvent.keyDown(screen.getByRole('row', { name: /Blog/ }), { key: 'm' })
  fireEvent.click(screen.getByRole('button', { name: 'Actions for Blog 1.0.0 in Test' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Move to the top' }))
  const expected = [{ id: third.id }, { id: second.id }, { id: second.id }]
  await waitFor(() => expect(api.inputsOf('deployment.moveToTop')).toEqual(expected))
  api.push({ type: 'deployment.changed', summary: { ...third, slot: { movedAt: 9 } } })
  await waitFor(async () => expect((await rowsOf('Waiting their turn'))[0]?.[1]).toBe('Forum 1.0.0'))
})

test('what runs and waits for its turn again can be moved to the top as well', async () => {
  const api = open([{ ...running, waitsFor: '5 others are running' }])
  api.answer({ 'deployment.moveToTop': always(null) })
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Shop 1.0.0 in Test' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Move to the top' }))
  await waitFor(() => expect(api.inputsOf('deployment.moveToTop')).toEqual([{ id: running.id }]))
})

test('a task moves from one section to another as it goes on', async () => {
  const api = open([running])
  await screen.findByRole('table', { name: 'Running' })
  api.push({ type: 'deployment.changed', summary: finishedSummary('succeeded', { id: running.id }) })
  expect(await screen.findByText('Nothing runs or waits at this moment.')).toBeTruthy()
  expect((await rowsOf('Finished'))[0]?.[0]).toBe('Succeeded')
})

test('without any task the screen says what would be here', async () => {
  open([])
  expect(await screen.findByRole('heading', { name: 'Nothing was deployed or run yet' })).toBeTruthy()
})

test('what is over comes a page at a time', async () => {
  const many = Array.from({ length: pageSize + 2 }, (_, n) => finishedSummary('succeeded', { id: id(n + 1) }))
  const api = open(many)
  expect(await rowsOf('Finished')).toHaveLength(pageSize)
  fireEvent.click(screen.getByRole('button', { name: 'Older' }))
  await waitFor(async () => expect(await rowsOf('Finished')).toHaveLength(2))
  expect(api.inputsOf('deployment.list').at(-1)).toMatchObject({ skip: pageSize, limit: pageSize + 1 })
  expect(screen.getByRole('button', { name: 'Older' }).hasAttribute('disabled')).toBe(true)
})

test('older tasks stay in reach when one of the newest is continued', async () => {
  const older = Array.from({ length: pageSize + 2 }, (_, n) => finishedSummary('failed', { id: id(n + 2) }))
  const all = [finishedSummary('failed', { id: id(1) }), ...older]
  const api = open(all)
  await screen.findByRole('button', { name: 'Older' })
  const continued = deploymentSummary({ id: id(1), state: 'running', startedAt: 2 })
  all[0] = continued
  api.push({ type: 'deployment.changed', summary: continued })
  await screen.findByRole('table', { name: 'Running' })
  fireEvent.click(screen.getByRole('button', { name: 'Older' }))
  await waitFor(async () => expect(await rowsOf('Finished')).toHaveLength(2))
})

test('the sidebar counts the questions that nobody has answered', async () => {
  installFakeApi({ 'deployment.listOpen': always(listingOf([asking, running])), 'project.list': always([]) })
  show(<Sidebar />)
  expect(await screen.findByRole('link', { name: 'Tasks 2 need an answer' })).toBeTruthy()
})

test('questions come before everything else, and what waits stands in the order of its turns', () => {
  const later = deploymentSummary({ id: id(5), startAt: 99 })
  const most = { ...asking, id: id(6), openQuestions: 5 }
  const all = [later, running, waiting, asking, most]
  expect(sortOpen(all)).toEqual({ asking: [most, asking], running: [running], waiting: [waiting, later] })
  expect(questionsIn(all)).toBe(7)
  expect(all.every(isOpen)).toBe(true)
})

test('it is said how many more come after those that are listed', async () => {
  open([running, waiting], { 'deployment.listOpen': always({ ...listingOf([running, waiting]), count: 702 }) })
  expect(await screen.findByText('700 more come after these.')).toBeTruthy()
  expect(await rowsOf('Running')).toHaveLength(1)
})

test('a listing of what is open follows the news as long as they say it all', () => {
  const whole = listingOf([running, waiting])
  const done = finishedSummary('succeeded', { id: running.id })
  expect(openListingAfter(whole, asking)).toEqual({ tasks: [asking, running, waiting], count: 3 })
  expect(openListingAfter(whole, done)).toEqual({ tasks: [waiting], count: 1 })
  expect(openListingAfter(whole, finishedSummary('failed', { id: id(9) }))).toEqual(whole)
  const part = listingOf([running, waiting, asking], 2)
  const paused = { ...running, isPaused: true }
  expect(openListingAfter(part, paused)).toEqual({ tasks: [asking, paused], count: 3 })
  expect(openListingAfter(part, done)).toBeNull()
  expect(openListingAfter(part, { ...waiting, waitsFor: null })).toBeNull()
})

test('a filter that is changed begins on its first page', () => {
  const second = { ...everythingPast, page: 1 }
  expect(isNarrowed(second)).toBe(false)
  const filter = narrowed(second, { kind: 'runbook', projectId: projectIdOf(1) })
  expect(isNarrowed(filter)).toBe(true)
  expect(pastInput({ ...filter, state: 'failed', environmentId: environmentIdOf(1) })).toEqual({
    states: ['failed'],
    kind: 'runbook',
    projectId: projectIdOf(1),
    environmentId: environmentIdOf(1),
    skip: 0,
    limit: pageSize + 1
  })
})
