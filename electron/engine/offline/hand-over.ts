import type { BundleAction, BundlePackage } from '@shared/bundle/content'
import type { Failure } from '@shared/failure'
import type { RunId, TargetId } from '@shared/ids'
import { allRuns, type PlanTarget } from '@shared/plan/plan'
import { countOf } from '@shared/plan/words'
import type { AttemptEnd } from '../actions/action'
import { type Context, type StagedRun, stagedRun } from '../context'
import { isTrue } from '../decide'
import type { BundleDraft, WrittenDraft } from '../ports'
import { bundleAction, whyUndecided } from './bundle-action'
import { type Remaining, remainingOn } from './remaining'

/** The target that a run is carried to in a bundle; null for one that is reached. */
export const offlineTargetOf = ({ run, place, stage }: StagedRun): PlanTarget | null =>
  run.on === 'target' && place.target !== 'here' && place.target.kind === 'offline' && stage.type !== 'acquire'
    ? place.target
    : null

/** How handing over ended; `handed-over`: a bundle carries it, and that is recorded already. */
export type HandOverEnd = AttemptEnd | { readonly kind: 'handed-over' }

/** Those who write a bundle at the moment, by deployment and target: two steps may begin together. */
const writing = new WeakMap<Context, Map<TargetId, Promise<HandOverEnd>>>()

/**
 * Writes what is still to come on a run's target into one bundle, and records all of it as handed over. Whoever comes
 * while one is written waits for it.
 */
export async function handOver(context: Context, staged: StagedRun, signal: AbortSignal): Promise<HandOverEnd> {
  const target = offlineTargetOf(staged)
  if (target === null) throw new Error(`“${staged.stage.name}” runs on no offline target`)
  const known = writing.get(context) ?? new Map<TargetId, Promise<HandOverEnd>>()
  writing.set(context, known)
  for (;;) {
    const other = known.get(target.id)
    if (other === undefined) break
    await other.catch(() => undefined)
    if (context.ports.state().runs[staged.id]?.state === 'handed-over') return { kind: 'handed-over' }
    if (signal.aborted) return { kind: 'stopped' }
  }
  const own = handOverNow(context, staged, target, signal)
  known.set(target.id, own)
  try {
    return await own
  } finally {
    known.delete(target.id)
  }
}

async function handOverNow(
  context: Context,
  staged: StagedRun,
  target: PlanTarget,
  signal: AbortSignal
): Promise<HandOverEnd> {
  const { ports } = context
  const decided = decidedNow(context, target, staged)
  if ('failure' in decided) return { kind: 'failed', end: null, failure: decided.failure }
  const { remaining } = decided
  const draft = await draftOf(context, target, remaining)
  if (signal.aborted) return { kind: 'stopped' }
  if ('failure' in draft) return { kind: 'failed', end: null, failure: draft.failure }
  const written = await ports.bundles.write(draft, signal)
  if (!written.ok) return signal.aborted ? { kind: 'stopped' } : { kind: 'failed', end: null, failure: written.failure }
  // What lies there can be carried, also where somebody cancels now: nothing may come between it and its being recorded.
  await Promise.all([
    ...say(context, staged, target, remaining, written.value),
    ...recordAll(context, remaining, written.value)
  ])
  return { kind: 'handed-over' }
}

/** What is still to come, unless a run condition asks for what an action will pass on that nobody knows the end of. */
function decidedNow(
  context: Context,
  target: PlanTarget,
  staged: StagedRun
): { readonly remaining: Remaining } | { readonly failure: Failure } {
  const state = context.ports.state()
  const handedOver = allRuns(state.plan).filter(
    ({ id, targetId }) => targetId === target.id && state.runs[id]?.state === 'handed-over'
  )
  const nameOf = (run: RunId): string => stagedRun(context, run).stage.name
  const failures: Failure[] = []
  const remaining = remainingOn(state, target.id, staged.id, (run, expression, before) => {
    const names = [...handedOver.map(({ id }) => id), ...before].map(nameOf)
    const item = stagedRun(context, run)
    const failure = whyUndecided(context, item, expression, names)
    if (failure !== null) failures.push(failure)
    return isTrue(context, item, expression)
  })
  const [failure] = failures
  return failure === undefined ? { remaining } : { failure }
}

async function draftOf(
  context: Context,
  target: PlanTarget,
  remaining: Remaining
): Promise<BundleDraft | { readonly failure: Failure }> {
  const { request, ports } = context
  const { project, release, environment, tenant } = request.plan
  const actions: BundleAction[] = []
  const packages = new Map<string, BundlePackage>()
  for (const item of remaining.runs) {
    const staged = stagedRun(context, item.id)
    const before = actions.map(({ name }) => name)
    const action = await bundleAction(context, staged, item, before)
    if (!action.ok) return { failure: action.failure }
    actions.push(action.value)
    for (const { sha256, packageId, version, fileName } of staged.stage.packages ?? [])
      packages.set(sha256, { sha256, packageId, version, fileName })
  }
  return {
    deploymentId: request.id,
    project: project.name,
    release: { version: release.version, snapshot: release.snapshot },
    environment: environment.name,
    ...(tenant === undefined ? {} : { tenant: tenant.name }),
    target: { id: target.id, name: target.name },
    createdAt: ports.now(),
    createdBy: request.requestedBy,
    applications: applicationsOf(actions),
    actions,
    packages: [...packages.values()]
  }
}

const applicationsName = 'octopus.tentacle.agent.applicationdirectorypath'

/** Where packages are installed there, as a variable says; null where none does. */
function applicationsOf(actions: readonly BundleAction[]): string | null {
  const said = actions
    .flatMap(({ variables }) => variables)
    .find(({ name, value }) => name.toLowerCase() === applicationsName && value.startsWith('/'))
  return said?.value ?? null
}

function say(
  { log }: Context,
  { id }: StagedRun,
  target: PlanTarget,
  { runs, waitsFor }: Remaining,
  { path, manifest, fingerprint }: WrittenDraft
): readonly Promise<void>[] {
  const lines = [
    log.say(id, 'highlight', `The bundle for ${target.name} is in ${path}`),
    log.say(
      id,
      'info',
      [
        `It holds ${countOf(runs.length, 'action')}. Carry it to ${target.name} and start there: sh deploy.sh --signer "${fingerprint}"`,
        `Its list of hashes, manifest.sha256, has the SHA-256 ${manifest}`,
        `It is signed by ${fingerprint}`,
        `To check it there by hand: echo "${manifest}  manifest.sha256" | sha256sum -c && sha256sum -c manifest.sha256`
      ].join('\n')
    )
  ]
  if (waitsFor === null) return lines
  const words = `What comes after “${waitsFor}” goes into a bundle of its own, once that is answered.`
  return [...lines, log.say(id, 'info', words)]
}

/** Records in one go what went into the bundle. What ended meanwhile, because its target was excluded, stays as it is. */
function recordAll(
  { ports, record, log }: Context,
  { runs, leftOut }: Remaining,
  { id: bundle }: WrittenDraft
): readonly Promise<void>[] {
  const facts: Promise<void>[] = []
  const stateOf = (run: RunId) => ports.state().runs[run]?.state
  for (const { id: run } of runs) {
    const state = stateOf(run)
    if (state === 'pending' || state === 'retrying') facts.push(record({ kind: 'run-started', run }))
    if (stateOf(run) === 'running') facts.push(record({ kind: 'run-handed-over', run, bundle }))
  }
  for (const { id: run, reason } of leftOut) {
    if (stateOf(run) !== 'pending') continue
    facts.push(record({ kind: 'run-skipped', run, reason }))
    void log.say(run, 'info', `Skipped: ${reason}`)
  }
  return facts
}
