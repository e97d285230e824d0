import type { ReleaseDetails } from '@shared/api'
import type { ProjectId, ReleaseId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { ProjectTenancy } from '@shared/model/tenant'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded, LoadingBars } from '../../components/Loaded'
import { Markdown } from '../../components/Markdown'
import { Screen } from '../../components/Screen'
import { Section } from '../../components/Section'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { TaskTable } from '../tasks/TaskTable'
import { EditRelease } from './EditRelease'
import { FrozenVariables } from './FrozenVariables'
import { EarlierPreventions, PreventDialog, PreventionBanner, ResolveDialog } from './Prevention'
import { CompareReleases, DeleteRelease } from './ReleaseDialogs'
import { type ReleaseDialog, ReleaseHeader } from './ReleaseHeader'
import { ReleasePackages } from './ReleasePackages'
import { ReleaseProgress } from './ReleaseProgress'
import classes from './ReleaseScreen.module.css'
import { ReleaseTenants } from './ReleaseTenants'
import { SnapshotSteps } from './SnapshotSteps'

/** One release: what it froze, whether that is intact, and where it went. */
export function ReleaseScreen({ releaseId }: { readonly releaseId: ReleaseId }) {
  const { load, again } = useRead('release.get', { id: releaseId })
  return (
    <Screen>
      <Loaded load={load} onRetry={again} what="the release">
        {details => <Details details={details} />}
      </Loaded>
    </Screen>
  )
}

function Details({ details }: { readonly details: ReleaseDetails }) {
  const { release } = details
  const isLoading = useArePartsLoading(release)
  const [open, setOpen] = useState<ReleaseDialog | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <ReleaseHeader details={details} onOpen={setOpen} />
      {isLoading ? <LoadingBars what="the release" /> : <Parts details={details} onOpen={setOpen} />}
      {open === 'edit' && <EditRelease release={release} onClose={close} />}
      {open === 'compare' && <CompareReleases release={release} onClose={close} />}
      {open === 'prevent' && <PreventDialog release={release} onClose={close} />}
      {open === 'resolve' && <ResolveDialog release={release} onClose={close} />}
      {open === 'delete' && <DeleteRelease release={release} onClose={close} />}
    </>
  )
}

/** Whether something is still on its way that a part shows: parts above that come later would push down what is below. */
function useArePartsLoading({ id, projectId, runbook }: Release): boolean {
  const tenancy = useTenancy(projectId)
  const isDeployed = runbook === undefined && tenancy !== 'loading'
  const withoutTenant = useRead('release.progression', isDeployed && tenancy !== 'required' ? { id } : null).load
  const byTenant = useRead('release.tenants', isDeployed && tenancy !== undefined ? { id } : null).load
  const parts = [
    useRead('deployment.list', { releaseId: id, limit: 500 }).load,
    useRead('environment.list', {}).load,
    useRead('channel.list', { projectId }).load,
    ...(runbook === undefined && tenancy !== 'required' ? [withoutTenant] : []),
    ...(runbook === undefined && tenancy !== undefined ? [byTenant] : [])
  ]
  return tenancy === 'loading' || parts.some(({ state }) => state === 'loading')
}

/** Whether the project takes tenants; absent where it takes none, or cannot be read. */
function useTenancy(projectId: ProjectId): 'loading' | ProjectTenancy | undefined {
  const projects = useRead('project.list', {}).load
  if (projects.state === 'loading') return 'loading'
  return valueOr(projects, []).find(({ id }) => id === projectId)?.releases?.tenancy
}

interface PartsProps {
  readonly details: ReleaseDetails
  readonly onOpen: (dialog: ReleaseDialog) => void
}

/** All that is below the header. */
function Parts({ details, onOpen }: PartsProps) {
  const { release, snapshot, isOutdated } = details
  const { runbook } = release
  return (
    <>
      <div className={classes.parts}>
        {snapshot === null && (
          <FailureAlert
            failure={{
              kind: 'release-corrupt',
              message: 'What is stored for this release does not match its hash, so it cannot be deployed.',
              remedy: 'Create a new release from the project. If you have a backup of the data folder, compare the two.'
            }}
          />
        )}
        <PreventionBanner release={release} onResolve={() => onOpen('resolve')} />
        {isOutdated && <Outdated release={release} />}
        <EarlierPreventions release={release} />
      </div>
      {runbook === undefined && <Progress release={release} isIntact={snapshot !== null} />}
      <Said release={release} />
      <Deployments release={release} />
      {snapshot && (
        <>
          <Section title={runbook === undefined ? 'Process in this release' : 'Steps that were frozen'}>
            <Card padding="flush">
              <SnapshotSteps
                steps={snapshot.steps}
                projectId={snapshot.project.id}
                deployed={snapshot.children}
                packages={snapshot.packages}
              />
            </Card>
          </Section>
          <ReleasePackages
            snapshot={snapshot}
            missing={details.missingPackages}
            title={runbook === undefined ? 'Packages in this release' : 'Packages that were frozen'}
          />
          <FrozenVariables release={release} snapshot={snapshot} isOutdated={isOutdated} />
        </>
      )}
    </>
  )
}

interface ProgressProps {
  readonly release: Release
  readonly isIntact: boolean
}

/** How far it has come: for each tenant where its project takes some, and without one where that is possible. */
function Progress({ release, isIntact }: ProgressProps) {
  const tenancy = useTenancy(release.projectId)
  return (
    <>
      {tenancy !== undefined && <ReleaseTenants release={release} isIntact={isIntact} />}
      {tenancy !== 'required' && (
        <ReleaseProgress release={release} isIntact={isIntact} isWithoutTenant={tenancy === 'allowed'} />
      )}
    </>
  )
}

/** What people say about it: notes and custom fields. */
function Said({ release: { notes, customFields = {} } }: { readonly release: Release }) {
  const fields = Object.entries(customFields)
  return (
    <>
      {notes !== '' && (
        <Section title="Release notes">
          <Card>
            <div className={classes.notes}>
              <Markdown text={notes} />
            </div>
          </Card>
        </Section>
      )}
      {fields.length > 0 && (
        <Section title="Custom fields">
          <Card>
            <dl className={classes.fields}>
              {fields.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </Section>
      )}
    </>
  )
}

/** Says that it is not what the project, or the runbook, is now. */
function Outdated({ release: { projectId, runbook } }: { readonly release: Release }) {
  return (
    <p className={classes.outdated}>
      <Icon name="info" size={14} />
      {runbook === undefined ? (
        <>
          The process or the variables were changed since. This release still deploys what it froze;{' '}
          <Link href={`/projects/${projectId}/releases/new`}>create a new one</Link> to take the changes along, or
          update its variables below.
        </>
      ) : (
        <>
          The steps or the variables were changed since.{' '}
          <Link href={`/runbooks/${runbook.id}`}>Publish {runbook.name} again</Link> to have the changes run.
        </>
      )}
    </p>
  )
}

function Deployments({ release: { id, runbook } }: { readonly release: Release }) {
  const { load, again } = useRead('deployment.list', { releaseId: id, limit: 500 })
  const what = runbook === undefined ? 'Deployments of this release' : 'Runs of this snapshot'
  return (
    <Section title={what}>
      <Loaded load={load} onRetry={again} what="deployments">
        {own => (
          <Card padding={own.length === 0 ? 'normal' : 'flush'}>
            {own.length === 0 ? (
              <p className={classes.none}>
                {runbook === undefined
                  ? 'It has not been deployed yet. Choose “Deploy…” to see the plan first.'
                  : 'It has not been run yet.'}
              </p>
            ) : (
              <TaskTable
                tasks={own}
                label={what}
                show="past-of-one"
                what={runbook === undefined ? 'Deployment' : 'Run'}
              />
            )}
          </Card>
        )}
      </Loaded>
    </Section>
  )
}
