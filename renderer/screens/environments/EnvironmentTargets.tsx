import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { HealthView } from '@shared/model/health'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { Section } from '../../components/Section'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { HealthBadge } from '../health/HealthBadge'
import classes from './environments.module.css'

type TargetRow = EnvironmentOverview['targets'][number]

/** The targets of an environment, with how their last health check found them. */
export function EnvironmentTargets({ targets }: { readonly targets: readonly TargetRow[] }) {
  const health = valueOr(useRead('health.list', {}).load, noHealth)
  const columns: readonly Column<TargetRow>[] = [
    { key: 'name', header: 'Target', cell: target => <TargetName target={target} /> },
    {
      key: 'health',
      header: 'Health',
      width: '190px',
      cell: target => <HealthBadge health={health.find(({ targetId }) => targetId === target.id) ?? asFound(target)} />
    }
  ]
  return (
    <Section title="Targets">
      <Card padding={targets.length === 0 ? 'normal' : 'flush'}>
        {targets.length === 0 ? (
          <p className={classes.none}>
            No target is in this environment. <Link href="/targets">Go to targets</Link>
          </p>
        ) : (
          <DataTable
            label="Targets"
            columns={columns}
            rows={targets}
            rowKey={({ id }) => id}
            onOpen={({ id }) => navigate(`/targets/${id}`)}
          />
        )}
      </Card>
    </Section>
  )
}

const noHealth: readonly HealthView[] = []

/** What the overview says, until what is known in full is there. */
const asFound = ({ id, status }: TargetRow): HealthView => ({
  targetId: id,
  status,
  checkedAt: null,
  summary: '',
  stages: [],
  isChecking: false,
  nextDueAt: null
})

const TargetName = ({ target: { id, name, isDisabled } }: { readonly target: TargetRow }) => (
  <>
    <Link href={`/targets/${id}`}>{name}</Link>
    {isDisabled && <span className={classes.muted}> · disabled</span>}
  </>
)
