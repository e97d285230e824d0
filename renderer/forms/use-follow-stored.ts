import { canonicalJson } from '@shared/canonical-json'
import { useEffect, useState } from 'react'
import type { SaveForm } from './use-save-form'

/** How a form stands to what is stored. */
export interface Followed<Values, Saved> {
  readonly isDirty: boolean
  /** Something newer is stored, and something is typed here. */
  readonly isConflict: boolean
  /** Sends, or reads again what was sent. */
  readonly isSaving: boolean
  /** Shows what is stored, in place of what is typed. */
  readonly show: (values: Values) => void
  /** Sends, and shows what was saved where nothing was typed meanwhile; null when it was refused. */
  readonly save: (how: Saving<Values, Saved>) => Promise<Saved | null>
}

/** What a form makes of its save. */
export interface Saving<Values, Saved> {
  readonly valuesOf: (saved: Saved, sent: Values) => Values
  /** Values that were changed after they were sent; by default each field is looked at by itself. */
  readonly withLater?: (saved: Values, sent: Values, now: Values) => Values
  /** Reads again what is stored. */
  readonly afterwards: (saved: Saved) => Promise<void>
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

/** What was saved, with the fields that are not as they were sent any more. */
export const withLaterFields = <Values extends object>(saved: Values, sent: Values, now: Values): Values => ({
  ...saved,
  ...Object.fromEntries(Object.entries(now).filter(([field, value]) => !isSame(value, sent[field as keyof Values])))
})

/**
 * Keeps a form with what is stored: a change that is made elsewhere is simply shown while nothing is typed here, and
 * becomes a conflict otherwise, so that neither is lost without a question.
 * @param stored what the form would begin with now
 * @param keyOf the same for values that mean the same
 */
export function useFollowStored<Values extends Record<string, unknown>, Saved>(
  { form, isBusy, submit }: Pick<SaveForm<Values, Saved>, 'form' | 'isBusy' | 'submit'>,
  stored: Values,
  keyOf: (values: Values) => string
): Followed<Values, Saved> {
  const storedKey = keyOf(stored)
  /** What was stored when editing began. */
  const [openedKey, setOpenedKey] = useState(storedKey)
  /** What a save or `show` took the place of, while nothing else was read. */
  const [replacedKey, setReplacedKey] = useState<string | null>(null)
  if (replacedKey !== null && replacedKey !== storedKey) setReplacedKey(null)
  const [isSaving, setSaving] = useState(false)
  const isDirty = form.isDirty()
  const isBehind = storedKey !== openedKey && storedKey !== replacedKey
  const isSending = isBusy || isSaving

  const show = (values: Values) => {
    form.setValues(values)
    form.resetDirty(values)
    form.clearErrors()
    setOpenedKey(keyOf(values))
    setReplacedKey(storedKey)
  }
  const save = async ({ valuesOf, withLater = withLaterFields, afterwards }: Saving<Values, Saved>) => {
    if (isSaving) return null
    const sent = form.values
    setSaving(true)
    const saved = await submit()
    if (saved !== null) {
      const values = valuesOf(saved, sent)
      setOpenedKey(keyOf(values))
      setReplacedKey(storedKey)
      // The form counts from here which fields are dirty, so this comes before what was typed.
      form.resetDirty(values)
      form.setValues(withLater(values, sent, form.getValues()))
      form.clearErrors()
      // Until it is read again, what is stored seems to be somebody else's.
      await afterwards(saved)
    }
    setSaving(false)
    return saved
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: when what is stored changes, or what was typed was taken back
  useEffect(() => {
    if (isBehind && !isDirty && !isSending) show(stored)
  }, [storedKey, isDirty, isSending])
  return { isDirty, isConflict: isBehind && isDirty && !isSending, isSaving, show, save }
}
