import type { Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { LibrarySetView } from '@shared/model/variable-set'
import type { Result } from '@shared/result'
import { applyFix, type Tie, type TieFix } from '@shared/variables/ties'
import { useState } from 'react'
import { api } from '../../api'
import { useCatalog } from '../../stores/catalog'

export interface TieFixer {
  /** Saves the list without what ties; answers whether it was saved and the check was made anew. */
  readonly run: () => Promise<boolean>
  readonly isBusy: boolean
  readonly failure: Failure | null
}

/** Applies a fix to the list that the tie is in, as it was shown: a list that was saved in between is left alone. */
export function useTieFix(
  tie: Tie,
  fix: TieFix,
  variables: Output<'variables.get'>,
  set: LibrarySetView | null
): TieFixer {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (): Promise<boolean> => {
    setBusy(true)
    setFailure(null)
    const saved = await save(tie, fix, variables, set)
    if (saved.ok) await useCatalog.getState().refresh('variables', 'library-set')
    else setFailure(saved.failure)
    setBusy(false)
    return saved.ok
  }
  return { run, isBusy, failure }
}

function save(
  tie: Tie,
  fix: TieFix,
  { projectId, version, variables }: Output<'variables.get'>,
  set: LibrarySetView | null
): Promise<Result<unknown>> {
  if (tie.origin.kind === 'library' && set !== null)
    return api.call('library.save', {
      id: set.id,
      version: set.version,
      variables: [...applyFix(set.variables, fix)]
    })
  return api.call('variables.save', { projectId, version, variables: [...applyFix(variables, fix)] })
}
