import type { EnvironmentId, ProjectId, ReleaseId, TargetId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { Call } from '../../electron/ipc/dispatch'
import { must } from './workspace'

/** Ids of records that can be deployed: project “Shop” 1.0.0 to environment “Test” on the local target “bench”. */
export interface Deployable {
  readonly environmentId: EnvironmentId
  readonly targetId: TargetId
  readonly projectId: ProjectId
  readonly releaseId: ReleaseId
}

export const scriptStep = (name: string, body = 'echo hello'): StepInput => ({
  name,
  location: 'targets',
  roles: ['server'],
  actions: [{ type: 'script', syntax: 'bash', body }]
})

export async function makeDeployable(call: Call, projectName = 'Shop'): Promise<Deployable> {
  const environment = must(await call('environment.create', { name: 'Test' }))
  const target = must(
    await call('target.create', {
      kind: 'local',
      name: 'bench',
      roles: ['server'],
      environmentIds: [environment.id]
    })
  )
  const project = must(await call('project.create', { name: projectName }))
  must(await call('process.save', { projectId: project.id, version: 0, steps: [scriptStep('Install')] }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  return { environmentId: environment.id, targetId: target.id, projectId: project.id, releaseId: release.id }
}
