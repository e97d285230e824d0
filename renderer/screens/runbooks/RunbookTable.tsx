import { placeOf } from '@shared/deployment-title'
import type { Environment } from '@shared/model/environment'
import type { RunbookListing } from '@shared/runbook-calls'
import { Link } from 'wouter'
import { type Column, DataTable } from '../../components/DataTable'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { RowMenu } from '../../components/RowMenu'
import { StateBadge, stateOf } from '../../components/StateBadge'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { navigate } from '../../navigation/history'
import classes from './runbooks.module.css'

interface RunbookTableProps {
  readonly runbooks: readonly RunbookListing[]
  readonly environments: readonly Environment[]
  readonly onRun: (runbook: RunbookListing, isDraft: boolean) => void
  readonly onDelete: (runbook: RunbookListing) => void
}

/** The runbooks of a project; a row opens its runbook. */
export function RunbookTable({ runbooks, environments, onRun, onDelete }: RunbookTableProps) {
  const columns: readonly Column<RunbookListing>[] = [
    {
      key: 'name',
      header: 'Runbook',
      cell: ({ id, name, description, steps }) => (
        <span className={classes.name}>
          <Link href={`/runbooks/${id}`}>{name}</Link>
          <span className={classes.description} title={description}>
            {description === '' ? plural(steps.length, 'step') : description}
          </span>
        </span>
      )
    },
    { key: 'published', header: 'Published', width: '152px', cell: runbook => <Published runbook={runbook} /> },
    {
      key: 'environments',
      header: 'Runs in',
      width: '216px',
      cell: runbook => <Environments runbook={runbook} environments={environments} />
    },
    { key: 'last', header: 'Last run', width: '216px', cell: ({ lastRun }) => <LastRun run={lastRun} /> },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: runbook => (
        <RowMenu
          label={`Actions for ${runbook.name}`}
          items={[
            ...(runbook.published === null
              ? []
              : [
                  {
                    label: `Run ${runbook.published.version}…`,
                    icon: 'play',
                    onSelect: () => onRun(runbook, false)
                  } as const
                ]),
            ...(runbook.steps.length === 0 || (runbook.published !== null && !runbook.isOutdated)
              ? []
              : [{ label: 'Run the draft…', icon: 'play', onSelect: () => onRun(runbook, true) } as const]),
            { label: 'Runs', icon: 'deployment', onSelect: () => navigate(`/runbooks/${runbook.id}/runs`) },
            { label: 'Settings', icon: 'edit', onSelect: () => navigate(`/runbooks/${runbook.id}/settings`) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onDelete(runbook) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable
      label="Runbooks"
      columns={columns}
      rows={runbooks}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/runbooks/${id}`)}
    />
  )
}

function Published({ runbook: { published, isOutdated } }: { readonly runbook: RunbookListing }) {
  if (published === null) return <span className={classes.quiet}>Not yet</span>
  return (
    <>
      {published.version}
      {isOutdated && <span className={classes.outdated}>changed since</span>}
    </>
  )
}

interface EnvironmentsProps {
  readonly runbook: RunbookListing
  readonly environments: readonly Environment[]
}

function Environments({ runbook: { environments: where }, environments }: EnvironmentsProps) {
  if (where.kind === 'all') return <span className={classes.quiet}>All environments</span>
  return (
    <span className={classes.chips}>
      {environments
        .filter(({ id }) => where.ids.includes(id))
        .map(({ id, name, isProduction }) => (
          <EnvironmentChip key={id} name={name} isProduction={isProduction} />
        ))}
    </span>
  )
}

function LastRun({ run }: { readonly run: RunbookListing['lastRun'] }) {
  if (run === null) return <span className={classes.quiet}>Never</span>
  return (
    <Link href={`/deployments/${run.id}`} className={classes.last ?? ''} title={run.summary ?? undefined}>
      <StateBadge state={stateOf(run)} />
      <span className={classes.description}>
        {placeOf(run)}, <TimeAgo at={run.queuedAt} />
      </span>
    </Link>
  )
}
