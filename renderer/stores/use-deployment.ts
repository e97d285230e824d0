import type { DeploymentId } from '@shared/ids'
import type { LogFilter } from '@shared/log'
import { useCallback, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { api } from '../api'
import { type DeploymentEntry, Deployments } from './deployments'
import { LogLines } from './log-lines'

const deployments = new Deployments({
  readDeployment: id => api.call('deployment.get', { id }),
  subscribe: listener => api.subscribe(listener)
})

/** Before the next frame; soon as well where no frames are drawn, as in a window that is not shown yet. */
const whenUndrawn = 150

function onFrame(run: () => void): void {
  let isDone = false
  const once = () => {
    if (isDone) return
    isDone = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    run()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, whenUndrawn)
}

export interface WatchedDeployment {
  readonly entry: DeploymentEntry
  readonly retry: () => void
}

/** A deployment that is kept up to date while the calling component is shown. */
export function useDeployment(id: DeploymentId): WatchedDeployment {
  useEffect(() => deployments.watch(id), [id])
  const entry = useStore(deployments.store, entries => entries[id]) ?? { status: 'loading' as const }
  return { entry, retry: useCallback(() => deployments.retry(id), [id]) }
}

/** The log of a watched deployment through a filter, followed while the calling component is shown. */
export function useLogLines(id: DeploymentId, filter: LogFilter): LogLines {
  const key = JSON.stringify(filter)
  const lines = useMemo(
    () => new LogLines({ readPage: input => api.call('log.page', input), onFrame }, id, JSON.parse(key) as LogFilter),
    [id, key]
  )
  useEffect(() => {
    const stop = deployments.onLog(id, news => {
      if (news.kind === 'grown') lines.apply(news.growth)
      else void lines.load()
    })
    void lines.load()
    return stop
  }, [id, lines])
  return lines
}
