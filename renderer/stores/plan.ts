import type { Input } from '@shared/api'
import { canonicalJson } from '@shared/canonical-json'
import type { EnvironmentId, ReleaseId, TenantId } from '@shared/ids'
import type { Plan, PlanChoices, PlanResult } from '@shared/plan/plan'
import { planDifferences } from '@shared/plan/plan-differences'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api } from '../api'
import { afterFailure, type Load, loading, ready } from './load'

/** What is asked of the planner: `choices` only where something was chosen. */
export type PlanRequest = Input<'deployment.plan'>

export interface PlanRead {
  readonly load: Load<PlanResult>
  /** Whether what is shown was planned for other choices than the present ones. */
  readonly isBehind: boolean
  /** What became different since it was looked at first, though nobody chose otherwise; empty when nothing did. */
  readonly changes: readonly string[]
  /** Takes note of the changes. */
  readonly accept: () => void
  readonly again: () => void
}

interface Planned {
  readonly load: Load<PlanResult>
  /** What it was planned for. */
  readonly key: string | null
  /** The first plan for it, or the one that was taken note of. */
  readonly seen: PlanResult | null
}

const nothing: Planned = { load: loading, key: null, seen: null }

/** The request for a plan: `choices` only where something was chosen, and a tenant only where it is for one. */
export const planRequestOf = (
  releaseId: ReleaseId,
  environmentId: EnvironmentId,
  choices: PlanChoices,
  tenantId?: TenantId
): PlanRequest => ({
  releaseId,
  environmentId,
  ...(tenantId === undefined ? {} : { tenantId }),
  ...(Object.keys(choices).length === 0 ? {} : { choices: writable(choices) })
})

/** Calls take lists that are their own. */
const writable = (choices: PlanChoices): NonNullable<PlanRequest['choices']> => {
  const { skip, only, without, isGuided, overridesFreeze } = choices
  return {
    ...(skip === undefined ? {} : { skip: [...skip] }),
    ...(only === undefined ? {} : { only: [...only] }),
    ...(without === undefined ? {} : { without: [...without] }),
    ...(isGuided === undefined ? {} : { isGuided }),
    ...(overridesFreeze === undefined ? {} : { overridesFreeze })
  }
}

/** What another choice of targets or steps changes in its place; another release or place starts from nothing. */
export const planSubject = ({ releaseId, environmentId, tenantId = 'none' }: PlanRequest): string =>
  `${releaseId} ${environmentId} ${tenantId}`

/** The plans that requests ask for, one for each, made again whenever something changed that they may depend on. */
export function usePlans(requests: readonly PlanRequest[]): readonly PlanRead[] {
  const [planned, setPlanned] = useState<Readonly<Record<string, Planned>>>({})
  const [round, setRound] = useState(0)
  // The newest question about each subject: only its answer is taken.
  const asked = useRef(new Map<string, { readonly key: string; readonly round: number }>())
  const again = useCallback(() => setRound(current => current + 1), [])
  const keys = requests.map(request => canonicalJson(request)).join('\n')
  const subjects = requests.map(planSubject).join('\n')

  useEffect(() => {
    const wanted = new Set(subjects.split('\n'))
    for (const subject of asked.current.keys()) if (!wanted.has(subject)) asked.current.delete(subject)
    setPlanned(now => Object.fromEntries(Object.entries(now).filter(([subject]) => wanted.has(subject))))
  }, [subjects])
  useEffect(
    () =>
      api.subscribe(event => {
        if (event.type === 'catalog.changed') again()
      }),
    [again]
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the requests; the round asks again
  useEffect(() => {
    for (const request of requests) {
      const [subject, key] = [planSubject(request), canonicalJson(request)]
      const last = asked.current.get(subject)
      if (last?.key === key && last.round === round) continue
      const question = { key, round }
      asked.current.set(subject, question)
      void api.call('deployment.plan', request).then(result => {
        if (asked.current.get(subject) !== question) return
        setPlanned(now => {
          const before = now[subject] ?? nothing
          if (!result.ok) return { ...now, [subject]: { ...before, load: afterFailure(before.load, result.failure) } }
          const seen = before.key === key ? (before.seen ?? result.value) : result.value
          return { ...now, [subject]: { load: ready(result.value), key, seen } }
        })
      })
    }
  }, [keys, round])
  useEffect(() => {
    const questions = asked.current
    return () => questions.clear()
  }, [])

  const accept = useCallback((subject: string) => {
    setPlanned(now => {
      const item = now[subject]
      if (item === undefined || item.load.state !== 'ready') return now
      return { ...now, [subject]: { ...item, seen: item.load.value } }
    })
  }, [])
  return requests.map(request => {
    const subject = planSubject(request)
    const { load, seen, key } = planned[subject] ?? nothing
    return {
      load,
      isBehind: key !== canonicalJson(request),
      changes: load.state === 'ready' && seen !== null ? changesSince(seen, load.value) : [],
      accept: () => accept(subject),
      again
    }
  })
}

const shownPlan = ({ plan, draft }: PlanResult): Plan | null => plan ?? draft ?? null

function changesSince(seen: PlanResult, now: PlanResult): readonly string[] {
  const [before, after] = [shownPlan(seen), shownPlan(now)]
  if (seen === now || before === null || after === null) return []
  const differences = planDifferences(before, after)
  if (differences.length > 0 || seen.hash === now.hash || seen.hash === null || now.hash === null) return differences
  return ['Something that the plan depends on changed.']
}
