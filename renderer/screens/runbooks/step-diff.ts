import type { Step } from '@shared/model/process'

/** What became of a step since something was frozen. */
export interface StepChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  readonly name: string
  /** What of it changed, such as `name` and `actions`. */
  readonly what: readonly string[]
}

/** Step by step what changed; steps are known by their ids. Those that only changed places among the others are `moved`. */
export function diffSteps(before: readonly Step[], after: readonly Step[]): readonly StepChange[] {
  const old = new Map(before.map(step => [step.id, step]))
  const now = new Set(after.map(step => step.id))
  const stayed = (steps: readonly Step[], others: { has(id: Step['id']): boolean }) =>
    steps.filter(({ id }) => others.has(id)).map(({ id }) => id)
  const moved = movedAmong(stayed(before, now), stayed(after, old))
  return [
    ...after.flatMap((step): readonly StepChange[] => {
      const was = old.get(step.id)
      if (was === undefined) return [{ kind: 'added', name: step.name, what: [] }]
      const what = changedParts(was, step)
      if (what.length > 0) return [{ kind: 'changed', name: step.name, what }]
      return moved.has(step.id) ? [{ kind: 'moved', name: step.name, what: [] }] : []
    }),
    ...before.filter(({ id }) => !now.has(id)).map(({ name }): StepChange => ({ kind: 'removed', name, what: [] }))
  ]
}

const words: Readonly<Record<string, string>> = {
  name: 'name',
  actions: 'actions',
  location: 'where it runs',
  roles: 'roles',
  isDisabled: 'whether it is disabled',
  condition: 'when it runs',
  startsWithPrevious: 'when it begins',
  window: 'how targets follow each other',
  maxParallel: 'how targets follow each other',
  order: 'how targets follow each other',
  stopAfter: 'how targets follow each other',
  canary: 'how targets follow each other',
  needsTargets: 'whether it needs targets'
}

function changedParts(before: Step, after: Step): readonly string[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Step>
  const changed = [...parts].filter(part => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
  return [...new Set(changed.map(part => words[part] ?? part))]
}

/** The fewest that have to be put elsewhere to make one order of the other: all but the longest run in order. */
function movedAmong(before: readonly Step['id'][], after: readonly Step['id'][]): ReadonlySet<Step['id']> {
  const at = new Map(before.map((id, index) => [id, index]))
  const positions = after.map(id => at.get(id) ?? 0)
  const kept = new Set(longestRise(positions).map(index => after[index]))
  return new Set(after.filter(id => !kept.has(id)))
}

/** The indices of a longest rising subsequence. */
function longestRise(values: readonly number[]): readonly number[] {
  const best = values.map(() => [] as readonly number[])
  values.forEach((value, index) => {
    const before = best.slice(0, index).filter((_, other) => (values[other] ?? 0) < value)
    const longest = before.reduce((a, b) => (b.length > a.length ? b : a), [] as readonly number[])
    best[index] = [...longest, index]
  })
  return best.reduce((a, b) => (b.length > a.length ? b : a), [] as readonly number[])
}
