import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ReleaseId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { onTestFinished } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import type { ServicePorts } from '../../electron/services/ports'
import { openStore } from '../../electron/store/open-store'
import { testActor } from './actor'
import { scriptStep } from './deployable'
import { testKeyChain } from './key-chain'
import { must, type TestWorkspace } from './workspace'

/** A release that can be deployed to environment “Test”. */
export interface Task {
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
}

export const manualStep = (
  name: string,
  settings: { responsible?: string[]; blocksOthers?: true } = {}
): StepInput => ({
  name,
  location: 'here',
  roles: [],
  actions: [{ type: 'manual', instructions: 'Look at it.', ...settings }]
})

/** Projects with one release each, all of the same steps, for the local target “bench” in environment “Test”. */
export async function makeTasks(
  call: Call,
  names: readonly string[],
  steps: readonly StepInput[] = [scriptStep('Install')]
): Promise<readonly Task[]> {
  const environment =
    must(await call('environment.list', {})).find(({ name }) => name === 'Test') ??
    must(await call('environment.create', { name: 'Test' }))
  const where = { roles: ['server'], environmentIds: [environment.id] }
  if (must(await call('target.list', {})).length === 0)
    must(await call('target.create', { kind: 'local', name: 'bench', ...where }))
  const tasks: Task[] = []
  for (const name of names) {
    const project = must(await call('project.create', { name }))
    must(await call('process.save', { projectId: project.id, version: 0, steps: [...steps] }))
    const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
    tasks.push({ releaseId: release.id, environmentId: environment.id })
  }
  return tasks
}

export const start = async (call: Call, { releaseId, environmentId }: Task, more: object = {}): Promise<DeploymentId> =>
  must(await call('deployment.start', { releaseId, environmentId, ...more })).id

/** Has all projects keep what is queued when something newer comes. */
export async function keepQueued(call: Call): Promise<void> {
  for (const { id } of must(await call('project.list', {})))
    must(await call('project.setReleases', { id, value: { keepsQueued: true } }))
}

/** Waits until the summary of a deployment is as `isSo` says. */
export const untilSummary = (
  { until, call }: Pick<TestWorkspace, 'until' | 'call'>,
  id: DeploymentId,
  isSo: (summary: DeploymentSummary) => boolean
): Promise<DeploymentSummary> =>
  until(async () => {
    const found = must(await call('deployment.list', {})).find(item => item.id === id)
    return found !== undefined && isSo(found) ? found : null
  })

/** Waits until a deployment is under way. */
export const runs = (workspace: Pick<TestWorkspace, 'until' | 'call'>, id: DeploymentId) =>
  untilSummary(workspace, id, ({ state }) => state === 'running')

/** What each deployment waits for, by project. */
export const waits = async (call: Call): Promise<Readonly<Record<string, string | null>>> =>
  Object.fromEntries(must(await call('deployment.list', {})).map(item => [item.projectName, item.waitsFor]))

/** A store that tidies nothing up behind its back, so that its folder can be copied at any moment. */
export const untidiedStore: ServicePorts['openStore'] = place =>
  openStore({ ...place, now: Date.now, keyChain: testKeyChain, actor: testActor, repeat: () => () => undefined })

/** The home folder as it is at this moment, as if the app had been killed now. For workspaces with `untidiedStore`. */
export async function homeAsIfKilled({ home }: Pick<TestWorkspace, 'home'>): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'slipway-killed-'))
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  await cp(home, copy, { recursive: true })
  await rm(join(copy, 'workspaces', 'main', 'lock'), { force: true })
  return copy
}
