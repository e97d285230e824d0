import type { BundleKey, BundleRecord } from '@shared/bundle/record'
import type { DeploymentSummary } from '@shared/deployment'
import type { SecretId } from '@shared/ids'
import type { Account } from '@shared/model/account'
import { type Certificate, certificateSecrets } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import type { Feed } from '@shared/model/feed'
import type { Policy } from '@shared/model/health'
import { hopsTo, type JumpHost } from '@shared/model/jump-host'
import type { MailServerRecord } from '@shared/model/mail'
import type { PackageRecord } from '@shared/model/package'
import type { Process } from '@shared/model/process'
import type { Project, ProjectGroup } from '@shared/model/project'
import { type Release, snapshotsOf } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import type { Target } from '@shared/model/target'
import type { Tenant } from '@shared/model/tenant'
import type { LibrarySet, Variable, VariableSet } from '@shared/model/variable-set'
import type { Keyed } from '../store'
import type { FoundSecrets } from './check-vault'
import { type Findings, fromBackup } from './findings'

/** The records of a workspace by their ids. */
export interface Content {
  readonly environments: ReadonlyMap<string, Environment>
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly accounts: ReadonlyMap<string, Account>
  readonly targets: ReadonlyMap<string, Target>
  readonly jumpHosts: ReadonlyMap<string, JumpHost>
  readonly policies: ReadonlyMap<string, Policy>
  readonly mail: ReadonlyMap<string, MailServerRecord>
  readonly groups: ReadonlyMap<string, ProjectGroup>
  readonly projects: ReadonlyMap<string, Project>
  readonly processes: ReadonlyMap<string, Keyed<Process>>
  readonly variableSets: ReadonlyMap<string, Keyed<VariableSet>>
  readonly librarySets: ReadonlyMap<string, LibrarySet>
  readonly certificates: ReadonlyMap<string, Certificate>
  readonly releases: ReadonlyMap<string, Release>
  readonly runbooks: ReadonlyMap<string, Runbook>
  readonly packages: ReadonlyMap<string, PackageRecord>
  readonly feeds: ReadonlyMap<string, Feed>
  readonly bundles: ReadonlyMap<string, BundleRecord>
  readonly bundleKeys: ReadonlyMap<string, BundleKey>
  readonly deployments: ReadonlyMap<string, DeploymentSummary>
}

/** What lies beside the records and is referred to by them. */
export interface Beside {
  readonly snapshots: ReadonlySet<string>
  readonly secrets: FoundSecrets
  /** Secrets that snapshots and logs refer to, with the file that does. */
  readonly mentioned: ReadonlyMap<SecretId, string>
}

/** Follows every reference between records, and from them to snapshots and secrets. */
export function checkReferences(content: Content, beside: Beside, findings: Findings): void {
  const check = new ReferenceCheck(content, beside, findings)
  check.machines()
  check.projects()
  check.tenants()
  check.runbooks()
  check.releases()
  check.secrets()
}

class ReferenceCheck {
  readonly #content: Content
  readonly #beside: Beside
  readonly #findings: Findings
  readonly #usedSecrets = new Set<string>()

  constructor(content: Content, beside: Beside, findings: Findings) {
    this.#content = content
    this.#beside = beside
    this.#findings = findings
  }

  machines(): void {
    const { accounts, jumpHosts, targets, environments, tenants, policies } = this.#content
    for (const target of targets.values()) {
      const who = `The target “${target.name}”`
      for (const id of target.environmentIds) this.#expect(environments, id, 'records/targets', who, 'environment')
      for (const id of target.tenancy?.tenantIds ?? []) this.#expect(tenants, id, 'records/targets', who, 'tenant')
      if (target.kind !== 'offline' && target.policyId !== null)
        this.#expect(policies, target.policyId, 'records/targets', who, 'machine policy')
      if (target.kind !== 'ssh') continue
      this.#expect(accounts, target.accountId, 'records/targets', who, 'account')
      if (target.viaId !== null) this.#expect(jumpHosts, target.viaId, 'records/targets', who, 'jump host')
    }
    for (const jump of jumpHosts.values()) {
      const who = `The jump host “${jump.name}”`
      this.#expect(accounts, jump.accountId, 'records/jump-hosts', who, 'account')
      if (jump.viaId === null) continue
      this.#expect(jumpHosts, jump.viaId, 'records/jump-hosts', who, 'jump host')
      if (hopsTo(jump.viaId, id => jumpHosts.get(id)) === null && jumpHosts.has(jump.viaId))
        this.#findings.fault('records/jump-hosts', jump.id, `${who} is reached through itself.`, chooseAnother)
    }
  }

  projects(): void {
    const { projects, groups, processes, variableSets } = this.#content
    for (const project of projects.values())
      this.#expect(groups, project.groupId, 'records/projects', `The project “${project.name}”`, 'project group')
    for (const { id } of processes.values())
      this.#expect(projects, id, 'records/processes', 'A deployment process', 'project')
    for (const { id, includes, variables } of variableSets.values()) {
      this.#expect(projects, id, 'records/variable-sets', 'A variable set', 'project')
      for (const set of includes)
        this.#expect(this.#content.librarySets, set, 'records/variable-sets', 'A variable set', 'library set')
      this.#variables(variables, 'records/variable-sets')
    }
    for (const { variables } of this.#content.librarySets.values()) this.#variables(variables, 'records/library-sets')
  }

  /** Deployments may be for a tenant that is gone: they keep its name. */
  tenants(): void {
    const { tenants, projects, environments } = this.#content
    for (const { name, projects: links } of tenants.values()) {
      const who = `The tenant “${name}”`
      for (const { projectId, environmentIds } of links) {
        this.#expect(projects, projectId, 'records/tenants', who, 'project')
        for (const id of environmentIds) this.#expect(environments, id, 'records/tenants', who, 'environment')
      }
    }
  }

  #variables(variables: readonly Variable[], file: string): void {
    const { accounts, certificates } = this.#content
    for (const variable of variables) {
      const who = `The variable “${variable.name}”`
      if (variable.type === 'account') this.#expect(accounts, variable.accountId, file, who, 'account')
      if (variable.type === 'certificate') this.#expect(certificates, variable.certificateId, file, who, 'certificate')
    }
  }

  runbooks(): void {
    const { projects, environments, releases, runbooks } = this.#content
    for (const { name, projectId, environments: where, published } of runbooks.values()) {
      const who = `The runbook “${name}”`
      this.#expect(projects, projectId, 'records/runbooks', who, 'project')
      for (const id of where.kind === 'all' ? [] : where.ids)
        this.#expect(environments, id, 'records/runbooks', who, 'environment')
      if (published !== null) this.#expect(releases, published.releaseId, 'records/runbooks', who, 'snapshot')
    }
  }

  releases(): void {
    const { projects, releases, runbooks, deployments } = this.#content
    const { snapshots } = this.#beside
    const used = new Set<string>()
    for (const release of releases.values()) {
      const who = `The release ${release.version} (${release.id})`
      this.#expect(projects, release.projectId, 'records/releases', who, 'project')
      if (release.runbook !== undefined) this.#expect(runbooks, release.runbook.id, 'records/releases', who, 'runbook')
      this.#findings.counts.references++
      for (const hash of snapshotsOf(release)) {
        used.add(hash)
        if (!snapshots.has(hash))
          this.#findings.fault(`snapshots/${hash}.json`, null, `What ${lower(who)} froze is missing.`, fromBackup)
      }
    }
    for (const hash of snapshots)
      if (!used.has(hash)) this.#findings.warn(`snapshots/${hash}.json`, null, 'No release refers to it.', harmless)
    for (const { id, projectId, releaseId, runbook } of deployments.values()) {
      this.#expect(projects, projectId, 'records/deployments', `The deployment ${id}`, 'project')
      this.#expect(releases, releaseId, 'records/deployments', `The deployment ${id}`, 'release')
      if (runbook !== null)
        this.#expect(runbooks, runbook.id, 'records/deployments', `The runbook run ${id}`, 'runbook')
    }
  }

  secrets(): void {
    const { accounts, mail, feeds, bundles, bundleKeys, targets, variableSets, librarySets, certificates } =
      this.#content
    for (const account of accounts.values()) {
      const who = `the account “${account.name}”`
      if (account.sudo.kind === 'password' && account.sudo.password !== null)
        this.#expectSecret(account.sudo.password, who)
      if (account.kind === 'password') this.#expectSecret(account.password, who)
      if (account.kind !== 'private-key') continue
      this.#expectSecret(account.privateKey, who)
      if (account.passphrase !== null) this.#expectSecret(account.passphrase, who)
    }
    for (const target of targets.values())
      if (target.kind === 'offline' && target.password !== null)
        this.#expectSecret(target.password, `the target “${target.name}”`)
    for (const { id, seed } of bundles.values()) this.#expectSecret(seed, `the bundle ${id}`)
    for (const { id, secret } of bundleKeys.values())
      this.#expectSecret(secret, `the key that signs ${id === 'bundle-key' ? 'bundles' : 'approvals'}`)
    for (const { name, password } of feeds.values())
      if (password !== null) this.#expectSecret(password, `the feed “${name}”`)
    for (const { password } of mail.values()) if (password !== null) this.#expectSecret(password, 'the mail server')
    for (const { id, variables } of variableSets.values())
      for (const variable of variables)
        if (variable.type === 'sensitive')
          this.#expectSecret(variable.secret, `the variable “${variable.name}” of ${id}`)
    for (const { name, variables } of librarySets.values())
      for (const variable of variables)
        if (variable.type === 'sensitive')
          this.#expectSecret(variable.secret, `the variable “${variable.name}” of the library set “${name}”`)
    for (const certificate of certificates.values())
      for (const secret of certificateSecrets(certificate))
        this.#expectSecret(secret, `the certificate “${certificate.name}”`)
    for (const [secret, file] of this.#beside.mentioned) this.#expectSecret(secret, file)
    for (const secret of this.#beside.secrets.here)
      if (!this.#usedSecrets.has(secret))
        this.#findings.warn(`vault/${secret}.json`, null, 'Nothing refers to this secret.', harmless)
  }

  #expect(among: ReadonlyMap<string, unknown>, id: string, file: string, who: string, what: string): void {
    this.#findings.counts.references++
    if (among.has(id)) return
    this.#findings.fault(file, id, `${who} refers to the ${what} ${id}, which is not there.`, chooseAnother)
  }

  #expectSecret(secret: SecretId, who: string): void {
    this.#findings.counts.references++
    this.#usedSecrets.add(secret)
    const { here, setAside } = this.#beside.secrets
    if (here.has(secret)) return
    if (setAside.has(secret)) {
      const what = `The secret of ${who} was given up when the vault was started over.`
      this.#findings.warn(`vault/${secret}.json`, null, what, 'Enter it again where it belongs, if it is still needed.')
      return
    }
    const remedy = 'Enter the secret again where it belongs, or put the file back from a backup.'
    this.#findings.fault(`vault/${secret}.json`, null, `The secret of ${who} is missing.`, remedy)
  }
}

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`
const harmless = 'Nothing: it takes space and does no harm.'
const chooseAnother = 'Open it and choose another one, or restore the workspace from a backup.'
