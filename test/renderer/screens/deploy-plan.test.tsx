import type { Input } from '@shared/api'
import type { ActionId } from '@shared/ids'
import type { Plan, PlanResult } from '@shared/plan/plan'
import type { PreflightReport } from '@shared/preflight'
import { fail, ok } from '@shared/result'
import { redacted } from '@shared/secret'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import { localMoment } from '../../../renderer/screens/deploy/launch-choices'
import { anEnvironment, aProject, aRelease, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { show } from '../../support/window'

const targets = [1, 2].map(n => sshTarget(n, { environmentIds: [environmentIdOf(1)] }))
const here = targets.map(target => ({ ...target, environmentIds: [ids.environment()] }))

const required = scriptStep(2, { name: 'Migrate' })
const steps = [
  scriptStep(1, { name: 'Install' }),
  { ...required, actions: required.actions.map(action => ({ ...action, isRequired: true })) },
  scriptStep(3, { name: 'Clean up', condition: { when: 'variable', expression: '#{if Tidy}1#{/if}' } })
]

const hashOf = (letter: string) => letter.repeat(64) as NonNullable<PlanResult['hash']>

const answerWith = (plan: Plan, letter = 'a'): PlanResult => ({ plan, problems: [], prompts: [], hash: hashOf(letter) })

/** Plans as the planner does, with what was chosen. */
const planned = ({ choices }: Pick<Input<'deployment.plan'>, 'choices'>): PlanResult =>
  answerWith(planOf({ steps, targets: here, ...(choices === undefined ? {} : { choices: choices as never }) }))

async function open(
  changes: Parameters<typeof installFakeApi>[0] = {}
): Promise<{ api: FakeApi; onClose: () => void }> {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always([anEnvironment(1, { name: 'Test' })]),
    'release.list': always([aRelease(2)]),
    'target.list': always(targets),
    'deployment.plan': input => ok(planned(input)),
    'deployment.start': always(aSummary(7)),
    ...changes
  })
  const onClose = vi.fn()
  show(<DeployDialog start={{ projectId: projectIdOf(1), environmentId: environmentIdOf(1) }} onClose={onClose} />)
  await screen.findByText('Install')
  return { api, onClose }
}

const lastOf = (api: FakeApi, name: 'deployment.plan' | 'deployment.start') => api.inputsOf(name).at(-1)
const deploy = () => screen.getByRole<HTMLButtonElement>('button', { name: /^Deploy 1\.0\.2/ })
const request = { releaseId: aRelease(2).id, environmentId: environmentIdOf(1) }
const tick = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name: `Run “${name}”` })

test('an action is left out by its tick, planned anew, and can be taken in again', async () => {
  const { api } = await open()
  fireEvent.click(tick('Install'))
  expect(await screen.findByText('Left out')).toBeTruthy()
  expect(lastOf(api, 'deployment.plan')).toEqual({ ...request, choices: { skip: [ids.action(1)] } })
  expect(screen.getByText(/--skip Install/)).toBeTruthy()
  fireEvent.click(tick('Install'))
  await waitFor(() => expect(screen.queryByText('Left out')).toBeNull())
  expect(lastOf(api, 'deployment.plan')).toEqual(request)
})

test('what is required says so and has no tick', async () => {
  await open()
  expect(screen.getByText('required')).toBeTruthy()
  expect(screen.queryByRole('checkbox', { name: 'Run “Migrate”' })).toBeNull()
})

test('what is decided only when it begins says what decides it', async () => {
  await open()
  expect(screen.getByText(/Decided when it begins/).textContent).toContain('#{if Tidy}1#{/if}')
})

test('targets are left out', async () => {
  const { api } = await open()
  fireEvent.click(screen.getByRole('radio', { name: 'All but these' }))
  fireEvent.click(screen.getByRole('combobox', { name: 'All but these targets' }))
  fireEvent.click(await screen.findByRole('option', { name: 'web-2' }))
  await waitFor(() =>
    expect(lastOf(api, 'deployment.plan')).toEqual({ ...request, choices: { without: [ids.target(2)] } })
  )
  expect(await screen.findByText(/--without web-2/)).toBeTruthy()
})

test('failures are put before a person, or not, whatever is usual', async () => {
  const { api } = await open()
  expect(screen.getByText('As project and environment say: it fails.')).toBeTruthy()
  fireEvent.click(screen.getByRole('radio', { name: 'Ask a person' }))
  await waitFor(() => expect(lastOf(api, 'deployment.plan')).toEqual({ ...request, choices: { isGuided: true } }))
  expect(await screen.findByText('a person is asked after failures')).toBeTruthy()
})

test('the start has what was chosen, the moment, and the hash of the plan that was looked at', async () => {
  const { api, onClose } = await open()
  fireEvent.click(tick('Install'))
  await screen.findByText('Left out')
  fireEvent.click(screen.getByRole('radio', { name: 'Later' }))
  const soon = Math.floor(Date.now() / 60_000) * 60_000 + 5 * 24 * 60 * 60_000
  fireEvent.change(screen.getByLabelText('Not before'), { target: { value: localMoment(soon) } })
  // What stands against it is judged by that moment.
  await waitFor(() => expect(deploy().disabled).toBe(false))
  expect(lastOf(api, 'deployment.plan')).toEqual({ ...request, choices: { skip: [ids.action(1)] }, startAt: soon })
  fireEvent.click(deploy())
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(lastOf(api, 'deployment.start')).toEqual({
    ...request,
    choices: { skip: [ids.action(1)] },
    planHash: hashOf('a'),
    startAt: soon
  })
})

test('a moment that has passed is said beside its field, and nothing starts', async () => {
  await open()
  fireEvent.click(screen.getByRole('radio', { name: 'Later' }))
  fireEvent.change(screen.getByLabelText('Not before'), { target: { value: '2020-01-01T00:00' } })
  expect(screen.getByText('This moment has passed.')).toBeTruthy()
  expect(deploy().disabled).toBe(true)
})

test('Ctrl+Enter starts from anywhere in the dialog', async () => {
  const { api } = await open()
  fireEvent.keyDown(tick('Install'), { key: 'Enter', ctrlKey: true })
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
})

test('with errors there is still the plan to look at and to choose in', async () => {
  const plan = planOf({ steps, targets: here })
  await open({
    'deployment.plan': always<PlanResult>({
      plan: null,
      draft: plan,
      problems: [
        {
          severity: 'error',
          about: { kind: 'environment' },
          failure: { kind: 'plan-has-problems', message: 'Something stands against it.', remedy: '' }
        }
      ],
      prompts: [],
      hash: null
    })
  })
  expect(screen.getByText('Something stands against it.')).toBeTruthy()
  expect(screen.getByRole('heading', { name: /^Would run/ })).toBeTruthy()
  expect([tick('Install').checked, deploy().disabled]).toEqual([true, true])
})

test('a place opens what runs there, takes the focus, and Escape gives it back', async () => {
  const { api, onClose } = await open({
    'plan.script': always({
      text: `login ${redacted} #{Octopus.Task.Id}`,
      syntax: 'bash',
      parameters: null,
      knownLater: ['Octopus.Task.Id'],
      problem: null
    })
  })
  const [place] = screen.getAllByRole('button', { name: 'web-1' })
  if (!place) throw new Error('The plan has no place')
  place.focus()
  fireEvent.click(place)
  const text = await screen.findByRole('region', { name: 'Install on web-1' })
  expect(text.textContent).toBe(`login ${redacted} #{Octopus.Task.Id}`)
  expect(screen.getByText('Secrets are dots')).toBeTruthy()
  expect(api.inputsOf('plan.script')).toEqual([{ source: { kind: 'plan', request }, run: '1.target-0000000001' }])
  expect(document.activeElement?.textContent).toBe('1 Install')
  fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })
  expect(await screen.findByRole('region', { name: 'Options' })).toBeTruthy()
  expect(onClose).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(place)
})

const report: PreflightReport = {
  at: Date.now(),
  targets: [
    {
      targetId: ids.target(1),
      name: 'web-1',
      checks: [{ what: 'reach', verdict: 'ok', words: 'Logged in.', failure: null }]
    },
    {
      targetId: ids.target(2),
      name: 'web-2',
      checks: [
        {
          what: 'reach',
          verdict: 'error',
          words: 'web-2 refused.',
          failure: { kind: 'connection-refused', message: 'web-2 refused.', remedy: 'Start sshd.' }
        }
      ]
    }
  ]
}

test('targets are checked on demand; what would fail is said at the button and prevents nothing', async () => {
  const { api } = await open({ 'plan.preflight': always(report) })
  fireEvent.click(screen.getByRole('button', { name: 'Check targets' }))
  expect(await screen.findByText('1 target of 2 would fail, as the check found.')).toBeTruthy()
  expect(api.inputsOf('plan.preflight')).toEqual([request])
  const pane = screen.getByRole('region', { name: 'Targets' })
  expect(within(pane).getAllByRole('listitem')[0]?.textContent).toContain('web-2Would fail')
  expect(within(pane).getByText('Start sshd.')).toBeTruthy()
  expect(screen.getAllByRole('img', { name: 'would fail' }).length).toBeGreaterThan(0)
  expect(deploy().disabled).toBe(false)
})

test('a plan that changed behind the dialog is made again, and what changed is said', async () => {
  const { api, onClose } = await open()
  const smaller = answerWith(planOf({ steps, targets: here.slice(0, 1) }), 'b')
  api.answer({
    'deployment.start': () => {
      api.answer({ 'deployment.plan': always(smaller), 'deployment.start': always(aSummary(7)) })
      return fail({
        kind: 'plan-changed',
        message: 'The targets have changed since the plan was looked at.',
        remedy: 'Look at the plan as it is now, then deploy.'
      })
    }
  })
  fireEvent.click(deploy())
  expect(await screen.findByText('The targets have changed since the plan was looked at.')).toBeTruthy()
  expect(await screen.findByText('web-2 takes no part any more.')).toBeTruthy()
  expect(onClose).not.toHaveBeenCalled()
  fireEvent.click(screen.getByRole('button', { name: 'Got it' }))
  expect(screen.queryByText('web-2 takes no part any more.')).toBeNull()
  fireEvent.click(deploy())
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(lastOf(api, 'deployment.start')).toEqual({ ...request, planHash: hashOf('b') })
})

test('a plan that changes while it is looked at says so, and a choice of one’s own does not', async () => {
  const { api } = await open()
  fireEvent.click(tick('Install'))
  await screen.findByText('Left out')
  expect(screen.queryByText(/was made anew/)).toBeNull()
  const skip: ActionId[] = [ids.action(1)]
  api.answer({
    'deployment.plan': always(answerWith(planOf({ steps, targets: here.slice(0, 1), choices: { skip } }), 'c'))
  })
  act(() => api.push({ type: 'catalog.changed', entity: 'target' }))
  expect(await screen.findByText('web-2 takes no part any more.')).toBeTruthy()
})

test('it is said beforehand what only goes into a bundle, because nothing happens on that machine yet', async () => {
  const plan = planOf({ steps, targets: here })
  const kiosk = (n: number) =>
    plan.targets.map((target, at) => (at < n ? { ...target, kind: 'offline' as const } : target))
  const planWith = (offline: number) => always(answerWith({ ...plan, targets: kiosk(offline) }))
  await open({ 'deployment.plan': planWith(0) })
  expect(screen.queryByText(/goes into/)).toBeNull()
  cleanup()
  await open({ 'deployment.plan': planWith(1) })
  expect(
    screen.getByText(/^What is for web-1 goes into a bundle\. It runs once somebody carries it there/)
  ).toBeTruthy()
  cleanup()
  await open({ 'deployment.plan': planWith(2) })
  expect(screen.getByText(/^What is for web-1 and web-2 goes into bundles, one for each\./)).toBeTruthy()
})
