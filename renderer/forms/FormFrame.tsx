import { Drawer, Modal } from '@mantine/core'
import { type FormEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { ConflictCard } from '../components/ConflictCard'
import { isFocusLost, useReturnFocus } from '../lib/use-return-focus'
import { FormFooter } from './FormFooter'
import form from './form.module.css'
import type { FormConflict } from './use-record-form'
import type { SaveForm } from './use-save-form'

const shapes = { drawer: Drawer, dialog: Modal }

export interface FormFrameProps<Saved> {
  /** A drawer comes in from the side and has room for many fields; a dialog is for a few. */
  readonly shape: keyof typeof shapes
  readonly title: string
  /** Of the drawer or dialog; a number is pixels. */
  readonly size?: 'lg' | number
  readonly submitLabel: string
  /** What `useRecordForm` gave, or `useSaveForm` where nothing is changed that others may change as well. */
  readonly save: Pick<SaveForm<Record<string, unknown>, Saved>, 'submit' | 'isBusy' | 'failure' | 'leave'> & {
    readonly conflict?: FormConflict | null
  }
  /** The person leaves without saving. Typed text is asked about before this is called. */
  readonly onClose: () => void
  /** It was saved: closes, and has read again what changed. */
  readonly onSaved: (saved: Saved) => Promise<void>
  /** The fields, one below the other. */
  readonly children: ReactNode
}

/** What is around a form in a drawer or a dialog: title, ways out, what went wrong, the button. Is open while it is there. */
export function FormFrame<Saved>(props: FormFrameProps<Saved>) {
  useReturnFocus()
  const { shape, title, size, submitLabel, save, children } = props
  const { conflict = null } = save
  const Shape = shapes[shape]
  const close = () => save.leave(props.onClose)
  const { isSaving, whileSaving, frame } = useStill()
  const send = () =>
    whileSaving(async () => {
      const saved = await save.submit()
      if (saved !== null) await props.onSaved(saved)
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // A form inside another form's drawer must not submit that one too.
    event.stopPropagation()
    // Whose changes are dropped is never decided by Enter.
    if (conflict === null) void send()
  }
  return (
    <Shape opened onClose={close} title={title} {...(size === undefined ? {} : { size })}>
      <form ref={frame} tabIndex={-1} className={form.frame} noValidate onSubmit={submit}>
        <div className={form.fields} inert={isSaving}>
          {children}
          {conflict && <ConflictCard {...conflict} isBusy={save.isBusy} onKeepMine={() => void send()} />}
        </div>
        <FormFooter
          submitLabel={submitLabel}
          isBusy={save.isBusy}
          isBlocked={conflict !== null}
          failure={save.failure}
          onCancel={close}
        />
      </form>
    </Shape>
  )
}

/**
 * Keeps the fields still from the press of the button to the end: what would be typed meanwhile would be in no save, and
 * would be gone with the form. The focus comes back where the form stays.
 */
function useStill() {
  const frame = useRef<HTMLFormElement>(null)
  const before = useRef<Element | null>(null)
  const [isSaving, setSaving] = useState(false)
  useLayoutEffect(() => {
    const isWithin = frame.current?.contains(document.activeElement) === true || isFocusLost()
    // Not nowhere, where keys are for the screen below.
    const next = isSaving ? frame.current : before.current
    if (isWithin && next instanceof HTMLElement) next.focus({ preventScroll: true })
  }, [isSaving])
  const whileSaving = async (work: () => Promise<void>) => {
    before.current = document.activeElement
    setSaving(true)
    await work()
    setSaving(false)
  }
  return { isSaving, whileSaving, frame }
}
