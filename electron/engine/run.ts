import type { DeploymentFact, Outcome } from '@shared/deployment'
import { isOpen, isRunOver, openQuestions } from '@shared/deployment'
import { titledOf, titleOf } from '@shared/deployment-title'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import { type Move, nextMoves } from '@shared/schedule/next-moves'
import { type Context, type DeploymentRequest, isForCancel, openContext, stagedRun } from './context'
import { decideStep, scheduledWords, whyNot } from './decide'
import { internalFailure } from './outcomes'
import { type PersonLine, personLine } from './person-words'
import { type ActiveRun, beginRun } from './run-action'
import { openSecrets } from './secrets'
import { summaryOf } from './summary'

export type { DeploymentRequest } from './context'

/** How a deployment left the engine. `left`: it goes on another time. */
type End =
  | { readonly kind: 'over'; readonly outcome: Outcome; readonly failure: Failure | null }
  | { readonly kind: 'left' }

/**
 * Runs a deployment from wherever its recorded state is to its end: what may begin is asked of `nextMoves`, again and
 * again, and done. Whatever happens, every run is over and `finished` is recorded once, as the last fact; unless the
 * request says to leave it, which then is possible as soon as nothing runs.
 * @throws only when `finished` itself cannot be recorded
 */
export async function runDeployment(request: DeploymentRequest): Promise<void> {
  const context = openContext(request)
  const course = createCourse(context)
  let end: End
  try {
    end = await course.run()
  } catch (error) {
    end = await course.breakOff(internalFailure(error))
  }
  await finish(context, end)
}

/** One deployment on its way through the engine. */
function createCourse(context: Context) {
  const { ports, request, record, log } = context
  const active = new Map<RunId, ActiveRun>()
  const alarm = createAlarm(context)
  let areSecretsOpen = false

  const begin = (id: RunId): void => {
    const run = beginRun(context, stagedRun(context, id))
    active.set(id, run)
    void run.ended.then(() => {
      // One that is tried again at once may have begun anew before its first attempt was written down.
      if (active.get(id) === run) active.delete(id)
      // What follows from its end was seen when that was recorded; only leaving waits until nothing is in hand.
      if (request.leave?.aborted) alarm.ring()
    })
  }

  const say = (fact: DeploymentFact): void => {
    const words = scheduledWords(context, fact)
    if (words !== null) void log.say(null, words.level, words.text)
  }

  const recordAndSay = (fact: DeploymentFact): void => {
    void record(fact)
    if (fact.kind === 'started')
      void log.say(
        null,
        'info',
        `${request.plan.runbook === undefined ? 'Deploying' : 'Running'} ${titleOf(titledOf(request.plan))}`
      )
    else say(fact)
  }

  const make = (move: Exclude<Move, { kind: 'finish' }>): void => {
    switch (move.kind) {
      case 'record':
        recordAndSay(move.fact)
        break
      case 'decide-step':
        recordAndSay(decideStep(context, move.step, move.lanes))
        break
      case 'decide-run': {
        const reason = whyNot(context, stagedRun(context, move.run))
        if (reason === null) begin(move.run)
        else recordAndSay({ kind: 'run-skipped', run: move.run, reason })
        break
      }
      case 'begin':
        begin(move.run)
    }
  }

  /** Ends what runs where a person cancelled: the first time what is not for a cancel, the second time everything. */
  const stopCancelled = (): void => {
    const state = ports.state()
    if (state.state !== 'cancelling') return
    for (const [id, run] of active) if (state.cancels > 1 || !isForCancel(context, stagedRun(context, id))) run.stop()
  }

  const stopAll = async (): Promise<void> => {
    for (const run of active.values()) run.stop()
    await Promise.all([...active.values()].map(run => run.ended))
  }

  /** Ends everything that is not over, as cancelled: all of it is still to be done when the deployment is continued. */
  const breakOff = async (failure: Failure | null): Promise<End> => {
    await stopAll()
    const state = ports.state()
    // Nothing of it has begun: it is as if nobody had tried.
    if (state.state === 'queued') return { kind: 'left' }
    const by = request.requestedBy
    for (const { number } of openQuestions(state))
      void record({ kind: 'question-answered', question: number, choice: 'withdrawn', by, note: '' })
    for (const run of Object.values(ports.state().runs))
      if (!isRunOver(run)) void record({ kind: 'run-cancelled', run: run.id })
    return { kind: 'over', outcome: failure === null ? 'cancelled' : 'failed', failure }
  }

  const run = async (): Promise<End> => {
    for (;;) {
      for (const { run: id, level, text } of alarm.lines()) void log.say(id, level, text)
      if (context.end.aborted) return breakOff(context.breakdown())
      stopCancelled()
      const isLeaving = request.leave?.aborted === true
      if (isLeaving && active.size === 0) return { kind: 'left' }
      const { moves, wakeAt } = isLeaving ? nothing : nextMoves(ports.state(), ports.now())
      const [first] = moves
      if (first?.kind === 'finish') return { kind: 'over', outcome: first.outcome, failure: null }
      if (!areSecretsOpen && moves.some(needsSecrets)) {
        const failure = await openSecrets(context)
        if (failure !== null) return breakOff(failure)
        areSecretsOpen = true
        continue
      }
      const { seq } = ports.state()
      for (const move of moves) if (move.kind !== 'finish') make(move)
      if (moves.length === 0) {
        await alarm.rings(wakeAt)
        continue
      }
      // What was refused is heard of before it is tried again.
      await Promise.resolve()
      if (ports.state().seq === seq) await refused(context)
      // That runs have begun lets nothing else begin.
      else if (moves.every(isBeginning)) await alarm.rings(wakeAt)
    }
  }

  return {
    run: async (): Promise<End> => {
      try {
        return await run()
      } finally {
        alarm.dispose()
      }
    },
    breakOff
  }
}

/**
 * Nothing of what is to be done could be recorded: asked again, the answer would be the same for ever. Where the log is
 * broken everything ends; anything else is a defect.
 */
async function refused(context: Context): Promise<void> {
  // The refusal arrives in a turn of its own.
  await new Promise<void>(resolve => queueMicrotask(() => queueMicrotask(resolve)))
  if (!context.end.aborted) throw new Error('What is to be done next cannot be recorded')
}

const nothing = { moves: [], wakeAt: null } as const

const isBeginning = ({ kind }: Move): boolean => kind === 'begin'

const needsSecrets = ({ kind }: Move): boolean => kind === 'begin' || kind === 'decide-step' || kind === 'decide-run'

/** Facts after which nothing more may begin than before. */
const isNoNews = ({ kind }: DeploymentFact): boolean =>
  kind === 'output' || kind === 'run-progress' || kind === 'run-started' || kind === 'artifact'

/** Wakes the course when something was recorded, when its time has come, or when it is to end. */
function createAlarm(context: Context) {
  const { ports, request, end } = context
  let hasRung = false
  let wake: () => void = () => undefined
  let lines: PersonLine[] = []
  const ring = (): void => {
    hasRung = true
    wake()
  }
  const undo = ports.onChange(fact => {
    if (isNoNews(fact)) return
    // Of what happens after it was told to leave, whoever records it says.
    const line = request.leave?.aborted ? null : personLine(fact, ports.state())
    // Said later: what is recorded while another fact is would come before it.
    if (line !== null) lines.push(line)
    ring()
  })
  const orDue = async (rung: Promise<void>, wakeAt: number): Promise<void> => {
    const timer = new AbortController()
    await Promise.race([rung, ports.sleep(Math.max(0, wakeAt - ports.now()), timer.signal)])
    timer.abort()
  }
  const signals = [end, ...(request.leave ? [request.leave] : [])]
  for (const signal of signals) signal.addEventListener('abort', ring)
  return {
    ring,
    lines: (): readonly PersonLine[] => {
      const said = lines
      lines = []
      return said
    },
    rings: async (wakeAt: number | null): Promise<void> => {
      if (!hasRung) {
        const rung = new Promise<void>(resolve => {
          wake = resolve
        })
        await (wakeAt === null ? rung : orDue(rung, wakeAt))
      }
      // What is recorded at about the same time is looked at together: looking takes longer the more targets there are.
      await ports.sleep(0)
      hasRung = false
    },
    dispose: (): void => {
      undo()
      for (const signal of signals) signal.removeEventListener('abort', ring)
    }
  }
}

/** The single exit: lets go of every place and says how it went. */
async function finish(context: Context, end: End): Promise<void> {
  const { ports, log, redactor } = context
  if (end.kind === 'over' && end.failure !== null) void log.fail(null, end.failure)
  context.endAll()
  await context.connections.closeAll()
  context.dispose()
  if (end.kind === 'left' || !isOpen(ports.state())) return
  const failure = end.failure ?? context.breakdown()
  const outcome: Outcome = failure === null ? end.outcome : 'failed'
  const summary = redactor.text(summaryOf(context, outcome, failure))
  await log.say(null, outcome === 'failed' ? 'error' : outcome === 'cancelled' ? 'warning' : 'info', summary)
  await ports.emit({ kind: 'finished', outcome, summary })
}
