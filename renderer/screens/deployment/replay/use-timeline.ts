import type { DeploymentEvent } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { eventPageLimit } from '@shared/log-calls'
import { Timeline } from '@shared/replay/timeline'
import { ok, type Result } from '@shared/result'
import { useCallback, useEffect, useState } from 'react'
import { api } from '../../../api'

export type TimelineLoad =
  | { readonly state: 'loading'; readonly events: number }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'ready'; readonly timeline: Timeline }

/** The past of a deployment up to the moment at which it is opened; read page by page. */
export function useTimeline(id: DeploymentId): { readonly load: TimelineLoad; readonly retry: () => void } {
  const [load, setLoad] = useState<TimelineLoad>({ state: 'loading', events: 0 })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt reads again
  useEffect(() => {
    let isCurrent = true
    setLoad({ state: 'loading', events: 0 })
    const tell = (events: number) => {
      if (isCurrent) setLoad({ state: 'loading', events })
    }
    void readAll(id, tell).then(events => {
      if (isCurrent) setLoad(timelineOf(events))
    })
    return () => {
      isCurrent = false
    }
  }, [id, attempt])
  return { load, retry: useCallback(() => setAttempt(count => count + 1), []) }
}

async function readAll(id: DeploymentId, tell: (events: number) => void): Promise<Result<readonly DeploymentEvent[]>> {
  const all: DeploymentEvent[] = []
  for (;;) {
    const page = await api.call('deployment.events', { id, after: all.at(-1)?.seq ?? 0, limit: eventPageLimit })
    if (!page.ok) return page
    all.push(...page.value.events)
    if (!page.value.hasMore || page.value.events.length === 0) return ok(all)
    tell(all.length)
  }
}

function timelineOf(events: Result<readonly DeploymentEvent[]>): TimelineLoad {
  if (!events.ok) return { state: 'failed', failure: events.failure }
  try {
    return { state: 'ready', timeline: new Timeline(events.value) }
  } catch (error) {
    return { state: 'failed', failure: unplayable(error) }
  }
}

const unplayable = (error: unknown): Failure => ({
  kind: 'internal',
  message: `This deployment cannot be played again: ${error instanceof Error ? error.message : String(error)}.`,
  remedy: 'Open the deployment itself; its log is not touched by this.'
})
