import type { Deployment } from '@shared/deployment'
import { formatDuration, formatMoment } from '../../../lib/time'
import { useRead } from '../../../stores/catalog'
import { valueOr } from '../../../stores/load'
import { NoticeCard } from './NoticeCard'

/** A deployment that begins at once need not say that it is about to. Milliseconds. */
const patience = 2000

/** Why nothing has begun yet, or why it does not go on although nobody is asked: its time, or others before it. */
export function QueuedCard({ deployment, now }: { readonly deployment: Deployment; readonly now: number }) {
  // By its id: it may be older than any number of others that wait there.
  const { load } = useRead('deployment.list', { ids: [deployment.id] })
  const waitsFor = valueOr(load, [])[0]?.waitsFor ?? null
  const { startAt, expiresAt, state } = deployment
  const isQueued = state === 'queued'
  const isScheduled = isQueued && startAt !== null && startAt > now
  if (!isScheduled && waitsFor === null && (!isQueued || now - deployment.queuedAt < patience)) return null
  if (!isQueued && waitsFor === null) return null
  return (
    <NoticeCard
      label={isScheduled ? 'Scheduled' : 'Queued'}
      icon="clock"
      tone="still"
      title={
        isScheduled ? (
          <>
            <strong>Begins by itself on {formatMoment(startAt)}</strong>, in {formatDuration(startAt - now)}, while
            Slipway runs.
          </>
        ) : (
          <>
            <strong>{isQueued ? 'Waits for its turn' : 'Waits to go on'}</strong>
            {waitsFor === null ? '.' : `: ${waitsFor}`}
          </>
        )
      }
    >
      {isQueued && expiresAt !== null ? (
        <p>If it has not begun by {formatMoment(expiresAt)}, it expires and never runs.</p>
      ) : null}
    </NoticeCard>
  )
}
