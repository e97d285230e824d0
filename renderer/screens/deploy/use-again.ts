import type { Deployment } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { useEffect, useState } from 'react'
import { api } from '../../api'

export type Again =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly deployment: Deployment }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** The deployment that is done once more, read once. */
export function useAgain(id: DeploymentId | undefined): Again {
  const [again, setAgain] = useState<Again>({ kind: id === undefined ? 'nothing' : 'loading' })
  useEffect(() => {
    if (id === undefined) return
    let isWanted = true
    void api.call('deployment.get', { id }).then(result => {
      if (!isWanted) return
      setAgain(result.ok ? { kind: 'ready', deployment: result.value } : { kind: 'failed', failure: result.failure })
    })
    return () => {
      isWanted = false
    }
  }, [id])
  return again
}
