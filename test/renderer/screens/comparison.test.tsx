import { Notifications } from '@mantine/notifications'
import type { Input } from '@shared/api'
import type { ReleaseComparison } from '@shared/comparison/comparison'
import type { RollbackPlan, RollbackWay } from '@shared/comparison/rollback'
import type { DeploymentSummary } from '@shared/deployment'
import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { PlanResult } from '@shared/plan/plan'
import { fail, ok } from '@shared/result'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { ComparisonScreen } from '../../../renderer/screens/comparison/ComparisonScreen'
import { hunksOf } from '../../../renderer/screens/comparison/hunks'
import { RollbackScreen } from '../../../renderer/screens/comparison/RollbackScreen'
import { WouldChangeScreen } from '../../../renderer/screens/comparison/WouldChangeScreen'
import {
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  environmentIdOf,
  projectIdOf,
  releaseIdOf
} from '../../support/catalogue'
import { type Answers, always, installFakeApi, later } from '../../support/fake-api'
import { ids, planOf, scriptStep, sshTarget } from '../../support/plans'
import { aTenant, tenantIds } from '../../support/tenants'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  navigate('/', { replace: true })
  history.replaceState({ position: 0 }, '', '/')
})

const refOf = (n: number, version: string) => ({ id: releaseIdOf(n), version, createdAt: 1 })

const nothing: ReleaseComparison = {
  before: refOf(1, '1.0.0'),
  after: refOf(2, '1.1.0'),
  environment: null,
  steps: [],
  variables: [],
  packages: [],
  notes: []
}

const same = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: 'same' as const, text: `line ${at}` }))

const much: ReleaseComparison = {
  ...nothing,
  steps: [
    {
      stepId: 'step-0000000001' as StepId,
      name: 'Migrate',
      kind: 'changed',
      before: 1,
      after: 2,
      isMoved: true,
      fields: [{ field: 'roles', before: 'web', after: 'db' }],
      actions: [
        {
          actionId: 'action-0000000001' as ActionId,
          name: 'Migrate',
          kind: 'changed',
          fields: [],
          texts: [
            {
              field: 'script',
              lines: [...same(20), { kind: 'removed', text: './old' }, { kind: 'added', text: './new' }]
            }
          ]
        }
      ]
    }
  ],
  variables: [
    {
      name: 'Port',
      kind: 'changed',
      before: { kind: 'text', text: '80' },
      after: { kind: 'text', text: '8080' },
      scope: 'on db-1',
      origin: null,
      fields: [],
      variableId: null
    },
    {
      name: 'Password',
      kind: 'changed',
      before: { kind: 'secret' },
      after: { kind: 'secret' },
      scope: '',
      origin: null,
      fields: [],
      variableId: null
    }
  ],
  packages: [
    {
      place: 'Deploy the shop',
      packageId: 'Shop.Web',
      kind: 'same-version-other-content',
      before: '1.0',
      after: '1.0',
      files: [{ path: 'app.js', kind: 'changed' }]
    }
  ],
  notes: [{ version: '1.1.0', notes: 'Faster', createdAt: 1 }]
}

const releases = [aRelease(2, { version: '1.1.0' }), aRelease(1, { version: '1.0.0' })]
const environments = [anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production', isProduction: true })]
const common = {
  'release.list': always(releases),
  'release.get': always({ release: releases[0] } as never),
  'project.list': always([aProject(1, { name: 'Shop' })]),
  'environment.list': always(environments)
} as const

const showComparison = (answer: ReleaseComparison, more: Answers = {}) => {
  const api = installFakeApi({ ...common, 'release.compare': always(answer), ...more })
  show(<ComparisonScreen before={releaseIdOf(1)} after={releaseIdOf(2)} />)
  return api
}

test('what differs is told in sections: settings in words, scripts by line, secrets never', async () => {
  showComparison(much)
  const steps = await screen.findByRole('list', { name: 'Steps that differ' })
  expect(within(steps).getByRole('heading', { name: 'Migrate' })).toBeTruthy()
  expect(within(steps).getByText('roles')).toBeTruthy()
  expect(within(steps).getByText('1 line added')).toBeTruthy()
  expect(within(steps).queryByText(/line 3/)).toBeNull()
  fireEvent.click(within(steps).getByRole('button', { name: '17 lines the same' }))
  expect(within(steps).getByText(/line 3/)).toBeTruthy()
  const variables = screen.getByRole('list', { name: 'Variables that differ' })
  expect(within(variables).getByText('on db-1')).toBeTruthy()
  expect(within(variables).getByText('Another secret than before')).toBeTruthy()
  const packages = screen.getByRole('list', { name: 'Packages that differ' })
  expect(within(packages).getByText(/The same version with other content/)).toBeTruthy()
  expect(within(packages).getByText('app.js')).toBeTruthy()
  expect(await screen.findByText('Faster')).toBeTruthy()
})

test('releases that differ in nothing say so, and others can be chosen', async () => {
  const api = showComparison(nothing)
  expect(await screen.findByRole('heading', { name: 'Nothing differs' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Swap the two releases' }))
  expect(location.pathname).toBe(`/releases/compare/${releaseIdOf(2)}/${releaseIdOf(1)}`)
  fireEvent.click(screen.getByRole('combobox', { name: 'Values' }))
  fireEvent.click(await screen.findByRole('option', { name: 'In Production', hidden: true }))
  await waitFor(() =>
    expect(api.inputsOf('release.compare').at(-1)).toEqual({
      before: releaseIdOf(1),
      after: releaseIdOf(2),
      environmentId: environmentIdOf(2)
    })
  )
})

test('values are compared for a tenant that gets the project there', async () => {
  const links = (projectId: ProjectId) => [{ projectId, environmentIds: [environmentIdOf(2)] }]
  const tenants = [aTenant(1, { projects: links(projectIdOf(1)) }), aTenant(2, { projects: links(projectIdOf(9)) })]
  const api = showComparison(nothing, {
    'project.list': always([aProject(1, { releases: { tenancy: 'allowed' } })]),
    'tenant.list': always(tenants)
  })
  expect(await screen.findByRole('heading', { name: 'Nothing differs' })).toBeTruthy()
  expect(screen.queryByRole('combobox', { name: 'Tenant' })).toBeNull()
  fireEvent.click(screen.getByRole('combobox', { name: 'Values' }))
  fireEvent.click(await screen.findByRole('option', { name: 'In Production', hidden: true }))
  fireEvent.click(await screen.findByRole('combobox', { name: 'Tenant' }))
  const offered = (await screen.findAllByRole('option', { hidden: true })).map(option => option.textContent)
  expect(offered.filter(name => name === 'Without a tenant' || name === 'Acme' || name === 'Tenant 2')).toEqual([
    'Without a tenant',
    'Acme'
  ])
  fireEvent.click(screen.getByRole('option', { name: 'Acme', hidden: true }))
  await waitFor(() =>
    expect(api.inputsOf('release.compare').at(-1)).toEqual({
      before: releaseIdOf(1),
      after: releaseIdOf(2),
      environmentId: environmentIdOf(2),
      tenantId: tenantIds(1)
    })
  )
})

test('what a release would change says against what, or that everything is new', async () => {
  const environment = { id: environmentIdOf(2), name: 'Production' }
  const api = installFakeApi({ ...common, 'release.wouldChange': always({ ...much, environment }) })
  const { unmount } = show(<WouldChangeScreen releaseId={releaseIdOf(2)} environmentId={environmentIdOf(2)} />)
  expect(await screen.findByRole('heading', { name: 'What 1.1.0 would change in Production' })).toBeTruthy()
  expect(screen.getByText(/Against 1.0.0, which is there now/)).toBeTruthy()
  unmount()
  resetWindow()
  api.answer({ 'release.wouldChange': always({ ...nothing, environment, before: null }) })
  show(<WouldChangeScreen releaseId={releaseIdOf(2)} environmentId={environmentIdOf(2)} />)
  expect(await screen.findByText(/Nothing of this project was deployed to Production successfully yet/)).toBeTruthy()
})

test('only what is far from every difference is folded, and never a single line', () => {
  const lines = [...same(5), { kind: 'added' as const, text: 'x' }, ...same(4)]
  expect(hunksOf(lines).map(({ kind, lines: { length } }) => [kind, length])).toEqual([
    ['folded', 2],
    ['lines', 7],
    ['lines', 1]
  ])
})

const steps = [scriptStep(1, { name: 'Migrate' }), scriptStep(2, { name: 'Install' })]
const migrate = ids.action(1)
const target = sshTarget(1, { environmentIds: [ids.environment()] })

const planned = ({ choices }: Pick<Input<'deployment.plan'>, 'choices'>): PlanResult => ({
  plan: planOf({ steps, targets: [target], ...(choices === undefined ? {} : { choices: choices as never }) }),
  problems: [],
  prompts: [],
  hash: (choices?.skip?.length ? 'a' : 'b').repeat(64) as NonNullable<PlanResult['hash']>
})

const rollback: RollbackPlan = {
  comparison: { ...much, before: refOf(2, '1.1.0'), after: refOf(1, '1.0.0') },
  plan: planned({ choices: { skip: [migrate] } }),
  leftOut: [{ actionId: migrate, name: 'Migrate' }],
  irreversible: [{ actionId: migrate, name: 'Migrate' }],
  packages: [
    {
      targetId: target.id,
      targetName: 'web-1',
      packageId: 'Shop.Web',
      version: '1.0',
      bytes: 2_000_000,
      wasThere: false
    }
  ],
  lastTook: 65_000
}

const ways: readonly RollbackWay[] = [
  { release: refOf(3, '1.0.5'), deployedAt: 2, why: 'Shop.Web 1.0 is not in the repository any more.' },
  { release: refOf(1, '1.0.0'), deployedAt: 1, why: null }
]

const openRollback = (environment: number) => {
  const api = installFakeApi({
    ...common,
    'rollback.ways': always(ways),
    'rollback.plan': always(rollback),
    'deployment.plan': input => ok(planned(input)),
    'deployment.start': always(aSummary(7))
  })
  show(<RollbackScreen projectId={projectIdOf(1)} environmentId={environmentIdOf(environment)} />)
  return api
}

test('a rollback shows what it means before it begins, and begins with what was looked at', async () => {
  const api = openRollback(1)
  const offered = await screen.findByRole('group', { name: 'Go back to' })
  const [gone, there] = within(offered).getAllByRole('radio') as [HTMLInputElement, HTMLInputElement]
  expect([gone.disabled, there.checked]).toEqual([true, true])
  expect(within(offered).getByText('Shop.Web 1.0 is not in the repository any more.')).toBeTruthy()
  const facts = await screen.findByRole('list', { name: 'What to know before' })
  expect(facts.textContent).toContain('“Migrate” cannot be undone')
  expect(facts.textContent).toContain('“Migrate” says that a rollback leaves it out')
  expect(facts.textContent).toContain('2 MB to send')
  expect(facts.textContent).toContain('The last time it took 1 min 5 s')
  expect(screen.getByRole('button', { name: /1 step, 2 values and 1 package differ/ })).toBeTruthy()
  const button = await screen.findByRole('button', { name: 'Roll Test back to 1.0.0' })
  await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(false))
  fireEvent.click(button)
  await waitFor(() => expect(location.pathname).toMatch(/^\/deployments\//))
  expect(api.inputsOf('deployment.start')).toEqual([
    {
      releaseId: releaseIdOf(1),
      environmentId: environmentIdOf(1),
      choices: { skip: [migrate] },
      planHash: 'a'.repeat(64)
    }
  ])
})

test('a rollback that starts late takes nobody away from the screen that they went to meanwhile, and is told there', async () => {
  const starting = later<DeploymentSummary>()
  const api = openRollback(1)
  api.answer({ 'deployment.start': starting.answer })
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Roll Test back to 1.0.0' })
  await waitFor(() => expect(button.disabled).toBe(false))
  fireEvent.click(button)
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  act(() => navigate('/targets'))
  cleanup()
  show(<Notifications />)
  await act(async () => void starting.resolve(ok(aSummary(7, { releaseVersion: '1.0.0' }))))
  expect(await screen.findByText('The rollback to 1.0.0 is started.')).toBeTruthy()
  expect(location.pathname).toBe('/targets')
})

test('what is left out can be taken in again, and production asks for its name', async () => {
  const api = openRollback(2)
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Run “Migrate”' }))
  const button = screen.getByRole('button', { name: 'Roll Production back to 1.0.0' }) as HTMLButtonElement
  fireEvent.change(await screen.findByLabelText(/Type Production to go on/), { target: { value: 'Production' } })
  await waitFor(() => expect(button.disabled).toBe(false))
  fireEvent.click(button)
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  expect(api.inputsOf('deployment.start')[0]).toMatchObject({ planHash: 'b'.repeat(64) })
  expect(api.inputsOf('deployment.start')[0]).not.toHaveProperty('choices')
})

test('a freeze stands against it, unless somebody says why it has to be', async () => {
  const api = openRollback(1)
  const frozen: PlanResult = {
    plan: null,
    problems: [
      {
        severity: 'error',
        about: { kind: 'environment' },
        failure: { kind: 'frozen', message: 'Test is frozen.', remedy: 'Wait until it ends.' }
      }
    ],
    prompts: [],
    hash: null
  }
  api.answer({ 'deployment.plan': input => ok(input.choices?.overridesFreeze === undefined ? frozen : planned({})) })
  expect(await screen.findByText('Test is frozen.')).toBeTruthy()
  const button = screen.getByRole('button', { name: 'Roll Test back to 1.0.0' }) as HTMLButtonElement
  expect(button.disabled).toBe(true)
  fireEvent.click(screen.getByRole('button', { name: 'Deploy in spite of it…' }))
  fireEvent.change(screen.getByLabelText('Why it has to be now'), { target: { value: 'It loses orders' } })
  fireEvent.click(screen.getByRole('button', { name: 'Plan in spite of it' }))
  await waitFor(() => expect(button.disabled).toBe(false))
  fireEvent.click(button)
  await waitFor(() => expect(api.inputsOf('deployment.start')).toHaveLength(1))
  expect(api.inputsOf('deployment.start')[0]).toMatchObject({ choices: { overridesFreeze: 'It loses orders' } })
})

test('where nothing else ever succeeded there is nothing to go back to', async () => {
  const api = openRollback(1)
  resetWindow()
  api.answer({ 'rollback.ways': always([]) })
  show(<RollbackScreen projectId={projectIdOf(1)} environmentId={environmentIdOf(1)} />)
  expect(await screen.findByRole('heading', { name: 'Nothing to go back to' })).toBeTruthy()
  expect(screen.getByRole('link', { name: /^To / }).getAttribute('href')).toMatch(/^\/projects\/project-/)
})

test('a refusal is shown, and the plan is made anew where it was another one', async () => {
  const api = openRollback(1)
  api.answer({
    'deployment.start': async () =>
      fail({ kind: 'plan-changed', message: 'The targets have changed since the plan was looked at.', remedy: 'Look.' })
  })
  const button = await screen.findByRole('button', { name: 'Roll Test back to 1.0.0' })
  await waitFor(() => expect((button as HTMLButtonElement).disabled).toBe(false))
  const before = api.inputsOf('deployment.plan').length
  fireEvent.click(button)
  expect(await screen.findByText('The targets have changed since the plan was looked at.')).toBeTruthy()
  await waitFor(() => expect(api.inputsOf('deployment.plan').length).toBeGreaterThan(before))
})
