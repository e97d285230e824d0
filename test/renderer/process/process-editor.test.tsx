import type { ActionId, ProjectId, StepId } from '@shared/ids'
import type { Process, Step } from '@shared/model/process'
import { fail, ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { flushSync } from 'react-dom'
import { describe, expect, it } from 'vitest'
import { ProcessScreen } from '../../../renderer/screens/process/ProcessScreen'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { type Answers, always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const projectId = 'project-0000000001' as ProjectId
const actionOf = (number: number, name: string) => ({
  type: 'script' as const,
  id: `action-000000000${number}` as ActionId,
  syntax: 'bash' as const,
  body: `echo ${name}`
})
const stepNamed = (name: string, number: number): Step => ({
  id: `step-000000000${number}` as StepId,
  name,
  location: 'here',
  roles: [],
  isDisabled: false,
  actions: [actionOf(number, name)]
})
const rolling: Step = {
  ...stepNamed('Roll', 3),
  location: 'targets',
  roles: ['web'],
  window: { unit: 'targets', count: 2 },
  actions: [
    { ...actionOf(3, 'Drain'), name: 'Drain' },
    { ...actionOf(4, 'Fill'), name: 'Fill' }
  ]
}
const stored: Process = { projectId, version: 3, steps: [stepNamed('Stop', 1), stepNamed('Start', 2)] }

async function open(answers: Answers = {}, process = stored) {
  const fake = installFakeApi({
    'project.list': always([
      { id: projectId, name: 'Shop', description: '', groupId: 'group-0000000001' as never, createdAt: 0 }
    ]),
    'process.get': always(process),
    'target.list': always([]),
    'environment.list': always([]),
    'library.list': always([]),
    'variables.get': always({ projectId, version: 0, variables: [], includes: [] }),
    ...answers
  })
  show(<ProcessScreen projectId={projectId} />)
  await screen.findByRole('button', { name: 'Save' })
  return fake
}

/** The buttons of the list, without those of menus. */
const lines = () => [...screen.getByRole('list', { name: 'Steps' }).querySelectorAll<HTMLElement>('[data-row]')]
const names = () =>
  lines().map(line => `${line.firstChild?.textContent} ${line.querySelector('[class*=name]')?.textContent}`)
const chosen = () => lines().findIndex(line => line.getAttribute('aria-current') === 'true')
const nameField = () => screen.getByRole('textbox', { name: 'Name' }) as HTMLInputElement
const rename = (name: string) => fireEvent.change(nameField(), { target: { value: name } })
const press = (key: string, more: object = {}, target: Element | Window = window) =>
  fireEvent.keyDown(target, { key, ...more })
const save = () => press('s', { ctrlKey: true })

describe('what is saved', () => {
  it('offers to be released, and what is not saved does not', async () => {
    await open()
    const link = screen.getByRole('link', { name: 'Create release' })
    expect(link.getAttribute('href')).toBe(`/projects/${projectId}/releases/new`)
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Halt' } })
    expect(screen.queryByRole('link', { name: 'Create release' })).toBeNull()
  })

  it('offers nothing as long as there is no step', async () => {
    await open({}, { ...stored, steps: [] })
    expect(screen.queryByRole('link', { name: 'Create release' })).toBeNull()
  })
})

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

  it('does not send what is wrong: it says so at the field, opens that step, and keeps the text', async () => {
    const fake = await open()
    rename('Start')
    save()
    await screen.findByText('Must differ from the names of the other steps.')
    expect([chosen(), nameField().getAttribute('aria-invalid'), nameField().value]).toEqual([1, 'true', 'Start'])
    expect(screen.getByText(/Nothing was saved yet: 1 field has to be mended first/)).toBeDefined()
    expect(fake.inputsOf('process.save')).toEqual([])
    rename('Begin')
    await waitFor(() => expect(screen.queryByText(/Nothing was saved yet/)).toBeNull())
  })

  it('shows what was refused elsewhere at the field of its action', async () => {
    const refusal = { path: 'steps.1.actions.0.body', message: 'names a file that is gone' }
    await open({
      'process.save': () =>
        fail({ kind: 'invalid-input', message: 'It cannot be saved.', remedy: 'Correct it.', issues: [refusal] })
    })
    rename('Halt')
    save()
    await screen.findByText('Names a file that is gone.')
    expect([chosen(), nameField().value]).toEqual([1, 'Start'])
  })

  it('moves steps with Alt and the arrows, and takes it back', async () => {
    await open()
    press('ArrowDown', { altKey: true }, lines()[0]!)
    expect(names()).toEqual(['1 Start', '2 Stop'])
    press('ArrowUp', { altKey: true }, nameField())
    expect(names()).toEqual(['1 Stop', '2 Start'])
    press('z', { ctrlKey: true })
    expect(names()).toEqual(['1 Start', '2 Stop'])
    press('Z', { ctrlKey: true, shiftKey: true })
    expect(names()).toEqual(['1 Stop', '2 Start'])
  })

  it('moves a step into the one above and out again by keyboard, and says what that changes', async () => {
    await open()
    fireEvent.click(lines()[1]!)
    press('ArrowRight', { altKey: true }, lines()[1]!)
    expect(names()).toEqual(['1 Stop', '1.1 Stop', '1.2 Start'])
    expect(chosen()).toBe(2)
    press('ArrowLeft', { altKey: true }, lines()[2]!)
    expect(names()).toEqual(['1 Stop', '2 Start'])
    expect(screen.getAllByText(/“Start” is step 2 of 2 now/).length).toBeGreaterThan(0)
  })

  it('shows a step with its actions, and what is out of the ordinary about them', async () => {
    await open({}, { ...stored, steps: [stepNamed('Stop', 1), { ...rolling, startsWithPrevious: true }] })
    expect(names()).toEqual(['1 Stop', '2 Roll', '2.1 Drain', '2.2 Fill'])
    const group = screen.getByRole('list', { name: 'Steps' }).querySelectorAll('[data-group]')
    expect([...group].map(item => item.getAttribute('data-group'))).toEqual(['first', 'middle', 'middle', 'last'])
    expect(lines()[1]?.textContent).toContain('with previous')
    fireEvent.click(lines()[1]!)
    expect(screen.getByText('Rolling, 2 at a time')).toBeDefined()
    expect(screen.getByText('Together with the step before · only if everything before succeeded')).toBeDefined()
  })

  it('offers no condition on failures for the first step', async () => {
    await open()
    fireEvent.click(screen.getByRole('button', { name: /^When/ }))
    expect(screen.queryByRole('radio', { name: 'Only if something before failed' })).toBeNull()
    fireEvent.click(lines()[1]!)
    expect(screen.getByRole('radio', { name: 'Only if something before failed' })).toBeDefined()
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
    expect(names()).toEqual(['1 Mine', '2 Start'])
    fireEvent.click(keep)
    await waitFor(() => expect(hasUnsaved()).toBe(false))
    expect(fake.inputsOf('process.save').at(-1)).toMatchObject({ version: 4 })
    expect(names()).toEqual(['1 Mine', '2 Start'])
  })

  it('invites to define the process where there is none, and finds kinds of steps by what they do', async () => {
    await open({}, { ...stored, steps: [] })
    expect(screen.getByRole('heading', { name: 'Define your deployment process' })).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Add step' }))
    const dialog = await screen.findByRole('dialog', { name: 'Add a step' })
    const find = within(dialog).getByRole('textbox', { name: 'Find a kind of step' })
    fireEvent.change(find, { target: { value: 'approval' } })
    press('Enter', {}, find)
    expect([nameField().value, document.activeElement]).toEqual(['Manual Intervention', nameField()])
  })

  it('takes whoever presses Enter to the name of the chosen row, even before its fields were drawn', async () => {
    await open({}, { ...stored, steps: [rolling, stepNamed('Stop', 1)] })
    fireEvent.click(lines()[2]!)
    expect(nameField().value).toBe('Fill')
    // All in one go: what React leaves for later is not done in between.
    const seen: unknown[] = []
    act(() => {
      flushSync(() => press('Home', {}, lines()[2]!))
      const before = nameField().value
      press('Enter', {}, lines()[0]!)
      seen.push(before, nameField().value, document.activeElement === nameField())
    })
    expect(seen).toEqual(['Fill', 'Roll', true])
    expect(document.activeElement).toBe(nameField())
    fireEvent.click(lines()[3]!)
    expect(nameField().value).toBe('Stop')
  })

  it('has the name of a new step ready for what is typed right after its kind was chosen', async () => {
    await open()
    press('n')
    const find = await screen.findByRole('textbox', { name: 'Find a kind of step' })
    const seen: unknown[] = []
    act(() => {
      press('Enter', {}, find)
      seen.push(chosen(), nameField().value, document.activeElement === nameField())
    })
    expect(seen).toEqual([2, 'Run a Script', true])
  })

  it('does not offer an action that the step cannot have', async () => {
    await open({}, { ...stored, steps: [rolling] })
    fireEvent.click(screen.getAllByRole('button', { name: 'Add action' })[0]!)
    const dialog = await screen.findByRole('dialog', { name: 'Add an action to Roll' })
    const card = within(dialog).getByRole('button', { name: /Deploy a Release/ }) as HTMLButtonElement
    expect([card.disabled, card.textContent]).toEqual([
      true,
      'Deploy a ReleaseDeploying a release needs a step that runs once on this machine.'
    ])
  })
})
