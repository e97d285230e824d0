import type { EnvironmentId, ReleaseId, TargetId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { TestSshd } from './sshd'
import { type Backend, must } from './world'

/** Where a target of a fleet is reached; by default where its server listens. */
export interface FleetServer {
  readonly sshd: TestSshd
  readonly host?: string
  readonly port?: number
}

export interface Fleet {
  readonly environmentId: EnvironmentId
  readonly releaseId: ReleaseId
  /** In the order of the servers: web-1, web-2, … */
  readonly targets: readonly TargetId[]
}

/** Environment Test with the targets web-1, web-2, … in role web, and a release 0.0.1 of these steps. */
export async function makeFleet(
  backend: Backend,
  servers: readonly FleetServer[],
  steps: readonly StepInput[]
): Promise<Fleet> {
  const environment = await must(backend, 'environment.create', { name: 'Test' })
  const targets: TargetId[] = []
  for (const [index, { sshd, host = sshd.host, port = sshd.port }] of servers.entries()) {
    const name = `web-${index + 1}`
    const account = { kind: 'private-key', name: `Of ${name}`, username: sshd.username } as const
    const { id: accountId } = await must(backend, 'account.create', { ...account, privateKey: sshd.privateKey })
    const { id } = await must(backend, 'target.create', {
      kind: 'ssh',
      name,
      roles: ['web'],
      environmentIds: [environment.id],
      host,
      port,
      accountId
    })
    await must(backend, 'target.trust', { id, hostKey: sshd.hostKey })
    targets.push(id)
  }
  const project = await must(backend, 'project.create', { name: 'Shop' })
  await must(backend, 'process.save', { projectId: project.id, version: 0, steps: [...steps] })
  const release = await must(backend, 'release.create', { projectId: project.id, version: '0.0.1' })
  return { environmentId: environment.id, releaseId: release.id, targets }
}

/** A bash step on role web. */
export const webStep = (name: string, body: string, settings: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['web'],
  actions: [{ type: 'script', syntax: 'bash', body }],
  ...settings
})
