import { Button } from '@mantine/core'
import type { DashboardCell } from '@shared/dashboard'
import { thereWords } from '@shared/dashboard'
import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { EnvironmentId } from '@shared/ids'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { StateBadge, shortWords, stateOf } from '../../components/StateBadge'
import { TimeAgo } from '../../components/TimeAgo'
import { useScreenKey } from '../../lib/use-screen-key'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { NotFoundScreen } from '../NotFoundScreen'
import { TaskTable } from '../tasks/TaskTable'
import { EnvironmentDialog } from './EnvironmentDialog'
import { EnvironmentFreezes, EnvironmentPhases } from './EnvironmentRules'
import { EnvironmentTargets } from './EnvironmentTargets'
import classes from './environments.module.css'

/** What is in one environment: projects, targets, phases, freezes, and what went on there. */
export function EnvironmentScreen({ environmentId }: { readonly environmentId: EnvironmentId }) {
  const { load, again } = useRead('environment.overview', { id: environmentId })
  if (load.state === 'failed' && load.failure.kind === 'not-found') return <NotFoundScreen what="environment" />
  return (
    <Loaded load={load} onRetry={again} what="the environment">
      {overview => <Overview overview={overview} />}
    </Loaded>
  )
}

function Overview({ overview }: { readonly overview: EnvironmentOverview }) {
  const [isEdited, setEdited] = useState(false)
  const { environment } = overview
  useScreenKey('e', () => setEdited(true))
  return (
    <Screen>
      <PageHeader
        title={environment.name}
        crumbs={[{ label: 'Environments', href: '/environments' }]}
        {...(environment.isProduction ? { badge: <EnvironmentChip name="Production" isProduction /> } : {})}
        {...(environment.description === '' ? {} : { subtitle: environment.description })}
        actions={
          <Button
            variant="default"
            leftSection={<Icon name="edit" size={14} />}
            onClick={() => setEdited(true)}
            title="Edit (E)"
          >
            Edit…
          </Button>
        }
      />
      <EnvironmentFreezes freezes={overview.freezes} />
      <Section title="What is there">
        {overview.projects.length === 0 ? (
          <Card>
            <p className={classes.none}>Nothing has been deployed here yet.</p>
          </Card>
        ) : (
          <Card padding="flush">
            <DataTable
              label="What is there"
              columns={projectColumns}
              rows={overview.projects}
              rowKey={({ project }) => project.id}
              onOpen={({ project }) => navigate(`/projects/${project.id}`)}
            />
          </Card>
        )}
      </Section>
      <div className={classes.pair}>
        <div>
          <EnvironmentTargets targets={overview.targets} />
        </div>
        <div>
          <EnvironmentPhases phases={overview.phases} />
        </div>
      </div>
      <Section title="Newest deployments">
        <Card padding={overview.deployments.length === 0 ? 'normal' : 'flush'}>
          {overview.deployments.length === 0 ? (
            <p className={classes.none}>Nothing has been deployed or run here yet.</p>
          ) : (
            <TaskTable tasks={overview.deployments} label="Newest deployments" show="past" />
          )}
        </Card>
      </Section>
      {isEdited && <EnvironmentDialog environment={environment} onClose={() => setEdited(false)} />}
    </Screen>
  )
}

type ProjectRow = EnvironmentOverview['projects'][number]

const projectColumns: readonly Column<ProjectRow>[] = [
  {
    key: 'project',
    header: 'Project',
    cell: ({ project }) => <Link href={`/projects/${project.id}`}>{project.name}</Link>
  },
  { key: 'current', header: 'Current', width: '18%', cell: ({ cell }) => <Current cell={cell} /> },
  { key: 'newest', header: 'Newest attempt', width: '30%', cell: ({ cell }) => <Newest cell={cell} /> },
  {
    key: 'when',
    header: 'When',
    width: '112px',
    align: 'end',
    cell: ({ cell: { newest } }) => <TimeAgo at={newest.finishedAt ?? newest.startedAt ?? newest.queuedAt} />
  }
]

function Current({ cell: { current } }: { readonly cell: DashboardCell }) {
  if (current === null) return <span className={classes.muted}>nothing</span>
  return <Link href={`/releases/${current.releaseId}`}>{current.releaseVersion}</Link>
}

function Newest({ cell }: { readonly cell: DashboardCell }) {
  const { newest } = cell
  const state = stateOf(newest)
  const words = shortWords(state, newest)
  return (
    <span className={classes.newest}>
      <Link href={`/deployments/${newest.id}`} title={thereWords(cell) ?? undefined}>
        {newest.releaseVersion}
      </Link>
      <StateBadge state={state} {...(words === null ? {} : { text: words })} />
    </span>
  )
}
