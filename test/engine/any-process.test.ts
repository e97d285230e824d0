import { type Deployment, type DeploymentFact, type ExecEnd, isOpen, type ResumeDecision } from '@shared/deployment'
import { resuming } from '@shared/deployment-resume'
import type { RunId } from '@shared/ids'
import { allRuns, type Plan } from '@shared/plan/plan'
import { choicesOf } from '@shared/questions'
import { fail, ok } from '@shared/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { randomOf } from '../fuzz/random'
import { Rules } from '../shared/schedule/rules'
import { type World, worlds } from '../shared/schedule/worlds'
import { allOver, type Behaviour, fakePorts, recording, requestFor, scriptedMachine } from '../support/engine'
import { anyPackage } from '../support/no-packages'
import { textVariable } from '../support/plans'

/** The real engine, with machines, people and mishaps that do anything at any time. */
async function live(world: World) {
  const { plan, odds, steps } = world
  const random = randomOf(world.seed)
  let clock = 1_000_000
  const record = recording(plan, () => ++clock)
  const rules = new Rules(plan)
  const add = (fact: DeploymentFact): void => {
    rules.before(record.state(), fact, clock + 1)
    if (fact.kind === 'run-succeeded') expect(lacksPackages(plan, record.state(), fact.run)).toBe(false)
    record.add(fact)
  }
  const soon = (fact: () => DeploymentFact | null) =>
    setImmediate(() => {
      const made = isOpen(record.state()) ? fact() : null
      if (made !== null) add(made)
    })
  const answer = (question: number) =>
    soon(() => {
      const asked = record.state().questions[question - 1]
      if (asked === undefined || asked.answer !== null) return null
      const choice = random.pick(choicesOf(plan, asked)) ?? 'fail'
      return { kind: 'question-answered', question, choice, by: 'Eve', note: '' }
    })
  const meddle = (): void => {
    if (random.chance(odds.cancels)) soon(() => ({ kind: 'cancel-requested', by: 'Eve' }))
    if (random.chance(odds.pauses)) {
      soon(() => ({ kind: 'paused', by: 'Eve' }))
      setImmediate(() => soon(() => ({ kind: 'unpaused', by: 'Eve' })))
    }
    const target = random.pick(plan.targets)
    if (target !== undefined && random.chance(odds.excludes))
      soon(() => ({ kind: 'target-excluded', targetId: target.id, reason: 'It is excluded.' }))
    if (random.chance(odds.narrows))
      soon(() => ({
        kind: 'width-changed',
        step: 1 + random.below(steps.length),
        width: 1 + random.below(4),
        by: 'Eve'
      }))
  }
  const behave: Behaviour = async ({ announce, killed }) => {
    await announce()
    const ends = async (): Promise<ExecEnd> => {
      for (let i = random.below(4); i > 0; i--) await new Promise(resolve => setImmediate(resolve))
      return { kind: 'exited', code: random.chance(odds.fails) ? 1 : 0 }
    }
    return Promise.race([ends(), killed.then((): ExecEnd => ({ kind: 'signalled', signal: 'TERM' }))])
  }
  const ports = fakePorts({
    ...record.ports,
    connect: async () =>
      ok({
        ...scriptedMachine(behave).connection,
        send: async ({ to }) =>
          random.chance(odds.fails)
            ? fail({ kind: 'transfer-failed', message: 'It broke off.', remedy: 'Try again.' })
            : ok({ how: 'stream', sent: 1000, path: `/home/deploy/${to}` })
      }),
    packages: anyPackage,
    emit: async fact => {
      add(fact)
      if (fact.kind === 'asked') answer(record.state().questions.length)
      if (fact.kind !== 'output') meddle()
    },
    now: () => clock,
    sleep: (ms, signal) =>
      new Promise(resolve =>
        setImmediate(() => {
          if (!signal?.aborted) clock += ms
          resolve()
        })
      )
  })
  const variables = [textVariable(1, 'Truth', world.seed % 2 === 0 ? 'True' : 'False')]
  for (let courses = 0; courses < 3; courses++) {
    // An engine that is told to let go is followed by another one.
    const leave = new AbortController()
    if (random.chance(odds.crashes)) setTimeout(() => leave.abort(), 1)
    const request = requestFor(plan, ports, { variables, leave: leave.signal })
    const given = { ...request, snapshot: { steps: [...steps], variables } }
    await runDeployment(given)
    if (isOpen(record.state())) await runDeployment({ ...given, leave: new AbortController().signal })
    await new Promise(resolve => setImmediate(resolve))
    const state = record.state()
    expect(isOpen(state)).toBe(false)
    expect(allOver(state)).toBe(true)
    if (state.state !== 'finished' || state.outcome === 'succeeded' || !random.chance(odds.resumes)) return
    const decisions = allRuns(plan).flatMap(({ id }): readonly ResumeDecision[] =>
      state.runs[id]?.state === 'failed' ? [{ run: id, choice: 'retry', reason: '' }] : []
    )
    add(resuming('Eve', decisions))
  }
}

/** Whether something ran where its packages were not brought. */
function lacksPackages(plan: Plan, { runs }: Deployment, id: RunId): boolean {
  const stage = plan.stages.find(item => item.runs.some(run => run.id === id))
  const run = stage?.runs.find(item => item.id === id)
  if (!stage || !run || stage.type === 'acquire' || stage.packages === undefined) return false
  return runs[`acquire.${run.on === 'here' ? 'here' : run.targetId}` as RunId]?.state !== 'succeeded'
}

describe('any process on the real engine', () => {
  it('keeps to the rules and comes to its end, whatever machines and people do', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async world => {
        await live(world)
      }),
      { numRuns: Number(process.env.SLIPWAY_FUZZ_ENGINE ?? 60), timeout: 20_000 }
    )
  }, 600_000)
})
