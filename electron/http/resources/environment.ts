import type { Input } from '@shared/api'
import type { Environment } from '@shared/model/environment'
import type { Fields } from '../fields'
import type { Space } from '../request'
import { type JsonObject, slugOf } from '../wire'
import { inSpace } from './common'

export const environmentResource = (space: Space, environment: Environment): JsonObject => ({
  ...inSpace(space, 'environments', environment.id),
  Name: environment.name,
  Slug: slugOf(environment.name),
  Description: environment.description,
  SortOrder: environment.sortOrder,
  UseGuidedFailure: environment.isGuided === true,
  AllowDynamicInfrastructure: false,
  ExtensionSettings: []
})

/** As `environments/v2` has it, where environments are of several kinds. */
export const environmentV2Resource = (space: Space, environment: Environment): JsonObject => ({
  ...environmentResource(space, environment),
  Type: 'Static'
})

/** @param before what it is now; what Octopus does not know stays as it is. Null for a new one */
export function environmentInputOf(fields: Fields, before: Environment | null): Input<'environment.create'> {
  const wanted = fields.flag('UseGuidedFailure')
  const isGuided = wanted === undefined || wanted === (before?.isGuided ?? false) ? before?.isGuided : wanted
  return {
    name: fields.needed('Name'),
    description: fields.words('Description') ?? before?.description ?? '',
    ...(before === null ? {} : { isProduction: before.isProduction }),
    ...(before?.approval === undefined ? {} : { approval: before.approval }),
    ...(isGuided === undefined ? {} : { isGuided })
  }
}
