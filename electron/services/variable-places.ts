import type { VariablePlace } from '@shared/api'
import { type Deployment, isOpen } from '@shared/deployment'
import { notFound } from '@shared/failure'
import type { ActionId, ChannelId, EnvironmentId, ProjectId, TargetId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import { type Action, actionName, findAction, type Step } from '@shared/model/process'
import type { Project } from '@shared/model/project'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import { hasAnyRole } from '@shared/model/target'
import { type TenantRef, takesPart } from '@shared/model/tenant'
import type { ProcessRef } from '@shared/model/variable-scope'
import type { PlanTarget } from '@shared/plan/plan'
import { packagesOf } from '@shared/plan/plan-packages'
import { fail, ok, type Result } from '@shared/result'
import type { VariableContext } from '@shared/variables/context'
import type { StepOutput, VariableWorld } from '@shared/variables/decide'
import { explain, type LaterKnown, type OtherPlace, previewAll } from '@shared/variables/explain'
import { type Explained, type Previewed, plainLabels } from '@shared/variables/explained'
import { stepOutputs } from '@shared/variables/outputs'
import {
  channelFacts,
  customFieldFacts,
  environmentFacts,
  machineFacts,
  packageFacts,
  projectFacts,
  runFacts,
  startFacts,
  stepFacts,
  tenantFacts
} from '@shared/variables/system'
import type { ServiceContext } from './context'
import type { Deployments } from './deployments'
import { referencesIn } from './planning'
import { channelIn, channelOfRelease, defaultChannelOf } from './project-channels'
import { readSnapshot, readSnapshotOf, runbookSnapshotNow, snapshotNow } from './release-snapshots'
import { scopeLabels } from './scope-labels'
import { checkVariables, sourcesIn, type VariableCheck } from './variable-check'

/** What variables are looked at in: frozen or live, before a deployment or after it. */
interface Ground {
  readonly project: Project
  readonly process: ProcessRef
  /** Null for a runbook, which has none. */
  readonly channelId: ChannelId | null
  /** Whom it is looked at for; null for no tenant. */
  readonly tenant: TenantRef | null
  readonly snapshot: Pick<ReleaseSnapshot, 'steps' | 'variables' | 'librarySets' | 'runbook' | 'packages'>
  readonly environments: readonly EnvironmentId[]
  readonly targetsIn: (environment: EnvironmentId) => readonly Machine[]
  readonly answers: VariableWorld['answers']
  /** Outputs of the actions before this one, or of all without one. */
  readonly outputsBefore: (action: ActionId | null) => readonly StepOutput[]
  readonly facts: (place: ResolvedPlace) => VariableWorld['facts']
  readonly isKnownLater: LaterKnown
}

type Machine = Pick<PlanTarget, 'id' | 'name' | 'roles' | 'host'>

interface ResolvedPlace {
  readonly environmentId: EnvironmentId | null
  readonly target: Machine | null
  readonly step: Step | null
  /** Of the step; null exactly where there is none. */
  readonly action: Action | null
}

/** Whose variables are looked at in the workspace as it is now. */
interface Whose {
  readonly project: Project
  /** Null for no tenant. */
  readonly tenant: TenantRef | null
  /** Null for a runbook, which has none. */
  readonly channel: Pick<Channel, 'id' | 'name'> | null
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
  const groundOf = async ({ source, channelId, tenantId }: VariablePlace): Promise<Result<Ground>> => {
    const tenant = tenantId === undefined ? null : store.tenants.get(tenantId)
    if (tenant === undefined) return fail(notFound('tenant', tenantId ?? ''))
    if (source.kind === 'deployment') {
      const deployment = await deployments.get(source.id)
      return deployment.ok ? groundOfDeployment(deployment.value) : deployment
    }
    if (source.kind === 'project') {
      const project = store.projects.get(source.id)
      if (!project) return fail(notFound('project', source.id))
      const channel =
        channelId === undefined ? defaultChannelOf(store, project.id) : channelIn(store, project.id, channelId)
      if (channel === null && channelId !== undefined) return fail(notFound('channel', channelId))
      return ok(groundOfWorkspace({ project, tenant, channel }, snapshotNow(store, project)))
    }
    if (source.kind === 'runbook') {
      const runbook = store.runbooks.get(source.id)
      const project = runbook && store.projects.get(runbook.projectId)
      return runbook && project
        ? ok(groundOfWorkspace({ project, tenant, channel: null }, runbookSnapshotNow(store, project, runbook)))
        : fail(notFound('runbook', source.id))
    }
    const release = store.releases.get(source.id)
    const project = release && store.projects.get(release.projectId)
    if (!release || !project) return fail(notFound('release', source.id))
    const snapshot = await readSnapshot(store, release)
    if (!snapshot.ok) return snapshot
    const channel = channelOfRelease(store, release)
    return ok(groundOfWorkspace({ project, tenant, channel }, snapshot.value, release))
  }

  const groundOfWorkspace = (
    { project, tenant, channel }: Whose,
    snapshot: Ground['snapshot'],
    release?: Release
  ): Ground => {
    const targets = store.targets
      .all()
      .map(target => ({ ...target, host: target.kind === 'ssh' ? target.host : 'localhost' }))
    const targetsIn = (id: EnvironmentId) => targets.filter(target => target.environmentIds.includes(id))
    return {
      project,
      process: snapshot.runbook?.id ?? project.id,
      channelId: channel?.id ?? null,
      tenant,
      snapshot,
      environments: store.environments.all().map(environment => environment.id),
      targetsIn,
      answers: [],
      outputsBefore: () => [],
      facts: ({ environmentId, target, step, action }) => {
        const environment = environmentId === null ? undefined : store.environments.get(environmentId)
        const number = step === null ? 0 : snapshot.steps.indexOf(step) + 1
        return {
          ...(action?.properties ?? {}),
          ...projectFacts(project, store.groups.get(project.groupId) ?? null),
          ...(channel === null ? {} : channelFacts(channel)),
          ...(tenant === null ? {} : tenantFacts(tenant)),
          ...(release === undefined
            ? {}
            : { 'Octopus.Release.Number': release.version, ...customFieldFacts(release.customFields) }),
          ...(environment
            ? environmentFacts(
                environment,
                targetsIn(environment.id).filter(it => !it.isDisabled && takesPart(it, tenant))
              )
            : {}),
          ...machineFacts(target),
          ...(step && action ? stepFacts(stageOf(step, action, number)) : {}),
          ...(action ? packageFacts(packagesOf(action, snapshot.packages ?? [])) : {})
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
    const { id, queuedBy: requestedBy, queuedAt: createdAt, comment } = deployment
    const started = { id, requestedBy, createdAt, comment }
    return ok({
      project,
      process: plan.runbook?.id ?? project.id,
      channelId: plan.channelId ?? null,
      tenant: plan.tenant ?? null,
      snapshot: snapshot.value,
      environments: [plan.environment.id],
      targetsIn: () => plan.targets,
      answers: plan.answers ?? [],
      outputsBefore: action => stepOutputs(deployment, action),
      facts: ({ action, target }) => {
        const stage = plan.stages.find(item => item.actionId === action?.id)
        return {
          ...(action?.properties ?? {}),
          ...plan.facts,
          ...startFacts(started),
          ...(stage ? runFacts(plan, stage, { targetId: target?.id ?? null }) : machineFacts(target))
        }
      },
      isKnownLater: name =>
        /^Octopus\.(Step\[.*\]\.Status|Deployment\.Error)/i.test(name) ||
        (isOpen(deployment) && /^Octopus\.Action\[/i.test(name))
    })
  }

  const resolvePlace = (ground: Ground, place: VariablePlace): Result<ResolvedPlace> => {
    const environmentId =
      place.source.kind === 'deployment' ? (ground.environments[0] ?? null) : (place.environmentId ?? null)
    if (environmentId !== null && !ground.environments.includes(environmentId))
      return fail(notFound('environment', environmentId))
    const found = place.actionId === undefined ? null : findAction(ground.snapshot.steps, place.actionId)
    if (place.actionId !== undefined && found === null) return fail(notFound('step', place.actionId))
    const target = place.targetId === undefined ? null : machineOf(ground, place.targetId)
    if (place.targetId !== undefined && target === null) return fail(notFound('target', place.targetId))
    return ok({ environmentId, step: found?.step ?? null, action: found?.action ?? null, target })
  }

  const worldOf = (ground: Ground, place: ResolvedPlace): VariableWorld => ({
    sources: sourcesIn(ground.snapshot),
    references: referencesIn(store),
    machine: place.target?.name ?? null,
    facts: ground.facts(place),
    answers: ground.answers,
    outputs: ground.outputsBefore(place.action?.id ?? null)
  })

  const look = async (place: VariablePlace) => {
    const ground = await groundOf(place)
    if (!ground.ok) return ground
    const at = resolvePlace(ground.value, place)
    if (!at.ok) return at
    const world = worldOf(ground.value, at.value)
    const context = contextOf(ground.value, at.value)
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

const stageOf = (step: Step, action: Action, number: number) => ({
  number,
  ...(step.actions.length > 1 ? { child: step.actions.indexOf(action) + 1 } : {}),
  stepId: step.id,
  actionId: action.id,
  name: actionName(step, action),
  stepName: step.name,
  roles: step.roles,
  ...(action.type === 'script' ? { syntax: action.syntax } : {})
})

function machineOf(ground: Ground, id: TargetId): Machine | null {
  const all = ground.environments.flatMap(environment => ground.targetsIn(environment))
  return all.find(target => target.id === id) ?? null
}

const contextOf = (
  { process, channelId, tenant }: Pick<Ground, 'process' | 'channelId' | 'tenant'>,
  { environmentId, target, step, action }: ResolvedPlace
): VariableContext => ({
  environmentId,
  target: target === null ? null : { id: target.id, roles: target.roles },
  step: step === null || action === null ? null : { actionId: action.id, roles: step.roles },
  channelId,
  process,
  tenantTags: tenant?.tags ?? []
})

/** The same step everywhere else: on every target that it could run on, or once in each environment. */
function otherPlaces(ground: Ground, { step, action }: ResolvedPlace): readonly OtherPlace[] {
  const places = ground.environments.flatMap((environmentId): ResolvedPlace[] => {
    const targets = ground.targetsIn(environmentId)
    const suitable = step === null ? targets : targets.filter(target => hasAnyRole(target, step.roles))
    const isOnce = step?.location === 'here' || suitable.length === 0
    return isOnce
      ? [{ environmentId, step, action, target: null }]
      : suitable.map(target => ({ environmentId, step, action, target }))
  })
  return places.slice(0, comparedPlaces).flatMap(place =>
    place.environmentId === null
      ? []
      : [
          {
            place: { environmentId: place.environmentId, targetId: place.target?.id ?? null },
            context: contextOf(ground, place),
            facts: ground.facts(place),
            machine: place.target?.name ?? null
          }
        ]
  )
}
