import type { DeploymentFact, ExecEnd } from '@shared/deployment'
import { allRuns } from '@shared/plan/plan'
import { fail } from '@shared/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import {
  allOver,
  type Behaviour,
  connectTo,
  fakePorts,
  prints,
  recording,
  requestFor,
  scriptedMachine
} from '../support/engine'
import { manyStep, planOf, scriptStep, sshTarget } from '../support/plans'
import { Rehearsal } from '../support/rehearsal'
import { refused, states, twoTargets } from '../support/scripted-deployment'

describe('cancelling', () => {
  /** Cancels when the first script has announced itself. */
  const cancelDuring = async (behaviour: Behaviour, steps = 2) => {
    const plan = planOf({
      ...twoTargets,
      steps: Array.from({ length: steps }, (_, i) => scriptStep(i + 1)),
      maxParallel: 1
    })
    const record = recording(plan)
    const machine = scriptedMachine(async io => {
      await io.announce()
      record.add({ kind: 'cancel-requested', by: 'Ada' })
      return behaviour(io)
    })
    const ports = fakePorts({
      ...record.ports,
      connect: connectTo({ 'web-1': machine.connection, 'web-2': scriptedMachine(prints('')).connection }),
      sleep: () => new Promise(resolve => setImmediate(resolve))
    })
    await runDeployment(requestFor(plan, ports))
    return { deployment: record.state(), machine, lines: record.lines() }
  }

  it('kills what runs, starts nothing more and ends cancelled', async () => {
    const { deployment, machine } = await cancelDuring(async ({ killed }) => {
      await killed
      return { kind: 'signalled', signal: 'TERM' }
    })
    expect(machine.log).toEqual(['script', 'kill', 'clean-up', 'close'])
    expect(states(deployment)).toEqual({
      '1.1': 'cancelled',
      '1.2': 'cancelled',
      '2.1': 'cancelled',
      '2.2': 'cancelled'
    })
    expect(deployment).toMatchObject({
      outcome: 'cancelled',
      summary: 'The deployment of Hello World 0.0.1 to Test was cancelled; 0 of 4 runs had succeeded.'
    })
  })

  it('gives up on a target that does not answer, and says so', async () => {
    const { deployment, machine, lines } = await cancelDuring(() => new Promise(() => undefined))
    expect(machine.log).toEqual(['script', 'kill', 'close'])
    expect(lines).toContain('slipway warning web-1 did not confirm that “Step 1” has ended; it may still run there.')
    expect(deployment).toMatchObject({ outcome: 'cancelled' })
  })

  it('ends a second attempt, too, that began before the first was written down as failed', async () => {
    let write: () => void = () => undefined
    const written = new Promise<void>(resolve => {
      write = resolve
    })
    const retried = manyStep(1, [{ name: 'Fetch', retries: { count: 1, backoffSeconds: 0 } }])
    const emit = async (fact: DeploymentFact): Promise<void> => {
      play.record.add(fact)
      if (fact.kind === 'run-retrying') await written
    }
    const play: Rehearsal = new Rehearsal([retried], { ports: { emit } })
    await play.begin()
    await play.fails('Fetch web-1')
    expect(play.begun).toEqual(['Fetch web-1', 'Fetch web-1'])
    write()
    await play.settle()
    await play.cancel()
    await play.over()
    expect(states(play.state)).toEqual({ '1.1': 'cancelled' })
    expect(play.logs.get('web-1')).toEqual(['script', 'script', 'kill', 'clean-up', 'close'])
  })

  it('does not wait for a connection that hangs, and closes it when it comes after all', async () => {
    const plan = planOf()
    const record = recording(plan)
    const machine = scriptedMachine(prints(''))
    let arrive: () => void = () => undefined
    const ports = fakePorts({
      ...record.ports,
      connect: () =>
        new Promise(resolve => {
          arrive = () => resolve({ ok: true, value: machine.connection })
          record.add({ kind: 'cancel-requested', by: 'Ada' })
        }),
      sleep: () => new Promise(resolve => setImmediate(resolve))
    })
    await runDeployment(requestFor(plan, ports))
    expect(record.state()).toMatchObject({ outcome: 'cancelled' })
    arrive()
    await new Promise(resolve => setImmediate(resolve))
    expect(machine.log).toEqual(['close'])
  })

  it('before the start runs nothing', async () => {
    const plan = planOf()
    const record = recording(plan)
    record.add({ kind: 'cancel-requested', by: 'Ada' })
    await runDeployment(requestFor(plan, fakePorts({ ...record.ports, connect: connectTo({}) })))
    expect(record.state()).toMatchObject({ outcome: 'cancelled', startedAt: null })
    expect(states(record.state())).toEqual({ '1.1': 'cancelled' })
  })

  it('after the last run has succeeded changes nothing about its success', async () => {
    const plan = planOf()
    const record = recording(plan)
    const machine = scriptedMachine(prints(''))
    const ports = fakePorts({
      connect: connectTo({ 'web-1': machine.connection }),
      ...record.ports,
      emit: async fact => {
        await record.ports.emit(fact)
        if (fact.kind !== 'run-succeeded') return
        record.add({ kind: 'cancel-requested', by: 'Ada' })
      }
    })
    await runDeployment(requestFor(plan, ports))
    expect(record.state()).toMatchObject({ outcome: 'succeeded', cancelledBy: 'Ada' })
  })
})

describe('any deployment', () => {
  const kinds = ['ok', 'fails', 'lost', 'signalled', 'silent', 'hangs', 'unreachable'] as const
  const worlds = fc.record({
    targets: fc.integer({ min: 1, max: 6 }),
    steps: fc.array(fc.constantFrom('targets', 'here', 'here-for-each-target'), { minLength: 1, maxLength: 4 }),
    cap: fc.integer({ min: 1, max: 4 }),
    fates: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 12 }),
    /** After how many facts it is cancelled. A hanging script needs that to end. */
    cancelAfter: fc.option(fc.nat(40), { nil: null })
  })

  it('ends exactly once with every run over, in order, within its cap, and in a legal course of events', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async world => {
        const plan = planOf({
          targets: Array.from({ length: world.targets }, (_, i) => sshTarget(i + 1)),
          steps: world.steps.map((location, i) =>
            scriptStep(i + 1, { location, roles: location === 'here' ? [] : ['web'] })
          ),
          maxParallel: world.cap
        })
        const record = recording(plan)
        const cancel = () => {
          if (record.state().state === 'cancelling' || record.facts.at(-1)?.kind === 'finished') return
          record.add({ kind: 'cancel-requested', by: 'Ada' })
        }
        let next = 0
        let running = 0
        let most = 0
        const fateOf = () => world.fates[next++ % world.fates.length]
        const behave: Behaviour = async io => {
          running++
          most = Math.max(most, running)
          try {
            return await act(io, fateOf(), cancel)
          } finally {
            running--
          }
        }
        const ports = fakePorts({
          connect: async (_, signal) => {
            if (signal.aborted) return fail({ ...refused, kind: 'cancelled' })
            return fateOf() === 'unreachable' ? fail(refused) : { ok: true, value: scriptedMachine(behave).connection }
          },
          ...record.ports,
          emit: async fact => {
            await record.ports.emit(fact)
            if (world.cancelAfter !== null && record.facts.length > world.cancelAfter) cancel()
          },
          now: () => 0,
          sleep: () => new Promise(resolve => setImmediate(resolve))
        })
        await runDeployment(requestFor(plan, ports))
        const state = record.state()
        expect(record.facts.filter(fact => fact.kind === 'finished')).toHaveLength(1)
        expect(record.facts.at(-1)?.kind).toBe('finished')
        expect(allOver(state)).toBe(true)
        expect(most).toBeLessThanOrEqual(world.cap)
        expectStagesInOrder(plan, record.facts)
      }),
      { numRuns: 150 }
    )
  })

  const act = async (
    { announce, say, killed }: Parameters<Behaviour>[0],
    fate: (typeof kinds)[number] | undefined,
    cancel: () => void
  ): Promise<ExecEnd> => {
    if (fate === 'silent') return { kind: 'exited', code: 0 }
    await announce()
    await say('line\n')
    await new Promise(resolve => setImmediate(resolve))
    if (fate === 'fails') return { kind: 'exited', code: 3 }
    if (fate === 'lost') return { kind: 'lost', reason: 'gone' }
    if (fate === 'signalled') return { kind: 'signalled', signal: 'KILL' }
    if (fate !== 'hangs') return { kind: 'exited', code: 0 }
    setImmediate(cancel)
    await killed
    return { kind: 'signalled', signal: 'TERM' }
  }

  /** No run starts before every run of the stages before has ended well. */
  const expectStagesInOrder = (plan: ReturnType<typeof planOf>, facts: ReturnType<typeof recording>['facts']) => {
    const stageOf = new Map(plan.stages.flatMap(stage => stage.runs.map(run => [run.id, stage.number] as const)))
    const succeeded = new Set<string>()
    for (const fact of facts) {
      if (fact.kind === 'run-succeeded') succeeded.add(fact.run)
      if (fact.kind !== 'run-started') continue
      const stage = stageOf.get(fact.run) ?? 0
      for (const earlier of allRuns(plan))
        if ((stageOf.get(earlier.id) ?? 0) < stage) expect(succeeded).toContain(earlier.id)
    }
  }
})
