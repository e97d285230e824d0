import type { DeploymentId } from '@shared/ids'
import { useCallback, useEffect } from 'react'
import { useStore } from 'zustand'
import { api } from '../api'
import { type DeploymentEntry, Deployments, type LogNews } from './deployments'

const deployments = new Deployments({
  readDeployment: id => api.call('deployment.get', { id }),
  subscribe: listener => api.subscribe(listener)
})

/** Before the next frame; soon as well where no frames are drawn, as in a window that is not shown yet. */
const whenUndrawn = 150

export function onFrame(run: () => void): void {
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

/** Tells how the log of a watched deployment grows. Returns its own undo. */
export const onLogNews = (id: DeploymentId, listener: (news: LogNews) => void): (() => void) =>
  deployments.onLog(id, listener)
