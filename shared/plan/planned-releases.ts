import type { Plan, PlannedRelease } from './plan'

/** What the steps of a plan deploy, as far as they run. */
export const releasesIn = ({ stages }: Pick<Plan, 'stages'>): readonly PlannedRelease[] =>
  stages.flatMap(({ deploys, runs }) => (deploys !== undefined && runs.length > 0 ? [deploys] : []))

/** The same with everything that these deploy in turn. */
export const withNested = (releases: readonly PlannedRelease[]): readonly PlannedRelease[] =>
  releases.flatMap(release => [release, ...withNested(release.deploys ?? [])])

type Content = Pick<PlannedRelease, 'release' | 'targets' | 'deploys'>

/**
 * Whether the plan of a release that a step deploys holds nothing that the plan of the whole did not name: the same
 * release with the same variables and packages, no further targets, and the same of what it deploys in turn.
 */
export const isAsPlanned = (planned: PlannedRelease, plan: Plan): boolean =>
  holds(planned, {
    release: plan.release,
    targets: plan.targets.map(({ name }) => name),
    deploys: releasesIn(plan)
  })

const holds = (planned: Content, now: Content): boolean =>
  planned.release.id === now.release.id &&
  planned.release.snapshot === now.release.snapshot &&
  now.targets.every(name => planned.targets.includes(name)) &&
  (now.deploys ?? []).every(nested => planned.deploys?.some(known => holds(known, nested)) === true)
