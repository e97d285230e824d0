import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { type ChipSelection, type LevelChip, levelChips } from '../../../components/log/level-filter'

const none: readonly LevelChip[] = []

/** The levels that a log is narrowed to; kept in this window's profile. */
export function useKeptChips(): readonly [ChipSelection, (chips: ChipSelection) => void] {
  const [kept, setKept] = useLocalStorage<readonly LevelChip[]>({
    key: 'slipway-log-levels',
    defaultValue: none,
    getInitialValueInEffect: false
  })
  // An entry of another version of Slipway may name a level that there is not.
  const chips = useMemo(() => new Set(levelChips.filter(chip => Array.isArray(kept) && kept.includes(chip))), [kept])
  return [chips, next => setKept(levelChips.filter(chip => next.has(chip)))]
}
