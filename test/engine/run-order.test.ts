import type { Step } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import type { HostLocks, LockMode } from '../../electron/engine/ports'
import { manyStep, scriptStep, textVariable } from '../support/plans'
import { Rehearsal } from '../support/rehearsal'

const window = (count: number): Partial<Step> => ({ window: { unit: 'targets', count } })
const outcome = ({ state }: Rehearsal) => (state.state === 'finished' ? state.outcome : state.state)

describe('a parallel group', () => {
  it('runs at the same time, and what comes after waits for all of it', async () => {
    const steps = [
      scriptStep(1),
      scriptStep(2, { startsWithPrevious: true, location: 'here', roles: [] }),
      scriptStep(3)
    ]
    const play = await new Rehearsal(steps).begin()
    expect(play.running.toSorted()).toEqual(['Step 1 web-1', 'Step 2 here'])
    await play.ok('Step 2 here')
    expect(play.running).toEqual(['Step 1 web-1'])
    await play.ok('Step 1 web-1')
    expect(play.running).toEqual(['Step 3 web-1'])
  })
})

describe('a rolling window', () => {
  it('slides over the targets, each of which does its actions in order', async () => {
    const play = await new Rehearsal([manyStep(1, [{ name: 'Drain' }, { name: 'Install' }], window(2))], {
      targets: 3
    }).begin()
    expect(play.running).toEqual(['Drain web-1', 'Drain web-2'])
    await play.ok('Drain web-2')
    expect(play.running).toEqual(['Drain web-1', 'Install web-2'])
    await play.ok('Install web-2')
    expect(play.running).toEqual(['Drain web-1', 'Drain web-3'])
    await play.ok('Drain web-1', 'Install web-1', 'Drain web-3', 'Install web-3')
    expect(outcome(await play.over())).toBe('succeeded')
  })

  it('lets what has started end when a target fails, and says in the log why the rest does not begin', async () => {
    const play = await new Rehearsal([scriptStep(1, window(2))], { targets: 4 }).begin()
    await play.fails('Step 1 web-1')
    expect(play.running).toEqual(['Step 1 web-2'])
    await play.ok('Step 1 web-2')
    expect(outcome(await play.over())).toBe('failed')
    const reason = '“Step 1” failed on 1 target, so no further one begins.'
    expect(play.record.lines()).toContain(`slipway info Step 1: Step 1 on web-3. Skipped: ${reason}`)
    expect(play.begun).toEqual(['Step 1 web-1', 'Step 1 web-2'])
  })

  it('is made narrower and wider by people while it runs', async () => {
    const play = await new Rehearsal([scriptStep(1, window(2))], { targets: 5 }).begin()
    await play.does({ kind: 'width-changed', step: 1, width: 1, by: 'Eve' })
    await play.ok('Step 1 web-1')
    expect(play.running).toEqual(['Step 1 web-2'])
    await play.does({ kind: 'width-changed', step: 1, width: 3, by: 'Eve' })
    expect(play.running).toEqual(['Step 1 web-2', 'Step 1 web-3', 'Step 1 web-4'])
    expect(play.record.lines()).toContain('slipway info Eve lets “Step 1” run on 3 targets at a time.')
  })
})

describe('the first targets', () => {
  const canary = { targets: 1, holds: true, soakSeconds: 60 }

  it('are followed after they rested and a person agreed', async () => {
    const play = await new Rehearsal([scriptStep(1, { canary })], { targets: 3 }).begin()
    expect(play.running).toEqual(['Step 1 web-1'])
    await play.ok('Step 1 web-1')
    await play.passes(59_999)
    expect([play.running, play.state.questions]).toEqual([[], []])
    await play.passes(1)
    expect(play.state.questions).toMatchObject([{ kind: 'canary', step: 1 }])
    await play.answer('proceed')
    expect(play.running).toEqual(['Step 1 web-2', 'Step 1 web-3'])
  })

  it('are the last ones when a person says so, which the summary tells', async () => {
    const play = await new Rehearsal([scriptStep(1, { canary: { ...canary, soakSeconds: 0 } })], { targets: 2 }).begin()
    await play.ok('Step 1 web-1')
    await play.answer('stop')
    expect((await play.over()).state).toMatchObject({
      outcome: 'failed',
      summary: 'The deployment of Hello World 0.0.1 to Test failed: “Step 1” was stopped after its first targets.'
    })
  })
})

describe('a pause', () => {
  it('lets what runs end and nothing begin until somebody lets it go on', async () => {
    const play = await new Rehearsal([scriptStep(1), scriptStep(2)]).begin()
    await play.does({ kind: 'paused', by: 'Eve' })
    await play.ok('Step 1 web-1')
    expect(play.running).toEqual([])
    await play.does({ kind: 'unpaused', by: 'Eve' })
    expect(play.running).toEqual(['Step 2 web-1'])
    expect(play.record.lines()).toContain(
      'slipway warning Paused by Eve: what runs goes on to its end, and nothing new begins.'
    )
  })
})

describe('retries', () => {
  const retried = manyStep(1, [{ name: 'Fetch', retries: { count: 2, backoffSeconds: 15 } }])

  it('begin at once the first time, and then after their pause', async () => {
    const play = await new Rehearsal([retried]).begin()
    await play.fails('Fetch web-1')
    expect(play.begun).toHaveLength(2)
    await play.fails('Fetch web-1')
    await play.passes(14_999)
    expect(play.running).toEqual([])
    await play.passes(1)
    expect(play.begun).toHaveLength(3)
    await play.ok('Fetch web-1')
    expect(outcome(await play.over())).toBe('succeeded')
  })

  it('connect anew where the connection was lost, and leave nobody else without theirs', async () => {
    const steps = [retried, scriptStep(2, { startsWithPrevious: true })]
    const free: HostLocks = { acquire: async () => ({ release: () => undefined }) }
    const play = await new Rehearsal(steps, { ports: { hosts: free } }).begin()
    await play.end('Fetch web-1', { kind: 'lost', reason: 'The channel is gone.' })
    expect(play.running.toSorted()).toEqual(['Fetch web-1', 'Step 2 web-1'])
    expect([...play.logs]).toEqual([
      ['web-1', ['script', 'script']],
      ['web-1 again', ['script']]
    ])
    await play.ok('Fetch web-1', 'Step 2 web-1')
    await play.over()
    expect([...play.logs]).toEqual([
      ['web-1', ['script', 'script', 'close']],
      ['web-1 again', ['script', 'clean-up', 'close']]
    ])
  })

  it('dial again where the target could not be reached', async () => {
    let dials = 0
    const gone = { kind: 'connection-refused', message: 'Nobody there.', remedy: 'Start it.' } as const
    const connect = async () => {
      dials++
      return { ok: false as const, failure: gone }
    }
    const play = await new Rehearsal([retried], { ports: { connect } }).begin()
    await play.passes(15_000)
    expect(outcome(await play.over())).toBe('failed')
    expect(dials).toBe(3)
  })
})

describe('a time limit', () => {
  const limited = { name: 'Check', timeoutSeconds: 30, retries: { count: 1, backoffSeconds: 0 } }

  it('is fresh for each attempt, and connecting counts', async () => {
    const play = await new Rehearsal([manyStep(1, [limited])]).begin()
    await play.passes(29_999)
    expect(play.begun).toHaveLength(1)
    await play.passes(1)
    expect(play.begun).toHaveLength(2)
    await play.passes(29_999)
    await play.ok('Check web-1')
    expect(outcome(await play.over())).toBe('succeeded')
    const hanging = { connect: () => new Promise<never>(() => undefined) }
    const never = await new Rehearsal([manyStep(1, [{ ...limited, retries: { count: 1, backoffSeconds: 15 } }])], {
      ports: hanging
    }).begin()
    await never.passes(30_000)
    await never.passes(30_000)
    expect(Object.values(never.state.runs)).toMatchObject([
      { state: 'failed', attempt: 2, failure: { kind: 'timed-out' } }
    ])
  })

  it('does not count the time in which others have the host', async () => {
    let free: () => void = () => undefined
    const hosts: HostLocks = {
      acquire: async (_target, _mode, _signal, onWait) => {
        onWait({ who: 'the deployment of Shop 2.0 to Test', alias: 'web-one', isAhead: false })
        await new Promise<void>(resolve => {
          free = resolve
        })
        return { release: () => undefined }
      }
    }
    const play = await new Rehearsal([manyStep(1, [limited])], { ports: { hosts } }).begin()
    await play.passes(60_000)
    expect(play.record.lines()).toContain(
      'slipway wait Waits: web-one is the same machine, and the deployment of Shop 2.0 to Test runs a script there.'
    )
    free()
    await play.settle()
    await play.ok('Check web-1')
    expect(outcome(await play.over())).toBe('succeeded')
  })

  it('leaves what the script wanted kept', async () => {
    const says = { Check: `##octopus[createArtifact path='${Buffer.from('/core').toString('base64')}' name='']\n` }
    const steps = [manyStep(1, [{ name: 'Check', timeoutSeconds: 30, body: ': Check' }])]
    const play = await new Rehearsal(steps, { says, files: { '/core': 'dump' } }).begin()
    await play.passes(30_000)
    await play.over()
    expect(Object.values(play.state.runs)).toMatchObject([
      { state: 'failed', failure: { kind: 'timed-out' }, artifacts: [{ name: 'core', size: 4 }] }
    ])
  })

  it('is put before a person like any other failure', async () => {
    const steps = [manyStep(1, [{ name: 'Check', timeoutSeconds: 30 }])]
    const play = await new Rehearsal(steps, { isGuided: true }).begin()
    await play.passes(30_000)
    expect(play.state.questions).toMatchObject([{ kind: 'failure', failure: { kind: 'timed-out' } }])
    await play.answer('retry')
    expect(play.running).toEqual(['Check web-1'])
  })
})

describe('one script at a time on a host', () => {
  /** Every target is the same host. */
  const oneHost = () => {
    let holder: Promise<void> = Promise.resolve()
    let held = 0
    const acquired: string[] = []
    const hosts: HostLocks = {
      acquire: async target => {
        const before = holder
        let release: () => void = () => undefined
        holder = new Promise(resolve => {
          release = resolve
        })
        await before
        acquired.push(target.name)
        held++
        return {
          release: () => {
            held--
            release()
          }
        }
      }
    }
    return { hosts, acquired, held: () => held }
  }

  it('is waited for, and let go of however the script ends', async () => {
    const { hosts, acquired, held } = oneHost()
    const play = await new Rehearsal([scriptStep(1)], { targets: 3, ports: { hosts } }).begin()
    expect(play.running).toEqual(['Step 1 web-1'])
    await play.fails('Step 1 web-1')
    expect(play.running).toEqual(['Step 1 web-2'])
    await play.end('Step 1 web-2', { kind: 'lost', reason: 'gone' })
    await play.ok('Step 1 web-3')
    await play.over()
    expect([acquired, held()]).toEqual([['web-1', 'web-2', 'web-3'], 0])
  })

  it('is no matter for what runs on this machine', async () => {
    const { hosts, acquired } = oneHost()
    const here = scriptStep(1, { location: 'here-for-each-target' })
    const play = await new Rehearsal([here], { targets: 2, ports: { hosts } }).begin()
    expect([play.begun.length, acquired]).toEqual([2, []])
  })

  it('becomes several where a variable says so, which share the host with nobody who does not', async () => {
    const asked: (readonly [string, LockMode])[] = []
    const hosts: HostLocks = {
      acquire: async (target, mode, _signal, onWait) => {
        asked.push([target.name, mode])
        onWait({ who: 'the deployment of Shop 2.0 to Test', alias: null, isAhead: true })
        return { release: () => undefined }
      }
    }
    const variables = [textVariable(1, 'OctopusBypassDeploymentMutex', 'True')]
    const play = await new Rehearsal([scriptStep(1)], { targets: 2, ports: { hosts }, variables }).begin()
    expect(play.running).toEqual(['Step 1 web-1', 'Step 1 web-2'])
    expect(asked).toEqual([
      ['web-1', 'shared'],
      ['web-2', 'shared']
    ])
    expect(play.record.lines()).toContain(
      'slipway wait Waits for web-1, where the deployment of Shop 2.0 to Test runs a script first.'
    )
  })

  it('is not waited for after a cancel', async () => {
    const hosts: HostLocks = {
      acquire: (_target, _mode, signal) => new Promise(resolve => signal.addEventListener('abort', () => resolve(null)))
    }
    const play = await new Rehearsal([scriptStep(1)], { ports: { hosts } }).begin()
    await play.cancel()
    expect(outcome(await play.over())).toBe('cancelled')
    expect(play.begun).toEqual([])
  })
})
