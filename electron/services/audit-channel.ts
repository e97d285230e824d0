import { ruleWords } from '@shared/channels/rules'
import type { Channel, ChannelRule } from '@shared/model/channel'
import { isSameSlot, slotName, slotsOf } from '@shared/packages/slots'
import type { Store } from '../store/store'
import type { Audited } from './audit-drafts'
import { processOf } from './project-content'

/** Channels refer to lifecycles and steps, which people know by name. */
export const channelAudit = (store: Store): Audited<Channel> => ({
  kind: 'channel',
  word: 'channel',
  fields: [
    { name: 'Name', of: ({ name }) => name },
    { name: 'Description', of: ({ description }) => description },
    {
      name: 'Lifecycle',
      of: ({ lifecycleId }) =>
        lifecycleId === undefined ? null : (store.lifecycles.get(lifecycleId)?.name ?? lifecycleId)
    },
    { name: 'Rules', of: channel => ({ list: channel.rules.map(rule => ruleText(store, channel, rule)) }) },
    { name: 'Needed fields', of: ({ requiredFields }) => ({ list: requiredFields ?? [] }) },
    { name: 'Tenant tags', of: ({ tenantTags }) => ({ list: tenantTags ?? [] }) },
    { name: 'Default', of: ({ isDefault }) => isDefault }
  ],
  refs: ({ projectId }) => ({ projectId })
})

/** Such as `“Web”: versions in [1.0,2.0)`. */
function ruleText(store: Store, { projectId }: Channel, rule: ChannelRule): string {
  const known = slotsOf(processOf(store, projectId).steps)
  const places = rule.slots.map(slot => {
    const found = known.find(item => isSameSlot(item, slot))
    return found ? slotName(found) : slot.actionId
  })
  return `${places.join(' and ')}: ${ruleWords(rule)}${rule.order === 'published' ? ', published last' : ''}`
}
