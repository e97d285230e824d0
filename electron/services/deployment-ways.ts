import { type Deployment, isRunOver, type Run } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import type { ReleaseSnapshot } from '@shared/model/release'
import { orderOf } from '@shared/plan/lanes'
import { allRuns, type Plan } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { secretsOf } from '@shared/variables/resolve'
import type { DeploymentRequest } from '../engine/context'
import type { SshEndpoint } from '../engine/ports'
import type { Store } from '../store/store'
import { endpointsOf } from './endpoints'
import { referencesIn } from './planning'
import { readSnapshotOf } from './release-snapshots'
import { sudoersOf } from './sudoers'
import { sourcesIn } from './variable-check'

/** What a deployment needs besides its plan: how its targets are reached and who can become another user there. */
export interface Ways {
  readonly endpoints: ReadonlyMap<TargetId, SshEndpoint>
  readonly sudo: NonNullable<DeploymentRequest['sudo']>
}

/** What a deployment runs with: what its release froze, verified, and its ways. */
export interface Equipment {
  readonly snapshot: DeploymentRequest['snapshot']
  readonly ways: Ways
}

/** For what only has to be ended. */
const nothingNeeded: Equipment = {
  snapshot: { steps: [], variables: [] },
  ways: { endpoints: new Map(), sudo: new Map() }
}

/**
 * The ways of a plan with their secrets opened, after the vault was asked for. Taken once at a time: changing a target
 * or an account while the deployment runs does not change where it goes.
 * @param before what ran of it already and may have passed on secrets
 */
export async function waysOf(
  store: Store,
  plan: Plan,
  snapshot: ReleaseSnapshot,
  before: Deployment['runs'] = {}
): Promise<Result<Ways>> {
  const endpoints = await endpointsOf(store, plan)
  if (!endpoints.ok) return endpoints
  // A vault that is not open is asked for before anything begins, and not in the middle of a run.
  const closed =
    needsVault(store, plan, snapshot) || Object.values(before).some(hasPassedOnSecrets)
      ? await store.vault.guard.ready()
      : null
  if (closed) return fail(closed)
  const sudo = await sudoersOf(store, plan)
  return sudo.ok ? ok({ endpoints: endpoints.value, sudo: sudo.value }) : sudo
}

/** Whether a run of the plan needs a secret that is in the vault, now or as soon as an answer is put there. */
const needsVault = (store: Store, plan: Plan, snapshot: ReleaseSnapshot): boolean =>
  plan.targets.some(target => target.kind === 'offline') ||
  secretsOf({ sources: sourcesIn(snapshot), references: referencesIn(store), answers: plan.answers ?? [] }).size > 0

const hasPassedOnSecrets = ({ outputs }: Run): boolean => outputs.some(output => 'secret' in output)

/** What a deployment needs to go on from where it stands: the ways are those to what is still to do. */
export async function equipmentFor(store: Store, state: Deployment): Promise<Result<Equipment>> {
  const left = leftOf(state)
  if (onlyEnds(state) || (state.state === 'cancelling' && allRuns(left).length === 0)) return ok(nothingNeeded)
  const { release } = state.plan
  const snapshot = await readSnapshotOf(store, release.version, release.snapshot)
  if (!snapshot.ok) return snapshot
  const gone = left.targets.find(target => target.kind === 'ssh' && store.targets.get(target.id) === undefined)
  if (gone) return fail(isGone(gone.name))
  const ways = await waysOf(store, left, snapshot.value, state.runs)
  return ways.ok ? ok({ snapshot: snapshot.value, ways: ways.value }) : ways
}

/** Whether nothing of it runs any more: it is cancelled before it began, or for the second time. */
const onlyEnds = (state: Deployment): boolean =>
  state.state === 'cancelling' && (state.startedAt === null || state.cancels > 1)

/**
 * The plan without the runs that are over and the targets that take no further part: these may be gone by now. Of one that
 * is cancelled only what cleans up is left.
 */
function leftOf({ plan, runs, excluded, state }: Deployment): Plan {
  const out = new Set<TargetId | null>(excluded.map(item => item.targetId))
  const cleanUps = new Set(orderOf(plan).cleanUps.flatMap(step => step.runs))
  const stages = plan.stages.map(stage => ({
    ...stage,
    runs: stage.runs.filter(({ id, targetId }) => {
      const run = runs[id]
      return run !== undefined && !isRunOver(run) && !out.has(targetId) && (state !== 'cancelling' || cleanUps.has(id))
    })
  }))
  const left = { ...plan, stages }
  const needed = new Set<TargetId | null>(allRuns(left).map(run => run.targetId))
  return { ...left, targets: plan.targets.filter(target => needed.has(target.id)) }
}

const isGone = (name: string): Failure => ({
  kind: 'not-found',
  message: `The target “${name}” was deleted, and something is still to do there.`,
  remedy: 'Leave the target out, or deploy the release anew.'
})

/** Whether a failure means that the vault has to be opened first. */
export const isVaultClosed = ({ kind }: Failure): boolean => kind === 'vault-locked' || kind === 'vault-not-set-up'
