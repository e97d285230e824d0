import { Loader } from '@mantine/core'
import type { DeploymentId } from '@shared/ids'
import type { Timeline } from '@shared/replay/timeline'
import { useEffect, useRef } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { isInGrid } from '../../../components/matrix/matrix-keys'
import { PageHeader } from '../../../components/PageHeader'
import { isBare, isForDialog, isTyping } from '../../../lib/keys'
import { navigate } from '../../../navigation/history'
import { LiveDeployment } from '../LiveDeployment'
import { ReplayCounts } from '../log/replay-counts'
import { ReplayBar } from './ReplayBar'
import classes from './ReplayScreen.module.css'
import { keyStep, type Player, usePlayer } from './use-player'
import { useTimeline } from './use-timeline'

/** A deployment once more, at any moment and at any speed, on the same screen as when it ran. */
export function ReplayScreen({ deploymentId }: { readonly deploymentId: DeploymentId }) {
  const { load, retry } = useTimeline(deploymentId)
  if (load.state === 'ready') return <Replay deploymentId={deploymentId} timeline={load.timeline} />
  if (load.state === 'loading')
    return (
      <div className={classes.loading} role="status" aria-label="Loading the past of the deployment">
        <Loader size="sm" />
        {load.events > 0 && <p>{load.events.toLocaleString()} events so far</p>}
      </div>
    )
  return (
    <div className={classes.other}>
      <PageHeader
        title="Replay"
        crumbs={[
          { label: 'Tasks', href: '/tasks' },
          { label: 'Deployment', href: `/deployments/${deploymentId}` }
        ]}
      />
      <FailureAlert failure={load.failure} onRetry={retry} />
    </div>
  )
}

interface ReplayProps {
  readonly deploymentId: DeploymentId
  readonly timeline: Timeline
}

function Replay({ deploymentId, timeline }: ReplayProps) {
  const player = usePlayer(timeline.axis.length)
  const moment = timeline.axis.momentAt(player.position)
  const { deployment, counts } = timeline.at(moment)
  usePlayerKeys(player, timeline.axis.length)
  return (
    <div className={classes.screen}>
      <ReplayBar
        timeline={timeline}
        player={player}
        moment={moment}
        onClose={() => navigate(`/deployments/${deploymentId}`)}
      />
      <div className={classes.moment}>
        <ReplayCounts value={counts}>
          <LiveDeployment deployment={deployment} now={moment} mode="replay" />
        </ReplayCounts>
      </div>
    </div>
  )
}

/** Keys that move the replay, unless the focus is on something that has a use for them itself. */
function usePlayerKeys(player: Player, length: number): void {
  const latest = useRef({ player, length })
  latest.current = { player, length }
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isBare(event) || isForDialog(event) || isBusy(event)) return
      const { player: own, length: end } = latest.current
      const by = keyStep * (event.shiftKey ? 6 : 1)
      if (event.key === 'ArrowLeft') own.seek(own.position - by)
      else if (event.key === 'ArrowRight') own.seek(own.position + by)
      else if (event.key === 'Home') own.seek(0)
      else if (event.key === 'End') own.seek(end)
      else if (event.key === ' ') own.toggle()
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [])
}

/** A slider takes the same keys, and is the replay's own. */
function isBusy({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target instanceof HTMLInputElement && target.type === 'range') return false
  if (isTyping(target) || isInGrid(target) || target.closest('[role="log"]') !== null) return true
  return key === ' ' && target.closest('button, a') !== null
}
