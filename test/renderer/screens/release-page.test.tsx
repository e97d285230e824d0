import type { Output, ReleaseDetails } from '@shared/api'
import type { Release } from '@shared/model/release'
import type { PhaseProgress } from '@shared/progression/progression'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { ReleaseScreen } from '../../../renderer/screens/releases/ReleaseScreen'
import { useOverlay } from '../../../renderer/stores/overlay'
import {
  aChannel,
  anEnvironment,
  aProject,
  aRelease,
  aSummary,
  environmentIdOf,
  lifecycleIdOf,
  phaseIdOf,
  projectIdOf,
  releaseIdOf
} from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { scriptStep } from '../../support/plans'
import { show } from '../../support/window'

const aStage = (n: number, changes: Partial<PhaseProgress> = {}): PhaseProgress => ({
  id: phaseIdOf(n),
  name: `Phase ${n}`,
  environments: [
    {
      id: environmentIdOf(n),
      name: `Environment ${n}`,
      isAutomatic: false,
      hasSucceeded: changes.progress === 'complete'
    }
  ],
  required: 1,
  done: changes.progress === 'complete' ? 1 : 0,
  isOptional: false,
  progress: 'pending',
  isOpen: true,
  why: null,
  ...changes
})

const done = aSummary(1, { state: 'finished', outcome: 'succeeded' })
const progress: Output<'release.progression'> = {
  channel: { id: aChannel(1).id, name: 'Default' },
  cells: { [environmentIdOf(1)]: { newest: done, isCurrent: true } },
  progression: {
    lifecycle: { id: lifecycleIdOf(1), name: 'Usual' },
    phases: [
      aStage(1, { progress: 'complete' }),
      aStage(2, { progress: 'current' }),
      aStage(3, { isOpen: false, why: 'Phase 3 is closed: Phase 2 needs 1 success, has 0.' })
    ],
    deployable: [environmentIdOf(1), environmentIdOf(2)],
    next: [environmentIdOf(2)],
    nextNeeded: 1,
    isPrevented: false
  }
}

async function open(changes: Partial<Release> = {}, answers: Parameters<typeof installFakeApi>[0] = {}) {
  const release = aRelease(1, changes)
  const details: ReleaseDetails = {
    release,
    snapshot: {
      format: 1,
      project: { id: projectIdOf(1), name: 'Shop' },
      steps: [scriptStep(1)],
      variables: []
    },
    isOutdated: false,
    missingPackages: []
  }
  const api = installFakeApi({
    'release.get': always(details),
    'release.progression': always(progress),
    'release.list': always([aRelease(3), release, aRelease(2, { createdAt: 0 })]),
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'environment.list': always([1, 2, 3].map(n => anEnvironment(n, { isProduction: n === 3 }))),
    'channel.list': always([aChannel(1, { name: 'Default' }), aChannel(2, { name: 'Hotfix' })]),
    'deployment.list': always([done]),
    'variables.get': always({ projectId: projectIdOf(1), version: 1, variables: [], includes: [] }),
    'library.list': always([]),
    ...answers
  })
  show(<ReleaseScreen releaseId={releaseIdOf(1)} />)
  await screen.findByLabelText(`Progress of ${release.version}`)
  return api
}

const menu = async (item: string) => {
  fireEvent.click(screen.getByLabelText('Actions for this release'))
  fireEvent.click(await screen.findByText(item))
}

test('its deployments are asked for by release, however many others there are', async () => {
  const api = await open()
  await screen.findByRole('table', { name: 'Deployments of this release' })
  expect(api.inputsOf('deployment.list')).toContainEqual({ releaseId: releaseIdOf(1), limit: 500 })
})

test('the progress shows what is there, what comes next, and why the rest is closed', async () => {
  await open()
  const stages = within(screen.getByLabelText('Progress of 1.0.1'))
  expect(stages.getAllByText(/^(Complete|Current|Not yet)$/).map(node => node.textContent?.trim())).toEqual([
    'Complete',
    'Current',
    'Not yet'
  ])
  expect(stages.getAllByText(/^ ?(Deployed|Next|Closed)$/).map(node => node.textContent?.trim())).toEqual([
    'Deployed',
    'Next',
    'Closed'
  ])
  expect(stages.getByText('Phase 3 is closed: Phase 2 needs 1 success, has 0.')).toBeTruthy()
  expect(stages.getByText('is there now')).toBeTruthy()
  expect(screen.getByText(/Next: Environment 2\./)).toBeTruthy()
})

test('a release that was nowhere yet is deployed, and not promoted', async () => {
  const { progression } = progress
  const [first, ...others] = progression.phases
  const environments = first?.environments.map(place => ({ ...place, hasSucceeded: false })) ?? []
  const phases = first ? [{ ...first, environments, done: 0, progress: 'current' as const }, ...others] : []
  const fresh = { ...progress, cells: {}, progression: { ...progression, phases, next: [environmentIdOf(1)] } }
  await open({}, { 'release.progression': always(fresh) })
  expect(screen.getByLabelText('Deploy 1.0.1 to Environment 1')).toBeTruthy()
  expect(screen.queryByLabelText(/^Promote/)).toBeNull()
})

test('a release is promoted from the environment that comes next, and not to one that is closed', async () => {
  await open()
  expect(screen.queryByLabelText(/1\.0\.1 to Environment 3/)).toBeNull()
  expect(screen.getByLabelText('Deploy again 1.0.1 to Environment 1')).toBeTruthy()
  fireEvent.click(screen.getByLabelText('Promote 1.0.1 to Environment 2'))
  expect(useOverlay.getState().overlay).toEqual({
    kind: 'deploy',
    projectId: projectIdOf(1),
    releaseId: releaseIdOf(1),
    environmentId: environmentIdOf(2)
  })
  expect(screen.getByLabelText<HTMLAnchorElement>('Changes in Environment 3').getAttribute('href')).toBe(
    `/releases/${releaseIdOf(1)}/changes/${environmentIdOf(3)}`
  )
})

test('the progress is read again when a deployment of the release begins, and not with each of its runs', async () => {
  const api = await open()
  const running = aSummary(2, { runsDone: 0 })
  api.push({ type: 'deployment.changed', summary: { ...running, releaseId: releaseIdOf(9) } })
  for (const runsDone of [0, 1, 2]) api.push({ type: 'deployment.changed', summary: { ...running, runsDone } })
  await waitFor(() => expect(api.inputsOf('release.progression')).toHaveLength(2))
})

test('progression is prevented with a reason, and a refusal keeps what was typed', async () => {
  const api = await open(
    {},
    { 'release.prevent': () => fail({ kind: 'conflict', message: 'Prevented already.', remedy: '' }) }
  )
  await menu('Prevent progression…')
  const reason = await screen.findByLabelText<HTMLTextAreaElement>('Why')
  fireEvent.change(reason, { target: { value: 'Orders fail' } })
  fireEvent.submit(reason)
  expect(await screen.findByText('Prevented already.')).toBeTruthy()
  expect(reason.value).toBe('Orders fail')
  api.answer({ 'release.prevent': always(aRelease(1)) })
  fireEvent.submit(reason)
  await waitFor(() => expect(screen.queryByLabelText('Why')).toBeNull())
  expect(api.inputsOf('release.prevent').at(-1)).toEqual({ id: releaseIdOf(1), reason: 'Orders fail' })
})

test('a release that is kept back says by whom and why, and is let go on from there', async () => {
  const api = await open(
    { prevented: [{ reason: 'Orders fail', by: 'eve', at: 1 }] },
    { 'release.resolve': always(aRelease(1)) }
  )
  const banner = screen.getByLabelText('Progression is prevented')
  expect(banner.textContent).toMatch(/By eve, .* Orders fail|By eve/)
  expect(within(banner).getByText('Orders fail')).toBeTruthy()
  fireEvent.click(within(banner).getByText('Let it go on…'))
  const note = await screen.findByLabelText('What was found (optional)')
  fireEvent.change(note, { target: { value: 'Fixed in the data' } })
  fireEvent.submit(note)
  await waitFor(() =>
    expect(api.inputsOf('release.resolve')).toEqual([{ id: releaseIdOf(1), note: 'Fixed in the data' }])
  )
})

test('notes are read as Markdown, and custom fields and earlier preventions are shown', async () => {
  await open({
    notes: '**Faster** search',
    customFields: { Ticket: 'SHOP-1' },
    prevented: [{ reason: 'Slow', by: 'eve', at: 1, resolved: { note: 'Was the disk', by: 'ada', at: 2 } }]
  })
  expect((await screen.findByText('Faster')).tagName).toBe('STRONG')
  expect(screen.getByText('SHOP-1')).toBeTruthy()
  expect(screen.queryByLabelText('Progression is prevented')).toBeNull()
  expect(screen.getByText(/Slow.*Was the disk/)).toBeTruthy()
})

test('version, notes, channel and fields are changed, and what it froze is not sent', async () => {
  const api = await open({ customFields: { Ticket: 'SHOP-1' } }, { 'release.update': always(aRelease(1)) })
  await menu('Edit…')
  const drawer = await screen.findByRole('dialog', { name: 'Edit 1.0.1' })
  fireEvent.change(within(drawer).getByLabelText('Version'), { target: { value: '1.1' } })
  fireEvent.change(within(drawer).getByLabelText('Release notes'), { target: { value: 'Now with notes' } })
  fireEvent.click(within(drawer).getByLabelText('Channel', { selector: 'input' }))
  fireEvent.click(await screen.findByText('Hotfix'))
  fireEvent.submit(within(drawer).getByLabelText('Version'))
  await waitFor(() => expect(api.inputsOf('release.update')).toHaveLength(1))
  expect(api.inputsOf('release.update')).toEqual([
    {
      id: releaseIdOf(1),
      value: {
        version: '1.1',
        notes: 'Now with notes',
        channelId: aChannel(2).id,
        customFields: { Ticket: 'SHOP-1' }
      }
    }
  ])
})

test('it is deleted only after its version was typed', async () => {
  const api = await open({}, { 'release.delete': always(null) })
  await menu('Delete…')
  const dialog = await screen.findByRole('dialog', { name: 'Delete 1.0.1?' })
  const field = within(dialog).getByRole('textbox')
  fireEvent.submit(field)
  expect(api.inputsOf('release.delete')).toEqual([])
  fireEvent.change(field, { target: { value: '1.0.1' } })
  fireEvent.submit(field)
  await waitFor(() => expect(api.inputsOf('release.delete')).toEqual([{ id: releaseIdOf(1) }]))
})

test('it is compared with the one before it unless another one is chosen, the older one first', async () => {
  navigate('/')
  await open()
  await menu('Compare with…')
  const field = await screen.findByLabelText<HTMLInputElement>('With', { selector: 'input' })
  expect(field.value).toBe('1.0.2')
  fireEvent.submit(field)
  expect(window.location.pathname).toBe(`/releases/compare/${releaseIdOf(2)}/${releaseIdOf(1)}`)
})

test('a damaged release is shown and not offered for deploying', async () => {
  const release = aRelease(1)
  await open({}, { 'release.get': () => ok({ release, snapshot: null, isOutdated: false, missingPackages: [] }) })
  expect(screen.getByText(/does not match its hash/)).toBeTruthy()
  expect(screen.queryByLabelText(/1\.0\.1 to Environment/)).toBeNull()
})

test('a failure to read the progress leaves the rest of the page', async () => {
  const api = await open()
  api.answer({
    'release.progression': () =>
      fail({ kind: 'not-found', message: 'The lifecycle is gone.', remedy: 'Choose another one.' })
  })
  api.push({ type: 'catalog.changed', entity: 'lifecycle' })
  expect(await screen.findByText('The lifecycle is gone.')).toBeTruthy()
  expect(screen.getByText('Process in this release')).toBeTruthy()
})
