import type { ChannelId, ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import {
  type ChosenVersion,
  isSameSlot,
  type ProcessSlot,
  type ReleaseSlot,
  slotPath,
  slotsOf
} from '@shared/packages/slots'
import { useState } from 'react'
import { useRead } from '../../stores/catalog'
import { useHeld } from './use-held'

/** The packages of a release to be. */
export interface PackageChoice {
  /** As the process has them: known before the versions are. */
  readonly slots: readonly ProcessSlot[]
  readonly read: ReturnType<typeof useRead<'release.packageSlots'>>
  /** The version of a slot: what was chosen, or else the newest that may be taken; null for none. */
  readonly versionOf: (slot: ReleaseSlot) => string | null
  readonly choose: (slot: ReleaseSlot, version: string) => void
  /** As a call takes it; null as long as a slot has no version, or it is not known which versions there are. */
  readonly packages: ChosenVersion[] | null
  /** Slots whose version the rules of the channel do not allow. */
  readonly violations: readonly { readonly slot: ReleaseSlot; readonly version: string }[]
}

interface PackageChoiceOptions {
  readonly projectId: ProjectId
  /** What releases of the channel have. */
  readonly steps: readonly Step[]
  /** Null for the only channel. */
  readonly channelId: ChannelId | null
  /** Versions to begin with, where there are such versions: those of a release that is copied. */
  readonly preset?: readonly ChosenVersion[]
}

/** The versions of packages that a release of these steps freezes. What was chosen stays when the channel changes. */
export function usePackageChoice({ projectId, steps, channelId, preset = [] }: PackageChoiceOptions): PackageChoice {
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const fresh = useRead('release.packageSlots', { projectId, ...(channelId === null ? {} : { channelId }) })
  const read = { ...fresh, load: useHeld(fresh.load) }
  const presetOf = (slot: ReleaseSlot): string | null => {
    const version = preset.find(item => isSameSlot(item, slot))?.version
    return slot.versions.find(item => item.version === version)?.version ?? null
  }
  const versionOf = (slot: ReleaseSlot) => slot.fixed ?? chosen[slotPath(slot)] ?? presetOf(slot) ?? slot.automatic
  const slots = read.load.state === 'ready' ? read.load.value : null
  const packages = () => {
    if (slots === null || read.load !== fresh.load) return null
    const known = slots.flatMap(slot => {
      const version = versionOf(slot)
      return version === null ? [] : [{ actionId: slot.actionId, reference: slot.reference, version }]
    })
    return known.length === slots.length ? known : null
  }
  const violations = (slots ?? []).flatMap(slot => {
    const version = versionOf(slot)
    const about = slot.versions.find(item => item.version === version)
    return version !== null && about?.breaksRule === true ? [{ slot, version }] : []
  })
  const places = slotsOf(steps)
  return {
    slots: places,
    read,
    versionOf,
    choose: (slot, version) => setChosen(before => ({ ...before, [slotPath(slot)]: version })),
    packages: places.length === 0 ? [] : packages(),
    violations: places.length === 0 ? [] : violations
  }
}
