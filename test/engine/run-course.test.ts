import type { Deployment, DeploymentFact } from '@shared/deployment'
import { resuming } from '@shared/deployment-resume'
import type { RunId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Step } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import {
  type Behaviour,
  connectTo,
  fakePorts,
  prints,
  recording,
  requestFor,
  scriptedMachine,
  sleepReally
} from '../support/engine'
import { ids, planInput, planOf, scriptStep, sshTarget, textVariable } from '../support/plans'
import { states } from '../support/scripted-deployment'

type Recorded = ReturnType<typeof recording>

interface Options {
  readonly targets?: number
  readonly behave?: Behaviour
  /** Called with each fact once it is recorded; may record others. */
  readonly onFact?: (fact: DeploymentFact, record: Recorded) => void
  readonly isGuided?: boolean
  readonly variables?: readonly Variable[]
  /** What was recorded before the engine takes it up. */
  readonly before?: readonly DeploymentFact[]
}

const script = (n: number, changes: Partial<Action> = {}): Action =>
  ({ type: 'script', id: ids.action(n), syntax: 'bash', body: 'true', ...changes }) as Action
const manual = (n: number, changes: Partial<Action> = {}): Action =>
  ({ type: 'manual', id: ids.action(n), instructions: 'Look at #{Octopus.Release.Number}.', ...changes }) as Action
const step = (n: number, changes: Partial<Step> = {}): Step => ({ ...scriptStep(n), ...changes })

async function run(steps: readonly Step[], options: Options = {}) {
  const { targets = 1, behave = prints(''), onFact, isGuided = false, variables = [], before = [] } = options
  const plan = planOf({
    ...planInput({ steps }),
    steps,
    targets: Array.from({ length: targets }, (_, i) => sshTarget(i + 1)),
    isGuided
  })
  const record = recording(plan)
  for (const fact of before) record.add(fact)
  const machines = new Map(plan.targets.map(({ name }) => [name, scriptedMachine(behave)]))
  const ports = fakePorts({
    ...record.ports,
    connect: connectTo({
      ...Object.fromEntries([...machines].map(([name, { connection }]) => [name, connection])),
      here: scriptedMachine(behave).connection
    }),
    emit: async fact => {
      record.add(fact)
      onFact?.(fact, record)
    },
    sleep: (_, signal) => sleepReally(1, signal)
  })
  await runDeployment({
    ...requestFor(plan, ports, { variables }),
    snapshot: { steps: [...steps], variables: [...variables] }
  })
  return { deployment: record.state(), facts: record.facts, lines: record.lines() }
}

/** Answers every question of a kind as soon as it is asked. */
const answering =
  (choice: 'proceed' | 'abort' | 'retry' | 'ignore' | 'exclude' | 'fail'): NonNullable<Options['onFact']> =>
  (fact, record) => {
    if (fact.kind !== 'asked') return
    const { questions } = record.state()
    setImmediate(() =>
      record.add({ kind: 'question-answered', question: questions.length, choice, by: 'Ada', note: 'seen' })
    )
  }

const failing =
  (times: number): Behaviour =>
  async ({ announce, index }) => {
    await announce()
    return { kind: 'exited', code: index < times ? 7 : 0 }
  }

const outcome = (deployment: Deployment) => (deployment.state === 'finished' ? deployment.outcome : deployment.state)
const runOf = (deployment: Deployment, id: string) => deployment.runs[id as RunId]
const web1 = '1.target-0000000001'

describe('retries', () => {
  it('run the action again on that target, with the attempt told in the log', async () => {
    const steps = [step(1, { actions: [script(1, { retries: { count: 2, backoffSeconds: 0 } })] })]
    const { deployment, lines } = await run(steps, { behave: failing(2) })
    expect(outcome(deployment)).toBe('succeeded')
    expect(runOf(deployment, web1)).toMatchObject({ state: 'succeeded', attempt: 3, tries: 3 })
    expect(lines).toContain('slipway warning It is tried again at once.')
    expect(lines).toContain('slipway info Step 1: Step 1 on web-1, attempt 3 of 3')
  })

  it('end in a failure when they are used up', async () => {
    const steps = [step(1, { actions: [script(1, { retries: { count: 1, backoffSeconds: 0 } })] })]
    const { deployment } = await run(steps, { behave: failing(9) })
    expect(outcome(deployment)).toBe('failed')
    expect(runOf(deployment, web1)).toMatchObject({ state: 'failed', attempt: 2 })
  })

  it('come before a person is asked', async () => {
    const steps = [step(1, { actions: [script(1, { retries: { count: 1, backoffSeconds: 0 } })] })]
    const { deployment, facts } = await run(steps, {
      behave: failing(2),
      isGuided: true,
      onFact: answering('retry')
    })
    const kinds = facts.map(fact => fact.kind)
    expect(kinds.indexOf('run-retrying')).toBeLessThan(kinds.indexOf('asked'))
    expect(outcome(deployment)).toBe('succeeded')
  })
})

describe('a time limit', () => {
  it('ends the script, and its expiry is a failure that may be tried again with a fresh limit', async () => {
    const steps = [step(1, { actions: [script(1, { timeoutSeconds: 1, retries: { count: 1, backoffSeconds: 0 } })] })]
    const { deployment } = await run(steps, {
      behave: async ({ announce, killed, index }) => {
        await announce()
        if (index > 0) return { kind: 'exited', code: 0 }
        await killed
        return { kind: 'signalled', signal: 'TERM' }
      }
    })
    expect(runOf(deployment, web1)).toMatchObject({ state: 'succeeded', attempt: 2 })
  })

  it('says how long it was', async () => {
    const steps = [step(1, { actions: [script(1, { timeoutSeconds: 90 })] })]
    const { deployment } = await run(steps, {
      behave: async ({ announce, killed }) => {
        await announce()
        await killed
        return { kind: 'signalled', signal: 'TERM' }
      }
    })
    expect(runOf(deployment, web1)).toMatchObject({
      state: 'failed',
      failure: { kind: 'timed-out', message: '“Step 1” on web-1 took longer than 1 min 30 s and was ended.' }
    })
  })
})

describe('guided failure', () => {
  const steps = [step(1), step(2)]

  it('puts the failure before a person, who fails it', async () => {
    const { deployment } = await run(steps, { behave: failing(1), isGuided: true, onFact: answering('fail') })
    expect(states(deployment)).toEqual({ '1.1': 'failed', '2.1': 'skipped' })
    expect(deployment.questions).toMatchObject([{ kind: 'failure', failure: { kind: 'script-failed' } }])
  })

  it('goes on as if nothing had failed when it is ignored, also for conditions', async () => {
    const cleanUp = step(2, { condition: { when: 'failure' } })
    const { deployment } = await run([step(1), cleanUp, step(3)], {
      behave: failing(1),
      isGuided: true,
      onFact: answering('ignore')
    })
    expect(states(deployment)).toEqual({ '1.1': 'ignored', '2.1': 'skipped', '3.1': 'succeeded' })
    expect(outcome(deployment)).toBe('succeeded')
  })

  it('leaves an excluded target out of the rest, and the others go on', async () => {
    let scripts = 0
    const { deployment } = await run(steps, {
      targets: 2,
      behave: io => prints('', scripts++ === 0 ? 7 : 0)(io),
      isGuided: true,
      onFact: answering('exclude')
    })
    expect(deployment.excluded.map(item => item.targetId)).toEqual([ids.target(1)])
    expect(states(deployment)).toEqual({ '1.1': 'ignored', '1.2': 'succeeded', '2.1': 'skipped', '2.2': 'succeeded' })
  })

  it('asks nobody where whoever deploys said so, whatever the project says', async () => {
    const variables = [textVariable(1, 'OctopusUseGuidedFailure', 'True')]
    const { deployment } = await run(steps, { behave: failing(1), variables, onFact: answering('ignore') })
    expect(outcome(deployment)).toBe('succeeded')
  })
})

describe('a manual intervention', () => {
  const steps = [step(1, { location: 'here', roles: [], actions: [manual(1, { responsible: ['ada'] })] }), step(2)]

  it('waits with its instructions replaced, and goes on with the answer as outputs', async () => {
    const { deployment } = await run(steps, { onFact: answering('proceed') })
    expect(deployment.questions).toMatchObject([
      { kind: 'manual', instructions: 'Look at 0.0.1.', responsible: ['ada'], answer: { choice: 'proceed' } }
    ])
    expect(runOf(deployment, '1.here')?.outputs).toMatchObject([
      { name: 'Manual.Notes', value: 'seen' },
      { name: 'Manual.Approved', value: 'True' },
      { name: 'Manual.ResponsibleUser.Id', value: 'Ada' },
      { name: 'Manual.ResponsibleUser.Username', value: 'Ada' },
      { name: 'Manual.ResponsibleUser.DisplayName', value: 'Ada' }
    ])
    expect(outcome(deployment)).toBe('succeeded')
  })

  it('that is aborted is a failure, so that steps for failures run', async () => {
    const tell = step(3, { condition: { when: 'failure' } })
    const { deployment } = await run([...steps, tell], { onFact: answering('abort') })
    expect(states(deployment)).toEqual({ '1.here': 'failed', '2.1': 'skipped', '3.1': 'succeeded' })
    expect(outcome(deployment)).toBe('failed')
  })
})

describe('conditions with an expression', () => {
  it('are worked out when the step begins, for each target', async () => {
    const variables = [
      textVariable(1, 'Wanted', 'False'),
      textVariable(2, 'Wanted', 'yes', { targets: [ids.target(2)] })
    ]
    const { deployment, lines } = await run([step(1, { condition: { when: 'variable', expression: '#{Wanted}' } })], {
      targets: 2,
      variables
    })
    expect(states(deployment)).toEqual({ '1.1': 'skipped', '1.2': 'succeeded' })
    expect(deployment.runs[web1 as RunId]).toMatchObject({ reason: 'Its condition, #{Wanted}, came to False.' })
    expect(lines.some(line => line.includes('Deploying Hello World'))).toBe(true)
  })

  it('run after failures unless they ask whether there were any', async () => {
    const plain = step(2, { condition: { when: 'variable', expression: 'true' } })
    const guarded = step(3, {
      condition: { when: 'variable', expression: '#{unless Octopus.Deployment.Error}true#{/unless}' }
    })
    const { deployment } = await run([step(1), plain, guarded], { behave: failing(1) })
    expect(states(deployment)).toEqual({ '1.1': 'failed', '2.1': 'succeeded', '3.1': 'skipped' })
  })
})

describe('cancelling', () => {
  const cleanUp = step(2, { name: 'Clean up', condition: { when: 'cancel' } })
  const hangs: Behaviour = async ({ announce, killed }) => {
    await announce()
    await killed
    return { kind: 'signalled', signal: 'TERM' }
  }

  it('runs what cleans up after a cancel, once what ran has ended', async () => {
    let scripts = 0
    const { deployment } = await run([step(1), cleanUp], {
      behave: io => (scripts++ === 0 ? hangs(io) : prints('')(io)),
      onFact: (fact, record) => {
        if (fact.kind === 'run-started' && fact.run === web1)
          setTimeout(() => record.add({ kind: 'cancel-requested', by: 'Ada' }), 5)
      }
    })
    expect(states(deployment)).toEqual({ '1.1': 'cancelled', '2.1': 'succeeded' })
    expect(outcome(deployment)).toBe('cancelled')
  })

  it('is harder the second time: nothing cleans up', async () => {
    const { deployment } = await run([step(1), cleanUp], {
      behave: hangs,
      onFact: (fact, record) => {
        if (fact.kind === 'run-started') setTimeout(() => record.add({ kind: 'cancel-requested', by: 'Ada' }), 5)
      }
    })
    expect(states(deployment)).toEqual({ '1.1': 'cancelled', '2.1': 'cancelled' })
  })

  it('withdraws what nobody has answered', async () => {
    const steps = [step(1, { location: 'here', roles: [], actions: [manual(1)] })]
    const { deployment } = await run(steps, {
      onFact: (fact, record) => {
        if (fact.kind === 'asked') setImmediate(() => record.add({ kind: 'cancel-requested', by: 'Ada' }))
      }
    })
    expect(deployment.questions).toMatchObject([{ answer: { choice: 'withdrawn' } }])
    expect(outcome(deployment)).toBe('cancelled')
  })
})

describe('a deployment that is continued', () => {
  it('runs what failed and what came after, and nothing that had succeeded', async () => {
    const run2 = '2.target-0000000001' as RunId
    const failure = { kind: 'script-failed', message: 'No.', remedy: 'Mend it.' } as const
    const before: DeploymentFact[] = [
      { kind: 'started' },
      { kind: 'step-started', step: 1 },
      { kind: 'run-started', run: web1 as RunId },
      { kind: 'output-variable', run: web1 as RunId, variable: { name: 'Port', value: '80' } },
      { kind: 'run-succeeded', run: web1 as RunId },
      { kind: 'step-started', step: 2 },
      { kind: 'run-started', run: run2 },
      { kind: 'run-failed', run: run2, end: { kind: 'exited', code: 1 }, failure },
      { kind: 'step-skipped', step: 3, reason: '“Step 2” failed before.' },
      { kind: 'finished', outcome: 'failed', summary: 'It failed.' },
      resuming('Ada', [{ run: run2, choice: 'retry', reason: '' }])
    ]
    const { deployment, facts } = await run([step(1), step(2), step(3)], { before })
    expect(facts.slice(before.length + 1).flatMap(fact => (fact.kind === 'run-started' ? [fact.run] : []))).toEqual([
      run2,
      '3.target-0000000001'
    ])
    expect(outcome(deployment)).toBe('succeeded')
    expect(runOf(deployment, web1)?.outputs).toMatchObject([{ name: 'Port', value: '80' }])
  })
})
