import type { Output } from '@shared/api'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { navigate } from '../../../renderer/navigation/history'
import { aChannel, aRelease, projectIdOf } from '../../support/catalogue'
import { always, type installFakeApi } from '../../support/fake-api'
import { fine, openNewRelease as open, slot, withPackages } from '../../support/new-release'
import { ids, scriptStep } from '../../support/plans'

const create = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Create release' })

const hotfix = aChannel(2, { name: 'Hotfix', requiredFields: ['Ticket'] })
const suggestion = (version: string, notes = ''): Output<'release.suggest'> => ({
  version,
  why: `Suggested as ${version}.`,
  notes,
  channel: { id: aChannel(1).id, name: 'Default' }
})

const twoChannels = (more: Parameters<typeof installFakeApi>[0] = {}): Parameters<typeof installFakeApi>[0] => ({
  'channel.list': always([aChannel(1, { name: 'Default' }), hotfix]),
  'release.suggest': ({ channelId }) =>
    ok(channelId === hotfix.id ? suggestion('9.0.1', 'For the night') : suggestion('1.0.1', 'Usual')),
  ...more
})

const version = () => screen.getByLabelText<HTMLInputElement>('Version', { selector: 'input' })
const notes = () => screen.getByLabelText<HTMLTextAreaElement>('Release notes')

async function chooseChannel(name: string) {
  fireEvent.click(screen.getByLabelText('Channel', { selector: 'input' }))
  fireEvent.click(await screen.findByRole('option', { name }))
}

test('another channel changes what was suggested, and never what was typed', async () => {
  const api = await open(fine, [], twoChannels())
  expect(screen.getByText('The default channel of the project.')).toBeTruthy()
  expect([version().value, notes().value]).toEqual(['1.0.1', 'Usual'])
  fireEvent.change(notes(), { target: { value: 'Mine' } })
  await chooseChannel('Hotfix')
  await waitFor(() => expect(version().value).toBe('9.0.1'))
  expect(notes().value).toBe('Mine')
  expect(screen.getByText('You chose it.')).toBeTruthy()
  fireEvent.change(screen.getByLabelText(/^Ticket/), { target: { value: 'SHOP-1' } })
  fireEvent.submit(create())
  await waitFor(() => expect(api.inputsOf('release.create')).toHaveLength(1))
  expect(api.inputsOf('release.create')).toEqual([
    {
      projectId: projectIdOf(1),
      version: '9.0.1',
      notes: 'Mine',
      channelId: hotfix.id,
      customFields: { Ticket: 'SHOP-1' }
    }
  ])
})

test('the only channel whose rules can be met is chosen, and says so', async () => {
  const troubled = aChannel(1, { name: 'Default', troubles: ['Shop.Web has no version in [1.0,2.0).'] })
  await open(fine, [], twoChannels({ 'channel.list': always([troubled, hotfix]) }))
  expect(screen.getByText('The only channel whose rules can be met at the moment.')).toBeTruthy()
  expect(version().value).toBe('9.0.1')
})

test('a custom field that the channel asks for and that is empty is refused beside it', async () => {
  await open(
    fine,
    [],
    twoChannels({
      'release.create': () =>
        fail({
          kind: 'invalid-input',
          message: 'The input is not valid.',
          remedy: '',
          issues: [{ path: 'customFields.Ticket', message: 'is needed in the channel “Hotfix”' }]
        })
    })
  )
  await chooseChannel('Hotfix')
  fireEvent.submit(create())
  expect(await screen.findByText('Is needed in the channel “Hotfix”.')).toBeTruthy()
})

test('notes are shown as they will read, and a mask as what it will be', async () => {
  const api = await open(fine, [], {
    'release.preview': always({ version: '1.2.5', why: null, notes: 'Build 77', problems: ['“Nope” is not defined.'] })
  })
  fireEvent.change(version(), { target: { value: '1.2.i' } })
  fireEvent.change(notes(), { target: { value: 'Build #{Build} #{Nope}' } })
  expect(await screen.findByText('1.2.5')).toBeTruthy()
  expect(await screen.findByText('Build 77')).toBeTruthy()
  expect(screen.getByText('“Nope” is not defined.')).toBeTruthy()
  expect(api.inputsOf('release.preview').at(-1)).toEqual({
    projectId: projectIdOf(1),
    version: '1.2.i',
    notes: 'Build #{Build} #{Nope}'
  })
})

test('a version that the rules do not allow stands against the release until it is taken all the same', async () => {
  const broken = slot('Web', {
    rule: 'versions in [2.0,)',
    versions: [{ version: '1.4.2', isInRepository: true, at: 0, breaksRule: true }],
    automatic: '1.4.2'
  })
  const api = await open(fine, [], withPackages(broken))
  const rules = await screen.findByLabelText('Rules that are broken')
  expect(rules.textContent).toMatch(/Shop\.Web 1\.4\.2 for “Web”, which takes versions in \[2\.0,\)/)
  expect(create().disabled).toBe(true)
  fireEvent.click(within(rules).getByLabelText('Take it all the same'))
  fireEvent.submit(create())
  await waitFor(() => expect(api.inputsOf('release.create')).toHaveLength(1))
  expect(api.inputsOf('release.create')[0]).toMatchObject({ ignoresRules: true })
})

test('two fields of the same name stand against the release', async () => {
  await open(fine)
  for (const _ of [1, 2]) fireEvent.click(screen.getByText('Add a custom field'))
  for (const field of screen.getAllByLabelText('Name of the field'))
    fireEvent.change(field, { target: { value: 'Ticket' } })
  expect(screen.getByText('There is more than one field called Ticket.')).toBeTruthy()
  expect(create().disabled).toBe(true)
})

test('a copy begins with the channel, notes, fields and versions of the older release', async () => {
  navigate(`/projects/${projectIdOf(1)}/releases/new?from=${aRelease(7).id}`)
  const old = aRelease(7, { channelId: hotfix.id, notes: 'As before', customFields: { Ticket: 'SHOP-7' } })
  const chosen = {
    actionId: ids.action(1),
    reference: '',
    packageId: 'Shop.Web',
    version: '1.4.1',
    sha256: old.snapshot,
    bytes: 1,
    fileName: 'Shop.Web.1.4.1.zip',
    extension: '.zip' as const
  }
  const snapshot = {
    format: 1 as const,
    project: { id: projectIdOf(1), name: 'Project 1' },
    steps: [scriptStep(1)],
    variables: [],
    packages: [chosen]
  }
  const api = await open(
    fine,
    [],
    twoChannels({
      ...withPackages(slot('Web')),
      'release.get': () => ok({ release: old, snapshot, isOutdated: false, missingPackages: [] })
    })
  )
  await screen.findByText('The channel of 1.0.7.')
  expect([version().value, notes().value]).toEqual(['9.0.1', 'As before'])
  expect(screen.getByLabelText<HTMLInputElement>(/^Ticket/).value).toBe('SHOP-7')
  await waitFor(() => expect(create().disabled).toBe(false))
  fireEvent.submit(create())
  await waitFor(() => expect(api.inputsOf('release.create')).toHaveLength(1))
  expect(api.inputsOf('release.create')[0]).toMatchObject({
    channelId: hotfix.id,
    packages: [{ actionId: ids.action(1), reference: '', version: '1.4.1' }]
  })
  navigate('/')
})
