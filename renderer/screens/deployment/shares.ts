import type { PlannedStep } from '@shared/plan/plan'

/** No step is drawn narrower than this part of what the average one gets. */
const least = 0.35
/** Nor wider than so many times the average, so that the names of the others can be read. */
const most = 4

/**
 * How wide steps are beside each other, by their numbers, 1 for the average one: by what they usually take. Those of
 * which nobody knows get what the others get on average; without any history all are alike.
 */
export function sharesOf(
  steps: readonly Pick<PlannedStep, 'number' | 'condition'>[],
  usual: ReadonlyMap<number, number | null> | null
): ReadonlyMap<number, number> {
  const known = steps.flatMap(({ number }) => usual?.get(number) ?? [])
  const average = known.reduce((sum, ms) => sum + ms, 0) / Math.max(1, known.length)
  return new Map(
    steps.map(({ number, condition }) => {
      // What is there for trouble takes no room as long as there is none.
      if (usual !== null && (condition.when === 'failure' || condition.when === 'cancel')) return [number, least]
      const own = usual?.get(number) ?? null
      return [number, own === null || average === 0 ? 1 : Math.min(most, Math.max(least, own / average))]
    })
  )
}
