import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { SshTransport } from '../../../electron/engine/ports'
import type { SshTransportOptions } from '../../../electron/transports/ssh/transport'
import { createWorkerSshTransport } from '../../../electron/transports/ssh/worker-client'
import { command, connectTo, endpointOf, never, runOn } from '../../support/ssh'
import { buildSshWorker } from '../../support/ssh-worker'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { startStallingProxy } from '../../support/stalling-proxy'
import { transportKinds } from '../../support/transports'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})
async function sshd(options?: SshdOptions): Promise<TestSshd> {
  const server = await startSshd(options)
  cleanups.push(() => server.stop())
  return server
}

describe.each(transportKinds)('the limits of servers, $name', ({ make }) => {
  async function transportWith(options?: SshTransportOptions): Promise<SshTransport> {
    const transport = await make(options)
    cleanups.push(() => transport.dispose())
    return transport
  }

  test('a server that allows fewer commands at a time than we start gets them one after the other', async () => {
    const server = await sshd({ maxSessions: 2 })
    const connection = await connectTo(await transportWith(), endpointOf(server))
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => runOn(connection, `sleep 0.05; echo ${index}`))
    )
    expect(results.map(result => result.stdout)).toEqual(Array.from({ length: 10 }, (_, index) => `${index}\n`))
  })

  test('a server that allows no command at all is told as such', async () => {
    const server = await sshd({ maxSessions: 0 })
    const connection = await connectTo(await transportWith(), endpointOf(server))
    expect((await runOn(connection, 'true')).end).toEqual({
      kind: 'lost',
      reason: `127.0.0.1:${server.port} refused to open a channel (MaxSessions)`
    })
  })

  test('a host that is busy taking what a slow line brings is not taken for a silent one', async () => {
    const server = await sshd()
    // What is on the way at once, 2 MB, takes twice as long as a silent host is given.
    const proxy = await startStallingProxy(server, 1_000_000)
    cleanups.push(() => proxy.stop())
    const transport = await transportWith({ keepaliveInterval: 250 })
    const { host, port } = proxy
    const connection = await connectTo(transport, endpointOf(server, { host, port }))
    const { end, stdout } = await runOn(connection, 'wc -c', new Uint8Array(4_000_000))
    expect({ end, stdout: stdout.trim() }).toEqual({ end: { kind: 'exited', code: 0 }, stdout: '4000000' })
  })

  test('a connection that breaks off while nothing uses it says so by itself', async () => {
    const server = await sshd()
    const connection = await connectTo(await transportWith(), endpointOf(server))
    await server.killSessions()
    const reason = await connection.gone
    expect(reason).toMatch(new RegExp(`127.0.0.1:${server.port}`))
    expect((await runOn(connection, 'true')).end).toEqual({ kind: 'lost', reason })
  })

  test('a connection that is closed is gone', async () => {
    const connection = await connectTo(await transportWith(), endpointOf(await sshd()))
    connection.close()
    expect(await connection.gone).toBe('the connection was closed')
  })

  test('a host that falls silent is noticed', async () => {
    const server = await sshd()
    const transport = await transportWith({ keepaliveInterval: 50 })
    const connection = await connectTo(transport, endpointOf(server))
    const running = runOn(connection, 'sleep 1000')
    for (const item of await server.processes())
      if (item.command.startsWith(`sshd: ${server.username}`)) process.kill(item.pid, 'SIGSTOP')
    expect((await running).end).toEqual({
      kind: 'lost',
      reason: `the connection to 127.0.0.1:${server.port} broke off: the host has stopped answering`
    })
  })
})

describe('when the SSH thread fails', () => {
  /** The app's worker, which also fails when asked to run `crash`. */
  async function fragileWorker(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-fragile-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    const path = join(folder, 'fragile.cjs')
    const fail = `if (message.type === 'exec' && message.line === 'crash') throw new Error('boom')`
    await writeFile(
      path,
      `const { parentPort } = require('node:worker_threads')
parentPort.on('message', message => { ${fail} })
require(${JSON.stringify(await buildSshWorker())})
`
    )
    return path
  }

  test('all it held is lost at once, and the next connection starts a new one', async () => {
    const server = await sshd()
    const transport = createWorkerSshTransport({ workerPath: await fragileWorker() })
    cleanups.push(() => transport.dispose())
    const [first, second] = await Promise.all([
      connectTo(transport, endpointOf(server)),
      connectTo(transport, endpointOf(server))
    ])
    const running = runOn(first, 'sleep 1000')
    const crashing = second.exec(command('crash'), () => undefined).ended
    const lost = { kind: 'lost', reason: 'the SSH thread failed: boom' }
    expect([(await running).end, await crashing]).toEqual([lost, lost])
    expect((await runOn(first, 'true')).end).toEqual(lost)
    expect(await first.download('/etc/hostname', async () => undefined)).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost' }
    })
    expect((await runOn(await connectTo(transport, endpointOf(server)), 'echo again')).stdout).toBe('again\n')
  })

  test('a worker that is not there fails the connection and does not hang', async () => {
    const server = await sshd()
    const transport = createWorkerSshTransport({ workerPath: join(tmpdir(), 'no-such-worker.cjs') })
    cleanups.push(() => transport.dispose())
    expect(await transport.connect(endpointOf(server), never)).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost', message: expect.stringContaining('the SSH thread failed') }
    })
    const { stages } = await transport.probe(endpointOf(server), () => undefined, never)
    expect(stages.map(stage => stage.outcome)).toEqual(['failed', 'skipped', 'skipped', 'skipped'])
  })
})
