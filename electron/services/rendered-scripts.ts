import type { Deployment, DeploymentEvent } from '@shared/deployment'
import { DeploymentFold } from '@shared/deployment-reducer'
import { notFound } from '@shared/failure'
import type { DeploymentId, RunId } from '@shared/ids'
import { findAction } from '@shared/model/process'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Plan, PlannedRun, Stage } from '@shared/plan/plan'
import { packagePlace, packagesAt } from '@shared/plan/plan-packages'
import { bytesWords } from '@shared/plan/words'
import { renderedAction } from '@shared/rendered-action'
import type { RenderedScript } from '@shared/rendered-script'
import { fail, ok, type Result } from '@shared/result'
import type { StepOutput, VariableWorld } from '@shared/variables/decide'
import { type LaterKnown, viewOf } from '@shared/variables/explain'
import { isKnownOnceItRuns } from '@shared/variables/known-later'
import { stepOutputs } from '@shared/variables/outputs'
import { renderShown } from '@shared/variables/render-shown'
import { contextOfRun, worldOfRun } from '@shared/variables/resolve'
import { statusFacts } from '@shared/variables/status'
import { runFacts, startFacts } from '@shared/variables/system'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { answersFrom, type GivenAnswer } from './plan-answers'
import { type PlanRequest, planFor, referencesIn } from './planning'
import { readSnapshotOf } from './release-snapshots'
import { sourcesIn } from './variable-check'

/** Whose run it is: of a plan that nobody has started, or of a deployment. */
export type ScriptSource =
  | {
      readonly kind: 'plan'
      readonly request: Omit<PlanRequest, 'answers'>
      readonly answers?: readonly GivenAnswer[] | undefined
    }
  | { readonly kind: 'deployment'; readonly id: DeploymentId }

/** What decides names in one run. */
interface Ground {
  readonly plan: Plan
  readonly snapshot: Pick<ReleaseSnapshot, 'steps' | 'variables' | 'librarySets'>
  readonly facts: VariableWorld['facts']
  readonly outputs: readonly StepOutput[]
  readonly isKnownLater: LaterKnown
}

/** What runs execute, with variables replaced as far as they are known. Opens no secret. */
export function createRenderedScripts(context: ServiceContext, deployments: Pick<Deployments, 'get'>) {
  const { store, logs } = context

  const planned = async (source: Extract<ScriptSource, { kind: 'plan' }>): Promise<Result<Ground>> => {
    const { request } = source
    const asked = await planFor(context, request)
    if (!asked.ok) return asked
    const given = answersFrom(asked.value.result.prompts, source.answers ?? [])
    if (!given.ok) return given
    const { result, snapshot } = asked.value
    const plan = result.plan ?? result.draft
    if (!plan) return fail(notFound('plan', request.releaseId))
    const answered = { ...plan, answers: given.value.shown }
    return ok({ plan: answered, snapshot, facts: {}, outputs: [], isKnownLater: isKnownOnceItRuns })
  }

  const recorded = async (id: DeploymentId, run: RunId): Promise<Result<Ground>> => {
    const found = await deployments.get(id)
    if (!found.ok) return found
    const { plan } = found.value
    const snapshot = await readSnapshotOf(store, plan.release.version, plan.release.snapshot)
    if (!snapshot.ok) return snapshot
    const then = beforeRun(await logs.use(id, log => log.thinEvents()), run) ?? found.value
    const hasBegun = then.runs[run]?.state !== 'pending'
    const started = { id, requestedBy: then.queuedBy, createdAt: startOf(then), comment: then.comment }
    const facts = { ...startFacts(started), ...(hasBegun ? statusFacts(then) : {}) }
    const isKnownLater = hasBegun ? () => false : isKnownOnceItRuns
    return ok({ plan, snapshot: snapshot.value, facts, outputs: stepOutputs(then), isKnownLater })
  }

  return {
    /** What one run executes; names that come later stand as they are written. */
    render: async (source: ScriptSource, run: RunId): Promise<Result<RenderedScript>> => {
      const ground = source.kind === 'plan' ? await planned(source) : await recorded(source.id, run)
      if (!ground.ok) return ground
      const place = placeIn(ground.value.plan, run)
      if (place?.stage.type === 'acquire') return ok(acquired(ground.value.plan, place.run))
      const action = place && findAction(ground.value.snapshot.steps, place.stage.actionId)?.action
      if (!place || !action) return fail(notFound('run', run))
      const { plan, snapshot, facts, outputs, isKnownLater } = ground.value
      const world = worldOfRun(
        {
          plan,
          run: place.run,
          sources: sourcesIn(snapshot),
          references: referencesIn(store),
          facts: {
            ...(action.properties ?? {}),
            ...plan.facts,
            ...facts,
            ...runFacts(plan, place.stage, place.run)
          },
          outputs
        },
        place.run
      )
      const view = viewOf(world, contextOfRun(plan, place.stage, place.run), isKnownLater)
      return ok(renderedAction(action, text => renderShown(text, view), place.stage.deploys))
    }
  }
}

/** What is brought to a place, one package a line. */
const acquired = (plan: Plan, run: PlannedRun): RenderedScript => ({
  text: packagesAt(plan.stages, packagePlace(run))
    .map(({ packageId, version, fileName, bytes, asTree, asFile }) => {
      const forms = [...(asTree ? ['unpacked'] : []), ...(asFile ? [`as ${fileName}`] : [])]
      return `${packageId} ${version}, ${bytesWords(bytes)}, ${forms.join(' and ')}`
    })
    .join('\n'),
  syntax: null,
  parameters: null,
  knownLater: [],
  problem: null
})

const startOf = (deployment: Deployment): number =>
  ('startedAt' in deployment ? deployment.startedAt : null) ?? deployment.queuedAt

function placeIn(plan: Plan, id: RunId): { readonly stage: Stage; readonly run: PlannedRun } | null {
  for (const stage of plan.stages)
    for (const run of stage.runs) {
      if (run.id === id) return { stage, run }
    }
  return null
}

/** The deployment as it was when a run last began; null when it has not. */
function beforeRun(events: readonly DeploymentEvent[], run: RunId): Deployment | null {
  // Output changes nothing that a script could see; without it the numbers are those of the events that are left.
  const states = events.filter(event => event.kind !== 'output')
  const last = states.findLastIndex(event => event.kind === 'run-started' && event.run === run)
  if (last < 0) return null
  const fold = new DeploymentFold()
  for (const [index, event] of states.slice(0, last + 1).entries()) fold.add({ ...event, seq: index + 1 })
  return fold.state()
}
