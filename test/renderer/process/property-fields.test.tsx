import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { Process, Step } from '@shared/model/process'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const projectId = 'project-0000000001' as ProjectId
const stepWith = (properties?: Record<string, string>): Step => ({
  id: 'step-0000000001' as StepId,
  name: 'Web',
  location: 'here',
  roles: [],
  isDisabled: false,
  actions: [
    {
      type: 'script',
      id: 'action-0000000001' as ActionId,
      syntax: 'bash',
      body: 'true',
      ...(properties === undefined ? {} : { properties })
    }
  ]
})

async function open(step: Step) {
  const stored: Process = { projectId, version: 3, steps: [step] }
  const fake = installFakeApi({
    'project.list': always([
      { id: projectId, name: 'Shop', description: '', groupId: 'group-0000000001' as never, createdAt: 0 }
    ]),
    'process.get': always(stored),
    'process.save': always({ ...stored, version: 4 }),
    'target.list': always([]),
    'environment.list': always([]),
    'library.list': always([]),
    'channel.list': always([]),
    'variables.get': always({ projectId, version: 0, variables: [], includes: [] })
  })
  show(<ProcessScreen projectId={projectId} />)
  await screen.findByRole('button', { name: 'Save' })
  const saved = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(fake.inputsOf('process.save')).toHaveLength(1))
    const [input] = fake.inputsOf('process.save') as readonly { readonly steps: readonly Step[] }[]
    return input?.steps[0]?.actions[0]
  }
  return { saved }
}

const unfold = () => fireEvent.click(screen.getByRole('button', { name: /^Properties/ }))

describe('further properties of an action', () => {
  it('are told by name, and one is changed while another is removed', async () => {
    const { saved } = await open(
      stepWith({ 'My.Greeting': 'Hello', 'Octopus.Action.Template.Id': 'ActionTemplates-1' })
    )
    expect(screen.getByText('My.Greeting, Octopus.Action.Template.Id')).toBeTruthy()
    unfold()
    fireEvent.change(screen.getByRole('textbox', { name: 'My.Greeting' }), { target: { value: 'Good day' } })
    fireEvent.click(screen.getByRole('button', { name: 'Remove Octopus.Action.Template.Id' }))
    expect(await saved()).toMatchObject({ properties: { 'My.Greeting': 'Good day' } })
  })

  it('are absent once the last one is removed, and then nobody is shown any', async () => {
    const { saved } = await open(stepWith({ 'My.Greeting': 'Hello' }))
    unfold()
    fireEvent.click(screen.getByRole('button', { name: 'Remove My.Greeting' }))
    expect(screen.queryByText('Properties')).toBeNull()
    expect(await saved()).not.toHaveProperty('properties')
  })

  it('are not offered where an action has none', async () => {
    await open(stepWith())
    expect(screen.queryByText('Properties')).toBeNull()
  })
})
