import type { ReactNode } from 'react'
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { routeId } from './navigation/route-id'
import { AccountsScreen } from './screens/accounts/AccountsScreen'
import { AuditScreen } from './screens/audit/AuditScreen'
import { CertificatesScreen } from './screens/certificates/CertificatesScreen'
import { DeploymentsScreen } from './screens/deployments/DeploymentsScreen'
import { EnvironmentsScreen } from './screens/environments/EnvironmentsScreen'
import { HomeScreen } from './screens/HomeScreen'
import { ImportHostKeysScreen } from './screens/imports/ImportHostKeysScreen'
import { ImportHostsScreen } from './screens/imports/ImportHostsScreen'
import { JumpHostScreen } from './screens/jump-hosts/JumpHostScreen'
import { JumpHostsScreen } from './screens/jump-hosts/JumpHostsScreen'
import { LibraryScreen } from './screens/library/LibraryScreen'
import { NotFoundScreen } from './screens/NotFoundScreen'
import { NetworkScreen } from './screens/network/NetworkScreen'
import { PoliciesScreen } from './screens/policies/PoliciesScreen'
import { ProjectOverviewScreen } from './screens/projects/ProjectOverviewScreen'
import { ProjectsScreen } from './screens/projects/ProjectsScreen'
import { NewReleaseScreen } from './screens/releases/NewReleaseScreen'
import { ReleaseScreen } from './screens/releases/ReleaseScreen'
import { DataScreen } from './screens/settings/DataScreen'
import { SecurityScreen } from './screens/settings/SecurityScreen'
import { SettingsScreen } from './screens/settings/SettingsScreen'
import { TargetScreen } from './screens/targets/TargetScreen'
import { TargetsScreen } from './screens/targets/TargetsScreen'

// These bring the log view, the code editor and the variable editor along, which the first screen can do without.
const DeploymentScreen = lazy(() =>
  import('./screens/deployment/DeploymentScreen').then(({ DeploymentScreen }) => ({ default: DeploymentScreen }))
)
const LibrarySetScreen = lazy(() =>
  import('./screens/library/LibrarySetScreen').then(({ LibrarySetScreen }) => ({ default: LibrarySetScreen }))
)
const ProcessScreen = lazy(() =>
  import('./screens/process/ProcessScreen').then(({ ProcessScreen }) => ({ default: ProcessScreen }))
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
        <Route path="/projects/:id/releases/new">
          {about('project', id => (
            <NewReleaseScreen projectId={id} />
          ))}
        </Route>
        <Route path="/releases/:id">
          {about('release', id => (
            <ReleaseScreen releaseId={id} />
          ))}
        </Route>
        <Route path="/environments" component={EnvironmentsScreen} />
        <Route path="/targets" component={TargetsScreen} />
        <Route path="/targets/accounts" component={AccountsScreen} />
        <Route path="/targets/policies" component={PoliciesScreen} />
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
        <Route path="/library/:id">
          {about('library', id => (
            <LibrarySetScreen librarySetId={id} />
          ))}
        </Route>
        <Route path="/deployments" component={DeploymentsScreen} />
        <Route path="/deployments/:id">
          {about('deployment', id => (
            <DeploymentScreen deploymentId={id} />
          ))}
        </Route>
        <Route path="/audit" component={AuditScreen} />
        <Route path="/settings/data" component={DataScreen} />
        <Route path="/settings" component={SettingsScreen} />
        <Route path="/settings/network" component={NetworkScreen} />
        <Route path="/settings/security" component={SecurityScreen} />
        <Route>
          <NotFoundScreen what="screen" />
        </Route>
      </Switch>
    </Suspense>
  )
}
