import { canonicalJson } from '@shared/canonical-json'
import { lowerFirst } from '@shared/plan/words'
import { useState } from 'react'
import { useFollowStored } from './use-follow-stored'
import { type SaveForm, type SaveFormOptions, useSaveForm } from './use-save-form'

export interface RecordFormOptions<Values, Saved> extends Omit<SaveFormOptions<Values, Saved>, 'initial'> {
  /** What the form would begin with now: made of the record as it is stored, or what is usual for a new one. */
  readonly stored: Values
  /** The same for values that mean the same; by default all of them count. */
  readonly keyOf?: (values: Values) => string
}

/** Something newer is stored, and something is typed here. */
export interface FormConflict {
  /** Begins “… were changed elsewhere”: `The settings of the environment`. */
  readonly what: string
  /** Drops what is typed and shows what is stored. */
  readonly onReload: () => void
}

export interface RecordForm<Values, Saved> extends SaveForm<Values, Saved> {
  /** Null where there is none; otherwise only the person decides which of the two stays. */
  readonly conflict: FormConflict | null
}

/**
 * A form in a drawer or a dialog that adds a record or changes one, and closes when it was saved. Others may save the
 * record while it is open: theirs is shown where nothing is typed, and asked about otherwise.
 */
export function useRecordForm<Values extends Record<string, unknown>, Saved>({
  stored,
  keyOf = canonicalJson,
  ...options
}: RecordFormOptions<Values, Saved>): RecordForm<Values, Saved> {
  const save = useSaveForm<Values, Saved>({ ...options, initial: stored })
  /** Sends, or was saved and is about to close: what is stored until that is read again is not shown any more. */
  const [isLeaving, setLeaving] = useState(false)
  const submit = async () => {
    setLeaving(true)
    const saved = await save.submit()
    if (saved === null) setLeaving(false)
    return saved
  }
  const { isConflict, show } = useFollowStored({ ...save, submit, isBusy: save.isBusy || isLeaving }, stored, keyOf)
  const conflict = isConflict
    ? { what: `The settings of ${lowerFirst(options.what)}`, onReload: () => show(stored) }
    : null
  return { ...save, submit, conflict }
}
