import type { Parsed } from '@shared/api'
import type {
  EnvironmentId,
  LibrarySetId,
  LifecycleId,
  ProjectGroupId,
  ProjectId,
  ReleaseId,
  TargetId
} from '@shared/ids'
import type { Step } from '@shared/model/process'
import { normalScope } from '@shared/model/variable-scope'
import type { VariableInput } from '@shared/model/variable-set'
import { slotsOf } from '@shared/packages/slots'
import type { Services } from '../services/workspace'
import type { DemoAction, DemoProject, DemoStep } from './content-file'
import { sure } from './sure'

/** A step as it is saved. */
type SavedStep = Parsed<'process.save'>['steps'][number]

/** What projects refer to by name. */
export interface Ground {
  readonly groupId: ProjectGroupId
  readonly environments: ReadonlyMap<string, EnvironmentId>
  readonly targets: ReadonlyMap<string, TargetId>
  readonly sets: ReadonlyMap<string, LibrarySetId>
  readonly lifecycles: ReadonlyMap<string, LifecycleId>
}

/** Everything of a project but its releases. */
export async function fillProject(services: Services, demo: DemoProject, ground: Ground): Promise<ProjectId> {
  const { groupId, sets, lifecycles } = ground
  const { name, description } = demo
  const { id } = sure(await services.projects.create({ name, description, groupId }))
  const lifecycleId = demo.lifecycle === undefined ? undefined : lifecycles.get(demo.lifecycle)
  if (lifecycleId !== undefined) sure(await services.projects.setReleases(id, { lifecycleId }))
  for (const { name, description, lifecycle } of demo.channels) {
    const own = lifecycles.get(lifecycle)
    const channel = { name, description, rules: [], isDefault: false }
    sure(await services.channels.create(id, own === undefined ? channel : { ...channel, lifecycleId: own }))
  }
  const variables = variableInputs(demo.variables, ground)
  const includes = demo.includes.flatMap(set => sets.get(set) ?? [])
  if (variables.length > 0) sure(await services.variables.save({ projectId: id, version: 0, variables, includes }))
  for (const runbook of demo.runbooks) await fillRunbook(services, id, runbook, ground)
  return id
}

/** Rows with the ids of what they name. */
export const variableInputs = (
  variables: DemoProject['variables'],
  { environments, targets }: Pick<Ground, 'environments' | 'targets'>
): readonly VariableInput[] =>
  variables.map(({ isSensitive, description, environments: places, roles, targets: names, ...variable }) => ({
    ...variable,
    type: isSensitive ? ('sensitive' as const) : ('text' as const),
    scope: normalScope({
      environments: places.flatMap(name => environments.get(name) ?? []),
      roles,
      targets: names.flatMap(name => targets.get(name) ?? [])
    }),
    ...(description === undefined ? {} : { description })
  }))

async function fillRunbook(
  services: Services,
  projectId: ProjectId,
  { name, description, environments: places, steps }: DemoProject['runbooks'][number],
  { environments }: Ground
): Promise<void> {
  const ids = places.flatMap(place => environments.get(place) ?? [])
  const about = { name, description, environments: { kind: 'listed', ids } } as const
  const { id, version } = sure(await services.runbooks.create(projectId, about))
  sure(
    await services.runbooks.save(
      id,
      version,
      steps.map(step => stepInput(step, [], environments))
    )
  )
  sure(await services.runbooks.publish(id))
}

/** A release with the process and the variables of its time. */
export async function fillRelease(
  services: Services,
  projectId: ProjectId,
  { version, notes, packages, values, steps: wanted }: DemoProject['releases'][number],
  { environments }: Pick<Ground, 'environments'>
): Promise<ReleaseId> {
  await changeValues(services, projectId, new Map(Object.entries(values)))
  const { version: before, steps: known } = sure(await services.processes.get(projectId))
  const steps = wanted.map(step => stepInput(step, known, environments))
  const saved = sure(await services.processes.save(projectId, before, steps))
  const chosen = slotsOf(saved.steps).flatMap(({ actionId, reference, packageId }) => {
    const version = packages[packageId]
    return version === undefined ? [] : [{ actionId, reference, version }]
  })
  return sure(await services.releases.create({ projectId, version, notes, packages: chosen })).id
}

async function changeValues(
  { variables }: Services,
  projectId: ProjectId,
  values: ReadonlyMap<string, string>
): Promise<void> {
  if (values.size === 0) return
  const { version, variables: rows } = sure(await variables.get(projectId))
  const changed = rows.map(row => (row.type === 'text' ? { ...row, value: values.get(row.name) ?? row.value } : row))
  sure(await variables.save({ projectId, version, variables: changed }))
}

/** Steps and actions keep their ids from release to release, as they would if somebody had edited the process. */
function stepInput(
  { name, location, roles, window, actions }: DemoStep,
  known: readonly Step[],
  environments: ReadonlyMap<string, EnvironmentId>
): SavedStep {
  const before = known.find(step => step.name === name)
  return {
    id: before?.id,
    name,
    location,
    roles,
    isDisabled: false,
    ...(window === undefined ? {} : { window: { unit: 'targets', count: window } }),
    actions: actions.map((action, index) => ({
      ...actionInput(action, environments),
      id: before?.actions[index]?.id
    }))
  }
}

function actionInput(
  action: DemoAction,
  environments: ReadonlyMap<string, EnvironmentId>
): SavedStep['actions'][number] {
  if (action.type === 'script') {
    const { script, ...fields } = action
    return { ...fields, body: script }
  }
  if (action.type === 'manual') {
    const only = action.environments.flatMap(name => environments.get(name) ?? [])
    const { environments: _, ...fields } = action
    return only.length === 0 ? fields : { ...fields, environments: only }
  }
  const { packageId, keep, ...fields } = action
  return { ...fields, package: { packageId }, keep: { unit: 'count', count: keep } }
}
