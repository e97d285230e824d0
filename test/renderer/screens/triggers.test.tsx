import type { ActionId, TriggerId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Trigger } from '@shared/model/trigger'
import { fail, ok } from '@shared/result'
import type { TriggerListing } from '@shared/trigger-calls'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { opening } from '../../../renderer/navigation/use-opened'
import { CleanUpScreen } from '../../../renderer/screens/retention/CleanUpScreen'
import { TriggersScreen } from '../../../renderer/screens/triggers/TriggersScreen'
import { triggerInputOf, triggerValuesOf } from '../../../renderer/screens/triggers/trigger-form'
import { anEnvironment, aProject, aRelease, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

afterEach(() => navigate('/', { replace: true }))

const actionId = 'action-0000000001' as ActionId
const web: Step = {
  id: 'step-0000000001' as Step['id'],
  name: 'Web',
  location: 'targets',
  roles: ['web'],
  isDisabled: false,
  actions: [{ id: actionId, type: 'deploy-package', package: { packageId: 'Shop.Web' } }]
}

const trigger = (more: Partial<TriggerListing> = {}): TriggerListing => ({
  id: 'trigger-0000000001' as TriggerId,
  projectId: projectIdOf(1),
  name: 'Nightly',
  description: '',
  when: { kind: 'schedule', cron: '0 6 * * 1-5', timeZone: 'Europe/Vienna' },
  does: { kind: 'deploy-release', from: environmentIdOf(1), to: environmentIdOf(2) },
  nextAt: Date.UTC(2026, 10, 30, 5),
  trouble: null,
  ...more
})

function world(list: readonly TriggerListing[]): FakeApi {
  return installFakeApi({
    'trigger.list': always(list),
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Live' })]),
    'channel.list': always([]),
    'runbook.list': always([]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps: [web] }),
    'trigger.times': always([Date.UTC(2026, 10, 30, 5)])
  })
}

const rowOf = async (name: string) => (await screen.findByText(name)).closest('tr') as HTMLElement

const choose = async (row: string, item: string) => {
  fireEvent.click(await screen.findByRole('button', { name: `Actions for ${row}` }))
  fireEvent.click(await screen.findByRole('menuitem', { name: item }))
}

describe('the triggers of a project', () => {
  it('are explained while there are none, with when they work at all', async () => {
    world([])
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    expect(await screen.findByRole('heading', { name: 'No triggers yet' })).toBeTruthy()
    expect(screen.getByText(/only while Slipway, or “slipway agent”, runs/)).toBeTruthy()
  })

  it('say in words when they are set off, what they do, and what became of them', async () => {
    const last = {
      at: 1,
      outcome: 'failed',
      message: 'No release was made.',
      deploymentId: 'deployment-0000000001'
    } as const
    const onPackage = trigger({
      id: 'trigger-0000000002' as TriggerId,
      name: 'New web',
      when: { kind: 'package', actionId, reference: '' },
      does: { kind: 'create-release' },
      nextAt: null,
      isDisabled: true,
      trouble: 'The environment that it deploys to is gone.'
    })
    world([trigger({ last }), onPackage])
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    const nightly = within(await rowOf('Nightly'))
    expect(nightly.getByText('Monday to Friday at 06:00, Europe/Vienna')).toBeTruthy()
    expect(nightly.getByText('Deploy the newest release that succeeded in Test to Live')).toBeTruthy()
    expect(nightly.getByText(/^Failed,/)).toBeTruthy()
    expect(nightly.getByRole('link', { name: 'Show it' }).getAttribute('href')).toBe(
      '/deployments/deployment-0000000001'
    )
    const other = within(await rowOf('New web'))
    expect(other.getByText('When Shop.Web comes in')).toBeTruthy()
    expect(other.getByText('Disabled')).toBeTruthy()
    expect(other.getByText('The environment that it deploys to is gone.')).toBeTruthy()
  })

  it('are opened by the address', async () => {
    world([trigger(), trigger({ id: 'trigger-0000000003' as TriggerId, name: 'Weekly' })])
    navigate(opening(`/projects/${projectIdOf(1)}/triggers`, 'trigger-0000000003'))
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    expect(await screen.findByText('Edit Weekly')).toBeTruthy()
  })

  it('stay closed where the address names one that is gone', async () => {
    world([trigger()])
    navigate(opening(`/projects/${projectIdOf(1)}/triggers`, 'trigger-0000000009'))
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    await rowOf('Nightly')
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('are set off and disabled in their row; what is refused is said above', async () => {
    const api = world([trigger()])
    api.answer({ 'trigger.fire': () => ok(trigger()), 'trigger.update': () => ok(trigger()) })
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    await choose('Nightly', 'Set off now')
    await waitFor(() => expect(api.inputsOf('trigger.fire')).toEqual([{ id: trigger().id }]))
    await choose('Nightly', 'Disable')
    const { name, description, when, does } = trigger()
    await waitFor(() =>
      expect(api.inputsOf('trigger.update')).toEqual([
        { id: trigger().id, value: { name, description, when, does, isDisabled: true } }
      ])
    )
    const failure = { kind: 'conflict', message: 'It is disabled.', remedy: 'Enable it.' } as const
    api.answer({ 'trigger.fire': () => fail(failure) })
    await choose('Nightly', 'Set off now')
    expect(await screen.findByText('It is disabled.')).toBeTruthy()
  })

  it('are added by a form that shows its schedule in words, and the next times', async () => {
    const api = world([])
    api.answer({ 'trigger.create': () => ok(trigger()) })
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    await screen.findByRole('heading', { name: 'No triggers yet' })
    fireEvent.keyDown(window, { key: 'n' })
    const dialog = within(await screen.findByRole('dialog', { name: 'Add trigger' }))
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Early' } })
    fireEvent.change(dialog.getByLabelText('At'), { target: { value: '05:30' } })
    expect(await dialog.findByText('Monday to Friday at 05:30')).toBeTruthy()
    await waitFor(() => expect(dialog.getByText('Next, by the clock of this machine:')).toBeTruthy())
    expect(api.inputsOf('trigger.times').at(-1)).toEqual({ when: { kind: 'schedule', cron: '30 5 * * 1-5' }, count: 5 })
    fireEvent.click(dialog.getByRole('button', { name: 'Add trigger' }))
    await waitFor(() =>
      expect(api.inputsOf('trigger.create')).toEqual([
        {
          projectId: projectIdOf(1),
          value: {
            name: 'Early',
            description: '',
            when: { kind: 'schedule', cron: '30 5 * * 1-5' },
            does: { kind: 'create-release' }
          }
        }
      ])
    )
  })

  it('name the field that is refused', async () => {
    const api = world([])
    const issues = [{ path: 'value.does.runbookId', message: 'must be an id such as runbook-0a1b2c3d4e' }]
    api.answer({
      'trigger.create': () => fail({ kind: 'invalid-input', message: 'A field is wrong.', remedy: 'Mend it.', issues })
    })
    show(<TriggersScreen projectId={projectIdOf(1)} />)
    await screen.findByRole('heading', { name: 'No triggers yet' })
    fireEvent.keyDown(window, { key: 'n' })
    const dialog = within(await screen.findByRole('dialog', { name: 'Add trigger' }))
    fireEvent.click(dialog.getByRole('radio', { name: 'Run a runbook' }))
    fireEvent.click(dialog.getByRole('button', { name: 'Add trigger' }))
    expect(await dialog.findByText('Choose a runbook.')).toBeTruthy()
  })
})

describe('the form of a trigger', () => {
  const all: readonly Pick<Trigger, 'when' | 'does'>[] = [
    { when: { kind: 'schedule', cron: '*/15 * * * *' }, does: { kind: 'create-release' } },
    {
      when: { kind: 'schedule', cron: '20 */6 * * *', timeZone: 'Europe/Vienna' },
      does: { kind: 'create-release', environmentId: environmentIdOf(1) }
    },
    { when: { kind: 'schedule', cron: '0 9 L * *' }, does: { kind: 'deploy-release', to: environmentIdOf(1) } },
    {
      when: { kind: 'schedule', cron: '7 7 7 7 *' },
      does: {
        kind: 'deploy-release',
        channelId: 'channel-0000000001' as Extract<Trigger['does'], { kind: 'deploy-release' }>['channelId'] & string,
        from: environmentIdOf(1),
        to: environmentIdOf(2),
        evenIfCurrent: true
      }
    },
    {
      when: { kind: 'package', actionId, reference: 'web' },
      does: {
        kind: 'run-runbook',
        runbookId: 'runbook-0000000001' as Extract<Trigger['does'], { kind: 'run-runbook' }>['runbookId'],
        environmentId: environmentIdOf(1)
      }
    }
  ]

  it.each(all)('sends what it was opened with: $when', ({ when, does }) => {
    const value = triggerInputOf(triggerValuesOf(trigger({ when, does, description: 'Why', isDisabled: true })))
    expect(value).toEqual({ name: 'Nightly', description: 'Why', isDisabled: true, when, does })
  })
})

describe('cleaning up releases', () => {
  const verdict = (n: number, why: string) => ({
    release: aRelease(n, { version: `1.${n}.0` }),
    projectName: 'Shop',
    why
  })
  const goes = [verdict(1, 'Every phase has enough of newer ones.')]
  const stays = [verdict(2, 'It is what Live has.')]

  it('shows what goes and what stays with why, asks, and says what came of it', async () => {
    const api = installFakeApi({
      'retention.preview': always({ goes, stays }),
      'project.list': always([aProject(1, { name: 'Shop' })]),
      'retention.apply': () => ok({ goes, stays })
    })
    show(<CleanUpScreen />)
    const going = within(await screen.findByRole('table', { name: 'Releases that go' }))
    expect(going.getByText('Every phase has enough of newer ones.')).toBeTruthy()
    expect(
      within(screen.getByRole('table', { name: 'Releases that stay' })).getByText('It is what Live has.')
    ).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Delete 1 release…' }))
    expect(api.inputsOf('retention.apply')).toEqual([])
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete 1 release' }))
    expect(await screen.findByText('1 release deleted.')).toBeTruthy()
    expect(api.inputsOf('retention.apply')).toEqual([{}])
  })

  it('says which ones stayed although they were to go', async () => {
    installFakeApi({
      'retention.preview': always({ goes, stays }),
      'project.list': always([]),
      'retention.apply': () => ok({ goes: [], stays: [verdict(1, 'It was deployed in the meantime.'), ...stays] })
    })
    show(<CleanUpScreen />)
    fireEvent.click(await screen.findByRole('button', { name: 'Delete 1 release…' }))
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete 1 release' }))
    expect(
      await screen.findByText(/No release was deleted\. Shop 1\.1\.0: It was deployed in the meantime\./)
    ).toBeTruthy()
  })

  it('says that there is nothing to do where everything is kept', async () => {
    installFakeApi({ 'retention.preview': always({ goes: [], stays: [] }), 'project.list': always([]) })
    show(<CleanUpScreen />)
    expect(await screen.findByRole('heading', { name: 'Nothing to clean up' })).toBeTruthy()
  })
})
