import { useMemo } from 'react'
import { useHelpBook } from '../help/use-help-book'
import { useOfferedCommands } from '../lib/screen-commands'
import { useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'
import { useSearchHits } from '../stores/search'
import { useWorkspaceInfo, useWorkspaces } from '../stores/workspace'
import { hitItem } from './palette-hits'
import type { PaletteItem } from './palette-item'
import { findInPalette, paletteItems } from './palette-items'
import { useProjectAtHand } from './use-project-at-hand'

/** The same each time, so that nothing is worked out again because of it. */
const none: readonly never[] = []

/** What the palette found so far, and whether there is more on its way. */
export interface PaletteItems {
  readonly found: readonly PaletteItem[]
  readonly isLoading: boolean
}

/**
 * What a query finds: actions, screens, projects and deployments, whatever of the workspace has it in its name, and sections
 * of the help.
 */
export function usePaletteItems(query: string, isOpen: boolean): PaletteItems {
  const loads = { projects: useRead('project.list', {}).load, deployments: useRead('deployment.list', {}).load }
  const vaultLoad = useRead('vault.status', isOpen ? {} : null).load
  const vault = valueOr(vaultLoad, undefined)
  const projects = valueOr(loads.projects, none)
  const deployments = valueOr(loads.deployments, none)
  const here = valueOr(useWorkspaceInfo().load, null)?.id
  const all = valueOr(useWorkspaces().load, none)
  const workspaces = useMemo(() => all.filter(({ id }) => id !== here), [all, here])
  const offered = useOfferedCommands()
  const commands = useMemo(() => Object.values(offered).flat(), [offered])
  const projectAtHand = useProjectAtHand(deployments)
  const items = useMemo(
    () => paletteItems({ projects, deployments, workspaces, commands, vault, here: projectAtHand }),
    [projects, deployments, workspaces, commands, vault, projectAtHand]
  )
  const book = useHelpBook(isOpen)
  const { hits, isLoading } = useSearchHits(query)
  const found = useMemo(() => {
    // Projects are there already, with their screens.
    const ofWorkspace = hits.filter(({ kind }) => kind !== 'project').map(hitItem)
    return findInPalette(query, items, { items: ofWorkspace, isUpToDate: !isLoading }, book)
  }, [query, items, hits, isLoading, book])
  const isWaiting = [...Object.values(loads), vaultLoad].some(({ state }) => state === 'loading')
  return { found, isLoading: isLoading || isWaiting }
}
