import type { ActionId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { LibrarySetView, VariableView } from '@shared/model/variable-set'
import type { Finding, LintInput } from '@shared/variables/lint'
import type { LibraryRows, VariableSources } from '@shared/variables/rows'
import { type PlacedStep, placedTenant } from '@shared/variables/ties'
import type { Owner, Surroundings } from '../use-surroundings'
import type { Draft } from './draft'
import { type DraftRow, viewOf } from './draft-row'

/** Rows never change, so each is made into what the resolver takes only once. */
const views = new WeakMap<DraftRow, VariableView>()

function viewOfRow(row: DraftRow): VariableView {
  const known = views.get(row)
  if (known !== undefined) return known
  const view = viewOf(row)
  views.set(row, view)
  return view
}

/** The draft as resolver and lint take it, with the included sets as they are stored. Rows without a name are left out. */
export function sourcesOf(draft: Draft, librarySets: readonly LibrarySetView[]): VariableSources {
  return {
    variables: draft.rows.filter(({ name }) => name.trim() !== '').map(viewOfRow),
    librarySets: includedSets(draft, librarySets)
  }
}

/** The sets that a draft includes, in order; those that are not known yet are left out. */
export const includedSets = ({ includes }: Draft, librarySets: readonly LibrarySetView[]): readonly LibraryRows[] =>
  includes.flatMap(id => librarySets.find(set => set.id === id) ?? [])

/** What lint looks at. A library set is checked as if one step ran on everything, because it knows no process. */
export function lintInputOf(owner: Owner, draft: Draft, around: Surroundings): LintInput {
  const { environments, targets, steps, runbooks, channels, tenants, automatic } = around
  return {
    sources: sourcesOf(draft, around.librarySets),
    steps: [...steps, ...runbooks.flatMap(runbook => runbook.steps)],
    around: {
      environments,
      targets,
      steps:
        owner.kind === 'project' ? placedSteps(steps, runbooks) : [everywhere(targets.flatMap(({ roles }) => roles))],
      process: owner.kind === 'project' ? owner.id : null,
      channels,
      tenants: tenants.map(tenant =>
        owner.kind === 'project' ? placedTenant(tenant, owner.id) : { tags: tenant.tags }
      ),
      automatic
    }
  }
}

const placedSteps = (steps: readonly Step[], runbooks: Surroundings['runbooks']): readonly PlacedStep[] => [
  ...placed(steps),
  ...runbooks.flatMap(({ id, steps: own }) => placed(own).map(step => ({ ...step, process: id })))
]

const placed = (steps: readonly Step[]): readonly PlacedStep[] =>
  steps.flatMap(({ roles, location, actions }) => actions.map(({ id }) => ({ actionId: id, roles, location })))

const everywhere = (roles: readonly string[]): PlacedStep => ({
  actionId: 'action-0000000000' as ActionId,
  roles: [...new Set(roles)],
  location: 'targets'
})

/** Whether a finding makes sense for an owner: who uses a library set's variables, and what theirs refer to, is not in it. */
export const concerns = ({ kind }: Owner, finding: Finding): boolean =>
  kind === 'project' || (finding.kind !== 'unused' && finding.kind !== 'undefined')
