import type { ProjectId } from '@shared/ids'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { AccountView } from '@shared/model/account'
import type { CertificateView } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import { actionName, allActions, type Process, type Step } from '@shared/model/process'
import type { Project, ProjectGroup } from '@shared/model/project'
import type { Target } from '@shared/model/target'
import { type Tenant, tagsInUse } from '@shared/model/tenant'
import type { LibrarySetView } from '@shared/model/variable-set'
import { automaticPlaces } from '@shared/progression/phases'
import type { RunbookListing } from '@shared/runbook-calls'
import { deploymentProcess, type Labels } from '@shared/variables/scope-words'
import { useMemo } from 'react'
import { useRead } from '../../stores/catalog'
import { type Load, valueOr } from '../../stores/load'
import { useWorkspaceNames } from '../../stores/use-workspace-names'
import type { ScopeChoices, ScopeOption } from './grid/scope-options'

/** Whose variables are edited. */
export type Owner =
  | { readonly kind: 'project'; readonly id: ProjectId; readonly name: string }
  | { readonly kind: 'library'; readonly id: LibrarySetView['id']; readonly name: string }

/** What the workspace has around the variables, as far as it is known yet. */
export interface Surroundings {
  readonly project: Project | null
  readonly group: ProjectGroup | null
  readonly environments: readonly Environment[]
  readonly targets: readonly Target[]
  readonly accounts: readonly AccountView[]
  readonly certificates: readonly CertificateView[]
  /** A project's process; null for a library set, and until it is read. */
  readonly process: Process | null
  readonly steps: readonly Step[]
  /** The project's; none for a library set, and until they are read. */
  readonly runbooks: readonly RunbookListing[]
  readonly librarySets: readonly LibrarySetView[]
  /** The project's, its default one first; none for a library set, and until they are read. */
  readonly channels: readonly ChannelListing[]
  /** Where its releases are deployed by themselves; nowhere for a library set, and until that is read. */
  readonly automatic: readonly Environment['id'][]
  /** Those that get the project, and none for one that takes none; for a library set all of them. */
  readonly tenants: readonly Tenant[]
  readonly labels: Labels
  readonly scopeChoices: ScopeChoices
  /** What records are called: poor secrets. */
  readonly names: ReadonlySet<string>
}

const none: readonly never[] = []

/** What of it the rows show, so that they are shown with it. */
export const useDrawnAround = (projectId: ProjectId | null): readonly Load<unknown>[] => {
  const ofProject = [
    useRead('process.get', projectId === null ? null : { projectId }).load,
    useRead('runbook.list', projectId === null ? null : { projectId }).load,
    useRead('channel.list', projectId === null ? null : { projectId }).load
  ]
  const ofWorkspace = [
    useRead('environment.list', {}).load,
    useRead('target.list', {}).load,
    useRead('account.list', {}).load,
    useRead('certificate.list', {}).load,
    useRead('library.list', {}).load,
    useRead('tenant.list', {}).load
  ]
  return projectId === null ? ofWorkspace : [...ofWorkspace, ...ofProject]
}

export function useSurroundings(owner: Owner): Surroundings {
  const projectId = owner.kind === 'project' ? owner.id : null
  const environments = valueOr(useRead('environment.list', {}).load, none)
  const targets = valueOr(useRead('target.list', {}).load, none)
  const accounts = valueOr(useRead('account.list', {}).load, none)
  const certificates = valueOr(useRead('certificate.list', {}).load, none)
  const librarySets = valueOr(useRead('library.list', {}).load, none)
  const projects = valueOr(useRead('project.list', {}).load, none)
  const groups = valueOr(useRead('group.list', {}).load, none)
  const process = valueOr(useRead('process.get', projectId === null ? null : { projectId }).load, null)
  const runbooks = valueOr(useRead('runbook.list', projectId === null ? null : { projectId }).load, none)
  const channels = valueOr(useRead('channel.list', projectId === null ? null : { projectId }).load, none)
  const tenants = valueOr(useRead('tenant.list', {}).load, none)
  const lifecycles = valueOr(useRead('lifecycle.list', projectId === null ? null : {}).load, none)
  const names = useWorkspaceNames()
  return useMemo(() => {
    const steps = process?.steps ?? none
    const project = projects.find(({ id }) => id === projectId) ?? null
    const places: Places = { environments, targets, steps, runbooks, channels, tenants, projectId }
    const labels = labelsOf(places)
    return {
      project,
      group: groups.find(({ id }) => id === project?.groupId) ?? null,
      ...{
        environments,
        targets,
        accounts,
        certificates,
        process,
        steps,
        runbooks,
        librarySets,
        channels,
        automatic: project === null ? none : automaticPlaces(project, channels, lifecycles),
        tenants: projectId === null ? tenants : project === null ? none : tenantsOf(project, tenants),
        labels,
        names
      },
      scopeChoices: { options: optionsOf(places), labels }
    }
  }, [
    environments,
    targets,
    accounts,
    certificates,
    librarySets,
    projects,
    groups,
    process,
    runbooks,
    channels,
    lifecycles,
    tenants,
    names,
    projectId
  ])
}

/** Those that get a project; none for one that takes none. */
const tenantsOf = ({ id, releases }: Project, tenants: readonly Tenant[]): readonly Tenant[] =>
  releases?.tenancy === undefined
    ? none
    : tenants.filter(({ projects }) => projects.some(link => link.projectId === id))

/** What scopes can name. */
interface Places extends Pick<Surroundings, 'environments' | 'targets' | 'steps' | 'runbooks' | 'channels'> {
  readonly tenants: readonly Tenant[]
  /** Null for a library set. */
  readonly projectId: ProjectId | null
}

const labelsOf = (places: Places): Labels => ({
  environments: new Map(places.environments.map(({ id, name }) => [id, name])),
  targets: new Map(places.targets.map(({ id, name }) => [id, name])),
  actions: new Map(actionsOf(places).map(({ id, label }) => [id, label])),
  processes: new Map(processesOf(places).map(({ id, label }) => [id, label])),
  channels: new Map(places.channels.map(({ id, name }) => [id, name]))
})

function optionsOf(places: Places): readonly ScopeOption[] {
  const { environments, targets, steps, runbooks, tenants } = places
  const ofRunbooks = runbooks.flatMap(runbook => runbook.steps)
  const roles = [...new Set([...targets, ...steps, ...ofRunbooks].flatMap(({ roles }) => roles))].sort()
  return [
    ...environments.map(({ id, name }): ScopeOption => ({ dimension: 'environments', value: id, label: name })),
    ...targets.map(({ id, name }): ScopeOption => ({ dimension: 'targets', value: id, label: name })),
    ...roles.map((role): ScopeOption => ({ dimension: 'roles', value: role, label: role })),
    ...actionsOf(places).map(({ id, label }): ScopeOption => ({ dimension: 'actions', value: id, label })),
    ...channelsOf(places).map(({ id, label }): ScopeOption => ({ dimension: 'channels', value: id, label })),
    ...processesOf(places).map(({ id, label }): ScopeOption => ({ dimension: 'processes', value: id, label })),
    ...tagsInUse(tenants).map((tag): ScopeOption => ({ dimension: 'tenantTags', value: tag, label: tag }))
  ]
}

interface Labelled {
  readonly id: string
  readonly label: string
}

/** Those of runbooks say so, because their steps may be called like those of the process. */
const actionsOf = ({ steps, runbooks }: Places): readonly Labelled[] => [
  ...allActions(steps).map(({ step, action }) => ({ id: action.id, label: actionName(step, action) })),
  ...runbooks.flatMap(runbook =>
    allActions(runbook.steps).map(({ step, action }) => ({
      id: action.id,
      label: `${actionName(step, action)} (${runbook.name})`
    }))
  )
]

/** There is nothing to choose as long as a project has one channel only. */
const channelsOf = ({ channels }: Places): readonly Labelled[] =>
  channels.length < 2 ? [] : channels.map(({ id, name }) => ({ id, label: name }))

/** There is nothing to choose as long as a project has no runbooks. */
const processesOf = ({ projectId, runbooks }: Places): readonly Labelled[] =>
  projectId === null || runbooks.length === 0
    ? []
    : [{ id: projectId, label: deploymentProcess }, ...runbooks.map(({ id, name }) => ({ id, label: name }))]
