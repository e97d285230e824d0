import { useEffect, useState } from 'react'
import type { SaveForm } from './use-save-form'

/** How a form stands to what is stored. */
export interface Followed<Values> {
  readonly isDirty: boolean
  /** Something newer is stored, and something is typed here. */
  readonly isConflict: boolean
  /** Shows what is stored, in place of what is typed. */
  readonly show: (values: Values) => void
}

/**
 * Keeps a form with what is stored: a change that is made elsewhere is simply shown while nothing is typed here, and
 * becomes a conflict otherwise, so that neither is lost without a question.
 * @param stored what the form would begin with now
 * @param keyOf the same for values that mean the same
 */
export function useFollowStored<Values extends Record<string, unknown>, Saved>(
  { form, isBusy }: Pick<SaveForm<Values, Saved>, 'form' | 'isBusy'>,
  stored: Values,
  keyOf: (values: Values) => string
): Followed<Values> {
  const storedKey = keyOf(stored)
  /** What was stored when editing began. */
  const [openedKey, setOpenedKey] = useState(storedKey)
  const isDirty = form.isDirty()
  const isBehind = storedKey !== openedKey

  const show = (values: Values) => {
    form.setValues(values)
    form.resetDirty(values)
    form.clearErrors()
    setOpenedKey(keyOf(values))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: when what is stored changes
  useEffect(() => {
    if (isBehind && !isDirty) show(stored)
  }, [storedKey])
  return { isDirty, isConflict: isBehind && isDirty && !isBusy, show }
}
