import { isMet, judgeVersions, repeatedSlots, ruleWords, type SlotPlace } from '@shared/channels/rules'
import type { FieldIssue } from '@shared/failure'
import type { FeedId, ProjectId } from '@shared/ids'
import type { Channel, ChannelRule } from '@shared/model/channel'
import type { FeedKind } from '@shared/model/package'
import { allActions } from '@shared/model/process'
import { isForChannel, isSameSlot, type ProcessSlot, schemeOf, slotName, slotsOf } from '@shared/packages/slots'
import { isRange, type VersionScheme } from '@shared/versions'
import type { Store } from '../store/store'
import { processOf } from './project-content'
import { findTag, tagIssue } from './tag-patterns'

/** What a feed is; null where there is none any more. */
export type KindOfFeed = (id: FeedId) => FeedKind | null

/** How the versions of a place are written and ordered. */
export const schemeOfSlot = (kindOf: KindOfFeed, { feedId }: Pick<ProcessSlot, 'feedId'>): VersionScheme =>
  schemeOf(feedId === null ? null : kindOf(feedId))

/**
 * What is wrong with rules as somebody typed them; paths begin with `value.rules`. A place that is gone stays where the
 * channel had it before, so that nobody has to mend a rule in order to change a description.
 */
export function ruleIssues(
  store: Store,
  kindOf: KindOfFeed,
  projectId: ProjectId,
  rules: readonly ChannelRule[],
  before: readonly ChannelRule[]
): readonly FieldIssue[] {
  const known = slotsOf(enabled(store, projectId))
  const had = before.flatMap(({ slots }) => slots)
  const repeated = repeatedSlots(rules).map(([rule, slot]) => ({
    path: `value.rules.${rule}.slots.${slot}`,
    message: 'is in another rule already'
  }))
  return [
    ...repeated,
    ...rules.flatMap((rule, at): readonly FieldIssue[] => {
      const path = `value.rules.${at}`
      const strange = rule.slots.flatMap((slot, index) =>
        [...known, ...had].some(item => isSameSlot(item, slot))
          ? []
          : [{ path: `${path}.slots.${index}`, message: 'must be a package of a step of the project' }]
      )
      const range = rangeIssue(
        rule,
        known.filter(item => rule.slots.some(slot => isSameSlot(slot, item))),
        kindOf
      )
      const tag = rule.tag === undefined ? null : tagIssue(rule.tag)
      return [
        ...strange,
        ...(range === null ? [] : [{ path: `${path}.range`, message: range }]),
        ...(tag === null ? [] : [{ path: `${path}.tag`, message: tag }])
      ]
    })
  ]
}

function rangeIssue({ range }: ChannelRule, slots: readonly ProcessSlot[], kindOf: KindOfFeed): string | null {
  if (range === undefined) return null
  const schemes = slots.length === 0 ? (['semver'] as const) : slots.map(slot => schemeOfSlot(kindOf, slot))
  return schemes.every(scheme => isRange(scheme, range)) ? null : 'must be a range of versions, such as [1.0,2.0)'
}

/** The steps as if nothing of them were disabled: what is disabled now may be enabled again. */
const enabled = (store: Store, projectId: ProjectId) =>
  processOf(store, projectId).steps.map(step => ({
    ...step,
    isDisabled: false,
    actions: step.actions.map(action => ({ ...action, isDisabled: false }))
  }))

/** Why the rules of a channel cannot be met as they are, one sentence each; empty where all is well. */
export async function channelTroubles(store: Store, kindOf: KindOfFeed, channel: Channel): Promise<readonly string[]> {
  const { steps } = processOf(store, channel.projectId)
  const known = slotsOf(enabled(store, channel.projectId))
  const running = slotsOf(steps)
  const isHere = ({ actionId }: SlotPlace) =>
    allActions(steps).some(({ action }) => action.id === actionId && isForChannel(action, channel.id))
  const lifecycle =
    channel.lifecycleId !== undefined && !store.lifecycles.get(channel.lifecycleId)
      ? ['Its lifecycle does not exist any more, so that of the project counts.']
      : []
  const ofRules = await Promise.all(
    channel.rules.map(async (rule, at) => {
      const number = `Rule ${at + 1}`
      const ofSlots = rule.slots.map(async slot => {
        const found = known.find(item => isSameSlot(item, slot))
        if (!found) return [`${number} is about a package that the process does not have any more.`]
        if (!isHere(slot)) return [`${number} is about ${slotName(found)}, which is not for this channel.`]
        if (!running.some(item => isSameSlot(item, slot)))
          return [`${number} is about ${slotName(found)}, which is disabled.`]
        return fixedTrouble(number, rule, found, kindOf)
      })
      const places = known.filter(item => rule.slots.some(slot => isSameSlot(slot, item)))
      const range = rangeIssue(rule, places, kindOf)
      const tag = rule.tag === undefined ? null : tagIssue(rule.tag)
      return [
        ...(await Promise.all(ofSlots)).flat(),
        ...(range === null ? [] : [`The range ${rule.range} of rule ${at + 1} ${range}.`]),
        ...(tag === null ? [] : [`The tag ${rule.tag} of rule ${at + 1} ${tag}.`])
      ]
    })
  )
  return [...lifecycle, ...ofRules.flat()]
}

/** A version that the process itself asks for and that the rule does not allow. */
async function fixedTrouble(
  number: string,
  rule: ChannelRule,
  slot: ProcessSlot,
  kindOf: KindOfFeed
): Promise<readonly string[]> {
  if (slot.fixed === null) return []
  const judged = await judgeVersions(rule, schemeOfSlot(kindOf, slot), [slot.fixed], findTag)
  if (!judged.ok) return [judged.failure.message]
  return judged.value.every(isMet)
    ? []
    : [`${number} allows ${ruleWords(rule)}, and the process asks for ${slot.fixed} in ${slotName(slot)}.`]
}
