import { Button } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import type { HealthStatus, HealthView } from '@shared/model/health'
import { type Target, whereOf } from '@shared/model/target'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Tags } from '../../components/Tags'
import { navigate } from '../../navigation/history'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { bothLoads, isEmptyList, valueOr } from '../../stores/load'
import { HealthBadge } from '../health/HealthBadge'
import { CheckAll, HealthFilter } from '../health/HealthFilter'
import { ImportMenu } from '../imports/ImportMenu'
import { KeyState } from './KeyState'
import { TargetDrawer } from './TargetDrawer'
import { TargetTabs } from './TargetTabs'
import classes from './targets.module.css'

/** The machines that steps run on. */
export function TargetsScreen() {
  const targets = useRead('target.list', {})
  const environments = useRead('environment.list', {})
  const health = valueOr(useRead('health.list', {}).load, [])
  const [wanted, setWanted] = useState<HealthStatus | null>(null)
  const statusOf = (id: Target['id']) => health.find(({ targetId }) => targetId === id)?.status
  const [isAdding, setAdding] = useState(false)
  const add = () => setAdding(true)
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add target (N)">
      Add target
    </Button>
  )
  const retry = () => {
    targets.again()
    environments.again()
  }
  return (
    <Screen>
      <PageHeader
        title="Targets"
        help="targets"
        actions={
          <>
            {!isEmptyList(targets.load) && <HealthFilter health={health} value={wanted} onChange={setWanted} />}
            <ImportMenu />
            {!isEmptyList(targets.load) && <CheckAll health={health} />}
            {addButton}
          </>
        }
      >
        <TargetTabs current="/targets" />
      </PageHeader>
      <Loaded load={bothLoads(targets.load, environments.load)} onRetry={retry} what="targets">
        {([targets, environments]) =>
          targets.length === 0 ? (
            <EmptyState
              icon="target"
              title="No targets yet"
              action={
                <Button component={Link} href="/targets/import/hosts" variant="default">
                  Import from ~/.ssh/config…
                </Button>
              }
            >
              A target is a machine that scripts run on: an SSH host, this machine, or one that bundles are carried to.
              Press <Kbd keys="N" /> to add one, or import the hosts that OpenSSH knows.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <TargetTable
                targets={targets.filter(({ id }) => wanted === null || statusOf(id) === wanted)}
                environments={environments}
                health={health}
              />
            </Card>
          )
        }
      </Loaded>
      {isAdding && (
        <TargetDrawer target={null} onClose={() => setAdding(false)} onSaved={({ id }) => navigate(`/targets/${id}`)} />
      )}
    </Screen>
  )
}

interface TargetTableProps {
  readonly targets: readonly Target[]
  readonly environments: readonly Environment[]
  readonly health: readonly HealthView[]
}

function TargetTable({ targets, environments, health }: TargetTableProps) {
  const columns: readonly Column<Target>[] = [
    {
      key: 'name',
      header: 'Target',
      width: '15%',
      cell: ({ id, name, isDisabled }) => (
        <span className={classes.name}>
          <Link href={`/targets/${id}`} className={classes.link ?? ''}>
            {name}
          </Link>
          {isDisabled && <Tags items={['disabled']} />}
        </span>
      )
    },
    {
      key: 'address',
      header: 'Address',
      cell: target => (
        <span className={classes.muted} title={whereOf(target)}>
          {whereOf(target)}
        </span>
      )
    },
    { key: 'roles', header: 'Roles', width: '11%', cell: ({ roles }) => <Tags items={roles} /> },
    {
      key: 'environments',
      header: 'Environments',
      width: '17%',
      cell: ({ environmentIds }) => (
        <span className={classes.chips}>
          {environmentIds.length === 0 && (
            <span className={classes.lacking} title="Nothing is deployed to it before it is in an environment.">
              none
            </span>
          )}
          {environments
            .filter(({ id }) => environmentIds.includes(id))
            .map(environment => (
              <EnvironmentChip key={environment.id} {...environment} />
            ))}
        </span>
      )
    },
    {
      key: 'health',
      header: 'Health',
      width: '16%',
      cell: ({ id, kind }) =>
        kind === 'offline' ? (
          <span className={classes.muted}>Not checked</span>
        ) : (
          <HealthBadge health={health.find(({ targetId }) => targetId === id)} />
        )
    },
    {
      key: 'key',
      header: 'Host key',
      width: '17%',
      cell: target =>
        target.kind === 'ssh' ? (
          <KeyState name={target.name} hostKey={target.hostKey} />
        ) : (
          <span className={classes.muted}>Not needed</span>
        )
    }
  ]
  return (
    <DataTable
      label="Targets"
      columns={columns}
      rows={targets}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/targets/${id}`)}
    />
  )
}
