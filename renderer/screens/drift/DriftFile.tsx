import { Button } from '@mantine/core'
import type { Output } from '@shared/api'
import type { DriftPlace } from '@shared/drift-calls'
import type { DeploymentId } from '@shared/ids'
import { useEffect, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { useCall } from '../../stores/use-call'
import { PartLines } from '../packages/PartLines'
import classes from './drift.module.css'

interface DriftFileProps {
  readonly deploymentId: DeploymentId
  readonly place: DriftPlace
  readonly path: string
  readonly onSettled: () => Promise<void>
}

/** One file that differs: its lines against those of the package, and what becomes of it. */
export function DriftFile({ deploymentId, place, path, onSettled }: DriftFileProps) {
  const reading = useCall('drift.file')
  const settling = useCall('drift.settle')
  const [found, setFound] = useState<Output<'drift.file'> | null>(null)
  const { run: read } = reading
  const { run } = place
  useEffect(() => {
    void read({ deploymentId, run, path }).then(result => {
      if (result.ok) setFound(result.value)
    })
  }, [read, deploymentId, run, path])
  const settle = async (how: 'keep' | 'restore') => {
    if ((await settling.run({ deploymentId, run, path, how })).ok) await onSettled()
  }
  const isExtra = place.extra.includes(path)
  return (
    <section className={classes.file} aria-label="File that differs">
      <div className={classes.bar}>
        <strong>{path}</strong>
        <span className={classes.buttons}>
          <Button
            size="xs"
            variant="default"
            loading={settling.isBusy}
            onClick={() => void settle('keep')}
            title="What is there counts as installed from now on"
          >
            {place.missing.includes(path) ? 'Leave it away' : 'Keep it as it is'}
          </Button>
          {!isExtra && (
            <Button
              size="xs"
              variant="default"
              loading={settling.isBusy}
              onClick={() => void settle('restore')}
              title="Writes the file of the package there again"
            >
              Put it back
            </Button>
          )}
        </span>
      </div>
      <p className={classes.muted}>
        − is the file in the package, + what lies on {place.place}. Values that were put in when it was installed
        differ, too.
      </p>
      {settling.failure && <FailureAlert failure={settling.failure} />}
      {reading.failure && <FailureAlert failure={reading.failure} />}
      {found &&
        (found.parts === null ? <p className={classes.note}>{found.why}</p> : <PartLines parts={found.parts} />)}
    </section>
  )
}
