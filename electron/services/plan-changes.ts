import { canonicalJson } from '@shared/canonical-json'
import type { Failure } from '@shared/failure'
import type { Sha256 } from '@shared/ids'
import { type Plan, type PlannedStep, type Stage, stepsOf } from '@shared/plan/plan'
import { sentenceList } from './rules'

/** How many plans are remembered, so that it can be said what is different now. */
const remembered = 20

/** The plans that people looked at last, by their hashes. */
export class SeenPlans {
  readonly #plans = new Map<Sha256, Plan>()

  add(hash: Sha256 | null, plan: Plan | null): void {
    if (hash === null || plan === null) return
    this.#plans.delete(hash)
    this.#plans.set(hash, plan)
    const [oldest] = this.#plans.keys()
    if (this.#plans.size > remembered && oldest !== undefined) this.#plans.delete(oldest)
  }

  /** A refusal to run another plan than the one that was looked at. */
  changed(seen: Sha256, now: Plan): Failure {
    const before = this.#plans.get(seen)
    const parts = before === undefined ? [] : changedParts(before, now)
    const what =
      parts.length === 0
        ? 'What would run has'
        : `${capital(sentenceList(parts))} ${parts.length === 1 && !isMany(parts[0]) ? 'has' : 'have'}`
    return {
      kind: 'plan-changed',
      message: `${what} changed since the plan was looked at.`,
      remedy: 'Look at the plan as it is now, then deploy.'
    }
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const isMany = (part: string | undefined): boolean => part?.endsWith('s') === true

type Look = readonly [part: string, look: (plan: Plan) => unknown]

const looks: readonly Look[] = [
  ['the release', ({ release }) => [release.id, release.version]],
  ['the environment', plan => plan.environment],
  ['the tenant', plan => plan.tenant],
  ['the project', plan => [plan.project, plan.runbook]],
  ['the targets', ({ targets }) => targets.map(target => target.id)],
  ['the addresses of targets', ({ targets }) => targets.map(item => [item.id, item.address, item.host, item.platform])],
  ['the names or roles of targets', ({ targets }) => targets.map(item => [item.id, item.name, item.roles])],
  ['the steps', plan => [plan.stages.map(ownOfStage), stepsOf(plan).map(ownOfStep)]],
  ['the choices', plan => plan.choices],
  ['what happens after a failure', plan => plan.isGuided],
  ['the variables', ({ release }) => release.snapshot]
]

/** What follows from other things as well, and is named only where none of those is. */
const followers: readonly Look[] = [
  ['the order or number of targets', plan => [plan.stages.map(stage => stage.runs), stepsOf(plan)]],
  ['what was deployed before', plan => plan.facts]
]

const ownOfStage = ({ runs: _runs, why: _why, roles: _roles, ...own }: Stage) => own
const ownOfStep = ({ number, stepId, name, group, condition }: PlannedStep) => ({
  number,
  stepId,
  name,
  group,
  condition
})

/** In which parts two plans differ, in words; what follows from a part that is named is not named again. */
function changedParts(before: Plan, now: Plan): readonly string[] {
  const textOf = (plan: Plan, look: Look[1]) => canonicalJson({ it: look(plan) })
  const differing = (all: readonly Look[]) =>
    all.filter(([, look]) => textOf(before, look) !== textOf(now, look)).map(([part]) => part)
  const parts = differing(looks)
  if (parts.length === 0) return differing(followers).slice(0, 1)
  return parts.filter(part => !parts.includes('the targets') || !part.includes('of targets'))
}
