import { useMemo } from 'react'
import { useOfferedCommands } from '../lib/screen-commands'
import { useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'
import { useSearchHits } from '../stores/search'
import { useWorkspaceInfo, useWorkspaces } from '../stores/workspace'
import { hitItem } from './palette-hits'
import { findInPalette, type PaletteItem, paletteItems } from './palette-items'

/** The same each time, so that nothing is worked out again because of it. */
const none: readonly never[] = []

/** What the palette found so far, and whether there is more on its way. */
export interface PaletteItems {
  readonly found: readonly PaletteItem[]
  readonly isLoading: boolean
}

/** What a query finds: actions, screens, projects and deployments, and whatever of the workspace has it in its name. */
export function usePaletteItems(query: string): PaletteItems {
  const loads = { projects: useRead('project.list', {}).load, deployments: useRead('deployment.list', {}).load }
  const projects = valueOr(loads.projects, none)
  const deployments = valueOr(loads.deployments, none)
  const here = valueOr(useWorkspaceInfo().load, null)?.id
  const all = valueOr(useWorkspaces().load, none)
  const workspaces = useMemo(() => all.filter(({ id }) => id !== here), [all, here])
  const offered = useOfferedCommands()
  const commands = useMemo(() => Object.values(offered).flat(), [offered])
  const items = useMemo(
    () => paletteItems({ projects, deployments, workspaces, commands }),
    [projects, deployments, workspaces, commands]
  )
  const { hits, isLoading } = useSearchHits(query)
  const found = useMemo(() => {
    // Projects are there already, with their screens.
    const ofWorkspace = hits.filter(({ kind }) => kind !== 'project').map(hitItem)
    return findInPalette(query, items, { items: ofWorkspace, isUpToDate: !isLoading })
  }, [query, items, hits, isLoading])
  return { found, isLoading: isLoading || Object.values(loads).some(({ state }) => state === 'loading') }
}
