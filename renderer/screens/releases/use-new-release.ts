import { notifications } from '@mantine/notifications'
import type { Input, Output } from '@shared/api'
import type { ChannelId } from '@shared/ids'
import type { ChannelListing } from '@shared/lifecycle-calls'
import { deployingActions } from '@shared/model/deploying'
import type { Lifecycle } from '@shared/model/lifecycle'
import type { Project } from '@shared/model/project'
import type { Release, ReleaseDetails } from '@shared/model/release'
import { slotPath } from '@shared/packages/slots'
import type { Result } from '@shared/result'
import { hasMask } from '@shared/versions'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../api'
import { useSaveForm } from '../../forms/use-save-form'
import { useStillHere } from '../../lib/use-still-here'
import { navigate } from '../../navigation/history'
import { useCatalog, useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useLatest } from '../../stores/use-latest'
import { childPath, useChildChoice } from './ChildReleases'
import { type ChannelPick, stepsOfChannel } from './channel-choice'
import { type FieldRow, fieldsOfRows, repeatedNames, rowsOfFields } from './custom-fields'
import { useHeld } from './use-held'
import { usePackageChoice } from './use-package-choice'

export interface NewReleaseOptions {
  readonly project: Project
  readonly process: Output<'process.get'>
  readonly channels: readonly ChannelListing[]
  /** The channel to begin with; null where the project has none. */
  readonly first: ChannelPick | null
  /** What the form begins with. */
  readonly suggestion: Output<'release.suggest'>
  /** The release that is copied. */
  readonly copied: ReleaseDetails | null
  /** How many ties stand against it. */
  readonly ties: number
}

interface Values extends Record<string, unknown> {
  readonly version: string
  readonly notes: string
  readonly customFields: readonly FieldRow[]
}

/** What the form of a new release holds and does. Whatever was typed and chosen stays when the channel changes. */
export function useNewRelease(options: NewReleaseOptions) {
  const { project, process, channels, first, copied, ties } = options
  const [chosen, setChosen] = useState<ChannelId | null>(null)
  const [isIgnoring, setIgnoring] = useState(false)
  const pick = pickOf(channels, chosen, first)
  // A project with one channel need not be asked which.
  const channelId = channels.length > 1 ? (pick?.channel.id ?? null) : null
  const steps = stepsOfChannel(process.steps, pick?.channel.id ?? null)
  const deploying = deployingActions(steps)
  const children = useChildChoice(deploying, copied?.snapshot?.children)
  const preset = copied?.snapshot?.packages ?? []
  const { make, arrive } = useMaking(project)
  const packages = usePackageChoice({ projectId: project.id, steps, channelId, preset })
  const save = useSaveForm<Values, Release>({
    initial: {
      version: options.suggestion.version,
      notes: copied?.release.notes ?? options.suggestion.notes,
      customFields: rowsOfFields(copied?.release.customFields)
    },
    what: 'The release',
    fields: [
      ...['version', 'notes', 'channelId', 'customFields.*', 'customFields'],
      ...deploying.map(({ action }) => childPath(action.id)),
      ...packages.slots.map(slotPath)
    ],
    send: ({ version, notes, customFields }) => {
      const fields = fieldsOfRows(customFields)
      return make({
        projectId: project.id,
        version,
        notes,
        ...(channelId === null ? {} : { channelId }),
        ...(isIgnoring && packages.violations.length > 0 ? { ignoresRules: true } : {}),
        ...(fields === undefined ? {} : { customFields: fields }),
        ...(children.children.length === 0 ? {} : { children: children.children }),
        ...(packages.packages?.length ? { packages: packages.packages } : {})
      })
    }
  })
  const suggestion = useSuggestion(options, channelId, save.form)
  const { version, notes, customFields } = save.form.values
  const isAsked = hasMask(version) || notes.includes('#{')
  const preview = useLatest(
    'release.preview',
    isAsked ? { projectId: project.id, ...(channelId === null ? {} : { channelId }), version, notes } : null
  )
  const repeated = repeatedNames(customFields)
  const isBroken = packages.violations.length > 0 && !isIgnoring
  const isBlocked = ties > 0 || packages.packages === null || repeated.length > 0 || isBroken
  const submit = async () => {
    if (isBlocked) return
    const release = await save.submit()
    // What was refused for a tie was tied since the last check.
    if (release === null) return void useCatalog.getState().again('variables.check', { projectId: project.id })
    arrive(release)
    await useCatalog.getState().refresh('release', 'package')
  }
  return {
    ...{ save, pick, packages, children, deploying, suggestion, submit },
    ...{ isBlocked, isBroken, isIgnoring, setIgnoring, repeated },
    choose: (channel: ChannelListing) => setChosen(channel.id),
    lifecycle: useLifecycleOf(project, pick?.channel ?? null),
    /** What version and notes come to; null where nothing in them is replaced. */
    preview: isAsked ? preview : null
  }
}

export type NewRelease = ReturnType<typeof useNewRelease>

/** Makes the release and goes to it. Its packages may take long: who went elsewhere stays there, and is told. */
function useMaking({ name }: Project) {
  const isHere = useStillHere()
  return {
    make: async (input: Input<'release.create'>): Promise<Result<Release>> => {
      const made = await api.call('release.create', input)
      if (!made.ok && !isHere()) {
        const { message, remedy } = made.failure
        notifications.show({ color: 'red', title: `No release of ${name} was created: ${message}`, message: remedy })
      }
      return made
    },
    arrive: ({ id, version }: Release) => {
      if (isHere()) navigate(`/releases/${id}`, { replace: true })
      else notifications.show({ message: `Release ${version} of ${name} is created.` })
    }
  }
}

function pickOf(
  channels: readonly ChannelListing[],
  chosen: ChannelId | null,
  first: ChannelPick | null
): ChannelPick | null {
  const channel = channels.find(({ id }) => id === chosen)
  if (channel === undefined || channel.id === first?.channel.id) return first
  return { channel, why: 'You chose it.' }
}

/** What is suggested for the channel; takes the place of what was suggested before, and never of what was typed. */
function useSuggestion(
  { project, suggestion: initial, copied }: NewReleaseOptions,
  channelId: ChannelId | null,
  form: ReturnType<typeof useSaveForm<Values, Release>>['form']
): Output<'release.suggest'> {
  const { load } = useRead('release.suggest', { projectId: project.id, ...(channelId === null ? {} : { channelId }) })
  const held = useHeld(load)
  const now = held.state === 'ready' ? held.value : initial
  const shown = useRef(initial)
  // biome-ignore lint/correctness/useExhaustiveDependencies: when something else is suggested
  useEffect(() => {
    const before = shown.current
    shown.current = now
    const { version, notes, customFields } = form.values
    const isVersionTyped = version !== before.version
    const areNotesTyped = copied !== null || notes !== before.notes
    if (isVersionTyped && areNotesTyped) return
    if (before.version === now.version && before.notes === now.notes) return
    const next = {
      version: isVersionTyped ? version : now.version,
      notes: areNotesTyped ? notes : now.notes,
      customFields
    }
    form.setValues(next)
    form.resetDirty({
      version: now.version,
      notes: copied?.release.notes ?? now.notes,
      customFields: rowsOfFields(copied?.release.customFields)
    })
  }, [now.version, now.notes])
  return now
}

/** The lifecycle that a release of the channel would have; null while it is not known. */
function useLifecycleOf(project: Project, channel: ChannelListing | null): Lifecycle | null {
  const lifecycles = valueOr(useRead('lifecycle.list', {}).load, [])
  const wanted = channel?.lifecycleId ?? project.releases?.lifecycleId
  return lifecycles.find(({ id, isDefault }) => (wanted === undefined ? isDefault : id === wanted)) ?? null
}
