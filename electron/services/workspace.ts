import type { Store } from '../store/store'
import { createAccounts } from './accounts'
import { announcingEntries, createAuditTrail } from './audit-trail'
import { createCertificates } from './certificates'
import { createConnectionTest } from './connection-test'
import type { Publish, ServiceContext } from './context'
import { dashboardOf } from './dashboard'
import { type Recovery, recoverDeployments } from './deployment-recovery'
import { createDeployments } from './deployments'
import { engineWorld } from './engine-ports'
import { createEnvironments } from './environments'
import { createExclusive } from './exclusive'
import { createGroups } from './groups'
import { createHealth } from './health'
import { createIds } from './ids'
import { createJumpHosts } from './jump-hosts'
import { createLibrarySets } from './library-sets'
import { createLoginQuestions } from './login-questions'
import { createLogs } from './logs'
import { createNetwork } from './network'
import { createOpenLogs } from './open-logs'
import { createPolicies } from './policies'
import type { ServicePorts } from './ports'
import { createProcesses } from './processes'
import { createProjects } from './projects'
import { createReleases } from './releases'
import { createSettings } from './settings'
import { createKnownHostsImport } from './ssh-imports'
import { createSshConfigImport } from './ssh-imports-config'
import { createSubstitution } from './substitution'
import { createTargets } from './targets'
import { createVariablePlaces } from './variable-places'
import { createVariables } from './variables'
import { createVault } from './vault'

/** All services of one open workspace. */
export type Services = ReturnType<typeof createServices>

/** Wires the services over a store. */
export function createServices(opened: Store, ports: ServicePorts, publish: Publish) {
  const store = announcingEntries(opened, publish)
  const context: ServiceContext = {
    store,
    logs: createOpenLogs(store.logs, ports.report),
    newId: createIds(ports.random),
    now: ports.now,
    user: ports.user,
    thisMachine: ports.platform === 'win32' ? 'windows' : 'posix',
    publish: signal => {
      network.hear(signal)
      publish(signal)
    },
    exclusive: createExclusive(),
    report: ports.report
  }
  const settings = createSettings(context)
  const network = createNetwork({ store, settings, control: ports.network, publish })
  const questions = createLoginQuestions(context, ports)
  const deployments = createDeployments(context, ports.runDeployment, (endpoints, emit) =>
    engineWorld(store, { ...ports, ask: questions.ask }, endpoints, emit)
  )
  const connections = createConnectionTest(context, ports, questions.ask)
  const groups = createGroups(context)
  const accounts = createAccounts(context)
  const targets = createTargets(context, deployments)
  const jumpHosts = createJumpHosts(context)
  let recovered: Promise<void> = Promise.resolve()
  const policies = createPolicies(context)
  const health = createHealth(context, policies, deployments, ports)
  const variablePlaces = createVariablePlaces(context, deployments)
  return {
    store,
    environments: createEnvironments(context),
    accounts,
    targets,
    jumpHosts,
    connections,
    questions,
    policies,
    health,
    settings,
    network,
    knownHostsImport: createKnownHostsImport(context),
    sshConfigImport: createSshConfigImport({ store, ports, accounts, targets, jumpHosts }),
    chooseImportFile: ports.chooseOpenFile,
    groups,
    projects: createProjects(context, deployments),
    processes: createProcesses(context),
    variables: createVariables(context),
    variablePlaces,
    substitution: createSubstitution(context, variablePlaces, ports),
    librarySets: createLibrarySets(context),
    certificates: createCertificates(context),
    releases: createReleases(context),
    deployments,
    vault: createVault(context, deployments),
    logs: createLogs(context, ports),
    audit: createAuditTrail(context, ports),
    dashboard: () => dashboardOf(store, deployments.latest()),

    /** Mends what the last session left open. Called once, before anything else. */
    recover: async (): Promise<Recovery> => {
      await groups.ensureFirst()
      await policies.ensureDefault()
      const recovery = await recoverDeployments(context, deployments.settle)
      recovered = recovery.later
      if (ports.checksHealth) health.startSchedule()
      return recovery
    },

    /** Ends what is under way and lets go of the folder. */
    close: async (): Promise<void> => {
      connections.stop()
      health.stop()
      await health.stopped()
      await deployments.cancelAll()
      network.stop()
      store.deployments.stop()
      await recovered
      await store.close()
    }
  }
}
