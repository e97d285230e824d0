import { join } from 'node:path'
import type { DataReport } from '@shared/data'
import type { DeploymentSummary } from '@shared/deployment'
import { FailureError } from '@shared/failure-error'
import type { PackageRecord } from '@shared/model/package'
import { listFolder } from '../atomic-file'
import { Breath } from '../breathe'
import { type FolderReading, readFolder } from '../read-folder'
import { onDisk } from '../storage-failure'
import { checkAudit } from './check-audit'
import { checkLeftovers, countFiles } from './check-leftovers'
import { checkLogs } from './check-logs'
import { checkPackages } from './check-packages'
import { type Content, checkReferences } from './check-references'
import { checkSnapshots } from './check-snapshots'
import { checkVault, type TrySecret } from './check-vault'
import { Findings } from './findings'

interface VerifyOptions {
  /** The workspace's data folder. */
  readonly folder: string
  /** Opens secrets; null where there is no key at hand. */
  readonly trySecret: TrySecret | null
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** How often to look before a fault counts; 1 where nobody else writes. */
  readonly attempts?: number
}

/** A store that is at work may change a file between two looks at it; what is really damaged stays so. */
const usualAttempts = 3

/**
 * Checks every file of a data folder against every other, and changes nothing. Works beside a store that is open, in
 * this process or another one, and gives way to other work all the time.
 */
export async function verifyFolder(options: VerifyOptions): Promise<DataReport> {
  const { attempts = usualAttempts } = options
  let report = await verifyOnce(options)
  for (let i = 1; i < attempts && report.faultCount > 0; i++) report = await verifyOnce(options)
  return report
}

async function verifyOnce({ folder, trySecret, now }: VerifyOptions): Promise<DataReport> {
  const checkedAt = now()
  const findings = new Findings()
  const breath = new Breath()
  const tried = async <T>(place: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      findings.failed(place, error.failure)
      return null
    }
  }
  const reading = await checkRecords(folder, findings)
  const deployments = deploymentsOf(reading)
  const snapshots = await tried('snapshots', () => checkSnapshots(folder, findings, breath))
  const logs = await tried('deployments', () => checkLogs(folder, deployments, findings, breath))
  const secrets = await tried('vault', () => checkVault(folder, trySecret, findings, breath))
  if (reading && snapshots && logs && secrets) {
    const mentioned = new Map([...snapshots.secrets, ...logs.secrets])
    checkReferences(contentOf(reading), { snapshots: snapshots.hashes, secrets, mentioned }, findings)
  }
  await tried('packages', () => checkPackages(folder, packagesOf(reading), findings, breath))
  await tried('audit', () => checkAudit(folder, reading?.entries ?? [], findings, breath))
  await tried('.', () => checkLeftovers(folder, findings))
  await tried('.', () => countFiles(folder, findings, breath))
  return findings.report(checkedAt, now() - checkedAt)
}

/** Records and journal: what opening would refuse is a fault, and so is what it would mend. */
async function checkRecords(folder: string, findings: Findings): Promise<FolderReading | null> {
  if (await isNew(folder)) {
    findings.warn('.', null, 'There is nothing here yet.', 'Check that this is the folder that you mean.')
    return { records: new Map(), entries: [], last: 0, repairs: [] }
  }
  const read = await readFolder(folder)
  if (!read.ok) {
    findings.failed('records', read.failure)
    return null
  }
  const { records, last, repairs } = read.value
  findings.counts.commits = last
  for (const list of records.values()) findings.counts.records += list.length
  for (const { file, what, restoredFrom } of repairs) {
    // It comes last when a workspace is made, which a crash may have interrupted before the first commit.
    if (file === 'workspace.json' && last === 0) continue
    const remedy = `Opening the workspace restores it from ${restoredFrom}. Look at the disk's health.`
    findings.fault(file, null, `It ${what}.`, remedy)
  }
  return read.value
}

/** Whether nobody ever wrote anything there, or a first start was interrupted. */
async function isNew(folder: string): Promise<boolean> {
  for (const part of ['.', 'journal', 'records']) {
    const names = await onDisk('read', folder, () => listFolder(join(folder, part)))
    if (names.some(name => !/^(lock|servers|journal|records)$|\.tmp$/.test(name))) return false
  }
  return true
}

/** The versions of packages; each was checked by its collection's schema. */
const packagesOf = (reading: FolderReading | null) =>
  (reading?.records.get('packages') ?? []) as readonly PackageRecord[]

/** The summaries of deployments, as the check of their logs wants them. */
function deploymentsOf(reading: FolderReading | null) {
  // Each was checked by its collection's schema.
  const all = (reading?.records.get('deployments') ?? []) as readonly DeploymentSummary[]
  const byId = new Map<string, DeploymentSummary>(all.map(item => [item.id, item]))
  return { get: (id: string) => byId.get(id), all: () => all }
}

function contentOf({ records }: FolderReading): Content {
  // Each was checked by its collection's schema.
  const of = <T>(name: string) => new Map((records.get(name) ?? []).map(record => [record.id, record as T]))
  return {
    environments: of('environments'),
    tenants: of('tenants'),
    accounts: of('accounts'),
    targets: of('targets'),
    jumpHosts: of('jump-hosts'),
    policies: of('policies'),
    mail: of('mail'),
    groups: of('groups'),
    projects: of('projects'),
    processes: of('processes'),
    variableSets: of('variable-sets'),
    librarySets: of('library-sets'),
    certificates: of('certificates'),
    releases: of('releases'),
    runbooks: of('runbooks'),
    packages: of('packages'),
    feeds: of('feeds'),
    bundles: of('bundles'),
    bundleKeys: of('bundle-keys'),
    deployments: of('deployments')
  }
}
