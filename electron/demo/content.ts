import type { AccountId, EnvironmentId, LibrarySetId, ProjectGroupId, ProjectId } from '@shared/ids'
import { normalScope } from '@shared/model/variable-scope'
import type { VariableInput } from '@shared/model/variable-set'
import { ok, type Result } from '@shared/result'
import type { DemoServers } from '../services/ports'
import type { Services } from '../services/workspace'
import type { DemoContent } from '../services/workspaces'
import { type DemoFile, readDemoFile } from './content-file'
import { Refused, sure } from './sure'

type DemoProject = DemoFile['projects'][number]

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
  for (const project of file.projects) await fillProject(services, project, group.id, environments, sets)
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

async function fillProject(
  services: Services,
  demo: DemoProject,
  groupId: ProjectGroupId,
  environments: ReadonlyMap<string, EnvironmentId>,
  sets: ReadonlyMap<string, LibrarySetId>
): Promise<void> {
  const { name, description } = demo
  const { id } = sure(await services.projects.create({ name, description, groupId }))
  const variables = variableInputs(demo.variables, environments)
  const includes = demo.includes.flatMap(set => sets.get(set) ?? [])
  if (variables.length > 0) sure(await services.variables.save({ projectId: id, version: 0, variables, includes }))
  for (const release of demo.releases) await fillRelease(services, id, release)
}

async function fillRelease(
  services: Services,
  projectId: ProjectId,
  demo: DemoProject['releases'][number]
): Promise<void> {
  const { version, steps: before } = sure(await services.processes.get(projectId))
  // Steps keep their ids from release to release, as they would if somebody had edited the process.
  const steps = demo.steps.map(({ name, location, roles, syntax, script }) => {
    const known = before.find(step => step.name === name)
    const action = { type: 'script' as const, syntax, body: script, id: known?.actions[0].id }
    return { id: known?.id, name, location, roles, isDisabled: false, actions: [action] as [typeof action] }
  })
  sure(await services.processes.save(projectId, version, steps))
  sure(await services.releases.create({ projectId, version: demo.version, notes: demo.notes }))
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
