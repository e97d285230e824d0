import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { Process } from '@shared/model/process'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { aChannel, channelIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const projectId = 'project-0000000001' as ProjectId
const processFor = (channels?: ChannelListing['id'][]): Process => ({
  projectId,
  version: 1,
  steps: [
    {
      id: 'step-0000000001' as StepId,
      name: 'Stop',
      location: 'here',
      roles: [],
      isDisabled: false,
      actions: [
        {
          type: 'script',
          id: 'action-0000000001' as ActionId,
          syntax: 'bash',
          body: 'true',
          ...(channels === undefined ? {} : { channels })
        }
      ]
    }
  ]
})

const both = [
  aChannel(1, { name: 'Default', projectId, isDefault: true }),
  aChannel(2, { name: 'Hotfix', projectId, isDefault: false })
]

async function open(channels: readonly ChannelListing[], process = processFor()) {
  const fake = installFakeApi({
    'project.list': always([
      { id: projectId, name: 'Shop', description: '', groupId: 'group-0000000001' as never, createdAt: 0 }
    ]),
    'process.get': always(process),
    'process.save': () => ok({ ...process, version: 2 }),
    'target.list': always([]),
    'environment.list': always([]),
    'library.list': always([]),
    'channel.list': always(channels),
    'variables.get': always({ projectId, version: 0, variables: [], includes: [] })
  })
  show(<ProcessScreen projectId={projectId} />)
  await screen.findByRole('button', { name: 'Save' })
  fireEvent.click(screen.getByRole('button', { name: /^When(?! it is)/ }))
  return fake
}

const field = () =>
  screen.queryByRole('textbox', { name: 'Channels' }) ?? screen.queryByRole('combobox', { name: 'Channels' })

describe('the channels of an action', () => {
  it('cannot be chosen as long as the project has one channel only', async () => {
    await open(both.slice(0, 1))
    expect(field()).toBeNull()
  })

  it('are chosen by their names, and saved by their ids', async () => {
    const fake = await open(both)
    await waitFor(() => expect(field()).not.toBeNull())
    fireEvent.click(field() as HTMLElement)
    fireEvent.click(await screen.findByRole('option', { name: 'Hotfix', hidden: true }))
    expect(screen.getAllByText(/only in the channel Hotfix/i)).not.toEqual([])
    fireEvent.keyDown(window, { key: 's', ctrlKey: true })
    await waitFor(() => expect(fake.inputsOf('process.save')).toHaveLength(1))
    expect(fake.inputsOf('process.save')[0]).toMatchObject({
      steps: [{ actions: [{ channels: [channelIdOf(2)] }] }]
    })
  })

  it('that are not known any more can still be taken out', async () => {
    await open(both.slice(0, 1), processFor([channelIdOf(9)]))
    expect(field()).not.toBeNull()
    expect(screen.getAllByText(/a channel that is not known/).length).toBeGreaterThan(0)
  })
})
