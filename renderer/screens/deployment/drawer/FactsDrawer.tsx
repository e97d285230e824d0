import { Select } from '@mantine/core'
import type { Deployment } from '@shared/deployment'
import type { RunId, TargetId } from '@shared/ids'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { HealthCard } from '../../health/HealthCard'
import { pressingIn, wantedOf } from '../explain-address'
import classes from './DrawerFrame.module.css'

interface FactsDrawerProps {
  readonly deployment: Deployment
  /** The runs that are chosen; the target of the first one is shown. */
  readonly runs: ReadonlySet<RunId>
}

const platformNames = { posix: 'Linux, macOS, BSD', windows: 'Windows' } as const

/** What is known about a target: how it is reached, and how it was found at its last health check, clock included. */
export function FactsDrawer({ deployment, runs }: FactsDrawerProps) {
  const { plan, excluded } = deployment
  const [moved, setMoved] = useState<TargetId | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves it
  useEffect(() => setMoved(null), [runs])
  const [atFirst] = useState(() => pressingIn(deployment))
  const wanted = moved ?? wantedOf(plan, runs, atFirst).targetId
  const target = plan.targets.find(item => item.id === wanted) ?? plan.targets[0]
  if (!target) return <p className={classes.none}>No target takes part.</p>
  const exclusion = excluded.find(item => item.targetId === target.id)
  return (
    <div className={classes.body}>
      <Select
        label="Target"
        searchable
        data={plan.targets.map(({ id, name }) => ({ value: id, label: name }))}
        value={target.id}
        onChange={value => setMoved(value as TargetId | null)}
      />
      <dl className={classes.facts}>
        <div>
          <dt>Address</dt>
          <dd>{target.address}</dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>{target.roles.join(', ')}</dd>
        </div>
        <div>
          <dt>System</dt>
          <dd>{platformNames[target.platform]}</dd>
        </div>
        {exclusion && (
          <div>
            <dt>Excluded</dt>
            <dd>{exclusion.reason}</dd>
          </div>
        )}
      </dl>
      <p className={classes.note}>
        Address and roles are those of this deployment.{' '}
        <Link href={`/targets/${target.id}`}>The target as it is now</Link>
      </p>
      <HealthCard targetId={target.id} />
    </div>
  )
}
