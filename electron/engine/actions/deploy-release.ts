import type { Failure } from '@shared/failure'
import type { PlannedRelease } from '@shared/plan/plan'
import type { ChildEnd } from '../ports'
import { recordOutput } from '../record-output'
import type { Attempt, AttemptEnd, Perform } from './action'

/**
 * Deploys another project's release to the same environment, as a deployment of its own, and takes on its end. Which
 * release that is stands in the plan. Cancelling this one cancels that one, whose end is waited for all the same.
 */
export const performDeployRelease: Perform<'deploy-release'> = async attempt => {
  const { context, staged, action, signal } = attempt
  const { deploys } = staged.stage
  if (deploys === undefined) return failed(notChosen(staged.stage.name))
  const child = {
    projectId: deploys.project.id,
    releaseId: deploys.release.id,
    environmentId: context.request.plan.environment.id,
    tenantId: context.request.plan.tenant?.id ?? null,
    when: action.when,
    variables: (action.variables ?? []).map(({ name, value }) => ({ name, value: attempt.renderValue(value) })),
    run: staged.id
  }
  const ended = await context.ports.releases.deploy(child, signal, ({ level, words }) => {
    void context.log.say(staged.id, level, words)
  })
  if (!ended.ok) return signal.aborted ? { kind: 'stopped' } : failed(ended.failure)
  return endOf(attempt, deploys, ended.value)
}

const failed = (failure: Failure): AttemptEnd => ({ kind: 'failed', end: null, failure })

async function endOf(attempt: Attempt<'deploy-release'>, deploys: PlannedRelease, end: ChildEnd): Promise<AttemptEnd> {
  const { context, staged, signal } = attempt
  if (end.kind === 'skipped') {
    void context.log.say(staged.id, 'info', end.words)
    return { kind: 'succeeded' }
  }
  // What its steps passed on is of use to steps that run after a failure, too.
  for (const output of end.outputs) {
    const unkept = await recordOutput(context, staged, outputName(output), output.value)
    if (unkept !== null) return failed(unkept)
  }
  if (end.outcome === 'succeeded') {
    void context.log.say(staged.id, 'info', `${end.summary} (${end.id})`)
    return { kind: 'succeeded' }
  }
  void context.log.say(staged.id, 'warning', `${end.summary} (${end.id})`)
  return signal.aborted ? { kind: 'stopped' } : failed(notSucceeded(deploys, end))
}

/** As Octopus names them: `Deployment[Child Step].Name`, or `Deployment[Child Step][Machine].Name`. */
const outputName = ({ step, machine, name }: Extract<ChildEnd, { kind: 'ended' }>['outputs'][number]): string =>
  `Deployment[${step}]${machine === null ? '' : `[${machine}]`}.${name}`

const notChosen = (step: string): Failure => ({
  kind: 'plan-has-problems',
  message: `It was not chosen which release “${step}” deploys.`,
  remedy: 'Create another release and choose there what is to be deployed.'
})

const outcomeWords = {
  failed: 'failed',
  cancelled: 'was cancelled',
  expired: 'expired',
  'handed-over': 'was handed over'
} as const

const notSucceeded = (
  { project, release }: PlannedRelease,
  { id, outcome, summary }: Extract<ChildEnd, { kind: 'ended' }>
): Failure => ({
  kind: 'deployment-failed',
  message: `The deployment of ${project.name} ${release.version} ${outcome === 'succeeded' ? 'did not succeed' : outcomeWords[outcome]}. ${summary}`,
  remedy: 'Look into that deployment; its own log says what went wrong.',
  detail: { deploymentId: id }
})
