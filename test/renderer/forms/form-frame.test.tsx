import { TextInput } from '@mantine/core'
import { fail, ok } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { beforeEach, expect, test, vi } from 'vitest'
import { FormFrame, type FormFrameProps } from '../../../renderer/forms/FormFrame'
import { useSaveForm } from '../../../renderer/forms/use-save-form'
import { LeaveGuard } from '../../../renderer/shell/LeaveGuard'
import { hasUnsaved, useUnsaved, useUnsavedStore } from '../../../renderer/stores/unsaved'
import { installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi()
})

type ThingFormProps = Pick<FormFrameProps<string>, 'shape' | 'onClose' | 'onSaved'>

/** A form of one field; what is saved is the text in capitals. */
function ThingForm(props: ThingFormProps) {
  const save = useSaveForm({
    initial: { name: '' },
    what: 'The thing',
    fields: ['name'],
    send: async ({ name }) => ok(name.toUpperCase())
  })
  return (
    <FormFrame {...props} title="Add thing" submitLabel="Add" save={save}>
      <TextInput label="Name" {...save.form.getInputProps('name')} />
    </FormFrame>
  )
}

const handlers = () => ({ onClose: vi.fn<() => void>(), onSaved: vi.fn(async (_saved: string) => undefined) })
const typeName = (text: string) => fireEvent.change(screen.getByLabelText('Name'), { target: { value: text } })
const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))

for (const shape of ['drawer', 'dialog'] as const) {
  test(`a ${shape} tells what was saved, and leaves the closing to who opened it`, async () => {
    const { onClose, onSaved } = handlers()
    show(<ThingForm shape={shape} onClose={onClose} onSaved={onSaved} />)
    expect(screen.getByRole('dialog', { name: 'Add thing' })).toBeTruthy()
    typeName('crane')
    press('Add')
    await waitFor(() => expect(onSaved.mock.calls).toEqual([['CRANE']]))
    expect(onClose).not.toHaveBeenCalled()
  })

  test(`a ${shape} asks before typed text is lost, by its button and by Escape`, () => {
    const { onClose, onSaved } = handlers()
    show(
      <>
        <ThingForm shape={shape} onClose={onClose} onSaved={onSaved} />
        <LeaveGuard />
      </>
    )
    typeName('cra')
    press('Cancel')
    press('Keep editing')
    fireEvent.keyDown(screen.getByLabelText('Name'), { key: 'Escape' })
    expect(onClose).not.toHaveBeenCalled()
    press('Leave and lose the changes')
    expect([onClose.mock.calls.length, onSaved.mock.calls]).toEqual([1, []])
  })
}

test('a form above another form is sent alone', async () => {
  const { onClose, onSaved } = handlers()
  const below = vi.fn()
  show(
    <form onSubmit={below}>
      {createPortal(<ThingForm shape="drawer" onClose={onClose} onSaved={onSaved} />, document.body)}
    </form>
  )
  typeName('crane')
  press('Add')
  await waitFor(() => expect(onSaved).toHaveBeenCalledOnce())
  expect(below).not.toHaveBeenCalled()
})

test('leaving a form above another one asks about that one alone, and the other stays guarded', () => {
  const { onClose, onSaved } = handlers()
  const Below = () => {
    useUnsaved(true, 'The process of Shop')
    return null
  }
  const Window = () => {
    const [isOpen, setOpen] = useState(true)
    const close = () => {
      setOpen(false)
      onClose()
    }
    return (
      <>
        <Below />
        {isOpen && <ThingForm shape="dialog" onClose={close} onSaved={onSaved} />}
        <LeaveGuard />
      </>
    )
  }
  show(<Window />)
  typeName('cra')
  press('Cancel')
  expect(screen.getByText('The thing has unsaved changes.')).toBeTruthy()
  press('Leave and lose the changes')
  expect([onClose.mock.calls.length, Object.values(useUnsavedStore.getState().forms), hasUnsaved()]).toEqual([
    1,
    ['The process of Shop'],
    true
  ])
})

test('a form in which nothing was typed closes at once, whatever is typed below it', () => {
  const { onClose, onSaved } = handlers()
  useUnsavedStore.getState().hold('below', 'The process of Shop')
  show(<ThingForm shape="dialog" onClose={onClose} onSaved={onSaved} />)
  press('Cancel')
  expect([onClose.mock.calls.length, useUnsavedStore.getState().pending]).toEqual([1, null])
})

test('what has the focus back after a dialog may go because of what the dialog did, and the focus is somewhere still', async () => {
  let goAway: () => void = () => undefined
  function Screen() {
    const [stage, setStage] = useState<'before' | 'open' | 'saved' | 'after'>('before')
    goAway = () => setStage('after')
    return (
      <main>
        <h1 tabIndex={-1}>Things</h1>
        {stage !== 'after' && (
          <button type="button" onClick={() => setStage('open')}>
            Add thing…
          </button>
        )}
        {stage === 'open' && (
          <ThingForm shape="dialog" onClose={() => undefined} onSaved={async () => setStage('saved')} />
        )}
      </main>
    )
  }
  show(<Screen />)
  const opener = screen.getByRole('button', { name: 'Add thing…' })
  opener.focus()
  press('Add thing…')
  typeName('crane')
  screen.getByLabelText('Name').focus()
  press('Add')
  await waitFor(() => expect(document.activeElement).toBe(opener))
  act(goAway)
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Things'))
})

test('what is being saved cannot be typed over until the form is gone, and goes on where it is refused', async () => {
  const [answer, read] = [later<string>(), later<string>()]
  const onSaved = async () => void (await read.answer())
  function SlowForm() {
    const save = useSaveForm({ initial: { name: '' }, what: 'The thing', fields: ['name'], send: answer.answer })
    return (
      <FormFrame shape="drawer" onClose={() => undefined} onSaved={onSaved} title="Add" submitLabel="Add" save={save}>
        <TextInput label="Name" {...save.form.getInputProps('name')} />
      </FormFrame>
    )
  }
  show(<SlowForm />)
  const field = screen.getByLabelText('Name')
  const isStill = () => field.closest('[inert]') !== null
  const hasFocus = () => document.activeElement === field
  await waitFor(() => expect(field.closest('[role="dialog"]')?.contains(document.activeElement)).toBe(true))
  act(() => field.focus())
  typeName('crane')
  press('Add')
  expect([isStill(), hasFocus(), document.activeElement?.contains(field)]).toEqual([true, false, true])
  await act(async () => answer.resolve(fail({ kind: 'conflict', message: 'Not now.', remedy: '' })))
  await screen.findByText('Not now.')
  await waitFor(() => expect([isStill(), hasFocus()]).toEqual([false, true]))
  press('Add')
  await act(async () => answer.resolve(ok('CRANE')))
  expect(isStill()).toBe(true)
})
