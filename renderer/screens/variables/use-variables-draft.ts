import { notifications } from '@mantine/notifications'
import type { Failure } from '@shared/failure'
import type { VariableSetView } from '@shared/model/variable-set'
import { useState } from 'react'
import { asSentence, placeIssues } from '../../lib/issues'
import { useCatalog } from '../../stores/catalog'
import { useUnsaved } from '../../stores/unsaved'
import { useCall } from '../../stores/use-call'
import { type DraftVariable, draftOf, emptyVariable, isChanged, toInputs, withChange } from './draft'

const fields = ['variables.*.name', 'variables.*.value']

/** What the variables editor holds and does. Typing survives failed saves, conflicts and changes made elsewhere. */
export function useVariablesDraft(stored: VariableSetView, projectName: string) {
  const [base, setBase] = useState(stored)
  const [draft, setDraft] = useState(() => draftOf(stored))
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [nextKey, setNextKey] = useState(1)
  const save = useCall('variables.save')
  const isDirty = isChanged(draft, draftOf(base))
  useUnsaved(isDirty, `The variables of ${projectName}`)

  const adopt = (set: VariableSetView) => {
    setBase(set)
    setDraft(draftOf(set))
    setErrors({})
    setFailure(null)
  }
  // Saved elsewhere while nothing is typed here: simply show it.
  if (stored.version > base.version && !isDirty) adopt(stored)

  const saveOver = async (version: number) => {
    setErrors({})
    setFailure(null)
    const result = await save.run({ projectId: base.projectId, version, variables: toInputs(draft) })
    if (result.ok) {
      adopt(result.value)
      notifications.show({ message: `The variables of ${projectName} are saved.` })
      return
    }
    const { fields: refused, rest } = placeIssues(result.failure, fields)
    setErrors(errorsByRow(refused, draft))
    const isAllPlaced = Object.keys(refused).length > 0 && rest.length === 0
    setFailure(isAllPlaced ? null : { ...result.failure, issues: rest })
    if (result.failure.kind === 'conflict') await useCatalog.getState().refresh('variables')
  }

  return {
    draft,
    errors,
    failure,
    isDirty,
    isBusy: save.isBusy,
    /** Refused because something newer is stored. */
    isConflict: failure?.kind === 'conflict' && stored.version !== base.version,
    add: () => {
      setDraft([...draft, emptyVariable(`new-${nextKey}`)])
      setNextKey(nextKey + 1)
    },
    change: (key: string, change: Partial<Pick<DraftVariable, 'name' | 'isSensitive' | 'value'>>) => {
      setDraft(withChange(draft, key, change))
      setErrors(without(errors, key))
    },
    remove: (key: string) => {
      setDraft(draft.filter(variable => variable.key !== key))
      setErrors(without(errors, key))
    },
    discard: () => adopt(stored),
    save: () => saveOver(base.version),
    keepMine: () => saveOver(stored.version)
  }
}

/** `variables.2.name` becomes `<key of row 2>.name`, so that a message stays with its row. */
function errorsByRow(
  refused: Readonly<Record<string, string>>,
  draft: readonly DraftVariable[]
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(refused).map(([path, message]) => {
      const [, index = '', field = ''] = path.split('.')
      return [`${draft[Number(index)]?.key ?? index}.${field}`, asSentence(message)]
    })
  )
}

const without = (errors: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(errors).filter(([path]) => !path.startsWith(`${key}.`)))
