import type { ChannelId, LifecycleId, Sha256 } from '@shared/ids'
import type { PlanPrompt, PlanResult } from '@shared/plan/plan'
import type { Progression } from '@shared/progression/progression'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import type { DeployStart } from '../../../renderer/screens/deploy/use-deploy-choice'
import { LeaveGuard } from '../../../renderer/shell/LeaveGuard'
import { anEnvironment, aProject, aRelease, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi, later } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

beforeEach(() => resetWindow())

const ticket: PlanPrompt = {
  type: 'text',
  id: ids.variable(1),
  name: 'Ticket',
  value: '',
  prompt: { label: 'Ticket', description: '', isRequired: false, control: { kind: 'single-line' } }
}
const planned: PlanResult = {
  plan: planOf({ steps: [scriptStep(1, { name: 'Install' })], targets: [sshTarget(1)] }),
  problems: [],
  prompts: [ticket],
  hash: null
}

/** What `release.progression` answers for a release that goes to this environment next. */
const nextIs = (n: number) => {
  const progression: Progression = {
    lifecycle: { id: 'lifecycle-0000000001' as LifecycleId, name: 'Usual' },
    phases: [],
    deployable: [1, 2, 3].map(environmentIdOf),
    next: [environmentIdOf(n)],
    nextNeeded: 1,
    isPrevented: false
  }
  return { progression, channel: { id: 'channel-0000000001' as ChannelId, name: 'Default' }, cells: {} }
}

const onClose = vi.fn()

/** The dialog over releases 1.0.1 and 1.0.2 of Shop: 1.0.2 goes to Test next, 1.0.1 to Staging. */
async function open(start: DeployStart = {}, plan = planned): Promise<FakeApi> {
  const api = installFakeApi({
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'environment.list': always([
      anEnvironment(1, { name: 'Test' }),
      anEnvironment(2, { name: 'Staging' }),
      anEnvironment(3, { name: 'Production', isProduction: true })
    ]),
    'release.list': always([aRelease(1), aRelease(2)]),
    'release.progression': ({ id }) => ok(nextIs(id === aRelease(1).id ? 2 : 1)),
    'target.list': always([]),
    'deployment.plan': always(plan)
  })
  onClose.mockReset()
  show(
    <>
      <DeployDialog start={start} onClose={onClose} />
      <LeaveGuard />
    </>
  )
  await screen.findByText('Install')
  return api
}

/** A call was answered anew after the news, and the window has the answer. */
const afterNews = async (api: FakeApi, name: 'project.list' | 'release.list' | 'release.progression') => {
  const before = api.inputsOf(name).length
  const entity = name === 'project.list' ? 'project' : 'release'
  api.push({ type: 'catalog.changed', entity })
  await waitFor(() => expect(api.inputsOf(name).length).toBeGreaterThan(before))
  await waitFor(() => expect(screen.queryByText('Install')).toBeTruthy())
}

const deployButton = () => screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy 1\.0/ })
const choosesRelease = async (version: string) => {
  fireEvent.click(screen.getByRole('combobox', { name: 'Release' }))
  fireEvent.click(await screen.findByRole('option', { name: version }))
}

test('a release that is made meanwhile does not take the place of the one that was read', async () => {
  const api = await open({ environmentId: environmentIdOf(3) })
  fireEvent.change(screen.getByLabelText(/This is production/), { target: { value: 'Production' } })
  api.answer({ 'release.list': always([aRelease(1), aRelease(2), aRelease(3)]) })
  await afterNews(api, 'release.list')
  expect([deployButton().textContent, deployButton().disabled]).toEqual(['Deploy 1.0.2 to Production', false])
  fireEvent.click(screen.getByRole('combobox', { name: 'Release' }))
  expect(await screen.findByRole('option', { name: '1.0.3' })).toBeTruthy()
})

test('the environment stays when another one becomes next', async () => {
  const api = await open()
  api.answer({ 'release.progression': always(nextIs(2)) })
  await afterNews(api, 'release.progression')
  expect(deployButton().textContent).toBe('Deploy 1.0.2 to Test')
})

test('the only project stays chosen when there are more', async () => {
  const api = await open()
  api.answer({ 'project.list': always([aProject(1, { name: 'Shop' }), aProject(2)]) })
  await afterNews(api, 'project.list')
  expect([deployButton().textContent, api.inputsOf('release.list').at(-1)]).toEqual([
    'Deploy 1.0.2 to Test',
    { projectId: projectIdOf(1) }
  ])
})

test('a release that is gone is not replaced by another one', async () => {
  const api = await open({ releaseId: aRelease(1).id, environmentId: environmentIdOf(1) })
  api.answer({ 'release.list': always([aRelease(2)]) })
  api.push({ type: 'catalog.changed', entity: 'release' })
  expect(await screen.findByText('Choose a project and one of its releases.')).toBeTruthy()
})

test('the name of production is typed anew for another release', async () => {
  await open({ environmentId: environmentIdOf(3) })
  fireEvent.change(screen.getByLabelText(/This is production/), { target: { value: 'Production' } })
  await choosesRelease('1.0.1')
  await screen.findByRole('button', { name: 'Deploy 1.0.1 to Production' })
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/This is production/).value).toBe(''))
  expect(deployButton().disabled).toBe(true)
})

test('another release goes where it is next, with what was answered and chosen so far', async () => {
  await open()
  fireEvent.change(screen.getByLabelText('Ticket'), { target: { value: 'CH-42' } })
  fireEvent.change(screen.getByLabelText('Comment'), { target: { value: 'At last' } })
  await choosesRelease('1.0.1')
  await screen.findByRole('button', { name: 'Deploy 1.0.1 to Staging' })
  expect([
    (await screen.findByLabelText<HTMLInputElement>('Ticket')).value,
    screen.getByLabelText<HTMLTextAreaElement>('Comment').value
  ]).toEqual(['CH-42', 'At last'])
})

test('an environment that a person chose stays for another release', async () => {
  await open()
  fireEvent.click(screen.getByRole('radio', { name: /Production/ }))
  await choosesRelease('1.0.1')
  expect(await screen.findByRole('button', { name: 'Deploy 1.0.1 to Production' })).toBeTruthy()
})

test('what was typed is asked about before the dialog closes, and a look alone is not', async () => {
  await open()
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(onClose).toHaveBeenCalledOnce()
  fireEvent.change(screen.getByLabelText('Comment'), { target: { value: 'At last' } })
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect([onClose.mock.calls.length, screen.queryByText('The deployment has unsaved changes.') !== null]).toEqual([
    1,
    true
  ])
  fireEvent.click(screen.getByRole('button', { name: 'Leave and lose the changes' }))
  expect(onClose).toHaveBeenCalledTimes(2)
})

/** Presses “Cancel”; whether it is asked about unsaved text then. */
const isAskedAbout = (): boolean => {
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  return screen.queryByText('The deployment has unsaved changes.') !== null && onClose.mock.calls.length === 0
}

test('the name of production counts as typed', async () => {
  await open({ environmentId: environmentIdOf(3) })
  fireEvent.change(screen.getByLabelText(/This is production/), { target: { value: 'Produ' } })
  expect(isAskedAbout()).toBe(true)
})

test('the name of production stays under the hands of whoever types it while another plan is made', async () => {
  const api = await open({ environmentId: environmentIdOf(3) })
  const name = screen.getByLabelText<HTMLInputElement>(/This is production/)
  name.focus()
  fireEvent.change(name, { target: { value: 'Production' } })
  const plans = later<PlanResult>()
  api.answer({ 'deployment.plan': plans.answer })
  fireEvent.click(screen.getByRole('radio', { name: 'Ask a person' }))
  await waitFor(() => expect(deployButton().disabled).toBe(true))
  expect([document.activeElement, screen.queryByLabelText(/This is production/)]).toEqual([name, name])
  plans.resolve(ok(planned))
  await waitFor(() => expect(deployButton().disabled).toBe(false))
  expect([document.activeElement, name.value, name.isConnected]).toEqual([name, 'Production', true])
})

test('the reason to deploy in spite of a freeze counts as typed', async () => {
  const failure = { kind: 'frozen', message: 'Test is frozen.', remedy: 'Wait.' } as const
  const stands = { severity: 'error', about: { kind: 'environment' }, failure } as const
  const { plan: draft } = planned
  await open({}, { ...planned, plan: null, problems: [stands], ...(draft === null ? {} : { draft }) })
  fireEvent.click(screen.getByRole('button', { name: 'Deploy in spite of it…' }))
  fireEvent.change(screen.getByLabelText('Why it has to be now'), { target: { value: 'The shop is down.' } })
  expect(isAskedAbout()).toBe(true)
})

test('the reason for an approval counts as typed', async () => {
  const approvals = { needed: 1, why: 'Test asks for one approval.', given: [] }
  await open({}, { ...planned, hash: 'a'.repeat(64) as Sha256, approvals })
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'Please.' } })
  expect(isAskedAbout()).toBe(true)
})
