import { bundleKey, bundleRecord } from '@shared/bundle/record'
import type { DeploymentSummary } from '@shared/deployment'
import { account } from '@shared/model/account'
import { apiKey } from '@shared/model/api-key'
import { approval, approver } from '@shared/model/approval'
import { certificate } from '@shared/model/certificate'
import { channel } from '@shared/model/channel'
import { environment } from '@shared/model/environment'
import { feed } from '@shared/model/feed'
import { freeze } from '@shared/model/freeze'
import { policy, targetHealth } from '@shared/model/health'
import { jumpHost } from '@shared/model/jump-host'
import { lifecycle } from '@shared/model/lifecycle'
import { mailServer } from '@shared/model/mail'
import { packageRecord } from '@shared/model/package'
import { project, projectGroup } from '@shared/model/project'
import { release } from '@shared/model/release'
import { runbook } from '@shared/model/runbook'
import { settings } from '@shared/model/settings'
import { target } from '@shared/model/target'
import { tenant } from '@shared/model/tenant'
import { trigger } from '@shared/model/trigger'
import { librarySet } from '@shared/model/variable-set'
import { digestOf } from './deployment-digest'
import { deploymentRecord, latestRecord, processRecord, variableSetRecord } from './record-schemas'
import type { CollectionSpec, KeptRecords } from './records/shelf'
import { standingsRecord } from './standings'

const whole = { kept: null }

/** Deployments come without end, so at the start only the newest 2,000 are read. */
const keptDeployments: KeptRecords = {
  shards: 40,
  isNew: record => (record as DeploymentSummary).state === 'queued',
  tags: record => {
    const { projectId, environmentId, releaseId, runbook, tenant } = record as DeploymentSummary
    return [
      projectId,
      environmentId,
      releaseId,
      ...(runbook === null ? [] : [runbook.id]),
      ...(tenant === undefined ? [] : [tenant.id])
    ]
  },
  digest: record => digestOf(record as DeploymentSummary)
}

/** Every collection: its name on disk and what its records look like. */
export const collectionSpecs = {
  environments: { name: 'environments', schema: environment, ...whole },
  accounts: { name: 'accounts', schema: account, ...whole },
  targets: { name: 'targets', schema: target, ...whole },
  jumpHosts: { name: 'jump-hosts', schema: jumpHost, ...whole },
  policies: { name: 'policies', schema: policy, ...whole },
  targetHealth: { name: 'target-health', schema: targetHealth, ...whole },
  settings: { name: 'settings', schema: settings, ...whole },
  mail: { name: 'mail', schema: mailServer, ...whole },
  groups: { name: 'groups', schema: projectGroup, ...whole },
  projects: { name: 'projects', schema: project, ...whole },
  processes: { name: 'processes', schema: processRecord, ...whole },
  variableSets: { name: 'variable-sets', schema: variableSetRecord, ...whole },
  librarySets: { name: 'library-sets', schema: librarySet, ...whole },
  certificates: { name: 'certificates', schema: certificate, ...whole },
  lifecycles: { name: 'lifecycles', schema: lifecycle, ...whole },
  channels: { name: 'channels', schema: channel, ...whole },
  freezes: { name: 'freezes', schema: freeze, ...whole },
  tenants: { name: 'tenants', schema: tenant, ...whole },
  triggers: { name: 'triggers', schema: trigger, ...whole },
  approvers: { name: 'approvers', schema: approver, ...whole },
  approvals: { name: 'approvals', schema: approval, ...whole },
  apiKeys: { name: 'api-keys', schema: apiKey, ...whole },
  releases: { name: 'releases', schema: release, ...whole },
  runbooks: { name: 'runbooks', schema: runbook, ...whole },
  feeds: { name: 'feeds', schema: feed, ...whole },
  bundles: { name: 'bundles', schema: bundleRecord, ...whole },
  bundleKeys: { name: 'bundle-keys', schema: bundleKey, ...whole },
  packages: { name: 'packages', schema: packageRecord, ...whole },
  deployments: { name: 'deployments', schema: deploymentRecord, kept: keptDeployments },
  /** The newest deployment of each project, and run of each runbook, in each place, however old it is. */
  latest: { name: 'latest-deployments', schema: latestRecord, ...whole },
  /** Where each release was deployed to, however long ago. */
  standings: { name: 'standings', schema: standingsRecord, ...whole }
} satisfies Record<string, CollectionSpec>
