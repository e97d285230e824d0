import { type Failure, invalid } from '@shared/failure'
import type { ChannelId, EnvironmentId, ProjectId } from '@shared/ids'
import type { Channel } from '@shared/model/channel'
import type { Trigger, TriggerInput, TriggerWhen } from '@shared/model/trigger'
import { isSameSlot, type ProcessSlot, slotsOf } from '@shared/packages/slots'
import type { Store } from '../store/store'
import { channelIn, defaultChannelOf } from './project-channels'
import { processOf } from './project-content'
import { scheduleTrouble } from './trigger-times'

/** Why a trigger can do nothing as things are. */
export interface TriggerTrouble {
  /** The field, from the trigger on: `does.runbookId`. */
  readonly path: string
  /** The end of a sentence that begins with the field. */
  readonly issue: string
  readonly sentence: string
  readonly remedy: string
}

type PackageWhen = Extract<TriggerWhen, { kind: 'package' }>

/** What a trigger is about. */
type About = Pick<Trigger, 'when' | 'does'>

/** The place of the process that a trigger waits for a package of; undefined where it is gone. */
export const slotOf = (store: Store, projectId: ProjectId, when: PackageWhen): ProcessSlot | undefined =>
  slotsOf(processOf(store, projectId).steps).find(slot => isSameSlot(slot, when))

/** The channel of a trigger, or the default one of its project; undefined where there is none. */
export const channelOf = (store: Store, projectId: ProjectId, id: ChannelId | undefined): Channel | undefined =>
  (id === undefined ? defaultChannelOf(store, projectId) : channelIn(store, projectId, id)) ?? undefined

/** What stands against a trigger: something that it refers to is gone, or cannot set it off; null for nothing. */
export const troubleOf = (store: Store, projectId: ProjectId, { when, does }: About): TriggerTrouble | null =>
  (when.kind === 'package' ? slotTrouble(slotOf(store, projectId, when)) : null) ?? goneFor(store, projectId, does)

function slotTrouble(slot: ProcessSlot | undefined): TriggerTrouble | null {
  const path = 'when.actionId'
  if (slot === undefined)
    return {
      path,
      issue: 'is no place of the process that gets a package',
      sentence: 'The action whose package it waits for is gone, or is disabled.',
      remedy: 'Choose another action of the process.'
    }
  if (slot.fixed !== null)
    return {
      path,
      issue: `always gets the version ${slot.fixed}, as the process says`,
      sentence: `The process says that “${slot.name}” always gets the version ${slot.fixed}.`,
      remedy: 'Let the process take the version from the release, or choose another action.'
    }
  if (slot.packageId.includes('#{'))
    return {
      path,
      issue: 'has a package whose id depends on variables',
      sentence: `The id of the package of “${slot.name}” depends on variables, so that nobody can wait for it.`,
      remedy: 'Write the id as it is, or choose another action.'
    }
  return null
}

function placesOf(does: Trigger['does']): readonly (readonly [string, EnvironmentId | undefined])[] {
  if (does.kind !== 'deploy-release') return [['environmentId', does.environmentId]]
  return [
    ['from', does.from],
    ['to', does.to]
  ]
}

function goneFor(store: Store, projectId: ProjectId, does: Trigger['does']): TriggerTrouble | null {
  const lost = placesOf(does).find(([, id]) => id !== undefined && store.environments.get(id) === undefined)
  if (lost) return gone(`does.${lost[0]}`, 'environment', lost[0] === 'from' ? 'promotes from' : 'deploys to')
  if (does.kind === 'run-runbook')
    return store.runbooks.get(does.runbookId)?.projectId === projectId
      ? null
      : gone('does.runbookId', 'runbook', 'runs')
  if (does.channelId !== undefined && channelOf(store, projectId, does.channelId) === undefined)
    return gone('does.channelId', 'channel', 'is about')
  return null
}

const gone = (path: string, what: string, does: string): TriggerTrouble => ({
  path,
  issue: 'no longer exists',
  sentence: `The ${what} that it ${does} is gone.`,
  remedy: `Choose another ${what}.`
})

/** Why a trigger is not saved as it is; null where it is. */
export function whyRefused(store: Store, projectId: ProjectId, value: TriggerInput, now: number): Failure | null {
  const { when } = value
  const trouble = troubleOf(store, projectId, value)
  if (trouble) return invalid(`value.${trouble.path}`, trouble.issue, trouble.remedy)
  return when.kind === 'schedule' ? scheduleTrouble(when, 'value.when', now) : null
}
