import type { DeploymentId } from '@shared/ids'
import type { PackageRecord } from '@shared/model/package'
import type { Store } from '../store/store'
import { createAccounts } from './accounts'
import { createApiKeys } from './api-keys'
import { createApprovals } from './approvals'
import { actingAlone, announcingEntries, createAuditTrail } from './audit-trail'
import { createBundles } from './bundles'
import { createCertificates } from './certificates'
import { createChannels } from './channels'
import { createReleasesPort } from './child-deployments'
import { createComparison } from './comparison'
import { createConnectionTest } from './connection-test'
import type { Publish, ServiceContext } from './context'
import { createDashboard } from './dashboard'
import { createDemoGuide } from './demo-guide'
import { type Recovery, recoverDeployments } from './deployment-recovery'
import { createDeployments, type Deployments } from './deployments'
import { createDrift } from './drift'
import { enginePorts } from './engine-ports'
import { createEnvironmentOverview } from './environment-overview'
import { createEnvironments } from './environments'
import { createExclusive } from './exclusive'
import { createFeeds } from './feeds'
import { createFreezes } from './freezes'
import { createGroups } from './groups'
import { createHealth } from './health'
import { createHostLocks, hostIdentity } from './host-locks'
import { declaredRequests } from './http-requests'
import { createIds } from './ids'
import { createJumpHosts } from './jump-hosts'
import { createLibrarySets } from './library-sets'
import { createLifecycles } from './lifecycles'
import { createLogComparison } from './log-compare'
import { createLogExport } from './log-export/export-log'
import { createLoginQuestions } from './login-questions'
import { createLogs } from './logs'
import { createMail } from './mail'
import { createNetwork } from './network'
import { createOpenLogs } from './open-logs'
import { createPackages } from './packages'
import { createPolicies } from './policies'
import type { ServicePorts } from './ports'
import { createPreflight } from './preflight'
import { createProcesses } from './processes'
import { createProgression, whyNotThere } from './progression'
import { createProjects } from './projects'
import { createPromotion } from './promotion'
import { createReceipts } from './receipts'
import { createReleaseMatrix } from './release-matrix'
import { createReleasePackages, type IsThere } from './release-packages'
import { createReleaseTenants } from './release-tenants'
import { createReleases } from './releases'
import { createRenderedScripts } from './rendered-scripts'
import { createRetention } from './retention'
import { createRollback } from './rollback'
import { createRunbooks } from './runbooks'
import { createSearch } from './search'
import { createSettings } from './settings'
import { createKnownHostsImport } from './ssh-imports'
import { createSshConfigImport } from './ssh-imports-config'
import { createStatistics } from './statistics'
import { createSubstitution } from './substitution'
import { createTargets } from './targets'
import { createTenants } from './tenants'
import { createTimings } from './timings'
import { createTriggers } from './triggers'
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
      deployments.hear(signal)
      triggers.hear(signal)
      promotion.hear(signal)
    },
    exclusive: createExclusive(),
    report: ports.report
  }
  const settings = createSettings(context, ports)
  const network = createNetwork({ store, settings, control: ports.network, publish })
  const mail = createMail(context, ports, network)
  const questions = createLoginQuestions(context, ports)
  const { ask } = questions
  const hosts = createHostLocks(
    hostIdentity(id => store.targets.get(id)),
    ports.hosts
  )
  const deployments: Deployments = createDeployments(context, { ...ports, ask }, (live, ways, emit) =>
    enginePorts({ ...ports, store, ask, hosts, ...actions, releasesFor }, live, ways, emit)
  )
  const promotion = createPromotion(context, deployments)
  const releasesFor = (parent: DeploymentId) => createReleasesPort(context, deployments.startChild, parent)
  const groups = createGroups(context)
  const accounts = createAccounts(context)
  const targets = createTargets(context, deployments)
  const jumpHosts = createJumpHosts(context)
  let recovered: Promise<void> = Promise.resolve()
  const policies = createPolicies(context)
  const health = createHealth(context, policies, deployments, ports)
  const connections = createConnectionTest(context, ports, questions.ask, policies, health)
  const arrived = (record: PackageRecord): void => triggers.arrived(record)
  const packages = createPackages(context, { ...ports, arrived })
  const bundles = createBundles(context, ports, packages.port)
  const actions = {
    mail: mail.port,
    http: declaredRequests(ports.http, network),
    health: health.port,
    packages: packages.port,
    bundles: bundles.port
  }
  const variablePlaces = createVariablePlaces(context, deployments)
  const isThere: IsThere = async hash => (await store.packageFiles.sizeOf(hash)) !== null
  const feeds = createFeeds(context, {
    transport: ports.feeds,
    settings,
    network,
    isThere,
    keep: packages.keep,
    watchFetch: packages.watchFetch,
    arrived
  })
  const releasePackages = createReleasePackages(context, feeds.source, isThere)
  const channels = createChannels(context, id => feeds.source.about(id)?.kind ?? null)
  const freezes = createFreezes(context)
  const lifecycles = createLifecycles(context)
  const preflight = createPreflight(context, policies, ports, questions.ask)
  const comparisons = createComparison(context)
  const rollback = createRollback(context, {
    comparisons,
    plan: deployments.plan,
    missing: releasePackages.missing,
    whyNotThere: (release, place) => whyNotThere(store, release, place)?.message ?? null
  })
  const makeReleases = (of: ServiceContext) =>
    createReleases(of, { packages: releasePackages, deployments, onMade: promotion.released })
  const releases = makeReleases(context)
  /** What Slipway does by itself, and nobody at this workstation. */
  const releasesAlone = makeReleases({ ...context, store: actingAlone(store) })
  const runbooks = createRunbooks(context, deployments, releasePackages)
  const triggers = createTriggers(context, ports, {
    createRelease: releasesAlone.create,
    promoted: promotion.caughtUp,
    start: deployments.start,
    prepareRunbook: runbooks.prepare
  })
  const retention = createRetention(context, {
    ...ports,
    deleteRelease: (id, isAlone) => (isAlone ? releasesAlone : releases).delete(id)
  })
  return {
    store,
    comparisons,
    rollback,
    environments: createEnvironments(context),
    accounts,
    targets,
    jumpHosts,
    connections,
    questions,
    policies,
    health,
    settings,
    demoGuide: createDemoGuide(context),
    network,
    mail,
    knownHostsImport: createKnownHostsImport(context),
    sshConfigImport: createSshConfigImport({ store, ports, accounts, targets, jumpHosts }),
    chooseImportFile: ports.chooseOpenFile,
    groups,
    projects: createProjects(context, deployments),
    processes: createProcesses(context),
    variables: createVariables(context),
    variablePlaces,
    preflight,
    renderedScripts: createRenderedScripts(context, deployments),
    substitution: createSubstitution(context, variablePlaces, ports),
    librarySets: createLibrarySets(context),
    certificates: createCertificates(context),
    releases,
    releasePackages,
    channels,
    lifecycles,
    promotion,
    progression: createProgression(context),
    packages,
    feeds,
    runbooks,
    triggers,
    retention,
    deployments,
    approvals: createApprovals(context, ports),
    apiKeys: createApiKeys(context, ports),
    bundles,
    drift: createDrift(context, deployments, packages.port, { ...ports, ask }),
    receipts: createReceipts(context, ports, deployments.takeReceipt),
    vault: createVault(context, deployments),
    logs: createLogs(context, ports),
    logComparison: createLogComparison(context, ports),
    logExport: createLogExport(context, ports),
    timings: createTimings(context),
    audit: createAuditTrail(context, ports),
    freezes,
    tenants: createTenants(context, deployments),
    dashboard: createDashboard(context, deployments.latest),
    environmentOverview: createEnvironmentOverview(context, { deployments, freezes }),
    statistics: createStatistics(context),
    search: createSearch(context),
    releaseMatrix: createReleaseMatrix(context, deployments.latest),
    releaseTenants: createReleaseTenants(context),

    /** Mends what the last session left open. Called once, before anything else. */
    recover: async (): Promise<Recovery> => {
      await groups.ensureFirst()
      await policies.ensureDefault()
      await channels.ensureDefaults()
      await lifecycles.ensureDefault()
      deployments.holdBack()
      const recovery = await recoverDeployments(context, deployments)
      recovered = recovery.later
      if (ports.checksHealth) health.startSchedule()
      return recovery
    },

    /** Everything is in place: what waits for its turn may begin. */
    begin: (): void => {
      deployments.takeUp()
      void packages.tidy()
      triggers.begin()
      retention.begin()
    },

    /** Settles when nothing is just being begun by itself: by a trigger, or by a lifecycle. */
    begun: async (): Promise<void> => {
      await triggers.settled()
      await promotion.caughtUp()
    },

    /** Ends what is under way and lets go of the folder. */
    close: async (): Promise<void> => {
      // Where nobody takes up what waits, what was begun by itself runs to its end first.
      if (!ports.takesUpDeployments) await promotion.settled()
      await promotion.stop()
      connections.stop()
      mail.stop()
      feeds.stop()
      packages.stop()
      preflight.stop()
      health.stop()
      triggers.stop()
      retention.stop()
      await health.stopped()
      await triggers.settled()
      await retention.stopped()
      await deployments.cancelAll()
      network.stop()
      store.deployments.stop()
      await recovered
      await store.close()
    }
  }
}
