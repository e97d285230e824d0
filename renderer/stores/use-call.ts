import type { CallName, Input, Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import type { Result } from '@shared/result'
import { useCallback, useState } from 'react'
import { api } from '../api'

export interface Caller<Name extends CallName> {
  readonly run: (input: Input<Name>) => Promise<Result<Output<Name>>>
  readonly isBusy: boolean
  /** Why the last attempt failed; null before, during and after a success. */
  readonly failure: Failure | null
  readonly clear: () => void
}

/** A call that a button makes, with its progress and its failure. */
export function useCall<Name extends CallName>(name: Name): Caller<Name> {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = useCallback(
    async (input: Input<Name>) => {
      setBusy(true)
      setFailure(null)
      const result = await api.call(name, input)
      setBusy(false)
      if (!result.ok) setFailure(result.failure)
      return result
    },
    [name]
  )
  const clear = useCallback(() => setFailure(null), [])
  return { run, isBusy, failure, clear }
}
