import { canonicalJson } from '@shared/canonical-json'
import type { LifecycleListing } from '@shared/lifecycle-calls'
import type { Lifecycle } from '@shared/model/lifecycle'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import { api } from '../../api'
import { useFollowStored } from '../../forms/use-follow-stored'
import { useSaveForm } from '../../forms/use-save-form'
import { navigate } from '../../navigation/history'
import { useCatalog } from '../../stores/catalog'
import {
  draftOf,
  inputOf,
  type LifecycleDraft,
  lifecycleFields,
  moved,
  newLifecycle,
  newPhase,
  type PhaseDraft,
  savedDraft,
  withLater
} from './lifecycle-draft'
import { phaseNameId } from './PhaseCard'

const storedDraft = (lifecycle: Lifecycle | null): LifecycleDraft =>
  lifecycle === null ? newLifecycle : draftOf(lifecycle)

/** Phases have keys of their own while they are edited, which say nothing. */
const keyOf = (draft: LifecycleDraft): string => canonicalJson(inputOf(draft))

/** What the editor of a lifecycle holds and does. Typing survives failed saves and changes made elsewhere. */
export function useLifecycleEditor(lifecycle: LifecycleListing | null) {
  /** One that this editor made, and goes on with because more was typed meanwhile. */
  const [made, setMade] = useState<Lifecycle | null>(null)
  const known = lifecycle ?? made
  const stored = storedDraft(known)
  const [said, setSaid] = useState('')
  const save = useSaveForm<LifecycleDraft, Lifecycle>({
    initial: stored,
    what: known === null ? 'The new lifecycle' : `The lifecycle ${known.name}`,
    fields: lifecycleFields,
    ...(known === null ? {} : { prefix: 'value' }),
    send: draft =>
      known === null
        ? api.call('lifecycle.create', inputOf(draft))
        : api.call('lifecycle.update', { id: known.id, value: inputOf(draft) })
  })
  const { form } = save
  const { isDirty, isConflict, isSaving, show, save: saveAll } = useFollowStored(save, stored, keyOf)

  const afterwards = async (saved: Lifecycle) => {
    if (lifecycle === null) setMade(saved)
    // Going there would lose what was typed meanwhile; the next save goes there.
    if (lifecycle === null && !form.isDirty()) navigate(`/library/lifecycles/${saved.id}`, { replace: true })
    await useCatalog.getState().refresh('lifecycle')
  }
  const submit = () => saveAll({ valuesOf: savedDraft, withLater, afterwards })
  const { phases } = form.values
  const setPhases = (next: readonly PhaseDraft[]) => {
    form.setFieldValue('phases', next)
    // Which phase they were about is not known any more.
    for (const path of Object.keys(form.errors)) if (path.startsWith('phases.')) form.clearFieldError(path)
  }
  return {
    save,
    isDirty,
    isConflict,
    isSaving,
    /** What was just done, for screen readers. */
    said,
    submit,
    discard: () => show(stored),
    setPhases,
    change: (key: string, changes: Partial<PhaseDraft>) => {
      const index = phases.findIndex(phase => phase.key === key)
      form.setFieldValue(
        'phases',
        phases.map(phase => (phase.key === key ? { ...phase, ...changes } : phase))
      )
      for (const path of Object.keys(form.errors))
        if (Object.keys(changes).some(field => path === `phases.${index}.${field}`)) form.clearFieldError(path)
    },
    add: () => {
      const phase = newPhase(phases)
      flushSync(() => setPhases([...phases, phase]))
      document.getElementById(phaseNameId(phase.key))?.focus()
    },
    moveTo: (key: string, to: number) => {
      const from = phases.findIndex(phase => phase.key === key)
      const next = moved(phases, from, to)
      const now = next.findIndex(phase => phase.key === key)
      if (now === from) return
      setPhases(next)
      setSaid(`${next[now]?.name || 'The phase'} is phase ${now + 1} of ${next.length} now.`)
    },
    remove: (key: string) => {
      const index = phases.findIndex(phase => phase.key === key)
      const name = phases[index]?.name || `phase ${index + 1}`
      const next = phases.filter(phase => phase.key !== key)
      flushSync(() => setPhases(next))
      setSaid(`Removed ${name}.`)
      const neighbour = next[Math.min(index, next.length - 1)]
      if (neighbour) document.getElementById(phaseNameId(neighbour.key))?.focus()
    }
  }
}

export type LifecycleEditing = ReturnType<typeof useLifecycleEditor>
