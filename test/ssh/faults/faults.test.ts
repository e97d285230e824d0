import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '@shared/deployment'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Connection, SshTransport } from '../../../electron/engine/ports'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { openBackend, type TestBackend } from '../../support/backend'
import { type Fleet, makeFleet, webStep } from '../../support/fleet'
import { canMakeDisks, smallDisk } from '../../support/small-disk'
import { connectTo, endpointOf } from '../../support/ssh'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { startStallingProxy } from '../../support/stalling-proxy'
import { manualStep } from '../../support/tasks'
import { transportKinds } from '../../support/transports'
import { logLines, must, startDeployment } from '../../support/world'

let undo: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

async function server(options: SshdOptions = {}): Promise<TestSshd> {
  const sshd = await startSshd(options)
  undo.push(() => sshd.stop())
  return sshd
}

async function backend(ssh: SshTransport = createSshTransport()): Promise<TestBackend> {
  const opened = await openBackend({ ssh })
  undo.push(() => opened.close())
  return opened
}

const runOf = (runs: Readonly<Record<string, Run>>, { targets }: Fleet, number: number): Run | undefined =>
  Object.values(runs).find(run => run.id.endsWith(`.${targets[number - 1]}`))

/** Resolves once a person is asked something. */
const isAsked = (app: TestBackend): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      must(app, 'question.list', {}).then(questions => {
        if (questions.length === 0) return
        stop()
        resolve()
      }, reject)
    }
    const stop = app.subscribe(look)
    look()
  })

/** Runs on for as long as a file says so, so that a test decides when it ends. */
const untilReleased = 'echo began; while [ ! -e "$HOME/go" ]; do sleep 0.05; done; echo done'

describe('a fault on the way', () => {
  it('a target that dies inside a window fails; who is in the window finishes, and nobody else enters', async () => {
    const [first, second] = [await server(), await server()]
    const app = await backend()
    // web-2 and web-3 are one machine by two names; web-3 must not get its turn.
    const servers = [{ sshd: first }, { sshd: second }, { sshd: second }]
    const body = `echo "in: $(get_octopusvariable Octopus.Machine.Name)"; ${untilReleased}`
    const window = { unit: 'targets', count: 2 } as const
    const fleet = await makeFleet(app, servers, [webStep('Roll', body, { window })])
    const started = await startDeployment(app, fleet)
    await started.sees('in: web-1')
    await started.sees('in: web-2')
    await first.killSessions()
    const failed = async () => runOf((await must(app, 'deployment.get', { id: started.id })).runs, fleet, 1)?.state
    await vi.waitFor(async () => expect(await failed()).toBe('failed'), { timeout: 30_000 })
    await writeFile(join(second.home, 'go'), '')
    const { runs } = await started.over
    expect(runOf(runs, fleet, 1)).toMatchObject({ state: 'failed', failure: { kind: 'connection-lost' } })
    expect(runOf(runs, fleet, 2)).toMatchObject({ state: 'succeeded' })
    expect(runOf(runs, fleet, 3)).toMatchObject({ state: 'skipped' })
  })

  it('a network that stalls without a word is noticed, and the deployment ends', async () => {
    const sshd = await server()
    const proxy = await startStallingProxy(sshd)
    undo.push(() => proxy.stop())
    const app = await backend(createSshTransport({ keepaliveInterval: 200 }))
    const { host, port } = proxy
    const fleet = await makeFleet(app, [{ sshd, host, port }], [webStep('Stall', untilReleased)])
    const started = await startDeployment(app, fleet)
    await started.sees('began')
    proxy.stall()
    const { runs } = await started.over
    expect(runOf(runs, fleet, 1)).toMatchObject({
      state: 'failed',
      end: { kind: 'lost' },
      failure: { kind: 'connection-lost', message: expect.stringContaining('unknown whether the script still runs') }
    })
  })

  it('a connection that breaks while a person is waited for is replaced before the next step', async () => {
    const sshd = await server()
    const ssh = createSshTransport()
    const made: Connection[] = []
    const watched: SshTransport = {
      connect: async (...how) => {
        const result = await ssh.connect(...how)
        if (result.ok) made.push(result.value)
        return result
      },
      probe: (...how) => ssh.probe(...how),
      limitTransfers: limit => ssh.limitTransfers(limit),
      dispose: () => ssh.dispose()
    }
    const app = await backend(watched)
    const steps = [webStep('Before', 'echo before'), manualStep('Sign off'), webStep('After', 'echo after')]
    const started = await startDeployment(app, await makeFleet(app, [{ sshd }], steps))
    await isAsked(app)
    await sshd.killSessions()
    await Promise.all(made.map(connection => connection.gone))
    await must(app, 'question.take', { deploymentId: started.id, question: 1 })
    await must(app, 'question.answer', { deploymentId: started.id, questions: [1], choice: 'proceed' })
    expect(await started.over).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect((await logLines(app, started.id, 'stdout')).map(line => line.text)).toEqual(['before', 'after'])
    expect(made.length).toBe(2)
  })

  it('a connection that goes without a word while a person is waited for is replaced before anything is sent over it', async () => {
    const sshd = await server()
    const proxy = await startStallingProxy(sshd)
    undo.push(() => proxy.stop())
    const app = await backend(createSshTransport({ silence: 0, answerTime: 500 }))
    const steps = [
      webStep('Before', 'echo before'),
      manualStep('Sign off'),
      webStep('After', 'echo x >> "$HOME/times"')
    ]
    const { host, port } = proxy
    const started = await startDeployment(app, await makeFleet(app, [{ sshd, host, port }], steps))
    await isAsked(app)
    proxy.stallThoseThere()
    await must(app, 'question.take', { deploymentId: started.id, question: 1 })
    await must(app, 'question.answer', { deploymentId: started.id, questions: [1], choice: 'proceed' })
    expect(await started.over).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect(await readFile(join(sshd.home, 'times'), 'utf8')).toBe('x\n')
    expect(proxy.connections()).toBe(2)
  })

  it('a step that is tried again after its sshd was restarted logs in anew', async () => {
    const sshd = await server()
    const app = await backend()
    const body = 'if [ -e "$HOME/once" ]; then echo second time; else touch "$HOME/once"; echo began; sleep 30; fi'
    const action = { type: 'script', syntax: 'bash', body, retries: { count: 1, backoffSeconds: 0 } } as const
    const fleet = await makeFleet(app, [{ sshd }], [webStep('Retry', body, { actions: [action] })])
    const started = await startDeployment(app, fleet)
    await started.sees('began')
    await sshd.stopListening()
    await sshd.startListening()
    await sshd.killSessions()
    const { runs } = await started.over
    expect(runOf(runs, fleet, 1)).toMatchObject({ state: 'succeeded', attempt: 2 })
    const lines = (await logLines(app, started.id, 'stdout')).map(line => line.text)
    expect(lines).toEqual(['began', 'second time'])
  })

  it('a server that turns away most of who comes at once is deployed to all the same', async () => {
    const sshd = await server({ maxStartups: '2:70:4' })
    const app = await backend()
    const servers = Array.from({ length: 12 }, () => ({ sshd }))
    const fleet = await makeFleet(app, servers, [webStep('Many', 'echo here', { maxParallel: 12 })])
    const started = await startDeployment(app, fleet)
    expect(await started.over).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect((await logLines(app, started.id, 'stdout')).length).toBe(12)
  })

  it.skipIf(!canMakeDisks)(
    'a target without space left says so in the script’s own words, and nothing is called done',
    async () => {
      const sshd = await server()
      const { folder } = smallDisk('64k')
      await chmod(folder, 0o777)
      const app = await backend()
      const body = `head -c 1000000 /dev/zero > "${folder}/file" || exit 28; echo written`
      const fleet = await makeFleet(app, [{ sshd }], [webStep('Write', body)])
      const started = await startDeployment(app, fleet)
      const { runs } = await started.over
      expect(runOf(runs, fleet, 1)).toMatchObject({ state: 'failed', end: { kind: 'exited', code: 28 } })
      const errors = (await logLines(app, started.id, 'stderr')).map(line => line.text).join('\n')
      expect(errors).toMatch(/No space left on device/)
    }
  )

  it('the times of the log are of this machine, whatever a target’s clock says', async () => {
    const sshd = await server()
    const app = await backend()
    const before = Date.now()
    const fleet = await makeFleet(app, [{ sshd }], [webStep('Tell', 'echo "$(TZ=UTC date -d @0 +%s)"')])
    const started = await startDeployment(app, fleet)
    await started.over
    const state = await must(app, 'deployment.get', { id: started.id })
    for (const line of await logLines(app, started.id)) {
      expect(line.at).toBeGreaterThanOrEqual(before)
      expect(line.at).toBeLessThanOrEqual(Date.now())
    }
    expect('startedAt' in state && state.startedAt).toBeGreaterThanOrEqual(before)
  })
})

describe.each(transportKinds)('a connection that goes without a word, $name', ({ make }) => {
  it('is found out by asking it, also where it goes through a jump host, which is logged in to anew', async () => {
    const [jump, target] = [await server(), await server()]
    const proxy = await startStallingProxy(jump)
    undo.push(() => proxy.stop())
    const ssh = await make({ silence: 0, answerTime: 500 })
    undo.push(() => ssh.dispose())
    const { platform: _, hops: __, ...hop } = endpointOf(jump, { host: proxy.host, port: proxy.port })
    const way = endpointOf(target, { hops: [hop] })
    const first = await connectTo(ssh, way)
    expect(await first.answers()).toBe(true)
    proxy.stallThoseThere()
    expect(await first.answers()).toBe(false)
    const second = await connectTo(ssh, way)
    expect(await second.answers()).toBe(true)
    expect(proxy.connections()).toBe(2)
    second.close()
    expect(await second.answers()).toBe(false)
  })
})
