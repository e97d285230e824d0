import type { DeploymentSummary } from '@shared/deployment'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { StateBadge, stateOf } from '../../components/StateBadge'
import { TimeAgo } from '../../components/TimeAgo'
import { formatDuration } from '../../lib/time'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

interface DeploymentTableProps {
  readonly deployments: readonly DeploymentSummary[]
  readonly label: string
  /** Whether the project is said in each row. */
  readonly withProject: boolean
}

const tookText = ({ startedAt, finishedAt }: DeploymentSummary): string =>
  startedAt === null || finishedAt === null ? '' : formatDuration(finishedAt - startedAt)

/** Deployments as rows; a row opens its deployment. */
export function DeploymentTable({ deployments, label, withProject }: DeploymentTableProps) {
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const production = new Set(environments.filter(({ isProduction }) => isProduction).map(({ id }) => id))
  const columns: readonly Column<DeploymentSummary>[] = [
    {
      key: 'state',
      header: 'State',
      width: '136px',
      cell: summary => {
        const state = stateOf(summary)
        return <StateBadge state={state} {...(state === 'warned' ? { text: 'Warnings' } : {})} />
      }
    },
    {
      key: 'what',
      header: withProject ? 'Release' : 'Deployment',
      cell: summary => (
        <Link href={`/deployments/${summary.id}`} title={summary.summary ?? undefined}>
          {withProject
            ? `${summary.projectName} ${summary.releaseVersion}`
            : (summary.summary ?? summary.releaseVersion)}
        </Link>
      )
    },
    {
      key: 'environment',
      header: 'Environment',
      width: '136px',
      cell: ({ environmentId, environmentName }) => (
        <EnvironmentChip name={environmentName} isProduction={production.has(environmentId)} />
      )
    },
    { key: 'by', header: 'By', width: '88px', cell: ({ queuedBy }) => queuedBy },
    { key: 'took', header: 'Took', width: '96px', align: 'end', cell: tookText },
    {
      key: 'when',
      header: 'Queued',
      width: '112px',
      align: 'end',
      cell: ({ queuedAt }) => <TimeAgo at={queuedAt} />
    }
  ]
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={deployments}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/deployments/${id}`)}
    />
  )
}
