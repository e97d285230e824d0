import { useMantineColorScheme } from '@mantine/core'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import type { Output } from '@shared/api'
import { assertNever } from '@shared/result'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { Icon } from '../components/Icon'
import { navigate } from '../navigation/history'
import { useCatalog, useRead } from '../stores/catalog'
import { valueOr } from '../stores/load'
import { showOverlay } from '../stores/overlay'
import classes from './CommandPalette.module.css'
import { nextScheme } from './color-scheme'
import { findInPalette, type PaletteItem, paletteItems } from './palette-items'

const [palette, paletteActions] = createSpotlight()

/** Opens the command palette. */
export const openPalette = (): void => paletteActions.open()

/** Releases are listed by project; the palette knows those of this many projects. */
const projectsWithReleases = 30

function usePaletteItems(isWanted: boolean): readonly PaletteItem[] {
  const projects = valueOr(useRead('project.list', {}).load, [])
  const environments = valueOr(useRead('environment.list', {}).load, [])
  const targets = valueOr(useRead('target.list', {}).load, [])
  const deployments = valueOr(useRead('deployment.list', {}).load, [])
  const lists = useCatalog(
    useShallow(({ entries }) =>
      Object.values(entries).flatMap(({ name, load }) =>
        name === 'release.list' && load.state === 'ready' ? [load.value as Output<'release.list'>] : []
      )
    )
  )
  useEffect(() => {
    if (!isWanted) return
    const { need } = useCatalog.getState()
    for (const { id } of projects.slice(0, projectsWithReleases)) need('release.list', { projectId: id })
  }, [isWanted, projects])
  return useMemo(
    () => paletteItems({ projects, environments, targets, deployments, releases: lists.flat() }),
    [projects, environments, targets, deployments, lists]
  )
}

function useCarryOut(): (does: PaletteItem['does']) => void {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return does => {
    switch (does.kind) {
      case 'go':
        return navigate(does.href)
      case 'toggle-theme':
        return setColorScheme(nextScheme(colorScheme))
      case 'new-project':
      case 'deploy':
      case 'shortcuts':
        return showOverlay(does)
      default:
        return assertNever(does)
    }
  }
}

/** Ctrl/Cmd+K: every screen, every thing and every action, found by typing. */
export function CommandPalette() {
  const [query, setQuery] = useState('')
  const [isOpen, setOpen] = useState(false)
  const items = usePaletteItems(isOpen)
  const found = findInPalette(query, items)

  const carryOut = useCarryOut()

  /** Before anything is selected, Enter takes the first one. */
  const onSearchKey = (event: KeyboardEvent) => {
    const [first] = found
    if (event.key !== 'Enter' || !first || palette.getState().selected >= 0) return
    event.preventDefault()
    paletteActions.close()
    carryOut(first.does)
  }

  return (
    <Spotlight.Root
      store={palette}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      // A palette that opens again while the last one still fades away would start with the last one's query.
      onSpotlightOpen={() => {
        setQuery('')
        setOpen(true)
      }}
      onSpotlightClose={() => setOpen(false)}
      maxHeight={420}
      scrollable
      size={600}
      lockScroll={false}
      // What is found changes its height; its top stays where it is.
      centered={false}
      overlayProps={{ backgroundOpacity: 0.45, blur: 0, color: '#06090b' }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      classNames={{
        content: classes.content ?? '',
        search: classes.search ?? '',
        actionsList: classes.list ?? '',
        action: classes.action ?? ''
      }}
    >
      <Spotlight.Search
        placeholder="Find a screen, project, release, target… or do something"
        aria-label="Find or do"
        onKeyDown={onSearchKey}
      />
      <PaletteList found={found} query={query} onChoose={carryOut} />
    </Spotlight.Root>
  )
}

interface PaletteListProps {
  readonly found: readonly PaletteItem[]
  readonly query: string
  readonly onChoose: (does: PaletteItem['does']) => void
}

/** What was found, under the headings of its groups. */
function PaletteList({ found, query, onChoose }: PaletteListProps) {
  return (
    <Spotlight.ActionsList>
      {[...new Set(found.map(item => item.group))].map(group => (
        <Spotlight.ActionsGroup key={group} label={group}>
          {found
            .filter(item => item.group === group)
            .map(item => (
              <Spotlight.Action
                key={item.id}
                {...(item === found[0] ? { 'data-first': true } : {})}
                onClick={() => onChoose(item.does)}
                leftSection={<Icon name={item.icon} />}
                label={item.label}
                rightSection={<span className={classes.detail}>{item.detail}</span>}
              />
            ))}
        </Spotlight.ActionsGroup>
      ))}
      {found.length === 0 && <Spotlight.Empty>Nothing is called “{query}”.</Spotlight.Empty>}
    </Spotlight.ActionsList>
  )
}
