import type { ProjectGroup } from '@shared/model/project'
import type { Space } from '../request'
import { type JsonObject, slugOf } from '../wire'
import { inSpace } from './common'

export const groupResource = (space: Space, group: ProjectGroup): JsonObject => ({
  ...inSpace(space, 'projectgroups', group.id),
  Name: group.name,
  Slug: slugOf(group.name),
  Description: '',
  EnvironmentIds: [],
  RetentionPolicyId: null
})
