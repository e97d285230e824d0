import type { Choice, Deployment, ExecEnd, Question, Run } from '@shared/deployment'
import { titledOf, titleOf } from '@shared/deployment-title'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import { type Plan, type PlannedRun, type PlanTarget, type Stage, stageNumber } from '@shared/plan/plan'
import { choicesOf } from '@shared/questions'
import { remembered } from '../../lib/remembered'

/** A run that failed, whether that is settled or a person is asked about it. */
export interface FailedRun {
  readonly id: RunId
  readonly end: ExecEnd | null
  readonly failure: Failure
  /** The open question about it; null where nobody is asked. */
  readonly question: Extract<Question, { kind: 'failure' }> | null
}

/** Runs of one action that failed for the same reason. */
export interface FailureGroup {
  readonly key: string
  readonly stage: Stage
  readonly runs: readonly FailedRun[]
  /** Names of the places, in the order of the runs. */
  readonly places: readonly string[]
  /** What may be answered for all of them; empty where nobody is asked. */
  readonly choices: readonly Choice[]
}

/** What a run's place is called. */
export const placeName = (plan: Plan, run: PlannedRun): string =>
  run.targetId === null
    ? 'this machine'
    : (plan.targets.find(target => target.id === run.targetId)?.name ?? run.targetId)

function failedRun({ questions }: Deployment, run: Run): FailedRun | null {
  if (run.state === 'failed') return { id: run.id, end: run.end, failure: run.failure, question: null }
  if (run.state !== 'waiting') return null
  const question = questions[run.question - 1]
  return question?.kind === 'failure' && question.answer === null
    ? { id: run.id, end: question.end, failure: question.failure, question }
    : null
}

/** What a target may be called in a sentence: who logs in where and by which way, without these, or by its name. */
function callings({ name, kind, address, host }: PlanTarget): readonly string[] {
  // The address of an offline target is said of none in particular.
  if (kind === 'offline') return [name]
  if (kind === 'local' || host === undefined) return [address, name]
  const [login = ''] = address.split(' via ')
  return [address, login, login.slice(login.lastIndexOf('@') + 1), host, name]
}

/**
 * Finds a target in a sentence, however it is called there, as a whole word. The longest calling comes first: a host is
 * a part of its address, and often its name a part of both.
 */
const callingOf = remembered((target: PlanTarget): RegExp => {
  const words = callings(target).filter(word => word !== '')
  const longestFirst = words.toSorted((one, other) => other.length - one.length).map(escaped)
  return new RegExp(`(?<![\\p{L}\\p{N}_.-])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'gu')
})

const escaped = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** A sentence with other words in place of a target. */
const saidOf = (sentence: string, target: PlanTarget | undefined, words: string): string =>
  target === undefined ? sentence : sentence.replaceAll(callingOf(target), () => words)

/** The sentence without what differs from target to target, so that equal causes are equal. */
function causeOf(plan: Plan, planned: PlannedRun, run: FailedRun): string {
  const target = plan.targets.find(item => item.id === planned.targetId)
  const sentence = saidOf(run.failure.message, target, '…')
  // Each host has keys of its own: two changed keys are never the same cause.
  const own = run.failure.kind === 'host-key-changed' ? run.id : ''
  // What a person is asked about stands apart from what is settled, and from what somebody else has taken.
  const asked = run.question === null ? [] : ['asked', run.question.takenBy]
  return JSON.stringify([run.failure.kind, run.end, sentence, own, ...asked])
}

/** The failures of a deployment in the order of its steps, equal causes of one action together; what is asked first. */
export const groupFailures = remembered((deployment: Deployment): readonly FailureGroup[] => {
  const { plan } = deployment
  const all = plan.stages.flatMap(stage => {
    const groups = new Map<string, { runs: FailedRun[]; places: string[] }>()
    for (const planned of stage.runs) {
      const now = deployment.runs[planned.id]
      const run = now && failedRun(deployment, now)
      if (!run) continue
      const cause = causeOf(plan, planned, run)
      const group = groups.get(cause) ?? { runs: [], places: [] }
      group.runs.push(run)
      group.places.push(placeName(plan, planned))
      groups.set(cause, group)
    }
    return [...groups].map(([cause, group]): FailureGroup => {
      const choices = choicesFor(plan, group.runs)
      return { key: `${stageNumber(stage)} ${cause}`, stage, choices, ...group }
    })
  })
  return [...all.filter(group => group.choices.length > 0), ...all.filter(group => group.choices.length === 0)]
})

function choicesFor(plan: Plan, runs: readonly FailedRun[]): readonly Choice[] {
  const offered = runs.map(run => (run.question === null ? [] : choicesOf(plan, run.question)))
  return (offered[0] ?? []).filter(choice => offered.every(list => list.includes(choice)))
}

/** Where a deployment failed: “Failed on 1 of 6 targets”, and by name where there is but one place. */
export function failedWhere({ plan, runs }: Deployment): string {
  const planned = plan.stages.flatMap(stage => stage.runs).filter(({ id }) => runs[id]?.state === 'failed')
  const targets = new Set(planned.flatMap(({ targetId }) => targetId ?? []))
  const isHere = planned.some(({ targetId }) => targetId === null)
  const [only] = plan.targets
  const there = plan.targets.length === 1 ? only?.name : `${targets.size} of ${plan.targets.length} targets`
  return `Failed on ${[isHere ? 'this machine' : [], targets.size > 0 ? (there ?? []) : []].flat().join(' and ')}`
}

/** What happened, in a sentence about all the targets of a group. */
export function groupMessage(plan: Plan, group: FailureGroup): string {
  const run = group.runs[0]
  if (!run) return ''
  const planned = group.stage.runs.find(item => item.id === run.id)
  const target = plan.targets.find(item => item.id === planned?.targetId)
  const { kind, message } = run.failure
  // Where nothing differs, it is said of all of them already.
  if (group.runs.every(other => other.failure.message === message)) return message
  if (!ofOne.has(kind)) return saidOf(message, target, placesLabel(group.places))
  const others = group.places.slice(1)
  return `${message} The same goes for ${others.length <= 2 ? others.join(' and ') : `${others.length} others`}.`
}

/** Failures whose sentences make sense of one host only, because they speak of its name. */
const ofOne: ReadonlySet<Failure['kind']> = new Set(['host-unresolved', 'air-gapped'])

/** How a run ended, as a short label; null when nothing more is known than that it failed. */
export function endLabel(run: Pick<FailedRun, 'end'>): string | null {
  if (!run.end) return null
  switch (run.end.kind) {
    case 'exited':
      return `exit code ${run.end.code}`
    case 'signalled':
      return `signal ${run.end.signal}`
    case 'lost':
      return 'connection lost'
  }
}

/** “db-1”, “db-1 and db-2”, or “7 targets”. */
export const placesLabel = (places: readonly string[]): string =>
  places.length <= 2 ? places.join(' and ') : `${places.length} targets`

/** Everything about a group as plain text, for a ticket or a colleague. Secrets are masked in what it is made from. */
export function failureReport(deployment: Deployment, group: FailureGroup, lines: readonly string[]): string {
  const { plan } = deployment
  const [run] = group.runs
  const end = run ? endLabel(run) : null
  const detail = Object.entries(run?.failure.detail ?? {}).map(([name, value]) => `${name}: ${value}`)
  return [
    `${titleOf(titledOf(plan))} (${deployment.id})`,
    `Step ${stageNumber(group.stage)} “${group.stage.name}” failed on ${group.places.join(', ')}${end ? ` (${end})` : ''}`,
    groupMessage(plan, group),
    ...detail,
    run?.failure.remedy ?? '',
    ...(lines.length > 0 ? ['', 'Last lines:', ...lines] : [])
  ].join('\n')
}
