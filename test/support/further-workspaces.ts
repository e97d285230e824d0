import { type WorkspaceId, workspaceId } from '@shared/ids'
import { must, type TestWorkspace } from './workspace'

/** Whoever makes calls in the window. */
export type Caller = Pick<TestWorkspace, 'call'>

/** Makes a workspace and answers its id. */
export async function make({ call }: Caller, name: string, description = ''): Promise<WorkspaceId> {
  return workspaceId.parse(must(await call('workspace.create', { name, description })).id)
}

/** Puts the window into a further workspace, or back into the person’s own; what environments the one has that it is in. */
export const open = ({ call }: Caller, id: WorkspaceId) => call('workspace.open', { kind: 'workspace', id })
export const openMain = ({ call }: Caller) => call('workspace.open', { kind: 'main' })
export const environments = async ({ call }: Caller) => must(await call('environment.list', {})).map(item => item.name)
