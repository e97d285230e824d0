import { Button } from '@mantine/core'
import type { EnvironmentOverview } from '@shared/dashboard-calls'
import type { EnvironmentId } from '@shared/ids'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { NotFoundScreen } from '../NotFoundScreen'
import { TaskTable } from '../tasks/TaskTable'
import { EnvironmentDialog } from './EnvironmentDialog'
import { EnvironmentProjects } from './EnvironmentProjects'
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
        help="environments"
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
            <EnvironmentProjects environmentName={environment.name} projects={overview.projects} />
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
