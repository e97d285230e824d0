import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { DeploymentSummary } from '@shared/deployment'
import { titleOf } from '@shared/deployment-title'
import { type OpenListing, questionsIn, sortOpen } from '@shared/open-tasks'
import { useMemo, useState } from 'react'
import { api } from '../../api'
import { Card } from '../../components/Card'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import { useScreenKey } from '../../lib/use-screen-key'
import { useRead } from '../../stores/catalog'
import { bothLoads, together } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { CancelTask } from './CancelTask'
import { PastTasks } from './PastTasks'
import { everythingPast, pastInput } from './past-filter'
import { TaskTable } from './TaskTable'
import { TaskTabs } from './TaskTabs'
import classes from './tasks.module.css'
import { useOpenTasks } from './use-open-tasks'

/** Moves it before all others that wait, and says so to who does not see the list. */
async function onMoveToTop(task: DeploymentSummary): Promise<void> {
  const moved = await api.call('deployment.moveToTop', { id: task.id })
  if (moved.ok) notifications.show({ message: `${titleOf(task)} is at the top.` })
  else notifications.show({ color: 'red', message: moved.failure.message })
}

const deploy = () => showOverlay({ kind: 'deploy' })

/** Everything that needs an answer, runs, waits and ran. */
export function TasksScreen() {
  const open = useOpenTasks()
  const past = useRead('deployment.list', pastInput(everythingPast))
  const [cancelled, setCancelled] = useState<DeploymentSummary | null>(null)
  useScreenKey('d', deploy)
  const retry = () => {
    open.again()
    past.again()
  }
  const deployButton = (
    <Button leftSection={<Icon name="deployment" size={14} />} onClick={deploy} title="Deploy a release (D)">
      Deploy…
    </Button>
  )
  const [environments, tenants] = [useRead('environment.list', {}).load, useRead('tenant.list', {}).load]
  const both = together(bothLoads(open.load, past.load), environments, tenants)
  const isBare = both.state === 'ready' && both.value[0].count === 0 && both.value[1].length === 0
  return (
    <Screen>
      <PageHeader title="Tasks" help="tasks" actions={deployButton}>
        <TaskTabs current="/tasks" />
      </PageHeader>
      <Loaded load={both} onRetry={retry} what="tasks">
        {([listing]) =>
          isBare ? (
            <EmptyState icon="tasks" title="Nothing was deployed or run yet">
              What runs, waits or needs an answer stands here, and what is over keeps its log. Press <Kbd keys="D" /> to
              deploy a release.
            </EmptyState>
          ) : (
            <>
              <OpenTasks listing={listing} onCancel={setCancelled} />
              <PastTasks />
            </>
          )
        }
      </Loaded>
      {cancelled !== null && <CancelTask task={cancelled} onClose={() => setCancelled(null)} />}
    </Screen>
  )
}

interface OpenTasksProps {
  readonly listing: OpenListing
  readonly onCancel: (task: DeploymentSummary) => void
}

function OpenTasks({ listing, onCancel }: OpenTasksProps) {
  const { tasks, count } = listing
  const { asking, running, waiting } = sortOpen(tasks)
  const actions = useMemo(() => ({ onCancel, onMoveToTop }), [onCancel])
  if (tasks.length === 0) return <p className={classes.calm}>Nothing runs or waits at this moment.</p>
  return (
    <>
      {asking.length > 0 && (
        <Section title="Needs an answer" description={`${plural(questionsIn(asking), 'question')} open.`}>
          <Card padding="flush">
            <TaskTable tasks={asking} label="Needs an answer" show="asking" actions={actions} />
          </Card>
        </Section>
      )}
      {running.length > 0 && (
        <Section title="Running">
          <Card padding="flush">
            <TaskTable tasks={running} label="Running" show="running" actions={actions} />
          </Card>
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title="Waiting their turn" description="The next one first.">
          <Card padding="flush">
            <TaskTable tasks={waiting} label="Waiting their turn" show="waiting" actions={actions} />
          </Card>
        </Section>
      )}
      {count > tasks.length && (
        <p className={classes.calm}>
          {count - tasks.length} more {count - tasks.length === 1 ? 'comes' : 'come'} after these.
        </p>
      )}
    </>
  )
}
