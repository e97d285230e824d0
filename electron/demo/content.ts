import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guideAbout } from '@shared/demo-guide'
import type { AccountId, EnvironmentId, LibrarySetId, LifecycleId, ProjectId, TargetId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { DemoServers } from '../services/ports'
import type { Services } from '../services/workspace'
import type { DemoContent, InThePast } from '../services/workspace-open'
import { type DemoFile, type DemoTarget, readDemoFile } from './content-file'
import { fillProject, fillRelease, type Ground, variableInputs } from './content-project'
import { demoPackages } from './content-scripts'
import { fillHistory } from './history/fill-history'
import { readHistories } from './history/history-file'
import { Refused, sure } from './sure'

/** The demo workspace's content, made through the same services as everything else. */
export const createDemoContent = (file: DemoFile = readDemoFile()): DemoContent => ({
  hosts: file.targets.filter(isServer).map(target => target.name),
  fill: (services, servers, inThePast) => asResult(() => fill(file, services, servers, inThePast)),
  refresh: (services, servers) => asResult(() => refresh(file, services, servers))
})

/** Whether a target is a server of the demo, and not one that bundles are carried to. */
const isServer = ({ bundlePassword }: DemoTarget): boolean => bundlePassword === undefined

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

async function fill(file: DemoFile, services: Services, servers: DemoServers, inThePast: InThePast): Promise<void> {
  const environments = new Map<string, EnvironmentId>()
  for (const environment of file.environments)
    environments.set(environment.name, sure(await services.environments.create(environment)).id)
  const account = sure(await services.accounts.create(loginOf(file.account.name, servers)))
  const targets = await fillTargets(file, services, servers, environments, account.id)
  const group = sure(await services.groups.create({ name: file.group }))
  const sets = new Map<string, LibrarySetId>()
  for (const { name, description, variables } of file.librarySets) {
    const { id } = sure(await services.librarySets.create({ name, description }))
    sure(await services.librarySets.save(id, 0, variableInputs(variables, { environments, targets })))
    sets.set(name, id)
  }
  await fillPackages(file, services)
  const lifecycles = await fillLifecycles(file, services, environments)
  const ground = { groupId: group.id, environments, targets, sets, lifecycles }
  const histories = readHistories()
  for (const project of file.projects) {
    const projectId = await fillProject(services, project, ground)
    const history = histories.get(project.name)
    if (history === undefined)
      for (const release of project.releases) await fillRelease(services, projectId, release, ground)
    else await fillHistory({ project, projectId, environments }, history, inThePast, Date.now())
    if (project.name === file.guide.project) await beginGuide(file, services, projectId, ground)
  }
}

async function beginGuide(
  { guide }: DemoFile,
  services: Services,
  projectId: ProjectId,
  { environments, targets }: Ground
): Promise<void> {
  const releases = new Map(sure(await services.releases.list(projectId)).map(({ version, id }) => [version, id]))
  const runbooks = new Map(sure(await services.runbooks.list(projectId)).map(({ name, id }) => [name, id]))
  const about = {
    projectId,
    before: releases.get(guide.before),
    after: releases.get(guide.after),
    production: environments.get(guide.production),
    aboard: environments.get(guide.aboard),
    runbookId: runbooks.get(guide.runbook),
    marked: targets.get(guide.marked)
  }
  await services.demoGuide.begin(guideAbout.parse(about))
}

async function fillTargets(
  file: DemoFile,
  services: Services,
  servers: DemoServers,
  environments: ReadonlyMap<string, EnvironmentId>,
  accountId: AccountId
): Promise<ReadonlyMap<string, TargetId>> {
  const ids = new Map<string, TargetId>()
  for (const { name, roles, environments: names, files, bundlePassword: password } of file.targets) {
    const environmentIds = names.flatMap(it => environments.get(it) ?? [])
    const common = { name, roles, environmentIds, isDisabled: false, platform: 'posix' } as const
    if (password !== undefined) {
      const bundled = {
        kind: 'offline',
        ...common,
        dropFolder: '',
        form: 'folder',
        password,
        isIncremental: false
      } as const
      ids.set(name, sure(await services.targets.create(bundled)).id)
      continue
    }
    const { port, hostKey } = serverOf(servers, name)
    const way = { host: '127.0.0.1', port, accountId, viaId: null, policyId: null }
    const { id } = sure(await services.targets.create({ kind: 'ssh', ...common, ...way }))
    sure(await services.targets.trust(id, hostKey, false))
    await servers.place(name, files)
    ids.set(name, id)
  }
  return ids
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
