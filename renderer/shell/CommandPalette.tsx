import { useMantineColorScheme } from '@mantine/core'
import { createSpotlight, Spotlight, useSpotlight } from '@mantine/spotlight'
import { assertNever } from '@shared/result'
import { createRef, type KeyboardEvent, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { Icon } from '../components/Icon'
import { focusHeading, isFocusLost } from '../lib/use-return-focus'
import { navigate } from '../navigation/history'
import { closeOverlay, showOverlay, useOverlay } from '../stores/overlay'
import { attemptToLeave } from '../stores/unsaved'
import { askVault, lockVault } from '../stores/vault'
import { goToWorkspace } from '../stores/workspace'
import classes from './CommandPalette.module.css'
import { nextScheme } from './color-scheme'
import type { PaletteItem } from './palette-item'
import { usePaletteItems } from './use-palette-items'

const [palette, paletteActions] = createSpotlight()
const searchBox = createRef<HTMLInputElement>()

/** Whether the palette is open: what comes by itself waits until it is not, because it lies over everything. */
export const useIsPaletteOpen = (): boolean => useSpotlight(palette).opened

/** What had the focus when the palette was opened. */
let before: Element | null = null

/**
 * Opens the command palette. It is there and has the focus before this returns: nobody waits before they type, and the
 * first letters must not end up in the text that they were working on.
 */
export function openPalette(): void {
  if (!palette.getState().opened) {
    before = document.activeElement
    flushSync(paletteActions.open)
  }
  searchBox.current?.focus()
}

/** Gives the focus back at once, so that the next letter goes where the last one before the palette went. */
function giveFocusBack(): void {
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  before = null
}

/** However the palette was closed, the focus is somewhere. */
function afterClose(): void {
  if (isFocusLost()) giveFocusBack()
  if (isFocusLost()) focusHeading()
}

/** Goes to a screen, and takes away what lies over the one before; asks first where that would lose typed text. */
const goTo = (href: string): void =>
  attemptToLeave(() => {
    closeOverlay()
    navigate(href)
  })

/**
 * Escape closes the palette alone. Whatever lies below it listens to the whole window, too, and leaves a key to the
 * element that says so.
 */
const keepsEscape = { 'data-mantine-stop-propagation': 'true' }

function onEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
  event.preventDefault()
  event.stopPropagation()
  paletteActions.close()
}

function useCarryOut(): (does: PaletteItem['does']) => void {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return does => {
    switch (does.kind) {
      case 'go':
        return goTo(does.href)
      case 'toggle-theme':
        return setColorScheme(nextScheme(colorScheme))
      case 'lock-vault':
        return void lockVault()
      case 'unlock-vault':
        return void askVault('unlock')
      case 'command':
        if (useOverlay.getState().overlay.kind === 'shortcuts') closeOverlay()
        return does.run()
      case 'open-workspace':
        return goToWorkspace(does.key)
      case 'new-project':
      case 'new-workspace':
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
  /** Enter was pressed before there was anything to take. */
  const [isAwaited, setAwaited] = useState(false)
  const opened = useIsPaletteOpen()
  const { found, isLoading } = usePaletteItems(opened ? query : '', opened)

  const carryOut = useCarryOut()
  const choose = ({ does }: PaletteItem) => {
    // First the focus: a dialog that opens now will give it back to what has it.
    giveFocusBack()
    paletteActions.close()
    carryOut(does)
  }

  /** Before anything is selected, Enter takes the first one, which then is the one that is marked. */
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || selectedBeside(event.currentTarget)) return
    event.preventDefault()
    // What is on its way may be better.
    if (found[0] && !isLoading) choose(found[0])
    else setAwaited(isLoading)
  }

  // The best of the first few that arrive may not be the best of all, so everything is waited for.
  useEffect(() => {
    if (!opened || !isAwaited || isLoading) return
    setAwaited(false)
    if (found[0]) choose(found[0])
  })

  return (
    <Spotlight.Root
      store={palette}
      shortcut={null}
      query={query}
      onQueryChange={text => {
        setQuery(text)
        setAwaited(false)
      }}
      onSpotlightClose={afterClose}
      onKeyDown={onEscape}
      // Without fading, what is typed right after opening or closing has just one place where it can go.
      transitionProps={{ duration: 0 }}
      // Would come a moment too late.
      returnFocus={false}
      maxHeight={420}
      scrollable
      size={600}
      lockScroll={false}
      // What is found changes its height; its top stays where it is.
      centered={false}
      overlayProps={{ backgroundOpacity: 0.45, blur: 0, color: '#06090b' }}
      attributes={{ content: { 'aria-label': 'Command palette', ...keepsEscape } }}
      classNames={{
        content: classes.content ?? '',
        search: classes.search ?? '',
        actionsList: classes.list ?? '',
        actionsGroup: classes.group ?? '',
        action: classes.action ?? ''
      }}
    >
      <Spotlight.Search
        ref={searchBox}
        placeholder="Find anything by its name… or do something"
        aria-label="Find or do"
        {...keepsEscape}
        onKeyDown={onSearchKey}
      />
      <PaletteList found={found} nothing={isLoading ? 'Looking…' : `Nothing is called “${query}”.`} onChoose={choose} />
    </Spotlight.Root>
  )
}

/** The entry that typing or the arrow keys have marked; it may have gone since, when what is found changed. */
const selectedBeside = (box: Element): Element | null =>
  box.closest('[role="dialog"]')?.querySelector('[data-selected]') ?? null

interface PaletteListProps {
  readonly found: readonly PaletteItem[]
  /** Said when nothing was found. */
  readonly nothing: string
  readonly onChoose: (item: PaletteItem) => void
}

/** What was found, under the headings of its groups. */
function PaletteList({ found, nothing, onChoose }: PaletteListProps) {
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
                onClick={() => onChoose(item)}
                leftSection={<Icon name={item.icon} />}
                label={item.label}
                rightSection={<span className={classes.detail}>{item.detail}</span>}
              />
            ))}
        </Spotlight.ActionsGroup>
      ))}
      {found.length === 0 && <Spotlight.Empty>{nothing}</Spotlight.Empty>}
    </Spotlight.ActionsList>
  )
}
