import type { ChannelId, EnvironmentId, ProjectId } from '@shared/ids'
import type { ChannelListing } from '@shared/lifecycle-calls'
import type { Environment } from '@shared/model/environment'
import type { Project } from '@shared/model/project'
import type { Target } from '@shared/model/target'
import { useMemo } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'

/** What the workspace has around the steps. */
export interface Around {
  /** Whose steps these are: those of releases, or of a runbook. */
  readonly kind: 'process' | 'runbook'
  readonly environments: readonly Environment[]
  readonly targets: readonly Target[]
  /** Roles that targets have, to suggest. */
  readonly roles: readonly string[]
  /** Projects of which a release can be deployed by a step: all but the one that the steps belong to. */
  readonly projects: readonly Project[]
  /** Names that `#{…}` can have, to complete, as far as they are read. */
  readonly variables: readonly string[]
  /** Those that releases of the process can be of; none for a runbook. */
  readonly channels: readonly ChannelListing[]
  /** Whether the project takes tenants. */
  readonly takesTenants: boolean
  readonly nameOfEnvironment: (id: EnvironmentId) => string
  readonly nameOfChannel: (id: ChannelId) => string
}

const none: readonly never[] = []

/** System variables that steps have most use for. */
const systemVariables = [
  'Octopus.Action.Package.PackageId',
  'Octopus.Action.Package.PackageVersion',
  'Octopus.Deployment.CreatedBy.Username',
  'Octopus.Deployment.Error',
  'Octopus.Deployment.ErrorDetail',
  'Octopus.Deployment.Id',
  'Octopus.Deployment.Tenant.Name',
  'Octopus.Deployment.Tenant.Tags',
  'Octopus.Environment.Name',
  'Octopus.Machine.Hostname',
  'Octopus.Machine.Name',
  'Octopus.Project.Name',
  'Octopus.Release.Channel.Name',
  'Octopus.Release.CurrentForEnvironment.Number',
  'Octopus.Release.Notes',
  'Octopus.Release.Number'
]

/** Reads what is around the steps of a project (`process`) or of one of its runbooks; null until it is known. */
export function useAround(projectId: ProjectId, kind: 'process' | 'runbook'): Around | null {
  const ofProject = useRead('channel.list', kind === 'process' ? { projectId } : null).load
  const ofWorkspace = [
    useRead('environment.list', {}).load,
    useRead('target.list', {}).load,
    useRead('project.list', {}).load
  ] as const
  const channels = valueOr(ofProject, none)
  const environments = valueOr(ofWorkspace[0], none)
  const targets = valueOr(ofWorkspace[1], none)
  const projects = valueOr(ofWorkspace[2], none)
  const own = valueOr(useRead('variables.get', { projectId }).load, null)
  const sets = valueOr(useRead('library.list', {}).load, none)
  const around = useMemo((): Around => {
    const included = sets.filter(({ id }) => own?.includes.includes(id))
    const rows = [own, ...included].flatMap(set => set?.variables ?? [])
    const names = new Map(environments.map(({ id, name }) => [id, name]))
    const channelNames = new Map(channels.map(({ id, name }) => [id, name]))
    return {
      kind,
      environments,
      targets,
      roles: [...new Set(targets.flatMap(target => target.roles))].sort(),
      projects: projects.filter(({ id }) => id !== projectId),
      variables: [...new Set([...rows.map(({ name }) => name), ...systemVariables])],
      channels,
      takesTenants: projects.find(({ id }) => id === projectId)?.releases?.tenancy !== undefined,
      nameOfEnvironment: id => names.get(id) ?? 'a deleted environment',
      nameOfChannel: id => channelNames.get(id) ?? 'a channel that is not known'
    }
  }, [environments, targets, projects, own, sets, channels, projectId, kind])
  const drawn = kind === 'process' ? [ofProject, ...ofWorkspace] : ofWorkspace
  return drawn.some(({ state }) => state === 'loading') ? null : around
}
