import type { EnvironmentId, PhaseId } from '@shared/ids'
import type { Environment } from '@shared/model/environment'
import type { Lifecycle, LifecycleInput, Retention } from '@shared/model/lifecycle'
import { withLaterFields } from '../../forms/use-follow-stored'

/** A phase while it is edited. */
export interface PhaseDraft {
  /** Stays the same while it is edited and moved. */
  readonly key: string
  /** Null for one that was not saved yet. */
  readonly id: PhaseId | null
  readonly name: string
  readonly environments: readonly { readonly id: EnvironmentId; readonly isAutomatic: boolean }[]
  readonly minimum: number
  readonly isOptional: boolean
  /** Null for what it inherits. */
  readonly retention: Retention | null
}

/** A lifecycle while it is edited. */
export interface LifecycleDraft extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly phases: readonly PhaseDraft[]
  readonly retention: Retention
}

export const newLifecycle: LifecycleDraft = { name: '', description: '', phases: [], retention: { keep: 'forever' } }

/** The fields that refusals are shown beside. */
export const lifecycleFields = [
  'name',
  'description',
  'retention',
  'phases.*.name',
  'phases.*.environments',
  'phases.*.minimum',
  'phases.*.retention'
] as const

/** What the editor begins with. */
export const draftOf = ({ name, description, phases, retention }: Lifecycle): LifecycleDraft => ({
  name,
  description,
  retention,
  phases: phases.map(phase => ({
    key: phase.id,
    id: phase.id,
    name: phase.name,
    environments: phase.environments,
    minimum: phase.minimum,
    isOptional: phase.isOptional,
    retention: phase.retention ?? null
  }))
})

/** What was saved, while its phases go on being edited: those that were new keep the keys that they had. */
export const savedDraft = (lifecycle: Lifecycle, sent: LifecycleDraft): LifecycleDraft => {
  const draft = draftOf(lifecycle)
  const keyOf = (phase: PhaseDraft, index: number): string => {
    const before = sent.phases.find(({ id }) => id === phase.id) ?? sent.phases[index]
    return before?.id === phase.id || before?.id === null ? before.key : phase.key
  }
  return { ...draft, phases: draft.phases.map((phase, index) => ({ ...phase, key: keyOf(phase, index) })) }
}

/** What was saved, with what was changed after it was sent. A phase that was new then has its identity now. */
export function withLater(saved: LifecycleDraft, sent: LifecycleDraft, now: LifecycleDraft): LifecycleDraft {
  const draft = withLaterFields(saved, sent, now)
  if (draft.phases === saved.phases) return draft
  const phases = now.phases.map(phase => {
    const before = sent.phases.find(({ key }) => key === phase.key)
    const after = saved.phases.find(({ key }) => key === phase.key)
    return before === undefined || after === undefined ? phase : withLaterFields(after, before, phase)
  })
  return { ...draft, phases }
}

/** What is sent. */
export const inputOf = ({ name, description, phases, retention }: LifecycleDraft): LifecycleInput => ({
  name,
  description,
  retention,
  phases: phases.map(({ id, retention: own, environments, name: phaseName, minimum, isOptional }) => ({
    ...(id === null ? {} : { id }),
    name: phaseName,
    environments: environments.map(item => ({ ...item })),
    minimum,
    isOptional,
    ...(own === null ? {} : { retention: own })
  }))
})

/** A phase that is new in the draft. */
export const newPhase = (phases: readonly PhaseDraft[], changes: Partial<PhaseDraft> = {}): PhaseDraft => ({
  key: freeKey(phases),
  id: null,
  name: '',
  environments: [],
  minimum: 0,
  isOptional: false,
  retention: null,
  ...changes
})

function freeKey(phases: readonly PhaseDraft[]): string {
  const numbers = phases.flatMap(({ key }) => (key.startsWith('new-') ? [Number(key.slice(4))] : []))
  return `new-${Math.max(0, ...numbers) + 1}`
}

/** What a lifecycle without phases means at the moment, as phases that can be changed. */
export const phasesOfToday = (environments: readonly Environment[]): readonly PhaseDraft[] =>
  [...environments]
    .sort((a, b) => a.sortOrder - b.sortOrder)
    .map(({ id, name }, index) =>
      newPhase([], { key: `new-${index + 1}`, name, environments: [{ id, isAutomatic: false }] })
    )

/** The list with one item in another place; `to` counts without it. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from]
  if (item === undefined) return items
  const rest = items.filter((_, index) => index !== from)
  const at = Math.max(0, Math.min(to, rest.length))
  return [...rest.slice(0, at), item, ...rest.slice(at)]
}
