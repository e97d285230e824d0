import { Button } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import { plural } from '../../../lib/plural'
import { NoticeCard } from './NoticeCard'

interface PausedCardProps {
  readonly deployment: Deployment
  /** Null where it cannot be continued. */
  readonly onContinue: (() => void) | null
}

/** Nothing new begins until somebody says so. */
export function PausedCard({ deployment, onContinue }: PausedCardProps) {
  const running = Object.values(deployment.runs).filter(run => run.state === 'running').length
  return (
    <NoticeCard
      label="Paused"
      icon="pause"
      tone="warn"
      title={
        <>
          <strong>{running > 0 ? 'Pausing' : 'Paused'}: nothing new begins.</strong>
          {running > 0 && ` ${plural(running, 'run')} ${running === 1 ? 'goes' : 'go'} on to the end.`}
        </>
      }
      actions={
        onContinue === null ? undefined : (
          <Button onClick={onContinue} title="Continue (P)">
            Continue
          </Button>
        )
      }
    />
  )
}
