import { shownWorkspace } from '@shared/workspace'
import { useEffect } from 'react'
import { nameWorkspace } from '../lib/window-title'
import { valueOr } from '../stores/load'
import { useWorkspaceInfo } from '../stores/workspace'

/** Says in the window's title which workspace it is in. */
export function useWorkspaceTitle(): void {
  const info = valueOr(useWorkspaceInfo().load, null)
  const name = info === null || info.kind === 'main' ? '' : shownWorkspace(info)
  useEffect(() => nameWorkspace(name), [name])
}
