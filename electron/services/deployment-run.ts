import { type DeploymentFact, isOpen } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { EnginePorts } from '../engine/ports'
import type { ServiceContext } from './context'
import type { Live, Lives } from './deployment-live'
import type { Recorder } from './deployment-record'
import { onlyWaits, waitingSince } from './deployment-turns'
import { type Equipment, equipmentFor, isVaultClosed, type Ways } from './deployment-ways'
import { loginSecretsOf } from './endpoints'
import { referencesIn } from './planning'
import type { RunDeployment } from './ports'

/** Makes what the engine asks for, for one deployment. */
export type EnginePortsFor = (live: Live, ways: Ways, emit: (fact: DeploymentFact) => Promise<void>) => EnginePorts

export interface RunnerOptions {
  readonly lives: Lives
  readonly runDeployment: RunDeployment
  readonly enginePorts: EnginePortsFor
  /** Called when one has left the engine. */
  readonly onLeft: () => void
}

/** Hands deployments to the engine, from wherever they stand, and takes them back when it lets go of them. */
export interface Runner {
  /** Begins at once; `live.run` settles when the engine has let go of it. */
  begin(live: Live): void
  /** Lets go of one that is over. */
  drop(live: Live): void
}

export function createRunner(context: ServiceContext, recorder: Recorder, options: RunnerOptions): Runner {
  const { store, logs, now, thisMachine, report } = context
  const { lives, runDeployment, enginePorts, onLeft } = options

  const drop = (live: Live): void => {
    if (lives.get(live.id) !== live) return
    lives.delete(live.id)
    logs.release(live.id)
    live.end(live.state)
    onLeft()
  }

  const close = async (live: Live): Promise<void> => {
    await live.announced
    await recorder.settle(live.id, live.log, live)
    drop(live)
  }

  const perform = async (live: Live, { snapshot, ways }: Equipment, leave: AbortSignal): Promise<void> => {
    const { id, plan, queuedBy } = live.state
    try {
      await runDeployment({
        id,
        plan,
        snapshot,
        requestedBy: queuedBy,
        references: referencesIn(store),
        sudo: ways.sudo,
        logins: loginSecretsOf(ways.endpoints),
        ports: enginePorts(live, ways, fact => recorder.record(live, fact)),
        signal: live.stop.signal,
        leave,
        thisMachine
      })
    } catch (error) {
      report(`The engine broke off deployment ${id}: ${String(error)}`)
    }
    await live.announced
  }

  const run = async (live: Live, leave: AbortSignal, since: number): Promise<void> => {
    const equipment = await equipmentFor(store, live.state)
    if (!equipment.ok) return cannotRun(live, equipment.failure, leave, since)
    await perform(live, equipment.value, leave)
    if (!leave.aborted || live.broken !== null || !isOpen(live.state)) return close(live)
    const keepsKey = live.turn.kind === 'running' && live.turn.keepsKey
    // One that was paused before it began has not had its turn.
    const place = live.state.state === 'queued' ? since : now()
    live.turn = onlyWaits(live.state, now()) ? { kind: 'parked', keepsKey } : waitingSince(place, keepsKey)
    onLeft()
  }

  /** Says what is in the way of one whose turn has come. */
  const cannotRun = async (live: Live, failure: Failure, leave: AbortSignal, since: number): Promise<void> => {
    const say = (level: 'warning' | 'error', words: string): DeploymentFact => {
      const text = `${words} ${failure.message} ${failure.remedy}`.trim().replaceAll('\n', ' ')
      return { kind: 'output', run: null, stream: 'slipway', level, lines: 1, text }
    }
    if (isVaultClosed(failure)) {
      live.turn = {
        kind: 'waiting',
        since,
        needsVault: true,
        keepsKey: live.turn.kind === 'running' && live.turn.keepsKey
      }
      return onLeft()
    }
    const { state } = live
    if (state.state === 'cancelling') {
      const ending = { kind: 'cancel-requested', by: state.cancelledBy, leavesCleanUp: true } as const
      await recorder.record(live, say('warning', 'What cleans up after a cancel is left out.'), ending)
      return run(live, leave, since)
    }
    await recorder.record(live, say('error', 'It cannot go on from here.'))
    return close(live)
  }

  return {
    drop,
    begin: live => {
      const leave = new AbortController()
      const since = live.turn.kind === 'waiting' ? live.turn.since : now()
      const keepsKey = live.turn.kind === 'waiting' && live.turn.keepsKey
      live.turn = { kind: 'running', leave, since, keepsKey }
      live.run = run(live, leave.signal, since).catch(async error => {
        report(`Deployment ${live.id} could not be run: ${String(error)}`)
        await close(live)
      })
    }
  }
}
