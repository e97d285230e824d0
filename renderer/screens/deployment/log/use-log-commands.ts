import { type RefObject, useMemo } from 'react'
import { keyWords } from '../../../components/Kbd'
import type { LogHandle } from '../../../components/log/LogView'
import { wideKeys } from '../../../components/log/log-keys'
import { timeModes } from '../../../components/log/time'
import { logViews, nextView, viewLooks } from '../../../components/log/views'
import { type ScreenCommand, useScreenCommands } from '../../../lib/screen-commands'
import type { LogPreferences } from './use-log-preferences'
import { useLogScreenKeys } from './use-log-screen-keys'
import type { LogSearchUi } from './use-search'

interface LogCommandsInput {
  readonly handle: RefObject<LogHandle | null>
  readonly preferences: LogPreferences
  readonly canSplit: boolean
  readonly search: LogSearchUi
  readonly step: (by: 1 | -1) => Promise<void>
  readonly copyLink: () => void
  readonly copyMore: () => void
  readonly openExport: () => void
  /** Null in a replay. */
  readonly openReplay: (() => void) | null
}

/** The log's keys that work anywhere on the screen, and what of it the palette offers. */
export function useLogCommands(input: LogCommandsInput): void {
  const { handle, preferences, canSplit, search, step } = input
  const { view, setView, timeMode, setTimeMode, isWrapped, setWrapped, isPlain, setPlain } = preferences
  const turnView = () => setView(nextView(view, canSplit))
  const turnTime = () => setTimeMode(timeModes[(timeModes.indexOf(timeMode) + 1) % timeModes.length] ?? 'off')
  const passed = [...wideKeys].map(key => [key, () => handle.current?.press(plainPress(key))] as const)
  useLogScreenKeys({
    letters: {
      ...Object.fromEntries(passed),
      v: done(turnView),
      z: done(turnTime),
      w: done(() => setWrapped(!isWrapped))
    },
    search: search.open,
    step: by => void step(by)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what commands do is looked up when they are chosen
  const commands = useMemo((): readonly ScreenCommand[] => {
    const of = (id: string, label: string, run: () => void, keys = ''): ScreenCommand => ({
      id,
      label,
      icon: 'terminal',
      keywords: 'log lines',
      keys,
      run
    })
    return [
      of('search', 'Log: search', search.open, keyWords('Mod F')),
      ...logViews
        .filter(name => name !== 'split' || canSplit)
        .map(name => of(`view ${name}`, `Log: ${viewLooks[name].word.toLowerCase()}`, () => setView(name), 'V')),
      of('wrap', isWrapped ? 'Log: do not wrap long lines' : 'Log: wrap long lines', () => setWrapped(!isWrapped), 'W'),
      of('plain', isPlain ? 'Log: with colours' : 'Log: without colours', () => setPlain(!isPlain)),
      of('times', 'Log: other times', turnTime, 'Z'),
      of('copy more', 'Log: copy with times and places', input.copyMore),
      of('copy link', 'Log: copy a link to the marked lines', input.copyLink, 'Shift Y'),
      of('export', 'Log: export…', input.openExport),
      ...(input.openReplay ? [of('replay', 'Replay this deployment', input.openReplay)] : [])
    ]
  }, [canSplit, isWrapped, isPlain, view, timeMode])
  useScreenCommands('log', commands)
}

const done = (act: () => void) => (): undefined => act() as undefined

const plainPress = (key: string) => ({
  key,
  shiftKey: key !== key.toLowerCase(),
  ctrlKey: false,
  metaKey: false,
  altKey: false
})
