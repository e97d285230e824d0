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
  taskPath,
  tookColumn,
  whatColumn
} from './task-columns'

interface TaskTableProps {
  readonly tasks: readonly DeploymentSummary[]
  readonly label: string
  /** What of them matters: `past` says how they went, `past-of-one` on a screen that is about what was deployed or run. */
  readonly show: 'asking' | 'running' | 'waiting' | 'past' | 'past-of-one'
  /** Heads the column with how they went, where `show` is `past-of-one`. */
  readonly what?: string
  readonly onCancel?: (task: DeploymentSummary) => void
}

const none: readonly never[] = []
const nothing = () => undefined

/** Deployments and runbook runs as rows; a row opens its own. */
export function TaskTable({ tasks, label, show, what = 'Deployment', onCancel = nothing }: TaskTableProps) {
  const environments = valueOr(useRead('environment.list', {}).load, none)
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
        menuColumn(onCancel)
      ],
      running: [
        stateColumn,
        whatColumn(({ waitsFor }) => waitsFor),
        where,
        progressColumn,
        elapsedColumn,
        byColumn,
        menuColumn(onCancel)
      ],
      waiting: [
        stateColumn,
        whatColumn(({ waitsFor }) => waitsFor),
        where,
        byColumn,
        queuedColumn,
        menuColumn(onCancel)
      ],
      past: [stateColumn, whatColumn(), where, byColumn, tookColumn, queuedColumn],
      'past-of-one': [stateColumn, summaryColumn(what), where, byColumn, tookColumn, queuedColumn]
    }
    return byShow[show]
  }, [environments, show, what, onCancel])
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={tasks}
      rowKey={({ id }) => id}
      onOpen={task => navigate(taskPath(task))}
    />
  )
}
