import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import classes from './LaunchPane.module.css'

interface FreezeOverrideProps {
  /** Something was typed. */
  readonly onTyped: () => void
  readonly onReason: (reason: string) => void
}

/** Asks why it has to be although a freeze is under way. */
export function FreezeOverride({ onTyped, onReason }: FreezeOverrideProps) {
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  if (!isAsked)
    return (
      <Button variant="default" onClick={() => setAsked(true)}>
        Deploy in spite of it…
      </Button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (reason.trim() !== '') onReason(reason.trim())
  }
  return (
    <form className={classes.override} onSubmit={submit}>
      <TextInput
        className={classes.overrideField ?? ''}
        label="Why it has to be now"
        placeholder="Is part of the plan and of the audit log"
        autoFocus
        maxLength={1000}
        value={reason}
        onChange={event => {
          onTyped()
          setReason(event.currentTarget.value)
        }}
      />
      <Button type="submit" variant="default" disabled={reason.trim() === ''}>
        Plan in spite of it
      </Button>
    </form>
  )
}
