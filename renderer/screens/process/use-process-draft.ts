import type { Failure } from '@shared/failure'
import type { Process } from '@shared/model/process'
import { type Dispatch, type SetStateAction, useState } from 'react'
import { useCatalog } from '../../stores/catalog'
import { useUnsaved } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import {
  cloneStep,
  type DraftIssue,
  type DraftStep,
  isDirty as differs,
  moveStep,
  newStep,
  placeIssues,
  toDraft,
  toInput,
  updateStep
} from './draft'

interface Removed {
  readonly steps: readonly DraftStep[]
  readonly name: string
}

/** What the process editor holds and does. Typing survives failed saves, conflicts and changes made elsewhere. */
export function useProcessDraft(stored: Process, projectName: string) {
  const [base, setBase] = useState(stored)
  const [steps, setSteps] = useState(() => toDraft(stored))
  const [selected, setSelected] = useState<string | null>(() => stored.steps[0]?.id ?? null)
  const [issues, setIssues] = useState<readonly DraftIssue[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const [removed, setRemoved] = useState<Removed | null>(null)
  const save = useCall('process.save')
  const isDirty = differs(toDraft(base), steps)
  useUnsaved(isDirty, `The process of ${projectName}`)

  const adopt = (process: Process) => {
    const next = toDraft(process)
    const at = steps.findIndex(step => step.key === selected)
    setBase(process)
    setSteps(next)
    setSelected((next.find(step => step.key === selected) ?? next[at] ?? next[0])?.key ?? null)
    setIssues([])
    setFailure(null)
    setRemoved(null)
  }
  // Saved elsewhere while nothing is typed here: simply show it.
  if (stored.version > base.version && !isDirty) adopt(stored)

  const saveOver = async (version: number) => {
    setIssues([])
    setFailure(null)
    const sent = steps
    const result = await save.run({ projectId: base.projectId, version, steps: toInput(sent) })
    if (result.ok) return adopt(result.value)
    const { placed, others } = placeIssues(sent, result.failure.issues ?? [])
    setIssues(placed)
    setFailure(placed.length > 0 && others.length === 0 ? null : { ...result.failure, issues: others })
    if (placed[0] && !placed.some(issue => issue.key === selected)) setSelected(placed[0].key)
    if (result.failure.kind === 'conflict') await useCatalog.getState().refresh('process')
  }
  const actions = useStepActions({ steps, setSteps, setSelected, setIssues, setRemoved })
  return {
    steps,
    selected: steps.find(step => step.key === selected) ?? null,
    issues,
    failure,
    isDirty,
    isBusy: save.isBusy,
    /** The name of the step that can be brought back. */
    removedName: removed?.name ?? null,
    /** Refused because something newer is stored. */
    isConflict: failure?.kind === 'conflict' && stored.version !== base.version,
    select: setSelected,
    ...actions,
    undoRemove: () => {
      if (!removed) return
      setSteps(bringBack(removed.steps, steps))
      setRemoved(null)
    },
    discard: () => adopt(stored),
    save: () => saveOver(base.version),
    keepMine: () => saveOver(stored.version)
  }
}

interface StepActionsProps {
  readonly steps: readonly DraftStep[]
  readonly setSteps: Dispatch<SetStateAction<readonly DraftStep[]>>
  readonly setSelected: (key: string | null) => void
  readonly setIssues: Dispatch<SetStateAction<readonly DraftIssue[]>>
  readonly setRemoved: (removed: Removed) => void
}

/** What can be done to single steps. */
function useStepActions({ steps, setSteps, setSelected, setIssues, setRemoved }: StepActionsProps) {
  const [nextKey, setNextKey] = useState(1)
  const takeKey = (): string => {
    setNextKey(nextKey + 1)
    return `new-${nextKey}`
  }
  return {
    change: (key: string, part: Partial<Omit<DraftStep, 'key'>>) => {
      setSteps(now => updateStep(now, key, part))
      // Another place may mend what was refused about the roles.
      const touched = new Set<string>([...Object.keys(part), ...('location' in part ? ['roles'] : [])])
      setIssues(now => now.filter(issue => issue.key !== key || (issue.field !== null && !touched.has(issue.field))))
    },
    add: () => {
      const step = newStep(steps, takeKey())
      setSteps([...steps, step])
      setSelected(step.key)
    },
    clone: (key: string) => {
      const copy = takeKey()
      setSteps(cloneStep(steps, key, copy))
      setSelected(copy)
    },
    move: (key: string, by: number) => setSteps(moveStep(steps, key, by)),
    remove: (key: string) => {
      const at = steps.findIndex(step => step.key === key)
      const rest = steps.filter(step => step.key !== key)
      setRemoved({ steps, name: steps[at]?.name ?? '' })
      setSteps(rest)
      setIssues(now => now.filter(issue => issue.key !== key))
      setSelected((rest[at] ?? rest.at(-1))?.key ?? null)
    }
  }
}

/** The list as it was before a removal, with what was changed and added since. */
export function bringBack(before: readonly DraftStep[], now: readonly DraftStep[]): readonly DraftStep[] {
  const current = new Map(now.map(step => [step.key, step]))
  const added = now.filter(step => !before.some(old => old.key === step.key))
  return [...before.map(step => current.get(step.key) ?? step), ...added]
}

export type ProcessDraft = ReturnType<typeof useProcessDraft>
