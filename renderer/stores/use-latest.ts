import type { CallName, Input, Output } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import { useEffect, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, ready } from './load'

/** How long typing has to rest before it is asked about, in milliseconds. */
const rest = 200

export interface Latest<T> {
  readonly load: Load<T>
  /** Whether what is shown belongs to an earlier input. */
  readonly isBehind: boolean
}

/**
 * What a call that only reads says about something that is being typed. The answer before stays until the next is
 * there, and an answer that was overtaken is dropped.
 * @param input null for asking nothing.
 */
export function useLatest<Name extends CallName>(name: Name, input: Input<Name> | null): Latest<Output<Name>> {
  const [answer, setAnswer] = useState<{ readonly key: string | null; readonly load: Load<Output<Name>> }>({
    key: null,
    load: loading
  })
  const key = input === null ? null : canonicalJson(input)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input, which is a new object each time
  useEffect(() => {
    if (input === null) return
    let isWanted = true
    const timer = setTimeout(() => {
      void api.call(name, input).then(result => {
        if (!isWanted) return
        setAnswer(before => ({
          key,
          load: result.ok ? ready<Output<Name>>(result.value) : afterFailure(before.load, result.failure)
        }))
      })
    }, rest)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [name, key])
  return { load: answer.load, isBehind: answer.key !== key }
}
