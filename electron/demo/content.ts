import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Parsed } from '@shared/api'
import type { AccountId, EnvironmentId, LibrarySetId, LifecycleId, ProjectGroupId, ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import { normalScope } from '@shared/model/variable-scope'
import type { VariableInput } from '@shared/model/variable-set'
import { slotsOf } from '@shared/packages/slots'
import { ok, type Result } from '@shared/result'
import type { DemoServers } from '../services/ports'
import type { Services } from '../services/workspace'
import type { DemoContent } from '../services/workspace-open'
import { type DemoAction, type DemoFile, type DemoStep, readDemoFile } from './content-file'
import { demoPackages } from './content-scripts'
import { Refused, sure } from './sure'

type DemoProject = DemoFile['projects'][number]
/** A step as it is saved. */
type SavedStep = Parsed<'process.save'>['steps'][number]

/** The demo workspace's content, made through the same services as everything else. */
export const createDemoContent = (file: DemoFile = readDemoFile()): DemoContent => ({
  hosts: file.targets.map(target => target.name),
  fill: (services, servers) => asResult(() => fill(file, services, servers)),
  refresh: (services, servers) => asResult(() => refresh(file, services, servers))
})

async function asResult(work: () => Promise<void>): Promise<Result<null>> {
  try {
    await work()
    return ok(null)
  } catch (error) {
    if (error instanceof Refused) return { ok: false, failure: error.failure }
    throw error
  }
}

const loginOf = (name: string, { account }: DemoServers) =>
  ({ kind: 'private-key', name, sudo: { kind: 'none' }, ...account }) as const

async function fill(file: DemoFile, services: Services, servers: DemoServers): Promise<void> {
  const environments = new Map<string, EnvironmentId>()
  for (const environment of file.environments)
    environments.set(environment.name, sure(await services.environments.create(environment)).id)
  const account = sure(await services.accounts.create(loginOf(file.account.name, servers)))
  await fillTargets(file, services, servers, environments, account.id)
  const group = sure(await services.groups.create({ name: file.group }))
  const sets = new Map<string, LibrarySetId>()
  for (const { name, description, variables } of file.librarySets) {
    const { id } = sure(await services.librarySets.create({ name, description }))
    sure(await services.librarySets.save(id, 0, variableInputs(variables, environments)))
    sets.set(name, id)
  }
  await fillPackages(file, services)
  const lifecycles = await fillLifecycles(file, services, environments)
  const ground = { groupId: group.id, environments, sets, lifecycles }
  for (const project of file.projects) await fillProject(services, project, ground)
}

/** Rows with the ids of the environments that they name. */
const variableInputs = (
  variables: DemoProject['variables'],
  environments: ReadonlyMap<string, EnvironmentId>
): readonly VariableInput[] =>
  variables.map(({ isSensitive, description, environments: names, roles, ...variable }) => ({
    ...variable,
    type: isSensitive ? ('sensitive' as const) : ('text' as const),
    scope: normalScope({ environments: names.flatMap(name => environments.get(name) ?? []), roles }),
    ...(description === undefined ? {} : { description })
  }))

async function fillTargets(
  file: DemoFile,
  services: Services,
  servers: DemoServers,
  environments: ReadonlyMap<string, EnvironmentId>,
  accountId: AccountId
): Promise<void> {
  for (const { name, roles, environments: names } of file.targets) {
    const server = serverOf(servers, name)
    const environmentIds = names.flatMap(it => environments.get(it) ?? [])
    const target = sure(
      await services.targets.create({
        kind: 'ssh',
        name,
        roles: [...roles],
        environmentIds,
        isDisabled: false,
        host: '127.0.0.1',
        port: server.port,
        accountId,
        viaId: null,
        policyId: null,
        platform: 'posix'
      })
    )
    sure(await services.targets.trust(target.id, server.hostKey, false))
  }
}

/** What projects refer to by name. */
interface Ground {
  readonly groupId: ProjectGroupId
  readonly environments: ReadonlyMap<string, EnvironmentId>
  readonly sets: ReadonlyMap<string, LibrarySetId>
  readonly lifecycles: ReadonlyMap<string, LifecycleId>
}

async function fillProject(
  services: Services,
  demo: DemoProject,
  { groupId, environments, sets, lifecycles }: Ground
): Promise<void> {
  const { name, description } = demo
  const { id } = sure(await services.projects.create({ name, description, groupId }))
  const lifecycleId = demo.lifecycle === undefined ? undefined : lifecycles.get(demo.lifecycle)
  if (lifecycleId !== undefined) sure(await services.projects.setReleases(id, { lifecycleId }))
  for (const { name, description, lifecycle } of demo.channels) {
    const own = lifecycles.get(lifecycle)
    const channel = { name, description, rules: [], isDefault: false }
    sure(await services.channels.create(id, own === undefined ? channel : { ...channel, lifecycleId: own }))
  }
  const variables = variableInputs(demo.variables, environments)
  const includes = demo.includes.flatMap(set => sets.get(set) ?? [])
  if (variables.length > 0) sure(await services.variables.save({ projectId: id, version: 0, variables, includes }))
  for (const release of demo.releases) await fillRelease(services, id, release, environments)
}

/** The default one is there already, and becomes the first one of the file. */
async function fillLifecycles(
  file: DemoFile,
  { lifecycles }: Services,
  environments: ReadonlyMap<string, EnvironmentId>
): Promise<ReadonlyMap<string, LifecycleId>> {
  const found = sure(await lifecycles.list()).find(({ isDefault }) => isDefault)
  const ids = new Map<string, LifecycleId>()
  for (const [index, { name, description, phases }] of file.lifecycles.entries()) {
    const input = {
      name,
      description,
      phases: phases.map(phase => ({
        name: phase.name,
        environments: phase.environments.flatMap(place => {
          const id = environments.get(place)
          return id === undefined ? [] : [{ id, isAutomatic: false }]
        }),
        minimum: 0,
        isOptional: false
      })),
      retention: { keep: 'forever' } as const
    }
    const isDefault = index === 0 && found !== undefined
    ids.set(name, sure(await (isDefault ? lifecycles.update(found.id, input) : lifecycles.create(input))).id)
  }
  return ids
}

async function fillRelease(
  services: Services,
  projectId: ProjectId,
  { version, notes, packages, steps: wanted }: DemoProject['releases'][number],
  environments: ReadonlyMap<string, EnvironmentId>
): Promise<void> {
  const { version: before, steps: known } = sure(await services.processes.get(projectId))
  const steps = wanted.map(step => stepInput(step, known, environments))
  const saved = sure(await services.processes.save(projectId, before, steps))
  const chosen = slotsOf(saved.steps).flatMap(({ actionId, reference, packageId }) => {
    const version = packages[packageId]
    return version === undefined ? [] : [{ actionId, reference, version }]
  })
  sure(await services.releases.create({ projectId, version, notes, packages: chosen }))
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

/** Each version of a package, from a folder that is there only for that moment. */
async function fillPackages({ packages }: DemoFile, services: Services): Promise<void> {
  for (const { id, folder, versions } of packages)
    for (const { version, notes } of versions) {
      const made = await mkdtemp(join(tmpdir(), 'slipway-demo-'))
      try {
        const files = new Map([...(demoPackages.get(folder) ?? []), ['version.txt', `${id} ${version}\n`]])
        for (const [name, text] of files) await writeFile(join(made, name), text)
        sure(await services.packages.import([made], { packageId: id, version, notes, onConflict: 'refuse' }))
      } finally {
        await rm(made, { recursive: true, force: true })
      }
    }
}

/**
 * The servers listen on other ports than last time, and may have other keys and another login. Targets that a person
 * added to the demo are left alone.
 */
async function refresh(file: DemoFile, services: Services, servers: DemoServers): Promise<void> {
  const accounts = sure(await services.accounts.list())
  const account = accounts.find(item => item.name === file.account.name)
  if (account) sure(await services.accounts.update(account.id, loginOf(account.name, servers)))
  for (const target of sure(await services.targets.list())) {
    const server = servers.servers.find(item => item.name === target.name)
    if (target.kind !== 'ssh' || !server) continue
    const { id, hostKey: _, ...input } = target
    sure(await services.targets.update(id, { ...input, host: '127.0.0.1', port: server.port }))
    sure(await services.targets.trust(id, server.hostKey, true))
  }
}

function serverOf(servers: DemoServers, name: string): DemoServers['servers'][number] {
  const server = servers.servers.find(item => item.name === name)
  if (!server) throw new Error(`No demo server was started for ${name}`)
  return server
}
