import type { Deployment, Run } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { type Plan, type Stage, typeOf } from '@shared/plan/plan'
import type { RecoveredRun, RecoveryReport } from '@shared/recovery'
import { ok, type Result } from '@shared/result'
import { parseTraces, type Trace, traceCommand, tracedAs } from '../engine/traces'
import { runWords } from './audit-turns'
import type { ServiceContext } from './context'
import { inParallel } from './parallel'
import { createPlaceCommands, type PlacePorts, type PlaceUser } from './place-commands'
import { sentenceList } from './rules'

/** How many places are looked at side by side, and how long each may take in milliseconds. */
const atOnce = 10
const limitMs = 20_000
/** More than a place with traces of every run says. */
const mostBytes = 4_000_000

/** Runs that nobody knows the end of, which left their traces together: in one place, as one user. */
interface Spot extends PlaceUser {
  readonly runs: readonly RunId[]
}

/** Looks where an interrupted deployment ran for what its unknown runs left there. Runs nothing of it. */
export function createTraces(context: ServiceContext, ports: PlacePorts) {
  const runAt = createPlaceCommands(context, ports)

  const look = async ({ id, plan }: Deployment, spot: Spot): Promise<Result<ReadonlyMap<string, Trace>>> => {
    const target = plan.targets.find(item => item.id === spot.target)
    const platform = spot.on === 'target' && target ? target.platform : context.thisMachine
    const folder = `${id}.${spot.on === 'target' && spot.target !== null ? spot.target : 'here'}`
    const printed = await runAt(spot, traceCommand(folder, platform), { limitMs, mostBytes })
    return printed.ok ? ok(parseTraces(printed.value.toString('utf8'))) : printed
  }

  return async (id: DeploymentId, state: Deployment): Promise<RecoveryReport> => {
    const unknown = Object.values(state.runs).filter(run => run.state === 'unknown')
    const found = new Map<RunId, Result<Trace>>()
    const scripts = unknown.filter(run => isScript(state.plan, run.id))
    await inParallel(spotsOf(state.plan, scripts), atOnce, new AbortController().signal, async spot => {
      const traces = await look({ ...state, id }, spot)
      for (const run of scripts.filter(({ id: its }) => spot.runs.includes(its)))
        found.set(run.id, traces.ok ? ok(traceIn(traces.value, run)) : traces)
    })
    return { runs: unknown.map(run => reportOf(state.plan, run, found.get(run.id) ?? null)) }
  }
}

/** Slipway 0.1.0 told attempts not apart; what was under way while it was updated must not seem to have never begun. */
const traceIn = (traces: ReadonlyMap<string, Trace>, run: Run): Trace =>
  traces.get(tracedAs(run)) ?? traces.get(run.id) ?? { kind: 'none' }

const stageOf = (plan: Plan, id: RunId): Stage | undefined =>
  plan.stages.find(stage => stage.runs.some(run => run.id === id))

const isScript = (plan: Plan, id: RunId): boolean => {
  const stage = stageOf(plan, id)
  return stage !== undefined && (typeOf(stage) === 'script' || typeOf(stage) === 'package-script')
}

function spotsOf(plan: Plan, runs: readonly Run[]): readonly Spot[] {
  const spots = new Map<string, Spot>()
  for (const { id } of runs) {
    const stage = stageOf(plan, id)
    const run = stage?.runs.find(item => item.id === id)
    if (!stage || !run) continue
    const { on } = run
    const user = on === 'target' ? (stage.runAs ?? null) : null
    const target = on === 'target' ? run.targetId : null
    const key = JSON.stringify([on, target, user])
    const known = spots.get(key)
    spots.set(key, { on, target, user, runs: [...(known?.runs ?? []), id] })
  }
  return [...spots.values()]
}

type Found = Omit<RecoveredRun, 'run'>

/** @param found null for what leaves no traces */
function reportOf(plan: Plan, run: Run, found: Result<Trace> | null): RecoveredRun {
  const what = runWords(plan, run.id)
  if (found === null) return { run: run.id, ...untraceable(plan, run.id, what) }
  if (found.ok) return { run: run.id, ...foundOf(what, run, found.value) }
  const words = `The place where ${what} ran cannot be looked at. ${found.failure.message}`
  return { run: run.id, finding: 'unreachable', exitCode: null, words, suggestion: null }
}

function foundOf(what: string, run: Run, trace: Trace): Found {
  const open = { exitCode: null, suggestion: null }
  switch (trace.kind) {
    case 'none':
      return { ...open, finding: 'never-began', words: `${what} left no sign of having begun.`, suggestion: 'retry' }
    case 'running':
      return {
        ...open,
        finding: 'still-running',
        words: `${what} still runs there. Wait for its end, then look again.`
      }
    case 'died':
      return { ...open, finding: 'died', words: `${what} began, was broken off before its end, and runs no more.` }
    case 'ended':
      return endedAs(what, run, trace)
  }
}

function endedAs(what: string, run: Run, { code, outputs }: Extract<Trace, { kind: 'ended' }>): Found {
  const ended = { exitCode: code, suggestion: null }
  if (code !== 0) return { ...ended, finding: 'failed', words: `${what} ended with exit code ${code}.` }
  const lost = [...new Set(outputs)].filter(name => !run.outputs.some(output => output.name === name))
  if (lost.length === 0) return { ...ended, finding: 'succeeded', words: `${what} succeeded.`, suggestion: 'done' }
  const names = sentenceList(lost.map(name => `“${name}”`))
  const [values, them] = lost.length === 1 ? ['the value of', 'it'] : ['the values of', 'them']
  const words = `${what} succeeded, but ${values} ${names} did not arrive here, so later steps would lack ${them}.`
  return { ...ended, finding: 'succeeded', words }
}

/**
 * Looking at health again does no harm, nor does bringing what is there, nor asking people; of everything else only a
 * person can know.
 */
function untraceable(plan: Plan, id: RunId, what: string): Found {
  const type = typeOf(stageOf(plan, id) ?? {})
  if (type === 'manual')
    return {
      finding: 'no-trace',
      exitCode: null,
      words: `${what} had not asked anybody yet, and does when it runs again.`,
      suggestion: 'retry'
    }
  const isHarmless = type === 'health-check' || type === 'acquire' || type === 'transfer-package'
  return {
    finding: 'no-trace',
    exitCode: null,
    words: isHarmless
      ? `${what} leaves no trace, and can be done again without harm.`
      : `${what} leaves no trace: whether it was done has to be found out some other way.`,
    suggestion: isHarmless ? 'retry' : null
  }
}
