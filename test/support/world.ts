import type { AppEvent, CallName, Input, Output } from '@shared/api'
import { type Deployment, isOpen, type Run } from '@shared/deployment'
import { describe } from '@shared/failure'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId, TargetId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { SudoInput } from '@shared/model/account'
import type { StepInput } from '@shared/model/process'
import type { HostKeyPin } from '@shared/model/target'
import type { VariableInput } from '@shared/model/variable-set'
import type { Result } from '@shared/result'

/** The app without a window: every call of the contract, and what it pushes. */
export interface Backend {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>>
  /** Calls `listener` with everything pushed from now on; answers the undo. */
  subscribe(listener: (event: AppEvent) => void): () => void
}

export interface WorldOptions {
  readonly server: {
    readonly host: string
    readonly port: number
    readonly username: string
    readonly privateKey: string
    readonly hostKey: HostKeyPin
  }
  /** Bodies of the steps, all in bash on role server; the first is called “Say Hello”. */
  readonly bodies: readonly string[]
  readonly variables?: readonly VariableInput[]
  /** How the account becomes another user; it does not when absent. */
  readonly sudo?: SudoInput
  /** The user that the steps run as. */
  readonly runAs?: string
}

/** Records that a test needs before it can deploy. */
export interface World {
  readonly environmentId: EnvironmentId
  readonly targetId: TargetId
  readonly projectId: ProjectId
  readonly releaseId: ReleaseId
}

/** A call whose failure is the test's own mistake. */
export async function must<Name extends CallName>(
  backend: Pick<Backend, 'call'>,
  name: Name,
  input: Input<Name>
): Promise<Output<Name>> {
  const result = await backend.call(name, input)
  if (!result.ok) throw new Error(`${name}: ${describe(result.failure)}`)
  return result.value
}

/** Lets every release be deployed anywhere, for tests that are about something else than promotion. */
export async function openEverywhere(backend: Pick<Backend, 'call'>): Promise<void> {
  const lifecycles = await must(backend, 'lifecycle.list', {})
  const first = lifecycles.find(({ isDefault }) => isDefault)
  if (first === undefined) throw new Error('There is no default lifecycle')
  const anywhere = { name: 'Anywhere', environments: [], minimum: 0, isOptional: false }
  await must(backend, 'lifecycle.update', { id: first.id, value: { name: first.name, phases: [anywhere] } })
}

const scriptStep =
  (runAs: string | undefined) =>
  (body: string, index: number): StepInput => ({
    name: index === 0 ? 'Say Hello' : `Step ${index + 1}`,
    location: 'targets',
    roles: ['server'],
    actions: [{ type: 'script', syntax: 'bash', body, ...(runAs === undefined ? {} : { runAs }) }]
  })

/** Environment Test with the SSH target web-1 in role server, and a release 0.0.1 of the project Hello World. */
export async function makeWorld(
  backend: Backend,
  { server, bodies, variables, sudo, runAs }: WorldOptions
): Promise<World> {
  const environment = await must(backend, 'environment.create', { name: 'Test' })
  const account = await must(backend, 'account.create', {
    kind: 'private-key',
    name: 'Deployer',
    username: server.username,
    privateKey: server.privateKey,
    ...(sudo === undefined ? {} : { sudo })
  })
  const target = await must(backend, 'target.create', {
    kind: 'ssh',
    name: 'web-1',
    roles: ['server'],
    environmentIds: [environment.id],
    host: server.host,
    port: server.port,
    accountId: account.id
  })
  await must(backend, 'target.trust', { id: target.id, hostKey: server.hostKey })
  const project = await must(backend, 'project.create', { name: 'Hello World' })
  const { version } = await must(backend, 'process.get', { projectId: project.id })
  await must(backend, 'process.save', { projectId: project.id, version, steps: bodies.map(scriptStep(runAs)) })
  if (variables) {
    const set = await must(backend, 'variables.get', { projectId: project.id })
    await must(backend, 'variables.save', { projectId: project.id, version: set.version, variables: [...variables] })
  }
  const release = await must(backend, 'release.create', { projectId: project.id, version: '0.0.1' })
  return { environmentId: environment.id, targetId: target.id, projectId: project.id, releaseId: release.id }
}

/** A deployment that has begun. */
export interface Started {
  readonly id: DeploymentId
  /** Resolves with the final state. */
  readonly over: Promise<Deployment>
  /** Resolves once the log has a line that contains `text`. */
  sees(text: string): Promise<void>
}

export async function startDeployment(
  backend: Backend,
  world: Pick<World, 'releaseId' | 'environmentId'>
): Promise<Started> {
  const { releaseId, environmentId } = world
  const { id } = await must(backend, 'deployment.start', { releaseId, environmentId })
  /** Runs `check` now and after every push, until it answers something. */
  const until = <T>(check: () => Promise<T | null>): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        check().then(found => {
          if (found === null) return
          stop()
          resolve(found)
        }, reject)
      }
      const stop = backend.subscribe(look)
      look()
    })
  const over = until(async () => {
    const state = await must(backend, 'deployment.get', { id })
    return isOpen(state) ? null : state
  })
  // Whoever waits for it gets the rejection; nobody has to.
  over.catch(() => undefined)
  const sees = async (text: string): Promise<void> => {
    const { isThere, lines } = await until(async () => {
      const state = await must(backend, 'deployment.get', { id })
      const page = await must(backend, 'log.page', { deploymentId: id, from: -1000, count: 1000 })
      const found = page.lines.some(line => line.text.includes(text))
      return found || !isOpen(state) ? { isThere: found, lines: page.lines } : null
    })
    if (!isThere) throw new Error(`The log ended without “${text}”:\n${lines.map(line => line.text).join('\n')}`)
  }
  return { id, over, sees }
}

/** Starts a deployment and waits until it is over. */
export async function deploy(backend: Backend, world: World): Promise<Deployment> {
  return (await startDeployment(backend, world)).over
}

/** The only run of a deployment with one step on one target. */
export function onlyRun(deployment: Deployment): Run {
  const runs = Object.values(deployment.runs)
  const [run] = runs
  if (!run || runs.length !== 1) throw new Error(`The deployment has ${runs.length} runs`)
  return run
}

/** Every line of the log, or those of one stream. */
export async function logLines(
  backend: Backend,
  deploymentId: DeploymentId,
  stream?: LogLine['stream']
): Promise<readonly LogLine[]> {
  const all: LogLine[] = []
  for (;;) {
    const { lines, total } = await must(backend, 'log.page', { deploymentId, from: all.length, count: 1000 })
    all.push(...lines)
    if (lines.length === 0 || all.length >= total) break
  }
  return stream === undefined ? all : all.filter(line => line.stream === stream)
}
