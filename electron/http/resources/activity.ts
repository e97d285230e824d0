import type { Deployment, Run } from '@shared/deployment'
import type { RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import { type Plan, type Stage, stageNumber, stageTitle } from '@shared/plan/plan'
import { plainText } from '@shared/task-log/ansi'
import { type Json, type JsonObject, timeOf } from '../wire'

/** Octopus' words for how far something of a task log is. */
type Status = 'Pending' | 'Running' | 'Success' | 'SuccessWithWarning' | 'Failed' | 'Skipped' | 'Canceled'

const runStatuses: Readonly<Record<Run['state'], Status>> = {
  pending: 'Pending',
  running: 'Running',
  retrying: 'Running',
  waiting: 'Running',
  succeeded: 'Success',
  failed: 'Failed',
  ignored: 'SuccessWithWarning',
  cancelled: 'Canceled',
  unknown: 'Failed',
  'handed-over': 'Running',
  skipped: 'Skipped'
}

const statusOfRun = (run: Run): Status =>
  run.state === 'succeeded' && run.warnings > 0 ? 'SuccessWithWarning' : runStatuses[run.state]

const gravest: readonly Status[] = [
  'Running',
  'Failed',
  'Canceled',
  'Pending',
  'SuccessWithWarning',
  'Success',
  'Skipped'
]

/** Of several, the one that counts for all of them; of none, that they were skipped. */
const statusOfAll = (statuses: readonly Status[]): Status =>
  gravest.find(status => statuses.includes(status)) ?? 'Skipped'

function statusOf(deployment: Deployment): Status {
  if (deployment.state === 'queued') return 'Pending'
  if (deployment.state === 'interrupted') return 'Failed'
  if (deployment.state !== 'finished' || deployment.outcome === 'handed-over') return 'Running'
  if (deployment.outcome === 'cancelled' || deployment.outcome === 'expired') return 'Canceled'
  if (deployment.outcome === 'failed') return 'Failed'
  return Object.values(deployment.runs).some(run => statusOfRun(run) === 'SuccessWithWarning')
    ? 'SuccessWithWarning'
    : 'Success'
}

const categories: Readonly<Record<LogLine['level'], string>> = {
  verbose: 'Verbose',
  info: 'Info',
  highlight: 'Highlight',
  wait: 'Wait',
  warning: 'Warning',
  error: 'Error'
}

const elementOf = (line: LogLine): Json => ({
  Category: categories[line.level],
  OccurredAt: timeOf(line.at),
  MessageText: plainText(line.text),
  Detail: ''
})

interface Node {
  readonly id: string
  readonly name: string
  readonly status: Status
  readonly started: number | null
  readonly ended: number | null
  readonly progress?: Run['progress']
  readonly lines: readonly LogLine[]
  readonly children: readonly Json[]
}

const nodeOf = ({ id, name, status, started, ended, progress = null, lines, children }: Node): JsonObject => ({
  Id: id,
  Name: name,
  Status: status,
  Started: timeOf(started),
  Ended: timeOf(ended),
  ShowAtSummaryLevel: true,
  ProgressPercentage: progress?.percentage ?? (ended === null ? 0 : 100),
  ProgressMessage: progress?.message ?? '',
  LogElements: lines.map(elementOf),
  Children: children
})

/** The task log as a tree: the task, its steps, and the places in which these run. */
export function activityTree(deployment: Deployment, name: string, lines: readonly LogLine[]): JsonObject {
  const { plan } = deployment
  const byRun = linesByRun(lines)
  return nodeOf({
    id: deployment.id,
    name,
    status: statusOf(deployment),
    started: 'startedAt' in deployment ? deployment.startedAt : null,
    ended: deployment.state === 'finished' ? deployment.finishedAt : null,
    lines: byRun.get(null) ?? [],
    children: plan.stages.map(stage => stageNode(deployment, stage, byRun))
  })
}

function linesByRun(lines: readonly LogLine[]): ReadonlyMap<RunId | null, readonly LogLine[]> {
  const byRun = new Map<RunId | null, LogLine[]>()
  for (const line of lines) {
    const own = byRun.get(line.run)
    if (own === undefined) byRun.set(line.run, [line])
    else own.push(line)
  }
  return byRun
}

function stageNode(
  { id, plan, runs }: Deployment,
  stage: Stage,
  byRun: ReadonlyMap<RunId | null, readonly LogLine[]>
): Json {
  const own = stage.runs.flatMap(({ id: run }) => runs[run] ?? [])
  const started = own.flatMap(run => startOf(run) ?? [])
  const ended = own.map(endOf)
  return nodeOf({
    id: `${id}/${stageNumber(stage)}`,
    name: stageTitle(stage),
    status: statusOfAll(own.map(statusOfRun)),
    started: started.length === 0 ? null : Math.min(...started),
    ended: ended.length === 0 || ended.includes(null) ? null : Math.max(...ended.map(moment => moment ?? 0)),
    lines: [],
    children: own.map(run =>
      nodeOf({
        id: `${id}/${run.id}`,
        name: placeOf(plan, stage, run.id),
        status: statusOfRun(run),
        started: startOf(run),
        ended: endOf(run),
        progress: run.progress,
        lines: byRun.get(run.id) ?? [],
        children: []
      })
    )
  })
}

const startOf = (run: Run): number | null => ('startedAt' in run ? run.startedAt : null)
const endOf = (run: Run): number | null => ('finishedAt' in run ? run.finishedAt : null)

/** The target that a run is about, or what Slipway calls the machine that it is on. */
function placeOf(plan: Plan, stage: Stage, id: RunId): string {
  const target = stage.runs.find(run => run.id === id)?.targetId ?? null
  return plan.targets.find(item => item.id === target)?.name ?? 'this machine'
}

/** One line of the log as plain text: time of day, level, what was said. */
export const rawLine = (line: LogLine): string =>
  `${new Date(line.at).toISOString().slice(11, 19)}   ${categories[line.level].padEnd(9)}|   ${plainText(line.text)}\n`

/** What stands above the lines. */
export const rawHead = (task: JsonObject): string =>
  [
    ['Task ID:', task.Id],
    ['Task status:', task.State],
    ['Task queued:', task.QueueTime],
    ['Task started:', task.StartTime],
    ['Task completed:', task.CompletedTime]
  ]
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${String(label).padEnd(16)}${String(value)}\n`)
    .concat('\n', `${String(task.Description)}\n`, '\n')
    .join('')
