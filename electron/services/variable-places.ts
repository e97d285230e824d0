import type { VariablePlace } from '@shared/api'
import { type Deployment, isOpen } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { ActionId, EnvironmentId, ProjectId, TargetId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { ReleaseSnapshot } from '@shared/model/release'
import { hasAnyRole } from '@shared/model/target'
import type { PlanTarget } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { VariableContext } from '@shared/variables/context'
import type { StepOutput, VariableWorld } from '@shared/variables/decide'
import { explain, type LaterKnown, type OtherPlace, previewAll } from '@shared/variables/explain'
import { type Explained, type Previewed, plainLabels } from '@shared/variables/explained'
import { environmentFacts, machineFacts, projectFacts, runFacts, startFacts, stepFacts } from '@shared/variables/system'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { referencesIn } from './planning'
import { readSnapshot, readSnapshotOf, snapshotNow } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { checkVariables, sourcesIn, type VariableCheck } from './variable-check'

/** What variables are looked at in: frozen or live, before a deployment or after it. */
interface Ground {
  readonly project: Project
  readonly snapshot: Pick<ReleaseSnapshot, 'steps' | 'variables' | 'librarySets'>
  readonly environments: readonly EnvironmentId[]
  readonly targetsIn: (environment: EnvironmentId) => readonly Machine[]
  readonly answers: VariableWorld['answers']
  /** Outputs of the steps before this one, or of all without one. */
  readonly outputsBefore: (step: ActionId | null) => readonly StepOutput[]
  readonly facts: (place: ResolvedPlace) => VariableWorld['facts']
  readonly isKnownLater: LaterKnown
}

type Machine = Pick<PlanTarget, 'id' | 'name' | 'roles' | 'host'>

interface ResolvedPlace {
  readonly environmentId: EnvironmentId | null
  readonly target: Machine | null
  readonly step: Step | null
}

/** What decides names in one place. */
export interface PlaceWorld {
  readonly project: Project
  readonly environmentId: EnvironmentId | null
  readonly world: VariableWorld
  readonly context: VariableContext
}

export type VariablePlaces = ReturnType<typeof createVariablePlaces>

/** How many places a name is compared in. */
const comparedPlaces = 1000

/** Looks at variables where they apply: explains one, lists all, and checks those of a project. Opens no secret. */
export function createVariablePlaces({ store }: ServiceContext, deployments: Pick<Deployments, 'get'>) {
  const groundOf = async ({ source }: VariablePlace): Promise<Result<Ground>> => {
    if (source.kind === 'deployment') {
      const deployment = await deployments.get(source.id)
      return deployment.ok ? groundOfDeployment(deployment.value) : deployment
    }
    if (source.kind === 'project') {
      const project = store.projects.get(source.id)
      return project
        ? ok(groundOfWorkspace(project, snapshotNow(store, project)))
        : fail(notFound('project', source.id))
    }
    const release = store.releases.get(source.id)
    const project = release && store.projects.get(release.projectId)
    if (!release || !project) return fail(notFound('release', source.id))
    const snapshot = await readSnapshot(store, release)
    return snapshot.ok ? ok(groundOfWorkspace(project, snapshot.value, release.version)) : snapshot
  }

  const groundOfWorkspace = (project: Project, snapshot: Ground['snapshot'], version?: string): Ground => {
    const targets = store.targets
      .all()
      .map(target => ({ ...target, host: target.kind === 'ssh' ? target.host : 'localhost' }))
    const targetsIn = (id: EnvironmentId) => targets.filter(target => target.environmentIds.includes(id))
    return {
      project,
      snapshot,
      environments: store.environments.all().map(environment => environment.id),
      targetsIn,
      answers: [],
      outputsBefore: () => [],
      facts: ({ environmentId, target, step }) => {
        const environment = environmentId === null ? undefined : store.environments.get(environmentId)
        const number = step === null ? 0 : snapshot.steps.indexOf(step) + 1
        return {
          ...projectFacts(project, store.groups.get(project.groupId) ?? null),
          ...(version === undefined ? {} : { 'Octopus.Release.Number': version }),
          ...(environment
            ? environmentFacts(
                environment,
                targetsIn(environment.id).filter(it => !it.isDisabled)
              )
            : {}),
          ...machineFacts(target),
          ...(step ? stepFacts(stageOf(step, number)) : {})
        }
      },
      isKnownLater: name => /^Octopus[.[]/i.test(name)
    }
  }

  const groundOfDeployment = async (deployment: Deployment): Promise<Result<Ground>> => {
    const { plan } = deployment
    const project = store.projects.get(plan.project.id)
    if (!project) return fail(notFound('project', plan.project.id))
    const snapshot = await readSnapshotOf(store, plan.release.version, plan.release.snapshot)
    if (!snapshot.ok) return snapshot
    const started = { id: deployment.id, requestedBy: deployment.queuedBy, createdAt: deployment.queuedAt }
    return ok({
      project,
      snapshot: snapshot.value,
      environments: [plan.environment.id],
      targetsIn: () => plan.targets,
      answers: plan.answers ?? [],
      outputsBefore: step => outputsOf(deployment, step),
      facts: ({ step, target }) => {
        const stage = plan.stages.find(item => item.stepId === step?.id)
        return {
          ...plan.facts,
          ...startFacts(started),
          ...(stage ? runFacts(plan, stage, { targetId: target?.id ?? null }) : machineFacts(target))
        }
      },
      isKnownLater: name => isOpen(deployment) && /^Octopus\.Action\[/i.test(name)
    })
  }

  const resolvePlace = (ground: Ground, place: VariablePlace): Result<ResolvedPlace> => {
    const environmentId =
      place.source.kind === 'deployment' ? (ground.environments[0] ?? null) : (place.environmentId ?? null)
    if (environmentId !== null && !ground.environments.includes(environmentId))
      return fail(notFound('environment', environmentId))
    const step = ground.snapshot.steps.find(item => item.actions.some(({ id }) => id === place.actionId)) ?? null
    if (place.actionId !== undefined && step === null) return fail(notFound('step', place.actionId))
    const target = place.targetId === undefined ? null : machineOf(ground, place.targetId)
    if (place.targetId !== undefined && target === null) return fail(notFound('target', place.targetId))
    return ok({ environmentId, step, target })
  }

  const worldOf = (ground: Ground, place: ResolvedPlace): VariableWorld => ({
    sources: sourcesIn(ground.snapshot),
    references: referencesIn(store),
    machine: place.target?.name ?? null,
    facts: ground.facts(place),
    answers: ground.answers,
    outputs: ground.outputsBefore(place.step?.actions[0].id ?? null)
  })

  const look = async (place: VariablePlace) => {
    const ground = await groundOf(place)
    if (!ground.ok) return ground
    const at = resolvePlace(ground.value, place)
    if (!at.ok) return at
    const world = worldOf(ground.value, at.value)
    const context = contextOf(ground.value.project.id, at.value)
    const labels = plainLabels(scopeLabels(store, ground.value.snapshot.steps))
    return ok({ ground: ground.value, at: at.value, world, context, labels })
  }

  return {
    /** What decides names in a place, for those who resolve them. */
    worldAt: async (place: VariablePlace): Promise<Result<PlaceWorld>> => {
      const found = await look(place)
      if (!found.ok) return found
      const { ground, at, world, context } = found.value
      return ok({ project: ground.project, environmentId: at.environmentId, world, context })
    },

    check: (projectId: ProjectId): Promise<Result<VariableCheck>> => checkVariables(store, projectId),

    explain: async (name: string, place: VariablePlace): Promise<Result<Explained>> => {
      const found = await look(place)
      if (!found.ok) return found
      const { ground, at, world, context, labels } = found.value
      return ok({ explanation: explain(name, world, context, otherPlaces(ground, at), ground.isKnownLater), labels })
    },

    preview: async (place: VariablePlace): Promise<Result<Previewed>> => {
      const found = await look(place)
      if (!found.ok) return found
      const { ground, world, context, labels } = found.value
      return ok({ variables: previewAll(world, context, ground.isKnownLater), labels })
    }
  }
}

const stageOf = (step: Step, number: number) => {
  const [{ id, syntax }] = step.actions
  return { number, stepId: step.id, actionId: id, name: step.name, roles: step.roles, syntax }
}

function machineOf(ground: Ground, id: TargetId): Machine | null {
  const all = ground.environments.flatMap(environment => ground.targetsIn(environment))
  return all.find(target => target.id === id) ?? null
}

const contextOf = (project: ProjectId, { environmentId, target, step }: ResolvedPlace): VariableContext => ({
  environmentId,
  target: target === null ? null : { id: target.id, roles: target.roles },
  step: step === null ? null : { actionId: step.actions[0].id, roles: step.roles },
  channelId: null,
  process: project,
  tenantTags: []
})

/** The same step everywhere else: on every target that it could run on, or once in each environment. */
function otherPlaces(ground: Ground, { step }: ResolvedPlace): readonly OtherPlace[] {
  const places = ground.environments.flatMap((environmentId): ResolvedPlace[] => {
    const targets = ground.targetsIn(environmentId)
    const suitable = step === null ? targets : targets.filter(target => hasAnyRole(target, step.roles))
    const isOnce = step?.location === 'here' || suitable.length === 0
    return isOnce ? [{ environmentId, step, target: null }] : suitable.map(target => ({ environmentId, step, target }))
  })
  return places.slice(0, comparedPlaces).flatMap(place =>
    place.environmentId === null
      ? []
      : [
          {
            place: { environmentId: place.environmentId, targetId: place.target?.id ?? null },
            context: contextOf(ground.project.id, place),
            facts: ground.facts(place),
            machine: place.target?.name ?? null
          }
        ]
  )
}

/** What the runs before a step passed on, in the order in which it was told. */
function outputsOf({ plan, runs }: Deployment, step: ActionId | null): readonly StepOutput[] {
  const until = plan.stages.findIndex(stage => stage.actionId === step)
  const stages = until < 0 ? plan.stages : plan.stages.slice(0, until)
  const names = new Map(plan.targets.map(target => [target.id, target.name]))
  const all = stages.flatMap(stage =>
    stage.runs.flatMap(({ id, targetId }) =>
      (runs[id]?.outputs ?? []).map(output => ({
        seq: output.seq,
        output: {
          step: stage.name,
          machine: targetId === null ? null : (names.get(targetId) ?? null),
          name: output.name,
          value:
            'secret' in output
              ? ({ kind: 'secret', id: output.secret } as const)
              : ({ kind: 'text', text: output.value } as const)
        }
      }))
    )
  )
  return all.sort((a, b) => a.seq - b.seq).map(({ output }) => output)
}
