import { ActionIcon, Button } from '@mantine/core'
import type { DeploymentSummary } from '@shared/deployment'
import { placeOf, subjectOf, titleOf } from '@shared/deployment-title'
import { tookOf } from '@shared/idle-time'
import type { EnvironmentId } from '@shared/ids'
import { Link } from 'wouter'
import type { Column } from '../../components/DataTable'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { RowMenu } from '../../components/RowMenu'
import { StateBadge, shortWords, stateOf } from '../../components/StateBadge'
import { TenantChip } from '../../components/TenantChip'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { formatDuration } from '../../lib/time'
import { navigate } from '../../navigation/history'
import { useNow } from '../deployment/use-now'
import classes from './tasks.module.css'

type TaskColumn = Column<DeploymentSummary>

export const taskPath = ({ id }: Pick<DeploymentSummary, 'id'>): string => `/deployments/${id}`

export const stateColumn: TaskColumn = {
  key: 'state',
  header: 'State',
  width: '152px',
  cell: summary => {
    const state = stateOf(summary)
    // How much of it is done stands in a column of its own.
    const words = state === 'running' || state === 'cancelling' ? null : shortWords(state, summary)
    return <StateBadge state={state} {...(words === null ? {} : { text: words })} />
  }
}

/** What is deployed or run. `says` completes it where more is known. */
export const whatColumn = (says?: (task: DeploymentSummary) => string | null): TaskColumn => ({
  key: 'what',
  header: 'What',
  cell: task => <What task={task} says={says?.(task) ?? null} />
})

function What({ task, says }: { readonly task: DeploymentSummary; readonly says: string | null }) {
  const isRunbook = task.runbook !== null
  return (
    <span className={classes.what}>
      <Icon name={isRunbook ? 'runbook' : 'deployment'} size={14} label={isRunbook ? 'Runbook run:' : 'Deployment:'} />
      <span className={classes.texts}>
        <Link href={taskPath(task)} title={task.summary ?? undefined}>
          {subjectOf(task)}
        </Link>
        {says !== null && (
          <span className={classes.says} title={says}>
            {says}
          </span>
        )}
      </span>
    </span>
  )
}

/** The same where the screen says already what it is about: how it went. */
export const summaryColumn = (header: string): TaskColumn => ({
  key: 'what',
  header,
  cell: task => (
    <Link href={taskPath(task)} title={task.summary ?? undefined}>
      {task.summary ?? task.releaseVersion}
    </Link>
  )
})

export const environmentColumn = (production: ReadonlySet<EnvironmentId>): TaskColumn => ({
  key: 'environment',
  header: 'Environment',
  width: '136px',
  cell: ({ environmentId, environmentName, tenant }) => (
    <span className={classes.place}>
      <EnvironmentChip name={environmentName} isProduction={production.has(environmentId)} />
      {tenant !== undefined && <TenantChip name={tenant.name} />}
    </span>
  )
})

export const byColumn: TaskColumn = { key: 'by', header: 'By', width: '96px', cell: ({ queuedBy }) => queuedBy }

/** Moves it before all others that wait; the first one says so. */
export const topColumn = (
  onMoveToTop: TaskActions['onMoveToTop'],
  first: DeploymentSummary['id'] | undefined
): TaskColumn => ({
  key: 'top',
  header: <span className="visually-hidden">Order</span>,
  width: '72px',
  align: 'end',
  cell: task =>
    task.id === first ? (
      <span className={classes.first}>First</span>
    ) : (
      <ActionIcon
        aria-label={`Move ${titleOf(task)} to the top`}
        title="Move to the top (M)"
        onClick={() => onMoveToTop(task)}
      >
        <Icon name="arrow-up" size={14} />
      </ActionIcon>
    )
})

export const queuedColumn: TaskColumn = {
  key: 'when',
  header: 'Queued',
  width: '112px',
  align: 'end',
  cell: ({ queuedAt }) => <TimeAgo at={queuedAt} />
}

export const tookColumn: TaskColumn = {
  key: 'took',
  header: 'Took',
  width: '96px',
  align: 'end',
  cell: task => {
    const took = task.finishedAt === null ? null : tookOf(task, task.finishedAt)
    return took === null ? '' : formatDuration(took)
  }
}

export const elapsedColumn: TaskColumn = {
  key: 'elapsed',
  header: 'Elapsed',
  width: '96px',
  align: 'end',
  cell: task => <Elapsed task={task} />
}

function Elapsed({ task }: { readonly task: DeploymentSummary }) {
  const took = tookOf(task, useNow(true))
  return took === null ? '' : formatDuration(took)
}

export const progressColumn: TaskColumn = {
  key: 'progress',
  header: 'Done',
  width: '128px',
  cell: ({ runsDone, runsTotal }) => (
    <span className={classes.progress}>
      <progress className={classes.bar} value={runsDone} max={Math.max(1, runsTotal)} aria-label="Runs that are over" />
      <span className={classes.count}>
        {runsDone}/{runsTotal}
      </span>
    </span>
  )
}

/** The way to the question, which is answered where what led to it can be read. */
export const answerColumn: TaskColumn = {
  key: 'answer',
  header: <span className="visually-hidden">Answer</span>,
  width: '132px',
  align: 'end',
  cell: task => (
    <Button
      size="compact-sm"
      variant="light"
      onClick={() => navigate(taskPath(task))}
      aria-label={`Answer ${plural(task.openQuestions, 'question')} of ${subjectOf(task)}${task.tenant === undefined ? '' : ` for ${task.tenant.name}`}`}
    >
      {task.openQuestions === 1 ? 'Answer…' : `Answer ${task.openQuestions}…`}
    </Button>
  )
}

/** What can be done about a task from its row. */
export interface TaskActions {
  readonly onCancel: (task: DeploymentSummary) => void
  /** Called for one that waits for its turn. */
  readonly onMoveToTop: (task: DeploymentSummary) => void
}

/** Whether it could come before others: also one that went on and waits for its turn again. */
const canMoveToTop = ({ state, waitsFor }: DeploymentSummary): boolean =>
  state === 'queued' || (state === 'running' && waitsFor !== null)

export const menuColumn = ({ onCancel, onMoveToTop }: TaskActions): TaskColumn => ({
  key: 'menu',
  header: <span className="visually-hidden">Actions</span>,
  width: '64px',
  align: 'end',
  cell: task => (
    <RowMenu
      label={`Actions for ${subjectOf(task)} in ${placeOf(task)}`}
      items={[
        { label: 'Open', icon: 'arrow-right', onSelect: () => navigate(taskPath(task)) },
        ...(canMoveToTop(task)
          ? [{ label: 'Move to the top', icon: 'arrow-up', onSelect: () => onMoveToTop(task) } as const]
          : []),
        ...(task.state === 'cancelling'
          ? []
          : [{ label: 'Cancel…', icon: 'slash-circle', isDangerous: true, onSelect: () => onCancel(task) } as const])
      ]}
    />
  )
})
