import type { Output } from '@shared/api'
import type { DeploymentId, ReleaseId } from '@shared/ids'
import { useEffect } from 'react'
import { api } from '../../api'
import { type StateName, stateOf } from '../../components/StateBadge'
import { type Read, useCatalog, useRead } from '../../stores/catalog'

/**
 * Where a release stands, kept up to date while deployments of it begin and go on. That one ended is known to whoever
 * reads it anyway; how far one is matters to nobody here.
 */
export function useLiveProgression(id: ReleaseId): Read<Output<'release.progression'>> {
  useEffect(() => {
    const seen = new Map<DeploymentId, StateName>()
    return api.subscribe(event => {
      if (event.type !== 'deployment.changed' || event.summary.releaseId !== id) return
      const { summary } = event
      const state = stateOf(summary)
      const isNews = seen.get(summary.id) !== state
      seen.set(summary.id, state)
      if (isNews && summary.state !== 'finished') void useCatalog.getState().again('release.progression', { id })
    })
  }, [id])
  return useRead('release.progression', { id })
}
