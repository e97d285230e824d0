import type { RunId } from '@shared/ids'
import type { Plan } from '@shared/plan/plan'
import { type Place, placeOfRun } from '../../../components/matrix/matrix-model'
import type { Hit } from '../../../stores/log-search'

/** The runs of a plan as a tree lists them. */
export function runOrder(plan: Plan, places: readonly Place[], by: 'steps' | 'targets'): ReadonlyMap<RunId, number> {
  const runs = plan.stages.flatMap(stage => stage.runs)
  const ordered = by === 'steps' ? runs : places.flatMap(place => runs.filter(run => placeOfRun(run) === place.id))
  return new Map(ordered.map((run, index) => [run.id, index]))
}

/** Hits from top to bottom of a tree. What is about the deployment as a whole comes first. */
export function inTreeOrder(hits: readonly Hit[], order: ReadonlyMap<RunId, number>): readonly Hit[] {
  const place = (hit: Hit): number => (hit.run === null ? -1 : (order.get(hit.run) ?? -1))
  return hits.toSorted((a, b) => place(a) - place(b) || a.inRun - b.inRun)
}

/** The hit after or before a line, round and round; -1 where there are none. `isBefore` says whether a hit comes before that line. */
export function hitNear(hits: readonly Hit[], by: 1 | -1, isBefore: (hit: Hit) => boolean): number {
  if (hits.length === 0) return -1
  let [low, high] = [0, hits.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const hit = hits[middle]
    if (hit && isBefore(hit)) low = middle + 1
    else high = middle
  }
  const next = by > 0 ? low : low - 1
  return (next + hits.length) % hits.length
}
