import type { AuditDraft } from '@shared/audit'
import type { Deployment, DeploymentEvent, Question, ResumeDecision } from '@shared/deployment'
import { summarize } from '@shared/deployment-reducer'
import { phraseOf } from '@shared/deployment-title'
import type { RunId } from '@shared/ids'
import { type Plan, stepsOf } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import { choiceNames } from '@shared/questions'
import { changesOf } from './audit-changes'
import { endDrafts, refsOf } from './audit-deployments'

/** What the audit log says about a turn of a deployment that has begun, which led to this state; nothing about most. */
export function turnDrafts(event: DeploymentEvent, state: Deployment): readonly AuditDraft[] {
  switch (event.kind) {
    case 'cancel-requested':
      return [cancelDraft(event, state)]
    case 'paused':
      return [pauseDraft(event, state)]
    case 'unpaused':
      return [entry(state, 'unpaused', 'Let go on, after a pause,')]
    case 'moved-to-top':
      return [entry(state, 'moved-to-top', 'Moved to the top of the queue')]
    case 'width-changed':
      return [widthDraft(event, state)]
    case 'question-answered':
      return answerDrafts(event, state)
    case 'resumed':
      return [{ ...entry(state, 'resumed', 'Continued'), changes: resumeChanges(event, state) }]
    case 'given-up':
      return [{ ...entry(state, 'given-up', 'Gave up'), changes: changesOf('Reason', null, event.reason || null) }]
    case 'finished':
    case 'interrupted':
      return endDrafts(summarize(state))
    default:
      return []
  }
}

/** Who did what nobody asked for. */
export const slipwayItself = 'Slipway'

const pauseDraft = ({ by }: DeploymentEvent & { readonly kind: 'paused' }, state: Deployment): AuditDraft =>
  by === slipwayItself
    ? { ...entry(state, 'paused', 'Held back, because it was closed for more than a day,'), door: 'slipway' }
    : entry(state, 'paused', 'Paused')

const cancelDraft = (
  { leavesCleanUp }: DeploymentEvent & { readonly kind: 'cancel-requested' },
  state: Deployment
): AuditDraft =>
  leavesCleanUp
    ? { ...entry(state, 'cancelled', 'Left out what cleans up after the cancel of'), door: 'slipway' }
    : entry(state, 'cancelled', state.cancels > 1 ? 'Asked again to cancel' : 'Asked to cancel')

const entry = (state: Deployment, verb: AuditDraft['verb'], what: string): AuditDraft => {
  const summary = summarize(state)
  return { verb, ...refsOf(summary), summary: `${what} the ${phraseOf(summary)}.` }
}

function widthDraft({ step, width }: DeploymentEvent & { readonly kind: 'width-changed' }, state: Deployment) {
  const name = stepsOf(state.plan).find(item => item.number === step)?.name ?? `step ${step}`
  const draft = entry(state, 'changed', `Changed how many targets “${name}” takes at a time, in`)
  return { ...draft, changes: changesOf('Targets at a time', null, width) }
}

/** A question that nobody answered because the deployment was cancelled needs no entry of its own. */
function answerDrafts(
  { question, choice, note }: DeploymentEvent & { readonly kind: 'question-answered' },
  state: Deployment
): readonly AuditDraft[] {
  const asked = state.questions[question - 1]
  if (choice === 'withdrawn' || !asked) return []
  const draft = entry(state, 'answered', `Answered “${choiceNames[choice]}” to ${askedAbout(state.plan, asked)}, in`)
  const fields = [
    ['Answer', choiceNames[choice]],
    ['Note', note || null]
  ] as const
  return [{ ...draft, changes: fields.flatMap(([field, value]) => changesOf(field, null, value)) }]
}

function askedAbout(plan: Plan, question: Question): string {
  if (question.kind === 'canary') {
    const name = stepsOf(plan).find(step => step.number === question.step)?.name ?? `step ${question.step}`
    return `whether “${name}” goes on after its first targets`
  }
  return question.kind === 'manual' ? runWords(plan, question.run) : `the failure of ${runWords(plan, question.run)}`
}

/** `“Migrate” on db-1`, or `“Migrate”` where it does not run for a target. */
export function runWords(plan: Plan, id: RunId): string {
  const stage = plan.stages.find(item => item.runs.some(run => run.id === id))
  const run = stage?.runs.find(item => item.id === id)
  const target = plan.targets.find(item => item.id === run?.targetId)
  const where = target === undefined ? '' : run?.on === 'here' ? ` for ${target.name}` : ` on ${target.name}`
  return `“${stage?.name ?? id}”${where}`
}

const resumeChanges = (
  { decisions: all, overridesFreeze }: DeploymentEvent & { readonly kind: 'resumed' },
  { plan }: Deployment
): NonNullable<AuditDraft['changes']> => [
  ...changesOf('In spite of a freeze, because', null, overridesFreeze ?? null),
  ...decisionChanges(plan, all)
]

const decisions = { retry: 'to run again', done: 'counts as done', exclude: 'target excluded' } as const

/** More of them than these are only counted. */
const shownDecisions = 50

function decisionChanges(plan: Plan, all: readonly ResumeDecision[]): NonNullable<AuditDraft['changes']> {
  const rest = all.length - shownDecisions
  const shown = all.slice(0, shownDecisions).flatMap(decisionChange(plan))
  return rest > 0 ? [...shown, ...changesOf('Others', null, countOf(rest, 'decision'))] : shown
}

const decisionChange =
  (plan: Plan) =>
  ({ run, choice, reason }: ResumeDecision) =>
    changesOf(runWords(plan, run), null, `${decisions[choice]}${reason === '' ? '' : `: ${reason}`}`)
