import { type Deployment, freezeReasonOf, type LogLevel } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { placeOf, titledOf } from '@shared/deployment-title'
import { describe, type Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import { placeNameOf, stageOfRun } from '@shared/plan/places'
import { type Plan, stageNumber } from '@shared/plan/plan'
import { stateOf, wordOf } from '@shared/state-looks'
import { plainText } from '@shared/task-log/ansi'

/** What an export consists of. */
export interface ExportContent {
  readonly deployment: Deployment
  readonly lines: AsyncIterable<readonly LogLine[]>
  /** Milliseconds since 1970 UTC. */
  readonly at: number
}

const levels: Readonly<Record<LogLevel, string>> = {
  verbose: 'Verbose',
  info: 'Info',
  highlight: 'Highlight',
  wait: 'Wait',
  warning: 'Warning',
  error: 'Error'
}

const timeOf = (at: number): string => new Date(at).toISOString()

/** The step and the place of each run, worked out once. */
function whereabouts(plan: Plan) {
  const known = new Map<RunId, { readonly step: string; readonly name: string; readonly place: string }>()
  return (run: RunId | null) => {
    if (run === null) return null
    const stage = stageOfRun(plan, run)
    const found = known.get(run) ?? {
      step: stage ? stageNumber(stage) : '',
      name: stage?.name ?? '',
      place: placeNameOf(plan, run)
    }
    known.set(run, found)
    return found
  }
}

/** One line of text for each line of the log, without escapes: time, level, step and place, text. */
export async function* toText({ deployment, lines, at }: ExportContent): AsyncGenerator<string> {
  const of = whereabouts(deployment.plan)
  yield `${headOf(deployment, at).join('\n')}\n\n`
  for await (const page of lines) {
    const texts = page.map(({ at: time, level, run, text }) => {
      const where = of(run)
      const place = where === null ? '' : `${where.step} ${where.name} on ${where.place}`
      return `${timeOf(time)}  ${levels[level].padEnd(9)}  ${place === '' ? '' : `[${place}] `}${plainText(text)}\n`
    })
    yield texts.join('')
  }
}

function headOf(deployment: Deployment, at: number): readonly string[] {
  const { project, release } = deployment.plan
  const started = 'startedAt' in deployment ? deployment.startedAt : null
  const word = wordOf(stateOf(summarize(deployment)))
  return [
    `${project.name} ${release.version} to ${placeOf(titledOf(deployment.plan))}`,
    `Deployment ${deployment.id}, queued ${timeOf(deployment.queuedAt)} by ${deployment.queuedBy}`,
    ...saidOf(deployment),
    ...(started === null ? [] : [`Started  ${timeOf(started)}`]),
    ...(deployment.state === 'finished'
      ? [`Finished ${timeOf(deployment.finishedAt)}: ${word}`, deployment.summary]
      : [`State: ${word}`]),
    `Exported ${timeOf(at)}`
  ]
}

/** What was said about it when it was started or continued, and who approved it. */
export function saidOf(deployment: Deployment): readonly string[] {
  const { comment, approvals = [] } = deployment
  const reason = freezeReasonOf(deployment)
  return [
    ...(comment === undefined ? [] : [`Comment: ${comment}`]),
    ...(reason === undefined ? [] : [`In spite of a freeze: ${reason}`]),
    ...approvals.map(
      ({ name, words, at, note }) => `Approved by ${name} (${words}), ${timeOf(at)}${note === '' ? '' : `: ${note}`}`
    )
  ].map(line => line.replaceAll('\n', ' '))
}

/** One JSON document for each line of the file: first the deployment, then its lines. Texts keep their escapes. */
export async function* toJsonLines({ deployment, lines, at }: ExportContent): AsyncGenerator<string> {
  const { plan } = deployment
  const { project, release, environment, tenant, targets } = plan
  const of = whereabouts(deployment.plan)
  const overridesFreeze = freezeReasonOf(deployment)
  yield `${JSON.stringify({
    kind: 'deployment',
    format: 1,
    id: deployment.id,
    project: project.name,
    release: release.version,
    snapshot: release.snapshot,
    environment: environment.name,
    ...(tenant === undefined ? {} : { tenant: tenant.name }),
    targets: targets.map(target => target.name),
    state: deployment.state,
    outcome: deployment.state === 'finished' ? deployment.outcome : null,
    summary: deployment.state === 'finished' ? deployment.summary : null,
    queuedAt: timeOf(deployment.queuedAt),
    queuedBy: deployment.queuedBy,
    ...(deployment.comment === undefined ? {} : { comment: deployment.comment }),
    ...(overridesFreeze === undefined ? {} : { overridesFreeze }),
    ...(deployment.approvals === undefined
      ? {}
      : { approvals: deployment.approvals.map(item => ({ ...item, at: timeOf(item.at) })) }),
    failures: failuresOf(deployment),
    exportedAt: timeOf(at)
  })}\n`
  for await (const page of lines) {
    const texts = page.map(({ number, at: time, run, stream, level, text }) => {
      const where = of(run)
      const place = where === null ? {} : { step: where.step, stepName: where.name, place: where.place }
      return `${JSON.stringify({ kind: 'line', number, at: timeOf(time), run, ...place, stream, level, text })}\n`
    })
    yield texts.join('')
  }
}

const failuresOf = (deployment: Deployment) =>
  Object.values(deployment.runs).flatMap(run =>
    run.state === 'failed'
      ? [{ run: run.id, place: placeNameOf(deployment.plan, run.id), why: words(run.failure) }]
      : []
  )

const words = (failure: Failure): string => describe(failure)
