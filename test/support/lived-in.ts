import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import { makeDeployable } from './deployable'
import { must, type TestWorkspace } from './workspace'

/** Ids of what a workspace has that was used for a while. */
export interface LivedIn {
  readonly projectId: ProjectId
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
  readonly deployments: readonly DeploymentId[]
}

/** Gives a workspace some of everything: records, secrets, a release with its snapshot, deployments that are over. */
export async function liveIn(workspace: TestWorkspace): Promise<LivedIn> {
  const { call, over } = workspace
  const { projectId, releaseId, environmentId } = await makeDeployable(call)
  const account = { kind: 'password', name: 'Operator', username: 'ops', password: 'hunter two' } as const
  must(await call('account.create', account))
  const deployments: DeploymentId[] = []
  for (let i = 0; i < 2; i++) {
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    await over(id)
    deployments.push(id)
  }
  return { projectId, releaseId, environmentId, deployments }
}
