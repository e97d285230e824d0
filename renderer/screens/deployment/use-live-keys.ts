import { useMemo } from 'react'
import type { ScreenCommand } from '../../lib/screen-commands'
import { useScreenCommands } from '../../lib/screen-commands'
import { type DrawerTab, drawerTabs } from './drawer/DrawerFrame'
import { useDeploymentKeys } from './use-deployment-keys'
import type { LiveActions } from './use-live-actions'
import type { LiveView } from './use-live-view'

/** Puts the focus where a target is chosen: at the names above the grid, or in the search of the list. */
function pickTarget(): boolean {
  const field = document.querySelector<HTMLElement>('[data-find-target], [role="columnheader"][data-column="1"]')
  field?.focus()
  return field !== null
}

/** From where a target is chosen back to the log; false where the focus is elsewhere, so that the screen is left. */
function leavePicker(): boolean {
  if (!document.activeElement?.closest('[data-steps]')) return false
  const log = document.querySelector<HTMLElement>('[data-log]')
  log?.focus({ preventScroll: true })
  return log !== null
}

const handled = (act: () => void) => () => {
  act()
  return true
}

/** The keys of the screen outside of its log, and the same for the palette. `openMenu` opens the menu of all actions. */
export function useLiveKeys(view: LiveView, actions: LiveActions, openMenu: () => void): void {
  const toggle = (tab: DrawerTab) => handled(() => view.drawer.toggle(tab))
  useDeploymentKeys({
    J: () => view.moveByStep(1),
    K: () => view.moveByStep(-1),
    ']': () => view.moveByFailure(1),
    '[': () => view.moveByFailure(-1),
    a: () => actions.carryOutKind('answer'),
    p: () => actions.carryOutKind('pause', 'unpause'),
    '.': handled(openMenu),
    t: pickTarget,
    e: toggle('variables'),
    s: toggle('script'),
    o: toggle('results'),
    i: toggle('facts'),
    f: handled(() => view.log.current?.follow()),
    Escape: () => view.back() || leavePicker()
  })
  const commands = useMemo((): readonly ScreenCommand[] => {
    const go = (id: string, label: string, keys: string, run: () => void): ScreenCommand => ({
      id,
      label,
      icon: 'deployment',
      keys,
      run
    })
    return [
      ...actions.list
        .filter(({ whyNot }) => whyNot === null)
        .map(action => ({
          id: action.id,
          label: action.label,
          icon: action.icon,
          keywords: action.hint,
          keys: action.key ?? '',
          run: () => actions.carryOut(action)
        })),
      ...drawerTabs.map(({ tab, title, icon, key }) => ({
        id: `show ${tab}`,
        label: `Show ${title.toLowerCase()}`,
        icon,
        keys: key,
        run: () => view.drawer.open(tab)
      })),
      go('next step', 'Next step', 'Shift J', () => void view.moveByStep(1)),
      go('previous step', 'Previous step', 'Shift K', () => void view.moveByStep(-1)),
      go('next failure', 'Next failure', ']', () => void view.moveByFailure(1)),
      go('previous failure', 'Previous failure', '[', () => void view.moveByFailure(-1)),
      go('pick a target', 'Pick a target', 'T', () => void pickTarget())
    ]
  }, [view, actions])
  useScreenCommands('deployment', commands)
}
