import type { Input } from '@shared/api'
import type { ActionId, ChannelId, ProjectId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { Release } from '@shared/model/release'
import type { Result } from '@shared/result'
import { aPackage, storePackage } from './stored-package'
import { must, openTestWorkspace, type TestWorkspace } from './workspace'

export type NewRelease = Omit<Input<'release.create'>, 'projectId'>

/** A project “Shop” with some steps, and short ways to make releases of it. */
export interface Shop extends TestWorkspace {
  readonly projectId: ProjectId
  readonly defaultId: ChannelId
  readonly actions: readonly ActionId[]
  readonly channel: (value: Input<'channel.create'>['value']) => Promise<ChannelId>
  readonly settings: (value: Input<'project.setReleases'>['value']) => Promise<void>
  readonly release: (input?: NewRelease) => Promise<Result<Release>>
  readonly made: (input?: NewRelease) => Promise<string>
  readonly packagesOf: (input?: NewRelease) => Promise<readonly (string | undefined)[]>
}

export const scriptStep = (name = 'Hello', body = 'true'): StepInput => ({
  name,
  location: 'here',
  roles: [],
  actions: [{ type: 'script', syntax: 'bash', body }]
})

export const packageStep = (
  name: string,
  packageId: string,
  changes: { version?: string; channels?: ChannelId[] } = {}
): StepInput => {
  const { version, channels } = changes
  const chosen = { packageId, ...(version === undefined ? {} : { version }) }
  return {
    name,
    location: 'targets',
    roles: ['web'],
    actions: [{ type: 'deploy-package', package: chosen, ...(channels === undefined ? {} : { channels }) }]
  }
}

export async function shopWith(...steps: StepInput[]): Promise<Shop> {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const { id: projectId } = must(await call('project.create', { name: 'Shop' }))
  const saved = must(await call('process.save', { projectId, version: 0, steps }))
  const release = (input: NewRelease = {}) => call('release.create', { projectId, ...input })
  return {
    ...workspace,
    projectId,
    defaultId: must(await call('channel.list', { projectId }))[0]?.id as ChannelId,
    actions: saved.steps.flatMap(step => step.actions.map(({ id }) => id)),
    channel: async value => must(await call('channel.create', { projectId, value })).id,
    settings: async value => void must(await call('project.setReleases', { id: projectId, value })),
    release,
    made: async input => must(await release(input)).version,
    packagesOf: async input => {
      const { snapshot } = must(await call('release.get', { id: must(await release(input)).id }))
      return (snapshot?.packages ?? []).map(({ version }) => version)
    }
  }
}

export const stored = async (shop: Shop, packageId: string, ...versions: string[]) => {
  for (const version of versions) await storePackage(shop, aPackage(packageId, version))
}

export const slot = (actionId: ActionId | undefined, reference = '') => ({ actionId: actionId as ActionId, reference })

export const failureOf = (result: unknown) => (result as { failure?: { message: string; issues?: unknown } }).failure
