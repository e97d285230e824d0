import type { Channel } from '@shared/model/channel'
import { actionName, findAction, type Step } from '@shared/model/process'
import type { Space } from '../request'
import { type Json, type JsonObject, slugOf } from '../wire'
import { inSpace } from './common'

/** @param steps of the process of its project, by which rules name what they are about */
export const channelResource = (space: Space, channel: Channel, steps: readonly Step[]): JsonObject => ({
  ...inSpace(space, 'channels', channel.id),
  ProjectId: channel.projectId,
  Name: channel.name,
  Slug: slugOf(channel.name),
  Description: channel.description,
  IsDefault: channel.isDefault,
  LifecycleId: channel.lifecycleId ?? null,
  TenantTags: channel.tenantTags ?? [],
  Rules: channel.rules.map(rule => ruleResource(rule, steps)),
  CustomFieldDefinitions: (channel.requiredFields ?? []).map(name => ({ FieldName: name, Description: '' }))
})

function ruleResource({ slots, range, tag }: Channel['rules'][number], steps: readonly Step[]): Json {
  const packages = slots.map(({ actionId, reference }) => {
    const found = findAction(steps, actionId)
    return {
      DeploymentAction: found === null ? actionId : actionName(found.step, found.action),
      PackageReference: reference
    }
  })
  return {
    VersionRange: range ?? null,
    Tag: tag ?? null,
    Actions: packages.map(item => item.DeploymentAction),
    ActionPackages: packages
  }
}
