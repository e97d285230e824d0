import type { ExecEnd } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, prints, recording, requestFor, scriptedMachine } from '../support/engine'
import { ids, planOf, scriptStep, sensitiveVariable, sshTarget } from '../support/plans'

import { deploy, message, refused, states, twoTargets } from '../support/scripted-deployment'

describe('a deployment', () => {
  it('tells its whole story in order', async () => {
    const machine = scriptedMachine(prints('Hello, World!\n'))
    const { facts } = await deploy(planOf(), { 'web-1': machine })
    const run = '1.target-0000000001'
    const slipway = { kind: 'output', stream: 'slipway', level: 'info', lines: 1 }
    expect(facts.slice(1)).toEqual([
      { kind: 'started' },
      { ...slipway, run: null, text: 'Deploying Hello World 0.0.1 to Test' },
      { kind: 'step-started', step: 1 },
      { kind: 'run-started', run },
      { ...slipway, run, text: 'Step 1: Step 1 on web-1' },
      { kind: 'output', run, stream: 'stdout', level: 'info', lines: 1, text: 'Hello, World!' },
      { ...slipway, run, text: '“Step 1” on web-1 succeeded after 0.0 s.' },
      { kind: 'run-succeeded', run },
      { ...slipway, run: null, text: 'Hello World 0.0.1 was deployed to Test: “Step 1” on web-1, in 0.0 s.' },
      {
        kind: 'finished',
        outcome: 'succeeded',
        summary: 'Hello World 0.0.1 was deployed to Test: “Step 1” on web-1, in 0.0 s.'
      }
    ])
    expect(machine.log).toEqual(['script', 'clean-up', 'close'])
  })

  it('uses one connection for a target, and lets go of it after its last run', async () => {
    const plan = planOf({
      steps: [scriptStep(1), scriptStep(2, { roles: ['db'] })],
      targets: [sshTarget(1), sshTarget(2, { roles: ['web', 'db'] })]
    })
    const [one, two] = [scriptedMachine(prints('')), scriptedMachine(prints(''))]
    const { deployment } = await deploy(plan, { 'web-1': one, 'web-2': two })
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    expect(one.log).toEqual(['script', 'clean-up', 'close'])
    expect(two.log).toEqual(['script', 'script', 'clean-up', 'close'])
  })

  it('lets the other targets of a stage finish when one fails, and skips what comes after', async () => {
    const plan = planOf({ ...twoTargets, steps: [scriptStep(1), scriptStep(2)] })
    const { deployment, lines } = await deploy(plan, {
      'web-1': scriptedMachine(prints('bad\n', 7)),
      'web-2': scriptedMachine(prints('good\n'))
    })
    expect(states(deployment)).toEqual({ '1.1': 'failed', '1.2': 'succeeded', '2.1': 'skipped', '2.2': 'skipped' })
    expect(deployment).toMatchObject({
      state: 'finished',
      outcome: 'failed',
      summary: 'The deployment of Hello World 0.0.1 to Test failed: “Step 1” on web-1 ended with exit code 7.'
    })
    expect(lines()).toContain('slipway error “Step 1” on web-1 ended with exit code 7.')
    expect(lines()).toContain('slipway info Mend what its last lines name, then continue.')
    expect(lines()).toContain('slipway info Step 2: Step 2. Skipped: “Step 1” failed before.')
  })

  it('fails a run whose target cannot be reached with the words of the transport', async () => {
    const { deployment } = await deploy(planOf(twoTargets), { 'web-1': scriptedMachine(prints('')), 'web-2': refused })
    expect(deployment.runs).toMatchObject({
      '1.target-0000000001': { state: 'succeeded' },
      '1.target-0000000002': { state: 'failed', end: null, failure: refused }
    })
    expect(deployment).toMatchObject({
      summary: 'The deployment of Hello World 0.0.1 to Test failed: “Step 1” on web-2: web-2.example:22 refused.'
    })
  })

  it.each<[string, ExecEnd, boolean, Partial<Failure>]>([
    [
      'lost while it ran',
      { kind: 'lost', reason: 'socket closed' },
      true,
      {
        kind: 'connection-lost',
        message:
          'The connection to web-1 was lost while “Step 1” ran; it is unknown whether the script still runs there.',
        detail: { reason: 'socket closed' }
      }
    ],
    [
      'lost before it began',
      { kind: 'lost', reason: 'no channel' },
      false,
      { kind: 'connection-lost', message: 'The connection to web-1 was lost before “Step 1” began.' }
    ],
    [
      'killed',
      { kind: 'signalled', signal: 'KILL' },
      true,
      { kind: 'script-signalled', message: '“Step 1” on web-1 was ended by the signal KILL.' }
    ],
    [
      'without an interpreter',
      { kind: 'exited', code: 127 },
      false,
      { kind: 'interpreter-missing', message: '“Step 1” could not begin on web-1: bash was not found there.' }
    ],
    [
      'that exits with 127 on its own',
      { kind: 'exited', code: 127 },
      true,
      { kind: 'script-failed', message: '“Step 1” on web-1 ended with exit code 127.' }
    ],
    [
      'that never began although its login ended well',
      { kind: 'exited', code: 0 },
      false,
      { kind: 'script-failed', message: '“Step 1” did not begin on web-1: the login ended with exit code 0.' }
    ]
  ])('fails in plain words for a script %s', async (_, end, announces, failure) => {
    const machine = scriptedMachine(async ({ announce }) => {
      if (announces) await announce()
      return end
    })
    const { deployment } = await deploy(planOf(), { 'web-1': machine })
    expect(Object.values(deployment.runs)).toMatchObject([{ state: 'failed', end, failure }])
    expect(deployment).toMatchObject({ outcome: 'failed', summary: expect.stringContaining(failure.message ?? '') })
  })

  it('does not try to clean up where the connection was lost', async () => {
    const machine = scriptedMachine(async () => ({ kind: 'lost', reason: 'gone' }))
    await deploy(planOf(), { 'web-1': machine })
    expect(machine.log).toEqual(['script', 'close'])
  })

  it('names what is skipped for want of targets, as a warning', async () => {
    const plan = planOf({ steps: [scriptStep(1, { roles: ['db'] }), scriptStep(2)] })
    const { lines, deployment } = await deploy(plan, { 'web-1': scriptedMachine(prints('')) })
    expect(lines()).toContain(
      'slipway warning Step 1: Step 1. Skipped, because no enabled target with the role db in Test takes part.'
    )
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
  })

  it('runs for each target on this machine over one connection', async () => {
    const plan = planOf({ ...twoTargets, steps: [scriptStep(1, { location: 'here-for-each-target' })] })
    const here = scriptedMachine(prints('hi\n'))
    const { lines, deployment } = await deploy(plan, { here })
    expect(here.log).toEqual(['script', 'script', 'clean-up', 'close'])
    expect(lines()).toContain('slipway info Step 1: Step 1 on this machine for web-2')
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
  })

  it('fails before it runs anything when a secret cannot be opened, and says which', async () => {
    const machine = scriptedMachine(prints(''))
    const { deployment, lines } = await deploy(
      planOf(),
      { 'web-1': machine },
      { variables: [sensitiveVariable(1, 'Password')] }
    )
    expect(machine.log).toEqual([])
    expect(deployment).toMatchObject({
      outcome: 'failed',
      summary:
        'The deployment of Hello World 0.0.1 to Test failed: The value of the sensitive variable “Password” cannot be read. The key is missing.'
    })
    expect(states(deployment)).toEqual({ '1.1': 'cancelled' })
    expect(lines()).toContain('slipway info Bring the key back.')
  })

  it('fails instead of hanging when its own parts throw', async () => {
    const { deployment } = await deploy(planOf(), {}, { connect: () => Promise.reject(new Error('bug')) })
    expect(Object.values(deployment.runs)).toMatchObject([{ state: 'failed', failure: { kind: 'internal' } }])
  })

  it('rejects only when its end cannot be recorded, and stops when something else cannot', async () => {
    const plan = planOf({ steps: [scriptStep(1), scriptStep(2)] })
    const machine = scriptedMachine(prints(''))
    const kinds: string[] = []
    const record = recording(plan)
    const ports = fakePorts({
      ...record.ports,
      connect: connectTo({ 'web-1': machine.connection }),
      emit: async fact => {
        kinds.push(fact.kind)
        record.add(fact)
        if (fact.kind === 'run-started') throw new Error('disk full')
      }
    })
    await runDeployment(requestFor(plan, ports))
    expect(kinds.filter(kind => kind === 'run-started')).toHaveLength(1)
    expect(kinds.at(-1)).toBe('finished')
    const gone = recording(plan)
    const broken = fakePorts({
      ...gone.ports,
      connect: connectTo({ 'web-1': machine.connection }),
      emit: async fact => {
        gone.add(fact)
        throw new Error('gone')
      }
    })
    await expect(runDeployment(requestFor(plan, broken))).rejects.toThrow('gone')
  })
})

describe('what scripts ask for', () => {
  it('is recorded: variables, progress, artifacts with the path completed', async () => {
    const text = [
      message('setVariable', { name: 'Port', value: '80' }),
      message('setVariable', { name: ' ', value: 'ignored' }),
      message('progress', { percentage: '150', message: 'done' }),
      message('progress', { percentage: 'x', message: 'ignored' }),
      message('createArtifact', { path: 'out/report.txt', name: '' }),
      message('createArtifact', { path: '/var/log/x', name: 'Log' })
    ].join('')
    const files = { '/home/deploy/work/out/report.txt': 'report', '/var/log/x': 'log' }
    const { deployment, kept } = await deploy(planOf(), { 'web-1': scriptedMachine(prints(text), files) })
    const [first, second] = kept.artifacts.keys()
    expect(Object.values(deployment.runs)).toMatchObject([
      {
        state: 'succeeded',
        outputs: [{ name: 'Port', value: '80' }],
        progress: { percentage: 100, message: 'done' },
        artifacts: [
          { id: first, name: 'report.txt', size: 6 },
          { id: second, name: 'Log', size: 3 }
        ]
      }
    ])
    expect([...kept.artifacts.values()]).toEqual(['report', 'log'])
  })

  it('fails the run when an artifact is not there, after fetching the others', async () => {
    const text = ['/gone', '/there'].map(path => message('createArtifact', { path, name: '' })).join('')
    const { deployment, lines } = await deploy(planOf(), { 'web-1': scriptedMachine(prints(text), { '/there': 'x' }) })
    expect(Object.values(deployment.runs)).toMatchObject([
      { state: 'failed', failure: { kind: 'artifact-missing' }, artifacts: [{ name: 'there' }] }
    ])
    expect(lines()).toContain('slipway error There is no file /gone.')
  })

  it('keeps a value secret that holds a secret, whatever the script says of it', async () => {
    const printed = message('setVariable', { name: 'Url', value: 'db://swordfish@x' })
    const plan = planOf()
    const record = recording(plan)
    const ports = fakePorts({
      ...record.ports,
      connect: connectTo({ 'web-1': scriptedMachine(prints(printed)).connection })
    })
    ports.kept.secrets.set(ids.secret(1), 'swordfish')
    await runDeployment(requestFor(plan, ports, { variables: [sensitiveVariable(1, 'Password')] }))
    expect(Object.values(record.state().runs)).toMatchObject([
      { outputs: [{ name: 'Url', secret: expect.anything() }] }
    ])
    expect(JSON.stringify(record.facts)).not.toContain('swordfish')
  })

  it('masks a secret of one target in the output of another', async () => {
    let tell: () => void = () => undefined
    const told = new Promise<void>(resolve => {
      tell = resolve
    })
    const plan = planOf(twoTargets)
    const { facts } = await deploy(plan, {
      'web-1': scriptedMachine(async ({ announce, say }) => {
        await announce()
        await say(message('setVariable', { name: 'T', value: 'tok-12345', sensitive: 'True' }))
        // The next chunk is handled at once only after a silence; the end handles what is left.
        setImmediate(() => setImmediate(() => setImmediate(tell)))
        return { kind: 'exited', code: 0 }
      }),
      'web-2': scriptedMachine(async ({ announce, say }) => {
        await announce()
        await told
        await say('tok-12345\n')
        return { kind: 'exited', code: 0 }
      })
    })
    expect(JSON.stringify(facts)).not.toContain('tok-12345')
    expect(facts).toContainEqual(expect.objectContaining({ kind: 'output', stream: 'stdout', text: '••••••' }))
  })

  it('masks secrets in failures and summaries', async () => {
    const plan = planOf()
    const record = recording(plan)
    const machine = scriptedMachine(prints(message('resultMessage', { message: 'Bad password swordfish' }), 1))
    const ports = fakePorts({ ...record.ports, connect: connectTo({ 'web-1': machine.connection }) })
    ports.kept.secrets.set(ids.secret(1), 'swordfish')
    await runDeployment(requestFor(plan, ports, { variables: [sensitiveVariable(1, 'Password')] }))
    expect(record.state()).toMatchObject({ summary: expect.stringContaining('exit code 1: Bad password ••••••') })
    expect(JSON.stringify(record.facts)).not.toContain('swordfish')
  })
})

describe('a log that takes nothing any more', () => {
  it('ends the deployment instead of being asked for ever', async () => {
    const plan = planOf({ steps: [scriptStep(1), scriptStep(2)] })
    const record = recording(plan)
    let isBroken = false
    const ports = fakePorts({
      ...record.ports,
      connect: connectTo({ 'web-1': scriptedMachine(prints('')).connection }),
      emit: async fact => {
        if (fact.kind === 'run-succeeded') isBroken = true
        if (isBroken) throw new Error('disk full')
        record.add(fact)
      }
    })
    await expect(runDeployment(requestFor(plan, ports))).rejects.toThrow('disk full')
  })
})
