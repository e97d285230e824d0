import type { LogLevel } from '@shared/deployment'

/** What the chips above the log stand for; waiting lines go with the ordinary ones. */
export const levelChips = ['error', 'warning', 'highlight', 'info', 'verbose'] as const
export type LevelChip = (typeof levelChips)[number]

/** Chips that are pressed; none means that all lines are shown. */
export type ChipSelection = ReadonlySet<LevelChip>

/** The levels to ask for; null means all. */
export function levelsOf(chips: ChipSelection): LogLevel[] | null {
  if (chips.size === 0 || chips.size === levelChips.length) return null
  return levelChips.flatMap(chip => (!chips.has(chip) ? [] : chip === 'info' ? (['info', 'wait'] as const) : [chip]))
}

/** Presses a chip, or lets go of it. */
export function toggleChip(chips: ChipSelection, chip: LevelChip): ChipSelection {
  const next = new Set(chips)
  if (!next.delete(chip)) next.add(chip)
  return next
}
