import { Button } from '@mantine/core'
import type { Dashboard } from '@shared/dashboard'
import { useEffect } from 'react'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { useDashboard } from '../../stores/dashboard'
import { useGuide } from '../../stores/demo-guide'
import { together, valueOr } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { DashboardGrid } from './DashboardGrid'
import { GettingStarted } from './GettingStarted'
import { GuideCard } from './GuideCard'

/** Projects × environments: what is where, live. */
export function DashboardScreen() {
  const { load, fetch } = useDashboard()
  const guide = useGuide()
  const guided = valueOr(guide.load, null)
  useEffect(() => void fetch(), [fetch])
  useScreenKey('n', () => showOverlay({ kind: 'new-project' }))
  useScreenKey('d', () => showOverlay({ kind: 'deploy' }))
  return (
    <Screen>
      <PageHeader
        title="Dashboard"
        help="dashboard"
        actions={
          load.state !== 'ready' || isBare(load.value) ? undefined : (
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
      <Loaded load={together(load, guide.load)} onRetry={() => void fetch()} what="the dashboard">
        {dashboard => (
          <>
            {guided !== null && !guided.isPutAway && <GuideCard guide={guided} />}
            {isBare(dashboard) ? <GettingStarted /> : <DashboardGrid dashboard={dashboard} />}
          </>
        )}
      </Loaded>
    </Screen>
  )
}

/** There is nothing to show until there are both projects and environments. */
const isBare = ({ groups, environments }: Dashboard): boolean =>
  environments.length === 0 || groups.every(({ projects }) => projects.length === 0)
