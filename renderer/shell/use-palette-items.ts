import type { Input, Output } from '@shared/api'
import type { Project } from '@shared/model/project'
import { useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useCatalog, useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'
import { type PaletteItem, paletteItems } from './palette-items'

/** Releases are listed by project; the palette knows those of this many projects. */
const projectsWithReleases = 30

/** The same each time, so that nothing is worked out again because of it. */
const none: readonly never[] = []

/** What the palette can find so far, and whether there is more on its way. */
export interface PaletteItems {
  readonly items: readonly PaletteItem[]
  readonly isLoading: boolean
}

/** Everything that the palette can find. Releases are fetched once somebody looks. */
export function usePaletteItems(isWanted: boolean): PaletteItems {
  const loads = {
    projects: useRead('project.list', {}).load,
    environments: useRead('environment.list', {}).load,
    targets: useRead('target.list', {}).load,
    deployments: useRead('deployment.list', {}).load,
    librarySets: useRead('library.list', {}).load
  }
  const projects = valueOr(loads.projects, none)
  const environments = valueOr(loads.environments, none)
  const targets = valueOr(loads.targets, none)
  const deployments = valueOr(loads.deployments, none)
  const librarySets = valueOr(loads.librarySets, none)
  const { releases, isLoading } = useReleases(isWanted, projects)
  const items = useMemo(
    () => paletteItems({ projects, environments, targets, deployments, librarySets, releases }),
    [projects, environments, targets, deployments, librarySets, releases]
  )
  return { items, isLoading: isLoading || Object.values(loads).some(({ state }) => state === 'loading') }
}

function useReleases(isWanted: boolean, projects: readonly Project[]) {
  const lists = useCatalog(
    useShallow(({ entries }) =>
      Object.values(entries).flatMap(({ name, load }) =>
        name === 'release.list' && load.state === 'ready' ? [load.value as Output<'release.list'>] : []
      )
    )
  )
  const settled = useCatalog(
    useShallow(({ entries }) =>
      Object.values(entries).flatMap(({ name, input, load }) =>
        name === 'release.list' && load.state !== 'loading' ? [(input as Input<'release.list'>).projectId] : []
      )
    )
  )
  const wanted = useMemo(() => (isWanted ? projects.slice(0, projectsWithReleases) : none), [isWanted, projects])
  useEffect(() => {
    const { need } = useCatalog.getState()
    for (const { id } of wanted) need('release.list', { projectId: id })
  }, [wanted])
  return {
    releases: useMemo(() => lists.flat(), [lists]),
    isLoading: wanted.some(({ id }) => !settled.includes(id))
  }
}
