import type { ReactNode } from 'react'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { routeId } from './navigation/route-id'
import { AccountsScreen } from './screens/accounts/AccountsScreen'
import { ApprovalsScreen } from './screens/approvals/ApprovalsScreen'
import { AuditScreen } from './screens/audit/AuditScreen'
import { BundlesScreen } from './screens/bundles/BundlesScreen'
import { CertificatesScreen } from './screens/certificates/CertificatesScreen'
import { ChannelsScreen } from './screens/channels/ChannelsScreen'
import { ComparisonScreen } from './screens/comparison/ComparisonScreen'
import { RollbackScreen } from './screens/comparison/RollbackScreen'
import { WouldChangeScreen } from './screens/comparison/WouldChangeScreen'
import { EnvironmentScreen } from './screens/environments/EnvironmentScreen'
import { EnvironmentsScreen } from './screens/environments/EnvironmentsScreen'
import { FreezesScreen } from './screens/freezes/FreezesScreen'
import { HomeScreen } from './screens/HomeScreen'
import { ImportHostKeysScreen } from './screens/imports/ImportHostKeysScreen'
import { ImportHostsScreen } from './screens/imports/ImportHostsScreen'
import { JumpHostScreen } from './screens/jump-hosts/JumpHostScreen'
import { JumpHostsScreen } from './screens/jump-hosts/JumpHostsScreen'
import { LibraryScreen } from './screens/library/LibraryScreen'
import { LifecyclesScreen } from './screens/lifecycles/LifecyclesScreen'
import { MailScreen } from './screens/mail/MailScreen'
import { NotFoundScreen } from './screens/NotFoundScreen'
import { NetworkScreen } from './screens/network/NetworkScreen'
import { CompareScreen } from './screens/packages/CompareScreen'
import { ContentsScreen } from './screens/packages/ContentsScreen'
import { FeedsScreen } from './screens/packages/FeedsScreen'
import { PackageScreen } from './screens/packages/PackageScreen'
import { PackagesScreen } from './screens/packages/PackagesScreen'
import { PoliciesScreen } from './screens/policies/PoliciesScreen'
import { ProjectOverviewScreen } from './screens/projects/ProjectOverviewScreen'
import { ProjectsScreen } from './screens/projects/ProjectsScreen'
import { ProjectSettingsScreen } from './screens/projects/settings/ProjectSettingsScreen'
import { NewReleaseScreen } from './screens/releases/NewReleaseScreen'
import { ReleaseScreen } from './screens/releases/ReleaseScreen'
import { CleanUpScreen } from './screens/retention/CleanUpScreen'
import { RunbooksScreen } from './screens/runbooks/RunbooksScreen'
import { DataScreen } from './screens/settings/DataScreen'
import { HttpApiScreen } from './screens/settings/HttpApiScreen'
import { SecurityScreen } from './screens/settings/SecurityScreen'
import { SettingsScreen } from './screens/settings/SettingsScreen'
import { TasksSettingsScreen } from './screens/settings/TasksSettingsScreen'
import { WorkspacesScreen } from './screens/settings/WorkspacesScreen'
import { TargetScreen } from './screens/targets/TargetScreen'
import { TargetsScreen } from './screens/targets/TargetsScreen'
import { TasksScreen } from './screens/tasks/TasksScreen'
import { ProjectTenantsScreen } from './screens/tenants/ProjectTenantsScreen'
import { TenantScreen } from './screens/tenants/TenantScreen'
import { TenantsScreen } from './screens/tenants/TenantsScreen'
import { TriggersScreen } from './screens/triggers/TriggersScreen'

// These bring the log view, the code editor and the variable editor along, which the first screen can do without.
const DeploymentScreen = lazy(() =>
  import('./screens/deployment/DeploymentScreen').then(({ DeploymentScreen }) => ({ default: DeploymentScreen }))
)
const DriftScreen = lazy(() =>
  import('./screens/drift/DriftScreen').then(({ DriftScreen }) => ({ default: DriftScreen }))
)
const ReplayScreen = lazy(() =>
  import('./screens/deployment/replay/ReplayScreen').then(({ ReplayScreen }) => ({ default: ReplayScreen }))
)
const HelpScreen = lazy(() => import('./screens/help/HelpScreen').then(({ HelpScreen }) => ({ default: HelpScreen })))
const LifecycleScreen = lazy(() =>
  import('./screens/lifecycles/LifecycleScreen').then(({ LifecycleScreen }) => ({ default: LifecycleScreen }))
)
const HistoryScreen = lazy(() =>
  import('./screens/tasks/history/HistoryScreen').then(({ HistoryScreen }) => ({ default: HistoryScreen }))
)
const LibrarySetScreen = lazy(() =>
  import('./screens/library/LibrarySetScreen').then(({ LibrarySetScreen }) => ({ default: LibrarySetScreen }))
)
const ProcessScreen = lazy(() =>
  import('./screens/process/ProcessScreen').then(({ ProcessScreen }) => ({ default: ProcessScreen }))
)
const RunbookScreen = lazy(() =>
  import('./screens/runbooks/RunbookScreen').then(({ RunbookScreen }) => ({ default: RunbookScreen }))
)
const VariablesScreen = lazy(() =>
  import('./screens/variables/VariablesScreen').then(({ VariablesScreen }) => ({ default: VariablesScreen }))
)

type IdKind = Parameters<typeof routeId>[0]
type IdOf<Kind extends IdKind> = NonNullable<ReturnType<typeof routeId<Kind>>>

/** A screen about one thing; it starts anew for another thing. */
function about<Kind extends IdKind>(kind: Kind, show: (id: IdOf<Kind>) => ReactNode) {
  return ({ id }: { readonly id: string }) => {
    const checked = routeId(kind, id)
    return checked === null ? (
      <NotFoundScreen what={kind === 'jump' ? 'jump host' : kind === 'library' ? 'variable set' : kind} />
    ) : (
      <Keyed key={checked}>{show(checked)}</Keyed>
    )
  }
}

const Keyed = ({ children }: { readonly children: ReactNode }) => children

/** Every address of the window and its screen. */
export function Routes() {
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/" component={HomeScreen} />
        <Route path="/projects" component={ProjectsScreen} />
        <Route path="/packages" component={PackagesScreen} />
        <Route path="/packages/feeds" component={FeedsScreen} />
        <Route path="/packages/of/:packageId">
          {({ packageId }) => <PackageScreen key={packageId} packageId={decodeURIComponent(packageId)} />}
        </Route>
        <Route path="/packages/contents/:id">
          {about('package', id => (
            <ContentsScreen id={id} />
          ))}
        </Route>
        <Route path="/packages/compare/:before/:after">
          {({ before, after }) => {
            const [old, now] = [routeId('package', before), routeId('package', after)]
            if (old === null || now === null) return <NotFoundScreen what="package" />
            return <CompareScreen key={`${old} ${now}`} before={old} after={now} />
          }}
        </Route>
        <Route path="/projects/:id">
          {about('project', id => (
            <ProjectOverviewScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/process">
          {about('project', id => (
            <ProcessScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/variables">
          {about('project', id => (
            <VariablesScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/runbooks">
          {about('project', id => (
            <RunbooksScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/channels">
          {about('project', id => (
            <ChannelsScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/triggers">
          {about('project', id => (
            <TriggersScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/tenants">
          {about('project', id => (
            <ProjectTenantsScreen projectId={id} />
          ))}
        </Route>
        <Route path="/projects/:id/settings">
          {about('project', id => (
            <ProjectSettingsScreen projectId={id} />
          ))}
        </Route>
        <Route path="/runbooks/:id">
          {about('runbook', id => (
            <RunbookScreen runbookId={id} tab="process" />
          ))}
        </Route>
        <Route path="/runbooks/:id/runs">
          {about('runbook', id => (
            <RunbookScreen runbookId={id} tab="runs" />
          ))}
        </Route>
        <Route path="/runbooks/:id/settings">
          {about('runbook', id => (
            <RunbookScreen runbookId={id} tab="settings" />
          ))}
        </Route>
        <Route path="/projects/:id/releases/new">
          {about('project', id => (
            <NewReleaseScreen projectId={id} />
          ))}
        </Route>
        <Route path="/releases/compare/:before/:after">
          {({ before, after }) => {
            const [old, now] = [routeId('release', before), routeId('release', after)]
            if (old === null || now === null) return <NotFoundScreen what="release" />
            return <ComparisonScreen before={old} after={now} />
          }}
        </Route>
        <Route path="/releases/:id/changes/:environmentId">
          {({ id, environmentId }) => {
            const [release, environment] = [routeId('release', id), routeId('environment', environmentId)]
            if (release === null || environment === null) return <NotFoundScreen what="release" />
            return (
              <WouldChangeScreen key={`${release} ${environment}`} releaseId={release} environmentId={environment} />
            )
          }}
        </Route>
        <Route path="/projects/:id/rollback/:environmentId">
          {({ id, environmentId }) => {
            const [project, environment] = [routeId('project', id), routeId('environment', environmentId)]
            if (project === null || environment === null) return <NotFoundScreen what="project" />
            return <RollbackScreen key={`${project} ${environment}`} projectId={project} environmentId={environment} />
          }}
        </Route>
        <Route path="/releases/:id">
          {about('release', id => (
            <ReleaseScreen releaseId={id} />
          ))}
        </Route>
        <Route path="/environments" component={EnvironmentsScreen} />
        <Route path="/environments/freezes" component={FreezesScreen} />
        <Route path="/environments/:id">
          {about('environment', id => (
            <EnvironmentScreen environmentId={id} />
          ))}
        </Route>
        <Route path="/tenants" component={TenantsScreen} />
        <Route path="/tenants/:id">
          {about('tenant', id => (
            <TenantScreen tenantId={id} />
          ))}
        </Route>
        <Route path="/approvals" component={ApprovalsScreen} />
        <Route path="/targets" component={TargetsScreen} />
        <Route path="/targets/accounts" component={AccountsScreen} />
        <Route path="/targets/policies" component={PoliciesScreen} />
        <Route path="/targets/bundles" component={BundlesScreen} />
        <Route path="/targets/jump-hosts" component={JumpHostsScreen} />
        <Route path="/targets/jump-hosts/:id">
          {about('jump', id => (
            <JumpHostScreen jumpHostId={id} />
          ))}
        </Route>
        <Route path="/targets/import" component={ImportHostKeysScreen} />
        <Route path="/targets/import/hosts" component={ImportHostsScreen} />
        <Route path="/targets/:id">
          {about('target', id => (
            <TargetScreen targetId={id} />
          ))}
        </Route>
        <Route path="/library" component={LibraryScreen} />
        <Route path="/library/certificates" component={CertificatesScreen} />
        <Route path="/library/lifecycles" component={LifecyclesScreen} />
        <Route path="/library/lifecycles/new">
          <LifecycleScreen lifecycleId={null} />
        </Route>
        <Route path="/library/lifecycles/clean-up" component={CleanUpScreen} />
        <Route path="/library/lifecycles/:id">
          {about('lifecycle', id => (
            <LifecycleScreen lifecycleId={id} />
          ))}
        </Route>
        <Route path="/library/:id">
          {about('library', id => (
            <LibrarySetScreen librarySetId={id} />
          ))}
        </Route>
        <Route path="/tasks" component={TasksScreen} />
        <Route path="/tasks/history" component={HistoryScreen} />
        <Route path="/deployments">
          <Redirect to="/tasks" replace />
        </Route>
        <Route path="/deployments/:id/files">
          {about('deployment', id => (
            <DriftScreen deploymentId={id} />
          ))}
        </Route>
        <Route path="/deployments/:id/replay">
          {about('deployment', id => (
            <ReplayScreen deploymentId={id} />
          ))}
        </Route>
        <Route path="/deployments/:id">
          {about('deployment', id => (
            <DeploymentScreen deploymentId={id} />
          ))}
        </Route>
        <Route path="/audit" component={AuditScreen} />
        <Route path="/settings/data" component={DataScreen} />
        <Route path="/settings" component={SettingsScreen} />
        <Route path="/settings/workspaces" component={WorkspacesScreen} />
        <Route path="/settings/tasks" component={TasksSettingsScreen} />
        <Route path="/settings/network" component={NetworkScreen} />
        <Route path="/settings/mail" component={MailScreen} />
        <Route path="/settings/security" component={SecurityScreen} />
        <Route path="/settings/http-api" component={HttpApiScreen} />
        <Route path="/help/:document?">{({ document }) => <HelpScreen documentId={document ?? null} />}</Route>
        <Route>
          <NotFoundScreen what="screen" />
        </Route>
      </Switch>
    </Suspense>
  )
}
