import type { DeploymentFact } from '@shared/deployment'
import type { Step } from '@shared/model/process'
import { choicesOf } from '@shared/questions'
import { describe, expect, it } from 'vitest'
import { ids, manyStep, scriptStep, sensitiveVariable } from '../support/plans'
import { Rehearsal } from '../support/rehearsal'
import { resume, run } from '../support/resume-course'
import { message, states } from '../support/scripted-deployment'

const outcome = ({ state }: Rehearsal) => (state.state === 'finished' ? state.outcome : state.state)
const approvalStep = (n: number): Step => ({
  ...scriptStep(n, { location: 'here', roles: [] }),
  actions: [{ type: 'manual', id: ids.action(n), instructions: 'Look at it.' }]
})
const approval = approvalStep(1)
const finishes = ({ record }: Rehearsal) => record.facts.filter(fact => fact.kind === 'finished').length

describe('a deployment that is let go of', () => {
  it('while it waits for a person is left as it is, and taken up where it was', async () => {
    const leave = new AbortController()
    const play = await new Rehearsal([approval, scriptStep(2)]).begin({ leave: leave.signal })
    leave.abort()
    await play.over()
    expect(play.state).toMatchObject({ state: 'running', questions: [{ answer: null }] })
    const seen = play.record.facts.length
    await play.begin()
    expect(play.record.facts).toHaveLength(seen)
    await play.answer('proceed')
    await play.ok('Step 2 web-1')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(finishes(play)).toBe(1)
  })

  it('can be answered meanwhile', async () => {
    const leave = new AbortController()
    const play = await new Rehearsal([approval, scriptStep(2)]).begin({ leave: leave.signal })
    leave.abort()
    await play.over()
    await play.answer('proceed')
    expect(play.running).toEqual([])
    await play.begin()
    expect(play.running).toEqual(['Step 2 web-1'])
  })

  it('lets what runs come to its end first, and begins nothing', async () => {
    const leave = new AbortController()
    const play = await new Rehearsal([scriptStep(1), scriptStep(2)]).begin({ leave: leave.signal })
    leave.abort()
    await play.settle()
    await play.ok('Step 1 web-1')
    await play.over()
    expect([outcome(play), play.running, states(play.state)]).toEqual([
      'running',
      [],
      { '1.1': 'succeeded', '2.1': 'pending' }
    ])
    await play.begin()
    expect(play.begun).toEqual(['Step 1 web-1', 'Step 2 web-1'])
  })

  it('while it waits for its next attempt goes on when that is due', async () => {
    const leave = new AbortController()
    const retried = manyStep(1, [{ name: 'Fetch', retries: { count: 2, backoffSeconds: 60 } }])
    const play = await new Rehearsal([retried]).begin({ leave: leave.signal })
    await play.fails('Fetch web-1')
    await play.fails('Fetch web-1')
    leave.abort()
    await play.over()
    expect(states(play.state)).toEqual({ '1.1': 'retrying' })
    await play.passes(30_000)
    await play.begin()
    expect(play.running).toEqual([])
    await play.passes(30_000)
    await play.ok('Fetch web-1')
    expect(outcome(await play.over())).toBe('succeeded')
  })

  it('before it began stays queued', async () => {
    const leave = new AbortController()
    leave.abort()
    const play = await new Rehearsal([scriptStep(1)]).begin({ leave: leave.signal })
    expect(outcome(await play.over())).toBe('queued')
  })
})

describe('a deployment that ends at once', () => {
  it('ends also what cleans up after a cancel', async () => {
    const end = new AbortController()
    const steps = [scriptStep(1), scriptStep(2, { condition: { when: 'cancel' } })]
    const play = await new Rehearsal(steps).begin({ signal: end.signal })
    await play.cancel()
    expect(play.running).toEqual(['Step 2 web-1'])
    end.abort()
    await play.over()
    expect(states(play.state)).toEqual({ '1.1': 'cancelled', '2.1': 'cancelled' })
    expect([outcome(play), finishes(play)]).toEqual(['cancelled', 1])
  })

  it('is cancelled although nobody asked for it, and withdraws what it asked', async () => {
    const end = new AbortController()
    const play = await new Rehearsal([approval, scriptStep(2, { condition: { when: 'cancel' } })]).begin({
      signal: end.signal
    })
    end.abort()
    await play.over()
    expect(states(play.state)).toEqual({ '1.here': 'cancelled', '2.1': 'cancelled' })
    expect(play.state.questions).toMatchObject([{ answer: { choice: 'withdrawn' } }])
    expect(outcome(play)).toBe('cancelled')
  })
})

describe('a cancel', () => {
  const cleanUp = (n: number) => scriptStep(n, { condition: { when: 'cancel' } })

  it('runs what is for it in order, tries it again where it may be, and asks nobody', async () => {
    const retried: Step = {
      ...manyStep(2, [{ name: 'Undo', retries: { count: 1, backoffSeconds: 0 } }]),
      condition: { when: 'cancel' }
    }
    const play = await new Rehearsal([scriptStep(1), retried, cleanUp(3)], { isGuided: true }).begin()
    await play.cancel()
    expect(play.running).toEqual(['Undo web-1'])
    await play.fails('Undo web-1')
    await play.fails('Undo web-1')
    expect(play.running).toEqual(['Step 3 web-1'])
    await play.ok('Step 3 web-1')
    expect(outcome(await play.over())).toBe('cancelled')
    expect(states(play.state)).toEqual({ '1.1': 'cancelled', '2.1': 'failed', '3.1': 'succeeded' })
  })

  it('cleans up over the connection that was being made when it came', async () => {
    let arrive: () => void = () => undefined
    const arrived = new Promise<void>(resolve => {
      arrive = resolve
    })
    const play: Rehearsal = new Rehearsal([scriptStep(1), cleanUp(2)], {
      ports: { connect: (place, signal) => arrived.then(() => play.connect(place, signal)) }
    })
    await play.begin()
    await play.cancel()
    expect(states(play.state)).toEqual({ '1.1': 'cancelled', '2.1': 'running' })
    arrive()
    await play.settle()
    expect(play.begun).toEqual(['Step 2 web-1'])
  })

  it('of a deployment that nobody began only ends it', async () => {
    const play = new Rehearsal([scriptStep(1), cleanUp(2)])
    await play.cancel()
    await play.begin()
    await play.over()
    expect(play.state).toMatchObject({ outcome: 'cancelled', startedAt: null })
    expect(play.begun).toEqual([])
  })
})

describe('guided failure', () => {
  it('asks what is to be done about each target, and one answer counts for no other', async () => {
    const play = await new Rehearsal([scriptStep(1), scriptStep(2)], { targets: 2, isGuided: true }).begin()
    await play.fails('Step 1 web-1')
    await play.fails('Step 1 web-2')
    await play.answer('ignore', 2)
    expect(states(play.state)).toMatchObject({ '1.1': 'waiting', '1.2': 'ignored' })
    await play.answer('retry', 1)
    expect(play.running).toEqual(['Step 1 web-1'])
    expect(play.record.lines()).toContain('slipway highlight Eve answered “Retry”.')
  })

  it('excludes a target from everything that comes, while the others go on', async () => {
    const steps = [
      manyStep(1, [{ name: 'Drain' }, { name: 'Install' }], { window: { unit: 'targets', count: 1 } }),
      scriptStep(2)
    ]
    const play = await new Rehearsal(steps, { targets: 2, isGuided: true }).begin()
    await play.fails('Drain web-1')
    expect(play.running).toEqual([])
    await play.answer('exclude')
    await play.ok('Drain web-2', 'Install web-2', 'Step 2 web-2')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(play.begun.filter(name => name.endsWith('web-1'))).toEqual(['Drain web-1'])
  })

  it.each([
    ['everything', false, ['retry', 'ignore', 'exclude', 'fail']],
    ['neither to ignore nor to exclude where the action is required', true, ['retry', 'fail']]
  ])('offers %s', async (_, isRequired, offered) => {
    const steps = [manyStep(1, [{ name: 'Migrate', ...(isRequired ? { isRequired } : {}) }])]
    const play = await new Rehearsal(steps, { isGuided: true }).begin()
    await play.fails('Migrate web-1')
    expect(play.state.questions.map(question => choicesOf(play.state.plan, question))).toEqual([offered])
  })

  it('is off where whoever deploys said so, whatever a variable says', async () => {
    const play = await new Rehearsal([scriptStep(1)], { isGuided: true, choices: { isGuided: false } }).begin()
    await play.fails('Step 1 web-1')
    expect(outcome(await play.over())).toBe('failed')
  })
})

describe('actions of a step', () => {
  it('have their conditions looked at where they are: what failed before on the same target', async () => {
    const actions = [
      { name: 'Install' },
      { name: 'Undo', condition: { when: 'failure' } as const },
      { name: 'Tell', condition: { when: 'always' } as const }
    ]
    const play = await new Rehearsal([manyStep(1, actions)], { targets: 2 }).begin()
    await play.fails('Install web-1')
    await play.ok('Install web-2')
    expect(play.running).toEqual(['Undo web-1', 'Tell web-2'])
    await play.ok('Undo web-1', 'Tell web-1', 'Tell web-2')
    expect(outcome(await play.over())).toBe('failed')
  })

  it('have their expression worked out when their turn comes, with what came before', async () => {
    const says = { Look: message('setVariable', { name: 'Needed', value: 'True' }) }
    const expression = '#{Octopus.Action[Look].Output.Needed}'
    const actions = [
      { name: 'Look' },
      { name: 'Restart', condition: { when: 'variable', expression } as const },
      { name: 'Skip', condition: { when: 'success-and', expression: '#{Nothing}' } as const }
    ]
    const play = await new Rehearsal([manyStep(1, actions)], { says }).begin()
    await play.ok('Look web-1')
    expect(play.running).toEqual(['Restart web-1'])
    await play.ok('Restart web-1')
    await play.over()
    expect(Object.values(play.state.runs)[2]).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('#{Nothing}')
    })
    expect(outcome(play)).toBe('succeeded')
  })
})

describe('a deployment that is continued', () => {
  it('knows what was passed on before, also secrets, and masks them', async () => {
    const says = {
      'Step 1': message('setVariable', { name: 'Token', value: 't0k3n-abc', sensitive: 'True' }),
      'Step 2': 'It is t0k3n-abc.\n'
    }
    const steps = [
      scriptStep(1),
      { ...scriptStep(2), actions: scriptStep(2, { body: ': Step 2\n#{Octopus.Action[Step 1].Output.Token}' }).actions }
    ]
    const play = await new Rehearsal(steps, { says }).begin()
    await play.ok('Step 1 web-1')
    const name = play.running[0] ?? ''
    await play.fails(name)
    await play.over()
    play.record.add(resume(['2.1', 'retry']))
    await play.begin()
    expect(play.payload(play.running[0] ?? '')).toContain('t0k3n-abc')
    await play.ok(play.running[0] ?? '')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(JSON.stringify(play.record.facts)).not.toContain('t0k3n-abc')
  })

  it('fails in plain words when such a secret is gone, and runs nothing', async () => {
    const play = new Rehearsal([scriptStep(1), scriptStep(2)])
    const gone: DeploymentFact = {
      kind: 'output-variable',
      run: run('1.1'),
      variable: { name: 'Token', secret: ids.secret(7) }
    }
    for (const fact of [
      { kind: 'started' },
      { kind: 'step-started', step: 1 },
      { kind: 'run-started', run: run('1.1') },
      gone,
      { kind: 'run-succeeded', run: run('1.1') },
      { kind: 'interrupted' },
      resume()
    ] as const)
      play.record.add(fact)
    await play.begin()
    await play.over()
    expect(play.state).toMatchObject({
      outcome: 'failed',
      summary: expect.stringContaining('The value of the sensitive variable “Token” cannot be read.')
    })
    expect(play.begun).toEqual([])
    expect(states(play.state)).toEqual({ '1.1': 'succeeded', '2.1': 'cancelled' })
  })

  it('does what was left after it broke off, once the secret is there again', async () => {
    const leave = new AbortController()
    const play = await new Rehearsal([scriptStep(1), approvalStep(2), scriptStep(3)], {
      says: { 'Step 1': message('setVariable', { name: 'Token', value: 't0k3n-abc', sensitive: 'True' }) }
    }).begin({ leave: leave.signal })
    await play.ok('Step 1 web-1')
    leave.abort()
    await play.over()
    await play.answer('proceed')
    const kept = new Map(play.ports.kept.secrets)
    play.ports.kept.secrets.clear()
    await play.begin()
    expect(outcome(await play.over())).toBe('failed')
    for (const [id, plain] of kept) play.ports.kept.secrets.set(id, plain)
    play.record.add(resume())
    await play.begin()
    expect(play.running).toEqual(['Step 3 web-1'])
    await play.ok('Step 3 web-1')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(play.begun).toEqual(['Step 1 web-1', 'Step 3 web-1'])
  })

  it('does what was left although the log says of it, as it once did, that it was skipped', async () => {
    const reason = 'The deployment failed before.'
    const play = new Rehearsal([scriptStep(1), scriptStep(2), scriptStep(3)])
    for (const fact of [
      { kind: 'started' },
      { kind: 'step-started', step: 1 },
      { kind: 'run-started', run: run('1.1') },
      { kind: 'run-succeeded', run: run('1.1') },
      { kind: 'step-started', step: 2 },
      { kind: 'run-skipped', run: run('2.1'), reason },
      { kind: 'run-skipped', run: run('3.1'), reason },
      { kind: 'finished', outcome: 'failed', summary: 'It failed.' },
      resume()
    ] as const)
      play.record.add(fact)
    await play.begin()
    await play.ok('Step 2 web-1', 'Step 3 web-1')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(play.begun).toEqual(['Step 2 web-1', 'Step 3 web-1'])
  })

  it('leaves excluded targets out, and has steps decided anew that came after the failure', async () => {
    const play = await new Rehearsal(
      [scriptStep(1), scriptStep(2), scriptStep(3, { condition: { when: 'failure' } })],
      { targets: 2 }
    ).begin()
    await play.fails('Step 1 web-1')
    await play.ok('Step 1 web-2', 'Step 3 web-1', 'Step 3 web-2')
    await play.over()
    play.record.add(resume(['1.1', 'exclude']))
    await play.begin()
    expect(play.running).toEqual(['Step 2 web-2'])
    await play.ok('Step 2 web-2')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(play.begun.filter(name => name.startsWith('Step 3'))).toHaveLength(2)
  })

  it('has no more on its hands than its width, also when everything had begun before', async () => {
    const play = await new Rehearsal([scriptStep(1)], { targets: 4, maxParallel: 2 }).begin()
    await play.fails('Step 1 web-1', 'Step 1 web-2', 'Step 1 web-3', 'Step 1 web-4')
    await play.over()
    play.record.add(resume(['1.1', 'retry'], ['1.2', 'retry'], ['1.3', 'retry'], ['1.4', 'done']))
    await play.begin()
    expect(play.running).toEqual(['Step 1 web-1', 'Step 1 web-2'])
  })

  it('opens its secrets once more', async () => {
    const play = new Rehearsal([scriptStep(1, { body: ': Step 1\n#{Password}' })], {
      variables: [sensitiveVariable(1, 'Password')]
    })
    play.ports.kept.secrets.set(ids.secret(1), 'swordfish')
    await play.begin()
    await play.fails(play.running[0] ?? '')
    await play.over()
    play.record.add(resume(['1.1', 'retry']))
    await play.begin()
    expect(play.payload(play.running[0] ?? '')).toContain('swordfish')
  })

  it('tells once more how it went, and undoes once more what failed once more', async () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { condition: { when: 'failure' } }),
      scriptStep(3, { condition: { when: 'always' } })
    ]
    const play = await new Rehearsal(steps).begin()
    for (const retried of [1, 2]) {
      await play.fails('Step 1 web-1')
      await play.ok('Step 2 web-1', 'Step 3 web-1')
      expect([retried, outcome(await play.over())]).toEqual([retried, 'failed'])
      play.record.add(resume(['1.1', 'retry']))
      await play.begin()
    }
    await play.ok('Step 1 web-1', 'Step 3 web-1')
    expect(outcome(await play.over())).toBe('succeeded')
    expect(states(play.state)).toEqual({ '1.1': 'succeeded', '2.1': 'skipped', '3.1': 'succeeded' })
  })

  it('cleans up after each cancel', async () => {
    const play = await new Rehearsal([scriptStep(1), scriptStep(2, { condition: { when: 'cancel' } })]).begin()
    for (const cancels of [1, 2]) {
      await play.cancel()
      await play.ok('Step 2 web-1')
      expect([cancels, outcome(await play.over())]).toEqual([cancels, 'cancelled'])
      play.record.add(resume())
      await play.begin()
    }
    await play.ok('Step 1 web-1')
    expect(outcome(await play.over())).toBe('succeeded')
  })
})
