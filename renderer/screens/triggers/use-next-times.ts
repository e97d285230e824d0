import type { Failure } from '@shared/failure'
import type { TriggerWhen } from '@shared/model/trigger'
import { useEffect, useState } from 'react'
import { api } from '../../api'

/** How long nothing is typed before it is asked, in milliseconds. */
const quietMs = 250

export interface NextTimes {
  /** Milliseconds since 1970 UTC; null while they are not known. */
  readonly times: readonly number[] | null
  readonly failure: Failure | null
}

/** The next times of a schedule that is being typed. */
export function useNextTimes(when: Extract<TriggerWhen, { kind: 'schedule' }>): NextTimes {
  const { cron, timeZone } = when
  const [found, setFound] = useState<NextTimes>({ times: null, failure: null })
  useEffect(() => {
    let isOld = false
    const timer = setTimeout(() => {
      const asked = { kind: 'schedule' as const, cron, ...(timeZone === undefined ? {} : { timeZone }) }
      void api.call('trigger.times', { when: asked, count: 5 }).then(result => {
        if (isOld) return
        setFound(result.ok ? { times: result.value, failure: null } : { times: null, failure: result.failure })
      })
    }, quietMs)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [cron, timeZone])
  return found
}
