import { type ExecEnd, isUnderWay } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { Plan, Stage } from '@shared/plan/plan'
import { nextMoves } from '@shared/schedule/next-moves'
import type { DeploymentRequest } from '../../electron/engine/context'

/** What becomes of an attempt. `asks`: a person is asked; `hangs`: it runs until the deployment is cancelled. */
export type Attempted = 'succeeds' | 'fails' | 'asks' | 'hangs'

/** Says what becomes of the runs of an action, by its name. */
export type Script = (action: string, attempt: number) => Attempted

export const failed: Failure = { kind: 'script-failed', message: 'It ended with exit code 7.', remedy: 'Mend it.' }
const exitCode7: ExecEnd = { kind: 'exited', code: 7 }

/** An engine that keeps the order of the real one and plays what runs do. */
export const playingEngine =
  (script: Script = () => 'succeeds') =>
  async (request: DeploymentRequest): Promise<void> => {
    const { ports, leave, signal } = request
    for (;;) {
      const state = ports.state()
      const isCancelling = state.state === 'cancelling'
      for (const run of Object.values(state.runs))
        if (isCancelling && run.state === 'running') await ports.emit({ kind: 'run-cancelled', run: run.id })
      if (signal.aborted || (leave?.aborted && !isUnderWay(ports.state()))) return
      const { moves } = nextMoves(ports.state(), ports.now())
      for (const move of moves) {
        if (move.kind === 'finish') {
          const summary = `It ${move.outcome}.`
          return ports.emit({ kind: 'finished', outcome: move.outcome, summary })
        }
        if (move.kind === 'record') await ports.emit(move.fact)
        else if (move.kind === 'decide-step') await ports.emit({ kind: 'step-started', step: move.step })
        else await attempt(request, move.run, script)
      }
      if (moves.length === 0) await somethingHappens(request)
    }
  }

async function attempt({ ports, plan }: DeploymentRequest, run: RunId, script: Script): Promise<void> {
  const stage = stageOf(plan, run)
  await ports.emit({ kind: 'run-started', run })
  switch (script(stage.name, ports.state().runs[run]?.attempt ?? 1)) {
    case 'succeeds':
      return ports.emit({ kind: 'run-succeeded', run })
    case 'asks':
      return ports.emit({
        kind: 'asked',
        question: { kind: 'manual', run, instructions: 'Look at it.', responsible: stage.responsible ?? [] }
      })
    case 'fails': {
      const about = { run, end: exitCode7, failure: failed }
      if (plan.isGuided) return ports.emit({ kind: 'asked', question: { kind: 'failure', ...about } })
      return ports.emit({ kind: 'run-failed', ...about })
    }
    case 'hangs':
      return
  }
}

function stageOf(plan: Plan, run: RunId): Stage {
  const stage = plan.stages.find(item => item.runs.some(({ id }) => id === run))
  if (!stage) throw new Error(`There is no run ${run}`)
  return stage
}

const somethingHappens = ({ ports, leave, signal }: DeploymentRequest): Promise<void> =>
  new Promise(resolve => {
    const undo = ports.onChange(() => done())
    const done = () => {
      undo()
      resolve()
    }
    for (const end of [leave, signal]) {
      end?.addEventListener('abort', done, { once: true })
      if (end?.aborted) done()
    }
  })
