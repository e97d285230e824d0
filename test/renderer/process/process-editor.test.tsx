// @vitest-environment happy-dom
import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { Process } from '@shared/model/process'
import { fail, ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { type Answers, always, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

afterEach(resetWindow)

const projectId = 'project-0000000001' as ProjectId
const stepNamed = (name: string, number: number): Process['steps'][number] => ({
  id: `step-000000000${number}` as StepId,
  name,
  location: 'here',
  roles: [],
  isDisabled: false,
  actions: [{ type: 'script', id: `action-000000000${number}` as ActionId, syntax: 'bash', body: `echo ${name}` }]
})
const stored: Process = { projectId, version: 3, steps: [stepNamed('Stop', 1), stepNamed('Start', 2)] }

async function open(answers: Answers = {}, process = stored) {
  const fake = installFakeApi({
    'project.list': always([
      { id: projectId, name: 'Shop', description: '', groupId: 'group-0000000001' as never, createdAt: 0 }
    ]),
    'process.get': always(process),
    'target.list': always([]),
    'variables.get': always({ projectId, version: 0, variables: [], includes: [] }),
    ...answers
  })
  show(<ProcessScreen projectId={projectId} />)
  await screen.findByRole('button', { name: 'Save' })
  return fake
}

const steps = () =>
  within(screen.getByRole('list', { name: 'Steps' })).getAllByRole('button', { name: /once on this|role/ })
const names = () => steps().map(item => item.textContent?.replace(/once on.*$/, ''))
const nameField = () => screen.getByRole('textbox', { name: 'Name' })
const rename = (name: string) => fireEvent.change(nameField(), { target: { value: name } })
const save = () => fireEvent.keyDown(window, { key: 's', ctrlKey: true })

describe('the process editor', () => {
  it('holds nothing unsaved at first, and something after typing, until it is typed back', async () => {
    await open()
    const isDirty = () => [hasUnsaved(), screen.queryByText('Unsaved changes') !== null]
    expect(isDirty()).toEqual([false, false])
    rename('Halt')
    expect(isDirty()).toEqual([true, true])
    rename('Stop')
    expect(isDirty()).toEqual([false, false])
  })

  it('saves the whole process once, on top of the version that was opened', async () => {
    const fake = await open({
      'process.save': () => ok({ ...stored, version: 4, steps: [stepNamed('Halt', 1), stepNamed('Start', 2)] })
    })
    rename('Halt')
    save()
    await waitFor(() => expect(hasUnsaved()).toBe(false))
    expect(fake.inputsOf('process.save')).toEqual([
      { projectId, version: 3, steps: [{ ...stored.steps[0], name: 'Halt' }, stored.steps[1]] }
    ])
  })

  it('shows what was refused at the field of its step, opens that step, and keeps the text', async () => {
    await open({
      'process.save': () =>
        fail({
          kind: 'invalid-input',
          message: 'The process cannot be saved.',
          remedy: 'Correct the fields.',
          issues: [{ path: 'steps.1.name', message: 'must differ from the names of the other steps' }]
        })
    })
    rename('Start')
    save()
    await screen.findByText('Must differ from the names of the other steps.')
    expect({ shown: nameField().getAttribute('aria-invalid'), value: (nameField() as HTMLInputElement).value }).toEqual(
      {
        shown: 'true',
        value: 'Start'
      }
    )
    expect(steps()[1]?.getAttribute('aria-current')).toBe('true')
    rename('Begin')
    expect(screen.queryByText('Must differ from the names of the other steps.')).toBeNull()
  })

  it('moves steps with Alt and the arrows', async () => {
    await open()
    fireEvent.keyDown(steps()[0]!, { key: 'ArrowDown', altKey: true })
    expect(names()).toEqual(['1Start', '2Stop'])
    fireEvent.keyDown(nameField(), { key: 'ArrowUp', altKey: true })
    expect(names()).toEqual(['1Stop', '2Start'])
  })

  it('keeps both sides of a conflict until the person chose one', async () => {
    const theirs = { ...stored, version: 4, steps: [stepNamed('Theirs', 1)] }
    const fake = await open({
      'process.save': input =>
        input.version === 4
          ? ok({ ...theirs, version: 5, steps: [stepNamed('Mine', 1), stepNamed('Start', 2)] })
          : fail({ kind: 'conflict', message: 'It was changed.', remedy: 'Reload.' })
    })
    rename('Mine')
    fake.answer({ 'process.get': always(theirs) })
    save()
    const keep = await screen.findByRole('button', { name: 'Keep mine' })
    expect(names()).toEqual(['1Mine', '2Start'])
    fireEvent.click(keep)
    await waitFor(() => expect(hasUnsaved()).toBe(false))
    expect(fake.inputsOf('process.save').at(-1)).toMatchObject({ version: 4 })
    expect(names()).toEqual(['1Mine', '2Start'])
  })

  it('invites to define the process where there is none', async () => {
    await open({}, { ...stored, steps: [] })
    expect(screen.getByRole('heading', { name: 'Define your deployment process' })).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Add step' }))
    fireEvent.click(await screen.findByRole('button', { name: /Run a Script/ }))
    expect((nameField() as HTMLInputElement).value).toBe('Run a Script')
  })
})
