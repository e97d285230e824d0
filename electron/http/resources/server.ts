import type { Space } from '../request'
import type { JsonObject } from '../wire'

/**
 * The version of Octopus that clients are told: they decide by it whether to use the newer routes, and read it as three
 * numbers.
 */
export const spokenVersion = '2025.2.0'

const rootLinks = {
  Self: '/api',
  CurrentUser: '/api/users/me',
  Spaces: '/api/spaces{/id}{?skip,ids,take,partialName}',
  SpaceHome: '/api/{spaceId}'
} as const

/** Where resources are, as templates of addresses. */
const linksBelow = (base: string): JsonObject => ({
  Self: base,
  Channels: `${base}/channels{/id}{?skip,take,ids,partialName}`,
  Deployments: `${base}/deployments{/id}{?skip,take,ids,projects,environments,tenants,channels,taskState}`,
  Environments: `${base}/environments{/id}{?name,skip,ids,take,partialName}`,
  Feeds: `${base}/feeds{/id}{?skip,take,ids,partialName,feedType,name}`,
  Lifecycles: `${base}/lifecycles{/id}{?skip,take,ids,partialName}`,
  Machines: `${base}/machines{/id}{?skip,take,name,ids,partialName,roles,isDisabled,healthStatuses,environmentIds}`,
  Packages: `${base}/packages{/id}{?nuGetPackageId,filter,latest,skip,take,includeNotes}`,
  PackageUpload: `${base}/packages/raw{?replace,overwriteMode}`,
  ProjectGroups: `${base}/projectgroups{/id}{?skip,take,ids,partialName}`,
  Projects: `${base}/projects{/id}{?name,skip,ids,take,partialName}`,
  Releases: `${base}/releases{/id}{?skip,ignoreChannelRules,take,ids}`,
  RunbookRuns: `${base}/runbookRuns{/id}{?skip,take,ids,projects,environments,tenants,runbooks,taskState}`,
  Runbooks: `${base}/runbooks{/id}{?skip,take,ids,partialName}`,
  TagSets: `${base}/tagsets{/id}{?skip,ids,take,partialName}`,
  Tasks: `${base}/tasks{/id}{?skip,ids,take,states,partialName}`,
  Tenants: `${base}/tenants{/id}{?skip,projectId,tags,take,ids,partialName}`,
  TenantTagTest: `${base}/tenants/tag-test{?tenantIds,tags}`
})

/** `GET /api`: what the server is. Clients read `Version` and `InstallationId`. */
export const serverResource = ({
  slipway,
  installation
}: {
  readonly slipway: string
  readonly installation: string
}): JsonObject => ({
  Application: 'Octopus Deploy',
  Version: spokenVersion,
  ApiVersion: '3.0.0',
  InstallationId: installation,
  SlipwayVersion: slipway,
  IsEarlyAccessProgram: false,
  HasLongTermSupport: false,
  Links: { ...linksBelow('/api'), ...rootLinks }
})

/** `GET /api/{space}`. */
export const spaceRootResource = (space: Pick<Space, 'wireId'>): JsonObject => ({
  Application: 'Octopus Deploy',
  Version: spokenVersion,
  ApiVersion: '3.0.0',
  Links: linksBelow(`/api/${space.wireId}`)
})

/** The person that Slipway belongs to: the only user there is. */
export const userResource = (name: string): JsonObject => ({
  Id: 'Users-1',
  Username: name,
  DisplayName: name,
  EmailAddress: null,
  IsActive: true,
  IsService: false,
  IsRequestor: true,
  Links: { Self: '/api/users/Users-1' }
})

export const spaceResource = (space: Space, isUnlocked: boolean): JsonObject => ({
  Id: space.wireId,
  Name: space.name,
  Slug: space.slug,
  Description: space.description,
  IsDefault: space.id === 'main',
  TaskQueueStopped: isUnlocked,
  SpaceManagersTeams: [],
  SpaceManagersTeamMembers: [],
  LastModifiedOn: null,
  LastModifiedBy: null,
  Links: { Self: `/api/spaces/${space.wireId}`, SpaceHome: `/api/${space.wireId}` }
})
