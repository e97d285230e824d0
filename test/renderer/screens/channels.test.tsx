import type { ChannelListing } from '@shared/lifecycle-calls'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { opening } from '../../../renderer/navigation/use-opened'
import { ChannelsScreen } from '../../../renderer/screens/channels/ChannelsScreen'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'
import { aChannel, aLifecycle, anEnvironment, aProject, channelIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
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
        packages: [
          { name: 'web', packageId: 'Shop.Web' },
          { name: 'tools', packageId: 'Shop.Tools', version: '1.0' }
        ]
      }
    ]
  }
]
const slot = { actionId: ids.action(1), reference: 'web' }

async function open(channels: readonly ChannelListing[]) {
  const api = installFakeApi({
    'project.list': always([aProject(1, { name: 'Shop' })]),
    'channel.list': always(channels),
    'lifecycle.list': always([aLifecycle(1, { name: 'Usual' }), aLifecycle(2, { name: 'Quick' })]),
    'environment.list': always([anEnvironment(1, { name: 'Live' })]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps }),
    'feed.list': always([]),
    'channel.testRule': always({ isInRange: true, hasTag: true, errors: [] })
  })
  show(<ChannelsScreen projectId={projectIdOf(1)} />)
  await screen.findByText('Add channel')
  return api
}

const hotfix = aChannel(2, {
  name: 'Hotfix',
  description: 'For the night',
  lifecycleId: aLifecycle(2).id,
  rules: [{ slots: [slot], range: '[1.0,2.0)', tag: '^$', order: 'published' }],
  requiredFields: ['Ticket'],
  releases: 2
})

const menu = async (channel: string, item: string) => {
  fireEvent.click(screen.getByLabelText(`Actions for ${channel}`))
  fireEvent.click(await screen.findByText(item))
}

test('channels are listed with their lifecycle, rules and releases, and troubles are said in full', async () => {
  await open([aChannel(1), { ...hotfix, troubles: ['Shop.Web has no version in [1.0,2.0).'] }])
  const rows = within(screen.getByRole('table', { name: 'Channels' }))
    .getAllByRole('row')
    .slice(1)
  await waitFor(() =>
    expect(rows.map(row => row.textContent)).toEqual([
      'Channel 1DefaultUsual, as the project has itAny version0',
      'Hotfix 1 troubleFor the nightQuick1 package: finished versions in [1.0,2.0), the one published last2'
    ])
  )
  const troubles = screen.getByLabelText('Troubles of Hotfix')
  expect(within(troubles).getByText('Shop.Web has no version in [1.0,2.0).')).toBeTruthy()
})

test('a channel is changed in a drawer, and what says nothing is not sent', async () => {
  const api = await open([aChannel(1), hotfix])
  api.answer({ 'channel.update': always(hotfix) })
  await menu('Hotfix', 'Edit…')
  const drawer = await screen.findByRole('dialog', { name: 'Edit Hotfix' })
  fireEvent.change(within(drawer).getByLabelText('Versions'), { target: { value: '' } })
  fireEvent.change(within(drawer).getByLabelText('Tag'), { target: { value: '' } })
  fireEvent.click(within(drawer).getByText('Begins with beta'))
  fireEvent.submit(within(drawer).getByText('Save'))
  await waitFor(() => expect(api.inputsOf('channel.update')).toHaveLength(1))
  expect(api.inputsOf('channel.update')).toEqual([
    {
      id: channelIdOf(2),
      value: {
        name: 'Hotfix',
        description: 'For the night',
        lifecycleId: aLifecycle(2).id,
        rules: [{ slots: [slot], tag: '^beta', order: 'published' }],
        requiredFields: ['Ticket'],
        isDefault: false
      }
    }
  ])
})

test('a change made elsewhere is shown in the drawer at once, and asked about where something is typed', async () => {
  const api = await open([aChannel(1), hotfix])
  api.answer({ 'channel.update': always(hotfix) })
  await menu('Hotfix', 'Edit…')
  const drawer = within(await screen.findByRole('dialog', { name: 'Edit Hotfix' }))
  const description = () => drawer.getByLabelText<HTMLTextAreaElement>('Description')
  const elsewhere = (text: string) => {
    api.answer({ 'channel.list': always([aChannel(1), { ...hotfix, description: text }]) })
    api.push({ type: 'catalog.changed', entity: 'channel' })
  }
  elsewhere('Theirs')
  await waitFor(() => expect(description().value).toBe('Theirs'))
  fireEvent.change(description(), { target: { value: 'Mine' } })
  elsewhere('Theirs again')
  expect(await drawer.findByText(/^The settings of the channel Hotfix were changed elsewhere/)).toBeTruthy()
  fireEvent.submit(drawer.getByText('Save'))
  expect([description().value, api.inputsOf('channel.update')]).toEqual(['Mine', []])
  fireEvent.click(drawer.getByText('Keep mine'))
  await waitFor(() => expect(api.inputsOf('channel.update')).toMatchObject([{ value: { description: 'Mine' } }]))
})

test('the channel that the address names is opened', async () => {
  navigate(opening(`/projects/${projectIdOf(1)}/channels`, hotfix.id))
  await open([aChannel(1), hotfix])
  expect(await screen.findByRole('dialog', { name: 'Edit Hotfix' })).toBeTruthy()
  expect(appHistory().search()).toBe('')
})

test('a version is tried against a rule that is not saved, and the answer says what does not fit', async () => {
  const api = await open([aChannel(1)])
  api.answer({
    'channel.testRule': ({ version }) => ok({ isInRange: version === '1.5', hasTag: true, errors: [] })
  })
  fireEvent.click(screen.getByText('Add channel'))
  const drawer = await screen.findByRole('dialog', { name: 'Add channel' })
  await waitFor(() => expect(within(drawer).getByText('Add rule')).toBeTruthy())
  fireEvent.click(within(drawer).getByText('Add rule'))
  fireEvent.change(within(drawer).getByLabelText('Versions'), { target: { value: '[1.0,2.0)' } })
  const version = within(drawer).getByLabelText('Try a version against rule 1')
  fireEvent.change(version, { target: { value: '2.5' } })
  expect(await within(drawer).findByText('2.5 is not in the range.')).toBeTruthy()
  fireEvent.change(version, { target: { value: '1.5' } })
  expect(await within(drawer).findByText('1.5 is allowed.')).toBeTruthy()
  expect(api.inputsOf('channel.testRule').at(-1)).toEqual({
    version: '1.5',
    rule: { range: '[1.0,2.0)' },
    scheme: 'semver'
  })
  // The only package that a rule can be about is chosen already; one with a fixed version is none.
  expect(within(drawer).getAllByText('Shop.Web for “web” of “Install”')).toHaveLength(2)
  expect(within(drawer).queryByText(/Shop\.Tools/)).toBeNull()
})

test('what was refused stands beside its field, and leaving what was typed asks', async () => {
  const api = await open([aChannel(1), hotfix])
  api.answer({
    'channel.update': () =>
      fail({
        kind: 'invalid-input',
        message: 'The input is not valid.',
        remedy: '',
        issues: [{ path: 'value.rules.0.range', message: 'is no range' }]
      })
  })
  await menu('Hotfix', 'Edit…')
  const drawer = await screen.findByRole('dialog', { name: 'Edit Hotfix' })
  fireEvent.change(within(drawer).getByLabelText('Versions'), { target: { value: '[1' } })
  fireEvent.submit(within(drawer).getByText('Save'))
  expect(await within(drawer).findByText('Is no range.')).toBeTruthy()
  expect(Object.values(useUnsavedStore.getState().forms)).toEqual(['The channel Hotfix'])
})

test('a channel with releases, or the default one, is not deleted and says why', async () => {
  const api = await open([aChannel(1), hotfix])
  await menu('Hotfix', 'Delete…')
  expect(await screen.findByText(/^It has 2 releases\. Move them to another channel/)).toBeTruthy()
  fireEvent.click(screen.getByText('Close'))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await menu('Channel 1', 'Delete…')
  expect(await screen.findByText(/It is the default channel of the project/)).toBeTruthy()
  expect(api.inputsOf('channel.delete')).toEqual([])
})

test('one without releases is deleted after a question, and a refusal is shown', async () => {
  const api = await open([aChannel(1), aChannel(3, { name: 'Old' })])
  api.answer({
    'channel.delete': () => fail({ kind: 'conflict', message: 'A step is meant for it.', remedy: 'Change the step.' })
  })
  await menu('Old', 'Delete…')
  fireEvent.submit(await screen.findByText('Delete channel'))
  expect(await screen.findByText('A step is meant for it.')).toBeTruthy()
  expect(api.inputsOf('channel.delete')).toEqual([{ id: channelIdOf(3) }])
})

test('another channel is made the default with all that it says', async () => {
  const api = await open([aChannel(1), hotfix])
  api.answer({ 'channel.update': always(hotfix) })
  await menu('Hotfix', 'Make the default')
  await waitFor(() => expect(api.inputsOf('channel.update')).toHaveLength(1))
  expect(api.inputsOf('channel.update')[0]).toMatchObject({
    value: { name: 'Hotfix', rules: hotfix.rules, requiredFields: ['Ticket'], isDefault: true }
  })
})
