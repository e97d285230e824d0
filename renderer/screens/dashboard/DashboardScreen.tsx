import { Button } from '@mantine/core'
import type { Dashboard } from '@shared/dashboard'
import { useEffect } from 'react'
import { Card } from '../../components/Card'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { useDashboard } from '../../stores/dashboard'
import { showOverlay } from '../../stores/overlay'
import { DashboardGroup } from './DashboardGroup'
import classes from './DashboardScreen.module.css'
import { GettingStarted } from './GettingStarted'

/** Projects × environments: what is where, live. */
export function DashboardScreen() {
  const { load, fetch } = useDashboard()
  useEffect(() => void fetch(), [fetch])
  useScreenKey('n', () => showOverlay({ kind: 'new-project' }))
  useScreenKey('d', () => showOverlay({ kind: 'deploy' }))
  const isReady = load.state === 'ready' && groupsOf(load.value).length > 0
  return (
    <Screen>
      <PageHeader
        title="Dashboard"
        actions={
          !isReady ? undefined : (
            <>
              <Button
                variant="default"
                leftSection={<Icon name="plus" size={14} />}
                onClick={() => showOverlay({ kind: 'new-project' })}
                title="New project (N)"
              >
                New project
              </Button>
              <Button
                leftSection={<Icon name="deployment" size={14} />}
                onClick={() => showOverlay({ kind: 'deploy' })}
                title="Deploy a release (D)"
              >
                Deploy…
              </Button>
            </>
          )
        }
      />
      <Loaded load={load} onRetry={() => void fetch()} what="the dashboard">
        {dashboard => <Content dashboard={dashboard} />}
      </Loaded>
    </Screen>
  )
}

/** The groups that have something to show; none until there are both projects and environments. */
const groupsOf = ({ groups, environments }: Dashboard): Dashboard['groups'] =>
  environments.length === 0 ? [] : groups.filter(({ projects }) => projects.length > 0)

function Content({ dashboard }: { readonly dashboard: Dashboard }) {
  const groups = groupsOf(dashboard)
  if (groups.length === 0) return <GettingStarted />
  return (
    <div className={classes.groups}>
      {groups.map(({ group, projects }) => (
        <section key={group.id} aria-label={group.name}>
          {groups.length > 1 && <h2 className={classes.heading}>{group.name}</h2>}
          <Card padding="flush">
            <DashboardGroup group={group} rows={projects} environments={dashboard.environments} />
          </Card>
        </section>
      ))}
    </div>
  )
}
