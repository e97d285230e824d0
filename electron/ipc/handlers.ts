import type { CallName, Output, Parsed } from '@shared/api'
import { ok, type Result } from '@shared/result'
import type { Workspaces } from '../services/workspaces'

/** One handler for each call of the contract. */
export type Handlers = { readonly [Name in CallName]: (input: Parsed<Name>) => Promise<Result<Output<Name>>> }

/** Which service carries out which call; nothing else is decided here. */
export function createHandlers(workspaces: Workspaces): Handlers {
  const { use } = workspaces
  return {
    'workspace.info': () => workspaces.info(),
    'workspace.open': ({ kind }) => workspaces.open(kind),
    'workspace.resetDemo': () => workspaces.resetDemo(),

    'vault.status': () => use(of => of.vault.status()),
    'vault.setUp': input => use(of => of.vault.setUp(input)),
    'vault.unlock': ({ passphrase }) => use(of => of.vault.unlock(passphrase)),
    'vault.lock': () => use(of => of.vault.lock()),
    'vault.changePassphrase': ({ current, next }) => use(of => of.vault.changePassphrase(current, next)),
    'vault.startOver': () => use(of => of.vault.startOver()),

    'environment.list': () => use(of => of.environments.list()),
    'environment.create': input => use(of => of.environments.create(input)),
    'environment.update': ({ id, value }) => use(of => of.environments.update(id, value)),
    'environment.delete': ({ id }) => use(of => of.environments.delete(id)),

    'account.list': () => use(of => of.accounts.list()),
    'account.create': input => use(of => of.accounts.create(input)),
    'account.update': ({ id, value }) => use(of => of.accounts.update(id, value)),
    'account.delete': ({ id }) => use(of => of.accounts.delete(id)),

    'certificate.list': () => use(of => of.certificates.list()),
    'certificate.create': input => use(of => of.certificates.create(input)),
    'certificate.update': ({ id, value }) => use(of => of.certificates.update(id, value)),
    'certificate.delete': ({ id }) => use(of => of.certificates.delete(id)),

    'target.list': () => use(of => of.targets.list()),
    'target.create': input => use(of => of.targets.create(input)),
    'target.update': ({ id, value }) => use(of => of.targets.update(id, value)),
    'target.delete': ({ id }) => use(of => of.targets.delete(id)),
    'target.test': ({ id }) => use(of => of.connections.test(id)),
    'target.trust': ({ id, hostKey, replace }) => use(of => of.targets.trust(id, hostKey, replace)),

    'jumpHost.list': () => use(of => of.jumpHosts.list()),
    'jumpHost.create': input => use(of => of.jumpHosts.create(input)),
    'jumpHost.update': ({ id, value }) => use(of => of.jumpHosts.update(id, value)),
    'jumpHost.delete': ({ id }) => use(of => of.jumpHosts.delete(id)),
    'jumpHost.test': ({ id }) => use(of => of.connections.testJumpHost(id)),
    'jumpHost.trust': ({ id, hostKey, replace }) => use(of => of.jumpHosts.trust(id, hostKey, replace)),
    'policy.list': () => use(of => of.policies.list()),
    'policy.create': input => use(of => of.policies.create(input)),
    'policy.update': ({ id, value }) => use(of => of.policies.update(id, value)),
    'policy.delete': ({ id }) => use(of => of.policies.delete(id)),

    'health.list': () => use(of => of.health.list()),
    'health.check': ({ targetIds }) => use(of => of.health.check(targetIds)),

    'prompt.answer': ({ id, answers }) => use(of => of.questions.answer(id, answers)),

    'group.list': () => use(of => of.groups.list()),
    'group.create': input => use(of => of.groups.create(input)),
    'group.update': ({ id, value }) => use(of => of.groups.update(id, value)),
    'group.delete': ({ id }) => use(of => of.groups.delete(id)),

    'project.list': () => use(of => of.projects.list()),
    'project.create': input => use(of => of.projects.create(input)),
    'project.update': ({ id, value }) => use(of => of.projects.update(id, value)),
    'project.delete': ({ id, confirmName }) => use(of => of.projects.delete(id, confirmName)),

    'process.get': ({ projectId }) => use(of => of.processes.get(projectId)),
    'process.save': ({ projectId, version, steps }) => use(of => of.processes.save(projectId, version, steps)),

    'variables.get': ({ projectId }) => use(of => of.variables.get(projectId)),
    'variables.save': input => use(of => of.variables.save(input)),
    'variables.check': ({ projectId }) => use(of => of.variablePlaces.check(projectId)),
    'variables.explain': ({ name, ...place }) => use(of => of.variablePlaces.explain(name, place)),
    'variables.preview': place => use(of => of.variablePlaces.preview(place)),

    'configuration.substitute': ({ source, environmentId, targetId, actionId, ...options }) =>
      use(of => of.substitution.substitute({ source, environmentId, targetId, actionId }, options)),

    'library.list': () => use(of => of.librarySets.list()),
    'library.get': ({ id }) => use(of => of.librarySets.get(id)),
    'library.create': input => use(of => of.librarySets.create(input)),
    'library.update': ({ id, value }) => use(of => of.librarySets.update(id, value)),
    'library.save': ({ id, version, variables }) => use(of => of.librarySets.save(id, version, variables)),
    'library.delete': ({ id }) => use(of => of.librarySets.delete(id)),

    'release.list': ({ projectId }) => use(of => of.releases.list(projectId)),
    'release.get': ({ id }) => use(of => of.releases.get(id)),
    'release.suggestVersion': ({ projectId }) => use(of => of.releases.suggestVersion(projectId)),
    'release.create': input => use(of => of.releases.create(input)),
    'release.updateVariables': ({ id }) => use(of => of.releases.updateVariables(id)),

    'deployment.plan': input => use(of => of.deployments.plan(input)),
    'deployment.start': input => use(of => of.deployments.start(input)),
    'deployment.cancel': ({ id }) => use(of => of.deployments.cancel(id)),
    'deployment.list': filter => use(of => of.deployments.list(filter)),
    'deployment.get': ({ id }) => use(of => of.deployments.get(id)),
    'artifact.save': ({ deploymentId, artifactId }) => use(of => of.logs.saveArtifact(deploymentId, artifactId)),

    'log.page': ({ deploymentId, filter, from, count }) => use(of => of.logs.page(deploymentId, filter, from, count)),
    'log.line': ({ deploymentId, number }) => use(of => of.logs.line(deploymentId, number)),

    'import.knownHosts.preview': ({ text }) => use(of => of.knownHostsImport.preview(text)),
    'import.knownHosts.apply': ({ text, hosts }) => use(of => of.knownHostsImport.apply(text, hosts)),
    'import.sshConfig.preview': ({ text }) => use(of => of.sshConfigImport.preview(text)),
    'import.sshConfig.apply': choice => use(of => of.sshConfigImport.apply(choice)),
    'import.chooseFile': ({ kind }) => use(of => of.chooseImportFile(kind)),

    'settings.get': () => use(of => of.settings.get()),
    'settings.setAirGap': ({ isAirGapped }) => use(of => of.settings.setAirGap(isAirGapped)),
    'network.get': () => use(of => of.network.report()),

    'audit.list': ({ filter, before, limit }) => use(of => of.audit.list(filter, before, limit)),
    'audit.verify': ({ head }) => use(of => of.audit.verify(head)),
    'audit.export': ({ filter, format }) => use(of => of.audit.export(filter, format)),

    'data.status': () => workspaces.data.status(),
    'data.verify': () => workspaces.data.verify(),
    'data.backup': ({ overwrite }) => workspaces.data.backup(overwrite),
    'data.chooseBackup': () => workspaces.data.chooseBackup(),
    'data.restore': ({ path }) => workspaces.data.restore(path),

    'dashboard.get': () => use(async of => ok(of.dashboard()))
  }
}
