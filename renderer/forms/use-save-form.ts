import { type UseFormReturnType, useForm } from '@mantine/form'
import type { Failure } from '@shared/failure'
import type { Result } from '@shared/result'
import { useState } from 'react'
import { asSentence, placeIssues } from '../lib/issues'
import { type Guard, useUnsaved } from '../stores/unsaved'

export interface SaveFormOptions<Values, Saved> {
  readonly initial: Values
  /** Completes “… has unsaved changes”, such as `The environment`. */
  readonly what: string
  /** The paths that have an input to show their issues beside. */
  readonly fields: readonly string[]
  /** Fields that only say which form it is: nothing is lost with them. */
  readonly choices?: readonly string[]
  /** What stands before the fields in the call's input: `value` for updates. */
  readonly prefix?: string
  readonly send: (values: Values) => Promise<Result<Saved>>
  /** Better words for a refused field, where the call's own speak of what the person never typed. */
  readonly explain?: (path: string, values: Values) => string | undefined
}

export interface SaveForm<Values, Saved> {
  readonly form: UseFormReturnType<Values>
  readonly isBusy: boolean
  /** What could not be shown beside a field. */
  readonly failure: Failure | null
  /** Sends; resolves to what was saved, or null when it was refused and everything typed is still there. */
  readonly submit: () => Promise<Saved | null>
  /** Does something that leaves this form; asks first when something is typed in it. */
  readonly leave: Guard['leave']
}

/** A form that saves through a call: refused fields are marked, unsaved text is guarded. */
export function useSaveForm<Values extends Record<string, unknown>, Saved>(
  options: SaveFormOptions<Values, Saved>
): SaveForm<Values, Saved> {
  const form = useForm<Values>({ mode: 'controlled', initialValues: options.initial })
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { choices = [] } = options
  const isTouched = Object.keys(form.values).some(field => !choices.includes(field) && form.isDirty(field))
  const { letGo, leave } = useUnsaved(isTouched, options.what)

  const submit = async (): Promise<Saved | null> => {
    if (isBusy) return null
    setBusy(true)
    setFailure(null)
    const sent = form.values
    const result = await options.send(sent)
    setBusy(false)
    if (result.ok) {
      form.resetDirty(sent)
      // What was typed meanwhile is not saved.
      if (!form.isDirty()) letGo()
      return result.value
    }
    const { fields, rest } = placeIssues(result.failure, options.fields, options.prefix)
    const say = (path: string, message: string) => options.explain?.(path, form.values) ?? asSentence(message)
    form.setErrors(Object.fromEntries(Object.entries(fields).map(([path, message]) => [path, say(path, message)])))
    const isAllPlaced = Object.keys(fields).length > 0 && rest.length === 0
    setFailure(isAllPlaced ? null : { ...result.failure, issues: rest })
    return null
  }
  return { form, isBusy, failure, submit, leave }
}
