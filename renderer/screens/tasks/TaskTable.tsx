import type { DeploymentSummary } from '@shared/deployment'
import { useMemo } from 'react'
import { type Column, DataTable } from '../../components/DataTable'
import { navigate } from '../../navigation/history'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import {
  answerColumn,
  byColumn,
  elapsedColumn,
  environmentColumn,
  menuColumn,
  progressColumn,
  queuedColumn,
  stateColumn,
  summaryColumn,
  type TaskActions,
  taskPath,
  tookColumn,
  topColumn,
  whatColumn
} from './task-columns'

interface TaskTableProps {
  readonly tasks: readonly DeploymentSummary[]
  readonly label: string
  /** What of them matters: `past` says how they went, `past-of-one` on a screen that is about what was deployed or run. */
  readonly show: 'asking' | 'running' | 'waiting' | 'past' | 'past-of-one'
  /** Heads the column with how they went, where `show` is `past-of-one`. */
  readonly what?: string
  readonly actions?: TaskActions
}

const none: readonly never[] = []
const nothing: TaskActions = { onCancel: () => undefined, onMoveToTop: () => undefined }

/** Deployments and runbook runs as rows; a row opens its own. */
export function TaskTable({ tasks, label, show, what = 'Deployment', actions = nothing }: TaskTableProps) {
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const first = tasks[0]?.id
  const columns = useMemo(() => {
    const production = new Set(environments.filter(({ isProduction }) => isProduction).map(({ id }) => id))
    const where = environmentColumn(production)
    const byShow: Readonly<Record<TaskTableProps['show'], readonly Column<DeploymentSummary>[]>> = {
      asking: [
        stateColumn,
        whatColumn(),
        where,
        progressColumn,
        elapsedColumn,
        byColumn,
        answerColumn,
        menuColumn(actions)
      ],
      running: [
        stateColumn,
        whatColumn(({ waitsFor }) => waitsFor),
        where,
        progressColumn,
        elapsedColumn,
        byColumn,
        menuColumn(actions)
      ],
      waiting: [
        stateColumn,
        whatColumn(({ waitsFor }) => waitsFor),
        where,
        byColumn,
        queuedColumn,
        topColumn(actions.onMoveToTop, first),
        menuColumn(actions)
      ],
      past: [stateColumn, whatColumn(), where, byColumn, tookColumn, queuedColumn],
      'past-of-one': [stateColumn, summaryColumn(what), where, byColumn, tookColumn, queuedColumn]
    }
    return byShow[show]
  }, [environments, show, what, actions, first])
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={tasks}
      rowKey={({ id }) => id}
      onOpen={task => navigate(taskPath(task))}
      {...(show === 'waiting' ? { letters: { m: actions.onMoveToTop } } : {})}
    />
  )
}
