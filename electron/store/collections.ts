import type { DeploymentSummary } from '@shared/deployment'
import { account } from '@shared/model/account'
import { certificate } from '@shared/model/certificate'
import { environment } from '@shared/model/environment'
import { policy, targetHealth } from '@shared/model/health'
import { jumpHost } from '@shared/model/jump-host'
import { project, projectGroup } from '@shared/model/project'
import { release } from '@shared/model/release'
import { settings } from '@shared/model/settings'
import { target } from '@shared/model/target'
import { librarySet } from '@shared/model/variable-set'
import { deploymentRecord, latestRecord, processRecord, variableSetRecord } from './record-schemas'
import type { CollectionSpec, KeptRecords } from './records/shelf'

const whole = { kept: null }

/** Deployments come without end, so at the start only the newest 2,000 are read. */
const keptDeployments: KeptRecords = {
  shards: 40,
  isNew: record => (record as DeploymentSummary).state === 'queued',
  tags: record => [(record as DeploymentSummary).projectId, (record as DeploymentSummary).environmentId]
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
  groups: { name: 'groups', schema: projectGroup, ...whole },
  projects: { name: 'projects', schema: project, ...whole },
  processes: { name: 'processes', schema: processRecord, ...whole },
  variableSets: { name: 'variable-sets', schema: variableSetRecord, ...whole },
  librarySets: { name: 'library-sets', schema: librarySet, ...whole },
  certificates: { name: 'certificates', schema: certificate, ...whole },
  releases: { name: 'releases', schema: release, ...whole },
  deployments: { name: 'deployments', schema: deploymentRecord, kept: keptDeployments },
  /** The newest deployment of each project in each environment, however old it is. */
  latest: { name: 'latest-deployments', schema: latestRecord, ...whole }
} satisfies Record<string, CollectionSpec>
