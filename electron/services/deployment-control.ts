import { type DeploymentFact, isOpen } from '@shared/deployment'
import { phraseOf, titledOf } from '@shared/deployment-title'
import { type Failure, invalid, notFound } from '@shared/failure'
import type { DeploymentId } from '@shared/ids'
import { stepsOf } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { ServiceContext } from './context'
import type { Live, Lives } from './deployment-live'
import type { Recorder } from './deployment-record'

/** From the second request on, what cleans up after a cancel does not run either; a third changes nothing. */
const mostCancels = 2

/** What a person does to a deployment that is not over. All of it is a fact; whoever runs it acts on that. */
export function createControl(context: ServiceContext, lives: Lives, recorder: Recorder) {
  const { store, user } = context

  const open = async (id: DeploymentId, what: string): Promise<Result<Live>> => {
    const live = lives.get(id)
    if (live && isOpen(live.state)) return ok(live)
    return fail((await store.deployments.get(id)) ? alreadyOver(what) : notFound('deployment', id))
  }

  const record = async (live: Live, fact: DeploymentFact): Promise<Result<null>> => {
    await recorder.record(live, fact)
    return ok(null)
  }

  const setPaused = async (id: DeploymentId, isPaused: boolean): Promise<Result<null>> => {
    const found = await open(id, isPaused ? 'pause' : 'let go on')
    if (!found.ok) return found
    const { state } = found.value
    if (state.state === 'cancelling') return fail(beingCancelled(found.value))
    if (state.isPaused === isPaused) return ok(null)
    return record(found.value, { kind: isPaused ? 'paused' : 'unpaused', by: user })
  }

  return {
    cancel: async (id: DeploymentId): Promise<Result<null>> => {
      const found = await open(id, 'cancel')
      if (!found.ok) return found
      const live = found.value
      if (live.state.cancels >= mostCancels) return ok(null)
      // What cleans up may need less than what it was about to do.
      if (live.turn.kind === 'waiting') live.turn = { ...live.turn, needsVault: false }
      return record(live, { kind: 'cancel-requested', by: user })
    },

    pause: (id: DeploymentId): Promise<Result<null>> => setPaused(id, true),
    unpause: (id: DeploymentId): Promise<Result<null>> => setPaused(id, false),

    moveToTop: async (id: DeploymentId): Promise<Result<null>> => {
      const found = await open(id, 'move')
      if (!found.ok) return found
      const { turn, state } = found.value
      if (state.state === 'cancelling') return fail(beingCancelled(found.value))
      const waits = turn.kind === 'waiting' || (turn.kind === 'left-alone' && state.state === 'queued')
      return waits ? record(found.value, { kind: 'moved-to-top', by: user }) : fail(doesNotWait(found.value))
    },

    setWidth: async (id: DeploymentId, step: number, width: number): Promise<Result<null>> => {
      const found = await open(id, 'change')
      if (!found.ok) return found
      const { plan } = found.value.state
      if (!stepsOf(plan).some(item => item.number === step))
        return fail(invalid('step', 'must be the number of a step of this deployment'))
      return record(found.value, { kind: 'width-changed', step, width, by: user })
    }
  }
}

const alreadyOver = (what: string): Failure => ({
  kind: 'conflict',
  message: `The deployment is over, so there is nothing to ${what}.`,
  remedy: 'Nothing needs to be done.'
})

const doesNotWait = ({ state }: Live): Failure => ({
  kind: 'conflict',
  message: `The ${phraseOf(titledOf(state.plan))} does not wait for its turn.`,
  remedy: 'Nothing needs to be done.'
})

const beingCancelled = ({ state }: Live): Failure => ({
  kind: 'conflict',
  message: `The ${phraseOf(titledOf(state.plan))} is being cancelled.`,
  remedy: 'Wait until it is over; it can be continued then.'
})
