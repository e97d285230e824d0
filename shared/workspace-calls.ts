import { z } from 'zod'
import { call } from './call'
import { workspaceId } from './ids'
import { type WorkspaceInfo, type WorkspaceSummary, workspaceInput } from './workspace'

const nothing = z.strictObject({})
const key = z.union([z.enum(['main', 'demo']), workspaceId], {
  error: 'must be main, demo or an id such as workspace-0a1b2c3d4e'
})

/** The part of the contract that is about workspaces as a whole: which there are, and which one is open. */
export const workspaceCalls = {
  'workspace.info': call(nothing).returns<WorkspaceInfo>(),
  /** All of this home: the person's own first, then the further ones by name, the demo last. Opens none. */
  'workspace.list': call(nothing).returns<readonly WorkspaceSummary[]>(),
  /** Opens another workspace; refused while a deployment is open that this would end. The window reloads after it. */
  'workspace.open': call(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['main', 'demo']) }),
      z.strictObject({ kind: z.literal('workspace'), id: workspaceId })
    ])
  ).returns<WorkspaceInfo>(),
  /** Makes a workspace, empty and not open. No other has its name, whatever the case of its letters. */
  'workspace.create': call(workspaceInput).returns<WorkspaceSummary>(),
  /** Refused for the person's own and for the demo. */
  'workspace.update': call(z.strictObject({ id: key, value: workspaceInput })).returns<WorkspaceSummary>(),
  /**
   * Removes a workspace with its folder, its vault's key and what restores kept of it. `confirmName` repeats its name.
   * Refused for the one that is open, while a deployment of it is under way, for the person's own and for the demo.
   */
  'workspace.delete': call(z.strictObject({ id: key, confirmName: z.string().max(200) })).returns<null>(),
  /** Makes the demo workspace anew; refused outside of it. */
  'workspace.resetDemo': call(nothing).returns<WorkspaceInfo>()
} as const
