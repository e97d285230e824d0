import type { ProjectId } from '@shared/ids'
import type { AccountView } from '@shared/model/account'
import type { CertificateView } from '@shared/model/certificate'
import type { Environment } from '@shared/model/environment'
import type { Process, Step } from '@shared/model/process'
import type { Project, ProjectGroup } from '@shared/model/project'
import type { Target } from '@shared/model/target'
import type { LibrarySetView } from '@shared/model/variable-set'
import type { Labels } from '@shared/variables/scope-words'
import { useMemo } from 'react'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
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
  readonly librarySets: readonly LibrarySetView[]
  readonly labels: Labels
  readonly scopeChoices: ScopeChoices
  /** What records are called: poor secrets. */
  readonly names: ReadonlySet<string>
}

const none: readonly never[] = []

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
  const names = useWorkspaceNames()
  return useMemo(() => {
    const steps = process?.steps ?? none
    const project = projects.find(({ id }) => id === projectId) ?? null
    const labels = labelsOf(environments, targets, steps)
    return {
      project,
      group: groups.find(({ id }) => id === project?.groupId) ?? null,
      ...{ environments, targets, accounts, certificates, process, steps, librarySets, labels, names },
      scopeChoices: { options: optionsOf(environments, targets, steps), labels }
    }
  }, [environments, targets, accounts, certificates, librarySets, projects, groups, process, names, projectId])
}

const labelsOf = (
  environments: readonly Environment[],
  targets: readonly Target[],
  steps: readonly Step[]
): Labels => ({
  environments: new Map(environments.map(({ id, name }) => [id, name])),
  targets: new Map(targets.map(({ id, name }) => [id, name])),
  actions: new Map(steps.flatMap(step => step.actions.map(({ id }) => [id, step.name] as const)))
})

function optionsOf(
  environments: readonly Environment[],
  targets: readonly Target[],
  steps: readonly Step[]
): readonly ScopeOption[] {
  const roles = [...new Set([...targets, ...steps].flatMap(({ roles }) => roles))].sort()
  return [
    ...environments.map(({ id, name }): ScopeOption => ({ dimension: 'environments', value: id, label: name })),
    ...targets.map(({ id, name }): ScopeOption => ({ dimension: 'targets', value: id, label: name })),
    ...roles.map((role): ScopeOption => ({ dimension: 'roles', value: role, label: role })),
    ...steps.flatMap(step =>
      step.actions.map(({ id }): ScopeOption => ({ dimension: 'actions', value: id, label: step.name }))
    )
  ]
}
