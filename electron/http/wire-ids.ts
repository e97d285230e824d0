import type { DeploymentId } from '@shared/ids'

// Ids on the wire are Slipway's own, except where clients count on how Octopus forms them.

/** The id of a workspace as that of a space: the main one is `Spaces-1`. */
export const spaceIdOf = (workspaceId: string): string =>
  workspaceId === 'main' ? 'Spaces-1' : `Spaces-${suffixOf(workspaceId)}`

/** The id of the task that carries out a deployment or a run of a runbook. */
export const taskIdOf = (deploymentId: string): string => `ServerTasks-${suffixOf(deploymentId)}`

/** The deployment that a task carries out; null for what is no id of a task. */
export function deploymentOfTask(taskId: string): DeploymentId | null {
  const suffix = /^servertasks-([a-z0-9]{10})$/i.exec(taskId)?.[1]
  return suffix === undefined ? null : (`deployment-${suffix.toLowerCase()}` as DeploymentId)
}

export const processIdOf = (projectId: string): string => `deploymentprocess-${projectId}`
export const runbookProcessIdOf = (runbookId: string): string => `RunbookProcess-${runbookId}`
export const variableSetIdOf = (projectId: string): string => `variableset-${projectId}`
/** The repository of the workspace. */
export const builtInFeedId = 'feeds-builtin'

const suffixOf = (id: string): string => id.slice(id.indexOf('-') + 1)
