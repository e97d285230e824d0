import { useLocalStorage } from '@mantine/hooks'
import { useState } from 'react'
import type { FoldPreset } from '../../../components/log/rows/folds'
import type { TimeMode } from '../../../components/log/time'
import { type LogViewName, logViews } from '../../../components/log/views'

/** How a person likes to see logs; kept in this window's profile. */
export interface LogPreferences {
  readonly view: LogViewName
  readonly setView: (view: LogViewName) => void
  readonly preset: FoldPreset
  readonly setPreset: (preset: FoldPreset) => void
  readonly timeMode: TimeMode
  readonly setTimeMode: (mode: TimeMode) => void
  readonly isWrapped: boolean
  readonly setWrapped: (isWrapped: boolean) => void
  readonly isPlain: boolean
  readonly setPlain: (isPlain: boolean) => void
}

/**
 * What is seen of a log that grows and of one that is over may differ, and is remembered apart. What holds is settled
 * when the screen opens: nothing turns over under the reader when the deployment ends.
 */
export function useLogPreferences(isOpen: boolean): LogPreferences {
  const [when] = useState(isOpen ? 'live' : 'over')
  const [view, setView] = useLocalStorage<LogViewName>({
    key: `slipway-log-view-${when}`,
    defaultValue: when === 'live' ? 'merged' : 'steps',
    getInitialValueInEffect: false
  })
  const [preset, setPreset] = useLocalStorage<FoldPreset>({
    key: `slipway-log-preset-${when}`,
    defaultValue: when === 'live' ? 'everything' : 'interesting',
    getInitialValueInEffect: false
  })
  const [timeMode, setTimeMode] = useLocalStorage<TimeMode>({
    key: 'slipway-log-time',
    defaultValue: 'off',
    getInitialValueInEffect: false
  })
  const [isWrapped, setWrapped] = useSwitch('slipway-log-wrap')
  const [isPlain, setPlain] = useSwitch('slipway-log-plain')
  return {
    // An entry of another version of Slipway may name a view that there is not.
    view: logViews.includes(view) ? view : 'merged',
    setView,
    preset,
    setPreset,
    timeMode,
    setTimeMode,
    isWrapped,
    setWrapped,
    isPlain,
    setPlain
  }
}

const useSwitch = (key: string) =>
  useLocalStorage<boolean>({ key, defaultValue: false, getInitialValueInEffect: false })
