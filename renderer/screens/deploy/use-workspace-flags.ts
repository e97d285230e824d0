import { valueOr } from '../../stores/load'
import { useWorkspaceInfo } from '../../stores/workspace'
import { workspaceFlags } from './cli-command'

/** The flags by which a command on the command line works in the workspace of this window. */
export function useWorkspaceFlags(): readonly string[] {
  const workspace = valueOr(useWorkspaceInfo().load, null)
  return workspace === null ? [] : workspaceFlags(workspace)
}
