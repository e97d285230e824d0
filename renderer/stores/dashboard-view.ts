import { create } from 'zustand'
import { type DashboardView, wholeView } from '../lib/dashboard-view'

interface DashboardViewStore {
  readonly view: DashboardView
  /** Changes a part of it. */
  change(part: Partial<DashboardView>): void
}

const key = 'slipway-dashboard-hides-unused'

/** What is remembered when the window is opened the next time: the columns. A filter would hide things unnoticed. */
function remembered(): boolean {
  try {
    return window.localStorage.getItem(key) === 'yes'
  } catch {
    return false
  }
}

function remember(hidesUnused: boolean): void {
  try {
    window.localStorage.setItem(key, hidesUnused ? 'yes' : 'no')
  } catch {
    // Then it is as it was the next time.
  }
}

/** How somebody looks at the dashboard; it stays while other screens are shown. */
export const useDashboardView = create<DashboardViewStore>()((set, get) => ({
  view: { ...wholeView, hidesUnused: remembered() },
  change: part => {
    if (part.hidesUnused !== undefined) remember(part.hidesUnused)
    set({ view: { ...get().view, ...part } })
  }
}))
