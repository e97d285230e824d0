import type { FeedView } from '@shared/feed-calls'
import type { ActionId, LifecycleId } from '@shared/ids'
import type { Channel, ChannelInput, ChannelRule } from '@shared/model/channel'
import type { Step } from '@shared/model/process'
import { isSameSlot, schemeOf, slotName, slotsOf } from '@shared/packages/slots'
import type { VersionScheme } from '@shared/versions'

/** A rule while it is edited. */
export interface RuleValues {
  /** Stays the same while it is edited. */
  readonly key: string
  readonly slots: ChannelRule['slots']
  readonly range: string
  readonly tag: string
  readonly order: 'highest' | 'published'
}

/** What is typed about a channel. */
export interface ChannelValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  /** Empty for that of the project. */
  readonly lifecycleId: string
  readonly rules: readonly RuleValues[]
  readonly requiredFields: readonly string[]
  /** Empty for all tenants. */
  readonly tenantTags: readonly string[]
  readonly isDefault: boolean
}

/** The fields that refusals are shown beside. */
export const channelFields = [
  'name',
  'description',
  'lifecycleId',
  'rules.*.slots',
  'rules.*.range',
  'rules.*.tag',
  'requiredFields',
  'tenantTags',
  'isDefault'
] as const

/** What the form begins with; null is a new channel. */
export const channelValuesOf = (channel: Channel | null): ChannelValues => ({
  name: channel?.name ?? '',
  description: channel?.description ?? '',
  lifecycleId: channel?.lifecycleId ?? '',
  rules: (channel?.rules ?? []).map((rule, index) => ({
    key: `rule-${index}`,
    slots: rule.slots,
    range: rule.range ?? '',
    tag: rule.tag ?? '',
    order: rule.order ?? 'highest'
  })),
  requiredFields: channel?.requiredFields ?? [],
  tenantTags: channel?.tenantTags ?? [],
  isDefault: channel?.isDefault ?? false
})

/** What is sent; what says nothing is left out. */
export const channelInputOf = (values: ChannelValues): ChannelInput => ({
  name: values.name,
  description: values.description,
  ...(values.lifecycleId === '' ? {} : { lifecycleId: values.lifecycleId as LifecycleId }),
  rules: values.rules.map(rule => ({
    slots: rule.slots.map(slot => ({ ...slot })),
    ...rangeAndTag(rule),
    ...order(rule)
  })),
  ...(values.requiredFields.length === 0 ? {} : { requiredFields: [...values.requiredFields] }),
  ...(values.tenantTags.length === 0 ? {} : { tenantTags: [...values.tenantTags] }),
  isDefault: values.isDefault
})

const order = (rule: RuleValues): Pick<ChannelRule, 'order'> =>
  rule.order === 'published' ? { order: 'published' } : {}

/** The part of a rule that a version is held against. */
export const rangeAndTag = ({ range, tag }: Pick<RuleValues, 'range' | 'tag'>): Pick<ChannelRule, 'range' | 'tag'> => ({
  ...(range.trim() === '' ? {} : { range: range.trim() }),
  ...(tag === '' ? {} : { tag })
})

/** A further rule, about the packages that no other rule is about. */
export function newRule(rules: readonly RuleValues[], choices: readonly SlotChoice[]): RuleValues {
  const numbers = rules.flatMap(({ key }) => (key.startsWith('new-') ? [Number(key.slice(4))] : []))
  const free = choices.filter(
    choice => choice.isThere && !rules.some(rule => rule.slots.some(slot => isSameSlot(slot, choice)))
  )
  return {
    key: `new-${Math.max(0, ...numbers) + 1}`,
    slots: free.length === 1 ? free.map(({ actionId, reference }) => ({ actionId, reference })) : [],
    range: '',
    tag: '',
    order: 'highest'
  }
}

/** A package of the process that a rule may be about. */
export interface SlotChoice {
  readonly key: string
  readonly actionId: ActionId
  readonly reference: string
  readonly label: string
  /** How its versions are ordered. */
  readonly scheme: VersionScheme
  /** False for a place that the process does not have any more. */
  readonly isThere: boolean
}

const keyOf = ({ actionId, reference }: ChannelRule['slots'][number]): string =>
  `${actionId} ${reference.toLowerCase()}`

/** The packages of a process whose version is to be chosen, and those that rules name although they are gone. */
export function slotChoices(
  steps: readonly Step[],
  feeds: readonly FeedView[],
  rules: readonly Pick<RuleValues, 'slots'>[]
): readonly SlotChoice[] {
  const there = slotsOf(steps)
    .filter(({ fixed }) => fixed === null)
    .map(slot => ({
      key: keyOf(slot),
      actionId: slot.actionId,
      reference: slot.reference,
      label: `${slot.packageId} for ${slotName(slot)}`,
      scheme: schemeOf(feeds.find(({ id }) => id === slot.feedId)?.kind ?? null),
      isThere: true
    }))
  const gone = rules
    .flatMap(({ slots }) => slots)
    .filter(slot => !there.some(other => isSameSlot(other, slot)))
    .map(slot => ({
      key: keyOf(slot),
      ...slot,
      label: slot.reference === '' ? 'A package that is gone' : `“${slot.reference}”, which is gone`,
      scheme: 'semver' as const,
      isThere: false
    }))
  return [...there, ...gone.filter((slot, index) => gone.findIndex(({ key }) => key === slot.key) === index)]
}

/** The keys of what a rule is about. */
export const keysOf = (rule: Pick<RuleValues, 'slots'>): string[] => rule.slots.map(keyOf)
