import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { IconName } from '../components/icon-paths'

/** Something that the screen that is shown can do, for the palette. */
export interface ScreenCommand {
  /** Unique among those of its owner. */
  readonly id: string
  readonly label: string
  readonly icon: IconName
  /** What people may type to find it, besides its label. */
  readonly keywords?: string
  /** The key that does the same, as it is shown. */
  readonly keys?: string
  readonly run: () => void
}

/** What the screen that is shown can do, by the part of it that offers it. */
export const useOfferedCommands = create<Readonly<Record<string, readonly ScreenCommand[]>>>()(() => ({}))

/** Offers commands in the palette while the calling component is shown. `owner` is unique among those on the screen. */
export function useScreenCommands(owner: string, commands: readonly ScreenCommand[]): void {
  const latest = useRef(commands)
  latest.current = commands
  // What they are called says when they are others; what they do is looked up when somebody chooses one.
  const names = JSON.stringify(commands.map(({ id, label, icon, keywords, keys }) => [id, label, icon, keywords, keys]))
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names say when
  useEffect(() => {
    const offered = latest.current.map(command => ({
      ...command,
      run: () => latest.current.find(item => item.id === command.id)?.run()
    }))
    useOfferedCommands.setState({ [owner]: offered })
  }, [owner, names])
  useEffect(() => () => useOfferedCommands.setState(({ [owner]: _gone, ...others }) => others, true), [owner])
}
