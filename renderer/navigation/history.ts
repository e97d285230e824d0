import { useSyncExternalStore } from 'react'
import { attemptToLeave, hasUnsaved } from '../stores/unsaved'

/** The parts of a window that keeping the address needs. */
export type HistoryHost = Pick<Window, 'history' | 'location' | 'addEventListener'>

export interface GuardedHistory {
  path(): string
  /** What follows the path, with its question mark; empty without. */
  search(): string
  /** What names a part of the screen, such as lines of a log, with its `#`; empty without. */
  hash(): string
  navigate(to: string, options?: { readonly replace?: boolean }): void
  /** Does nothing on the first screen. */
  back(): void
  subscribe(listener: () => void): () => void
}

const positionIn = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'position' in state && typeof state.position === 'number'
    ? state.position
    : 0

const hasPosition = (state: unknown): boolean => typeof state === 'object' && state !== null && 'position' in state

interface Address {
  readonly path: string
  readonly search: string
  readonly hash: string
}

const addressOf = ({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>): Address => ({
  path: pathname,
  search,
  hash
})

const sameAddress = (a: Address, b: Address): boolean => a.path === b.path && a.search === b.search

/**
 * The window's address, which changes only after unsaved text was saved or dropped on purpose. Back and forward
 * have happened already when the page hears of them; they are undone first, and done again if the person agrees.
 */
export function createHistory(host: HistoryHost): GuardedHistory {
  let current = addressOf(host.location)
  let position = positionIn(host.history.state)
  /** How many coming moves are our own and need no question. */
  let ownMoves: 'undo' | 'redo' | null = null
  const listeners = new Set<() => void>()
  host.history.replaceState({ position }, '')

  const arrive = () => {
    current = addressOf(host.location)
    for (const listener of listeners) listener()
  }

  host.addEventListener('popstate', event => {
    // A new #fragment on the same page, which carries no position.
    if (!hasPosition(event.state) && sameAddress(addressOf(host.location), current) && ownMoves === null)
      return arrive()
    const target = positionIn(event.state)
    const delta = target - position
    if (ownMoves === 'undo') {
      ownMoves = null
      return
    }
    if (ownMoves === null && hasUnsaved() && delta === 0) {
      // Going no step at all would load the page anew, and with it everything typed would be lost.
      const { path, search, hash } = addressOf(host.location)
      host.history.replaceState({ position }, '', `${current.path}${current.search}${current.hash}`)
      attemptToLeave(() => goTo(`${path}${search}${hash}`, false))
      return
    }
    if (ownMoves === null && hasUnsaved()) {
      ownMoves = 'undo'
      host.history.go(-delta)
      attemptToLeave(() => {
        ownMoves = 'redo'
        host.history.go(delta)
      })
      return
    }
    ownMoves = null
    position = target
    arrive()
  })

  const goTo = (to: string, replace: boolean) => {
    const { path, search, hash } = addressOf(host.location)
    if (to === `${path}${search}${hash}`) return
    if (replace) host.history.replaceState({ position }, '', to)
    else {
      position += 1
      host.history.pushState({ position }, '', to)
    }
    arrive()
  }

  return {
    path: () => current.path,
    search: () => current.search,
    hash: () => current.hash,
    navigate: (to, options) => attemptToLeave(() => goTo(to, options?.replace ?? false)),
    back: () => {
      if (position > 0) host.history.back()
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}

let windowHistory: GuardedHistory | null = null

/** This window's address. */
export function appHistory(): GuardedHistory {
  windowHistory ??= createHistory(window)
  return windowHistory
}

/** Goes to another screen; asks first when that would lose typed text. */
export const navigate = (to: string, options?: { readonly replace?: boolean }): void =>
  appHistory().navigate(to, options)

/** wouter's location hook over the guarded address. */
export const useGuardedLocation = (): [string, (to: string, options?: { readonly replace?: boolean }) => void] => {
  const history = appHistory()
  return [useSyncExternalStore(history.subscribe, history.path), history.navigate]
}

/** The part of the screen that the address names, such as lines of a log. */
export const useHash = (): string => {
  const history = appHistory()
  return useSyncExternalStore(history.subscribe, history.hash)
}

/** What the address asks for besides the screen. */
export const useSearch = (): string => {
  const history = appHistory()
  return useSyncExternalStore(history.subscribe, history.search)
}
