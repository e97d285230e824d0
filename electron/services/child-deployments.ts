import type { Deployment, DeploymentSummary } from '@shared/deployment'
import { type Failure, notFound } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { sameName } from '@shared/model/text'
import type { PlanPrompt } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { plainOf, type ResolvedValue } from '@shared/variables/resolve'
import { compareVersions } from '@shared/versions'
import type { ChildDeployment, ChildEnd, ChildNews, ReleasesPort } from '../engine/ports'
import type { DeploymentPlace } from '../store/deployment-place'
import type { Store } from '../store/store'
import { projectName } from './child-releases'
import type { ServiceContext } from './context'
import { childOutputs, type StartChild } from './deployment-children'
import type { GivenAnswer } from './plan-answers'
import { placeOfChild, requestOf } from './plan-children'
import { planFor } from './planning'

/** Deploys releases as steps of the deployment `parent`, each as a deployment of its own. */
export function createReleasesPort(
  context: ServiceContext,
  startChild: StartChild,
  parent: DeploymentId
): ReleasesPort {
  const { store } = context
  return {
    deploy: async (child, signal, tell) => {
      const names = namesOf(store, child)
      if (!names.ok) return names
      const { projectId, releaseId, environmentId, tenantId, run } = child
      const place = placeOfChild(store, projectId, { environmentId, tenantId })
      const before = whyNot(store, child, place, names.value)
      if (before !== null) return ok({ kind: 'skipped', words: before })
      const request = { releaseId, ...requestOf(place) }
      const planned = await planFor(context, request)
      if (!planned.ok) return planned
      const answers = answersTo(store, planned.value.result.prompts, child.variables, names.value.what)
      if (!answers.ok) return answers
      let since: string | null = null
      // Asked again at its turn: what it waited for may have brought what there is to bring.
      const needless = () => {
        since = whyNot(store, child, place, names.value)
        return since
      }
      const start = { ...request, answers: answers.value, parent: { id: parent, run }, needless }
      const ended = await startChild(start, signal, tellingOf(names.value, tell))
      if (!ended.ok) return ended
      return ok(since === null ? endOf(ended.value) : { kind: 'skipped', words: since })
    }
  }
}

interface Names {
  /** `Web 1.2.0` */
  readonly what: string
  readonly version: string
  readonly environment: string
}

function namesOf(store: Store, { releaseId, environmentId }: ChildDeployment): Result<Names> {
  const release = store.releases.get(releaseId)
  if (!release) return fail(notFound('release', releaseId))
  const environment = store.environments.get(environmentId)
  if (!environment) return fail(notFound('environment', environmentId))
  const what = `${projectName(store, release.projectId)} ${release.version}`
  return ok({ what, version: release.version, environment: environment.name })
}

/** Why there is nothing to be done, in a sentence; null where there is. */
function whyNot(
  store: Store,
  { projectId, releaseId, when }: ChildDeployment,
  place: DeploymentPlace,
  { what, version, environment }: Names
): string | null {
  if (when === 'always') return null
  const current = store.deployments.current(projectId, place)
  if (current === null) return null
  if (when === 'not-current')
    return current.releaseId === releaseId ? `Nothing to do: ${environment} has ${what} already.` : null
  return compareVersions('octopus', version, current.releaseVersion) > 0
    ? null
    : `Nothing to do: ${environment} has ${current.releaseVersion}, and ${what} is not newer.`
}

/** Tells what happens to the child, each thing once. */
function tellingOf(
  { what, environment }: Names,
  tell: (news: ChildNews) => void
): (summary: DeploymentSummary) => void {
  let isStarted = false
  let waitsFor: string | null = null
  let asked = 0
  return summary => {
    if (!isStarted) {
      isStarted = true
      tell({ level: 'info', words: `Deploying ${what} to ${environment} as a deployment of its own: ${summary.id}` })
    }
    if (summary.waitsFor !== waitsFor) {
      waitsFor = summary.waitsFor
      if (waitsFor !== null) tell({ level: 'wait', words: `${what} waits: ${waitsFor}.` })
    }
    if (summary.openQuestions > asked)
      tell({ level: 'wait', words: `${what} waits for a person. Answer in its own deployment: ${summary.id}` })
    asked = summary.openQuestions
  }
}

function endOf(deployment: Deployment): ChildEnd {
  const { id, plan } = deployment
  const outputs = childOutputs(deployment)
  if (deployment.state === 'finished') {
    const { outcome, summary } = deployment
    return { kind: 'ended', id, outcome, summary, outputs }
  }
  const summary = `The deployment of ${plan.project.name} ${plan.release.version} was interrupted.`
  return { kind: 'ended', id, outcome: 'failed', summary, outputs }
}

/** Fits what the parent passes to what the child asks. What is not asked for is not used; planning warned of it. */
function answersTo(
  store: Store,
  prompts: readonly PlanPrompt[],
  variables: ChildDeployment['variables'],
  child: string
): Result<readonly GivenAnswer[]> {
  const answers: GivenAnswer[] = []
  for (const prompt of prompts) {
    const passed = variables.find(({ name }) => sameName(name, prompt.name))
    if (passed === undefined) continue
    if (typeof passed.value !== 'string' && prompt.type !== 'sensitive') return fail(wouldShow(prompt.name, child))
    answers.push({ variableId: prompt.id, value: valueFor(store, prompt, passed.value) })
  }
  return ok(answers)
}

/** References may be passed by their names. */
function valueFor(store: Store, prompt: PlanPrompt, value: ResolvedValue): string {
  const text = plainOf(value)
  if (prompt.type !== 'account' && prompt.type !== 'certificate') return text
  const records = prompt.type === 'account' ? store.accounts.all() : store.certificates.all()
  return records.find(record => record.id === text || sameName(record.name, text))?.id ?? text
}

const wouldShow = (name: string, child: string): Failure => ({
  kind: 'invalid-input',
  message: `What is passed for “${name}” holds a secret, and ${child} asks for it in clear, so it would be written down.`,
  remedy: `Make “${name}” sensitive in the other project’s variables, or pass something else.`
})
