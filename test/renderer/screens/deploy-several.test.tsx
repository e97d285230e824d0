import type { Input } from '@shared/api'
import type { ApprovalStatus } from '@shared/approvals/status'
import type { Deployment } from '@shared/deployment'
import type { ChannelId, LifecycleId, SecretId, Sha256 } from '@shared/ids'
import type { PlanPrompt, PlanResult } from '@shared/plan/plan'
import type { Progression } from '@shared/progression/progression'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { DeployDialog } from '../../../renderer/screens/deploy/DeployDialog'
import type { DeployStart } from '../../../renderer/screens/deploy/use-deploy-choice'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  deploymentIdOf,
  environmentIdOf,
  projectIdOf
} from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { show } from '../../support/window'

const hash = 'a'.repeat(64) as Sha256
const environments = [
  anEnvironment(1, { name: 'Test' }),
  anEnvironment(2, { name: 'Staging' }),
  anEnvironment(3, { name: 'Production', isProduction: true })
]
const targets = [1, 2].map(n => sshTarget(n, { environmentIds: [environmentIdOf(n)] }))
const plan = planOf({ steps: [scriptStep(1, { name: 'Install' })], targets: [sshTarget(1)] })
const planned = (changes: Partial<PlanResult> = {}): PlanResult => ({
  plan,
  problems: [],
  prompts: [],
  hash,
  ...changes
})

const phase = (name: string, n: number, changes: Partial<Progression['phases'][number]> = {}) => ({
  id: null,
  name,
  environments: [{ id: environmentIdOf(n), name, isAutomatic: false, hasSucceeded: false }],
  required: 1,
  done: 0,
  isOptional: false,
  progress: 'current' as const,
  isOpen: true,
  why: null,
  ...changes
})

const why = 'Production is closed: Staging needs 1 success, has 0.'
const progression: Progression = {
  lifecycle: { id: 'lifecycle-0000000001' as LifecycleId, name: 'Usual' },
  phases: [phase('Test', 1), phase('Staging', 2), phase('Production', 3, { progress: 'pending', isOpen: false, why })],
  deployable: [environmentIdOf(1), environmentIdOf(2)],
  next: [environmentIdOf(2)],
  nextNeeded: 1,
  isPrevented: false
}

type Plan = (input: Input<'deployment.plan'>) => PlanResult

async function open(
  plan: Plan = () => planned(),
  start: DeployStart = {},
  more: Parameters<typeof installFakeApi>[0] = {}
) {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'environment.list': always(environments),
    'release.list': always([aRelease(2)]),
    'target.list': always(targets),
    'release.progression': always({
      progression,
      channel: { id: 'channel-0000000001' as ChannelId, name: 'Default' },
      cells: []
    } as never),
    'deployment.plan': input => ok(plan(input)),
    'deployment.start': always(aSummary(7)),
    'deployment.startAll': always([aSummary(7), aSummary(8)]),
    ...more
  })
  const onClose = vi.fn()
  show(<DeployDialog start={{ projectId: projectIdOf(1), ...start }} onClose={onClose} />)
  await screen.findByText('Install')
  return { api, onClose }
}

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
const several = () => fireEvent.click(screen.getByRole('checkbox', { name: 'Several at once' }))
const choose = (name: string) => fireEvent.click(screen.getByRole('checkbox', { name }))

test('the environment that is next for the release is chosen, and a closed one says why it cannot be', async () => {
  await open()
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Staging' }).checked).toBe(true)
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /Production/ }).disabled).toBe(true)
  expect(within(screen.getByRole('list', { name: 'Closed environments' })).getByText(why)).toBeTruthy()
})

test('several environments are planned each, and started together with what they share', async () => {
  const { api, onClose } = await open()
  several()
  choose('Test')
  const plans = await screen.findByRole('group', { name: 'Plans by environment' })
  await within(plans).findByRole('button', { name: 'Ready: Test' })
  fireEvent.change(screen.getByLabelText('Comment'), { target: { value: 'Ticket 4711' } })
  expect(screen.getByText(/--to Test --to Staging --comment 'Ticket 4711'/)).toBeTruthy()
  fireEvent.click(button('Deploy 1.0.2 to 2 environments'))
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(api.inputsOf('deployment.startAll')).toEqual([
    {
      releaseId: aRelease(2).id,
      comment: 'Ticket 4711',
      places: [
        { environmentId: environmentIdOf(1), planHash: hash },
        { environmentId: environmentIdOf(2), planHash: hash }
      ]
    }
  ])
  expect(window.location.pathname).toBe('/tasks')
})

test('targets are chosen in each environment for itself', async () => {
  const { api } = await open()
  several()
  choose('Test')
  fireEvent.click(await screen.findByRole('button', { name: 'Ready: Test' }))
  fireEvent.click(screen.getByRole('radio', { name: 'Only these' }))
  fireEvent.click(screen.getByRole('combobox', { name: 'Only these targets' }))
  fireEvent.click(await screen.findByRole('option', { name: 'web-1' }))
  await waitFor(() =>
    expect(api.inputsOf('deployment.plan')).toContainEqual({
      releaseId: aRelease(2).id,
      environmentId: environmentIdOf(1),
      choices: { only: [ids.target(1)] }
    })
  )
  fireEvent.click(screen.getByRole('button', { name: /Staging/, pressed: false }))
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'All' }).checked).toBe(true)
  expect(screen.getByText(/--to Test --only web-1 && slipway deploy .* --to Staging/)).toBeTruthy()
})

test('nothing starts while something stands against one of them', async () => {
  await open(({ environmentId }) =>
    environmentId === environmentIdOf(1) ? planned({ plan: null, draft: plan }) : planned()
  )
  several()
  choose('Test')
  await screen.findByRole('button', { name: 'Has problems: Test' })
  expect(button(/^Deploy 1\.0\.2/).disabled).toBe(true)
  choose('Test')
  await waitFor(() => expect(button('Deploy 1.0.2 to Staging').disabled).toBe(false))
})

const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' as const } }
const color: PlanPrompt = { type: 'text', id: ids.variable(1), name: 'Color', value: '', prompt }
const token: PlanPrompt = { type: 'sensitive', id: ids.variable(2), name: 'Token', prompt }

test('what is asked everywhere is asked once, and what is asked somewhere says where', async () => {
  const { api } = await open(({ environmentId }) =>
    planned({ prompts: environmentId === environmentIdOf(1) ? [color, token] : [color] })
  )
  several()
  choose('Test')
  fireEvent.change(await screen.findByLabelText(/^Token \(Test\)/), { target: { value: 's3cret' } })
  fireEvent.change(screen.getByLabelText(/^Color/), { target: { value: 'blue' } })
  fireEvent.click(button('Deploy 1.0.2 to 2 environments'))
  const blue = { variableId: color.id, value: 'blue' }
  await waitFor(() =>
    expect(api.inputsOf('deployment.startAll')).toMatchObject([
      { places: [{ answers: [blue, { variableId: token.id, value: 's3cret' }] }, { answers: [blue] }] }
    ])
  )
})

const frozen: PlanResult['problems'] = [
  {
    severity: 'error',
    about: { kind: 'environment' },
    failure: { kind: 'frozen', message: 'Staging is frozen by “Christmas” until Monday.', remedy: 'Wait.' }
  }
]

test('a freeze is overridden with a reason, which can be taken back', async () => {
  const { api } = await open(({ choices }) =>
    choices?.overridesFreeze === undefined ? planned({ plan: null, draft: plan, problems: frozen }) : planned()
  )
  fireEvent.click(button('Deploy in spite of it…'))
  fireEvent.change(screen.getByLabelText('Why it has to be now'), { target: { value: 'The shop is down.' } })
  fireEvent.click(button('Plan in spite of it'))
  await waitFor(() =>
    expect(api.inputsOf('deployment.plan').at(-1)).toMatchObject({ choices: { overridesFreeze: 'The shop is down.' } })
  )
  expect(await screen.findByText(/--override-freeze 'The shop is down\.'/)).toBeTruthy()
  fireEvent.click(button('Take back'))
  expect(await screen.findByText('Staging is frozen by “Christmas” until Monday.')).toBeTruthy()
})

const given = (n: number): ApprovalStatus['given'][number] => ({
  id: `${hash}.${n}`,
  planHash: hash,
  projectId: projectIdOf(1),
  releaseId: aRelease(2).id,
  environmentId: environmentIdOf(2),
  approverId: String(n).repeat(64) as Sha256,
  name: `Person ${n}`,
  decision: 'approved',
  note: '',
  at: n,
  receivedAt: n,
  counts: true
})

test('what needs approvals says how many it has, asks for them, and cannot start before', async () => {
  const why = 'Staging asks for 2 approvals.'
  const { api } = await open(
    () => planned({ approvals: { needed: 2, why, given: [] } }),
    {},
    {
      'approval.request': always({ path: '/tmp/request.json' })
    }
  )
  const card = screen.getByRole('region', { name: 'Approvals' })
  expect(within(card).getByText('Needs 2 approvals, has 0.')).toBeTruthy()
  expect(button('Deploy 1.0.2 to Staging').disabled).toBe(true)
  fireEvent.change(within(card).getByLabelText('Reason'), { target: { value: 'Please.' } })
  fireEvent.click(within(card).getByRole('button', { name: 'Ask for approval…' }))
  expect(await within(card).findByText(/Saved to \/tmp\/request\.json/)).toBeTruthy()
  expect(api.inputsOf('approval.request')).toEqual([
    { releaseId: aRelease(2).id, environmentId: environmentIdOf(2), reason: 'Please.' }
  ])
  api.answer({
    'deployment.plan': always(planned({ approvals: { needed: 2, why, given: [given(1), given(2)] } }))
  })
  api.push({ type: 'catalog.changed', entity: 'approval' })
  expect(await screen.findByText('Needs 2 approvals, has 2: Person 1, Person 2.')).toBeTruthy()
  expect(button('Deploy 1.0.2 to Staging').disabled).toBe(false)
})

test('deploying again remembers targets, what was left out, guidance, comment and answers, also secret ones', async () => {
  const earlier = {
    id: deploymentIdOf(5),
    comment: 'As before',
    plan: {
      ...plan,
      project: { id: projectIdOf(1), name: 'Project 1' },
      release: { id: aRelease(2).id, version: '1.0.2', snapshot: hash },
      environment: environments[1]!,
      choices: { skip: [ids.action(1)], only: [ids.target(2)], isGuided: true },
      answers: [
        { variableId: color.id, name: 'Color', value: 'blue' },
        { variableId: token.id, name: 'Token', secret: 'secret-0000000001' as SecretId }
      ]
    }
  } as unknown as Deployment
  const { api } = await open(
    () => planned({ prompts: [color, token] }),
    { again: deploymentIdOf(5) },
    {
      'deployment.get': always(earlier)
    }
  )
  expect(screen.getByLabelText<HTMLInputElement>(/^Color/).value).toBe('blue')
  expect(screen.getByLabelText(/^Token/).getAttribute('placeholder')).toBe(
    'Leave empty to use what was answered before'
  )
  fireEvent.click(button('Deploy 1.0.2 to Staging'))
  await waitFor(() =>
    expect(api.inputsOf('deployment.start')).toEqual([
      {
        releaseId: aRelease(2).id,
        environmentId: environmentIdOf(2),
        choices: { skip: [ids.action(1)], only: [ids.target(2)], isGuided: true },
        planHash: hash,
        comment: 'As before',
        answersOf: deploymentIdOf(5),
        answers: [{ variableId: color.id, value: 'blue' }]
      }
    ])
  )
})
