import { Button } from '@mantine/core'
import type { DeploymentSummary } from '@shared/deployment'
import { useCallback, useState } from 'react'
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
import { bothLoads } from '../../stores/load'
import { showOverlay } from '../../stores/overlay'
import { CancelTask } from './CancelTask'
import { PastTasks } from './PastTasks'
import { everythingPast, pastInput } from './past-filter'
import { TaskTable } from './TaskTable'
import { TaskTabs } from './TaskTabs'
import { questionsIn, sortOpen } from './task-lists'
import classes from './tasks.module.css'
import { useOpenTasks } from './use-open-tasks'

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
  const both = bothLoads(open.load, past.load)
  const isBare = both.state === 'ready' && both.value.every(list => list.length === 0)
  return (
    <Screen>
      <PageHeader title="Tasks" actions={isBare ? undefined : deployButton}>
        <TaskTabs current="/tasks" />
      </PageHeader>
      <Loaded load={both} onRetry={retry} what="tasks">
        {([tasks]) =>
          isBare ? (
            <EmptyState icon="tasks" title="Nothing was deployed or run yet" action={deployButton}>
              What runs, waits or needs an answer stands here, and what is over keeps its log. Press <Kbd keys="D" /> to
              deploy a release.
            </EmptyState>
          ) : (
            <>
              <OpenTasks tasks={tasks} onCancel={setCancelled} />
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
  readonly tasks: readonly DeploymentSummary[]
  readonly onCancel: (task: DeploymentSummary) => void
}

function OpenTasks({ tasks, onCancel }: OpenTasksProps) {
  const { asking, running, waiting } = sortOpen(tasks)
  const cancel = useCallback((task: DeploymentSummary) => onCancel(task), [onCancel])
  if (tasks.length === 0) return <p className={classes.calm}>Nothing runs or waits at this moment.</p>
  return (
    <>
      {asking.length > 0 && (
        <Section title="Needs an answer" description={`${plural(questionsIn(asking), 'question')} open.`}>
          <Card padding="flush">
            <TaskTable tasks={asking} label="Needs an answer" show="asking" onCancel={cancel} />
          </Card>
        </Section>
      )}
      {running.length > 0 && (
        <Section title="Running">
          <Card padding="flush">
            <TaskTable tasks={running} label="Running" show="running" onCancel={cancel} />
          </Card>
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title="Waiting their turn">
          <Card padding="flush">
            <TaskTable tasks={waiting} label="Waiting their turn" show="waiting" onCancel={cancel} />
          </Card>
        </Section>
      )}
    </>
  )
}
