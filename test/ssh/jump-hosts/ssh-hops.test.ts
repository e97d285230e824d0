import { setTimeout as wait } from 'node:timers/promises'
import { jumpHostId } from '@shared/ids'
import { Secret } from '@shared/secret'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SshEndpoint, SshHop, SshTransport } from '../../../electron/engine/ports'
import type { SshTransportOptions } from '../../../electron/transports/ssh/transport'
import { startWay, type TestWay } from '../../support/network'
import { connectTo, endpointOf, never, runOn, testHost, withoutTimes } from '../../support/ssh'
import type { TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

const isRoot = process.getuid?.() === 0
const names: readonly string[] = ['bastion', 'inner', 'web-1']

/** How to log in to a server as a jump host: the second one by its password where it has one. */
function hopTo(server: TestSshd, name: string): SshHop {
  const { platform: _, hops: __, ...hop } = endpointOf(server)
  const id = jumpHostId.parse(`jump-${name.padEnd(10, '0')}`)
  const login =
    server.password === null ? hop.login : ({ kind: 'password', password: new Secret(server.password) } as const)
  return { ...hop, login, who: { kind: 'jump-host', id, name } }
}

describe.each(transportKinds)('through two jump hosts, $name', ({ make }) => {
  let way: TestWay
  let transport: SshTransport
  const opened: SshTransport[] = []
  beforeAll(async () => {
    way = await startWay([{}, { password: isRoot }, {}])
  })
  afterAll(() => way.stop())
  beforeEach(async () => {
    transport = await start()
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(item => item.dispose()))
  })
  async function start(options?: SshTransportOptions): Promise<SshTransport> {
    const made = await make(options)
    opened.push(made)
    return made
  }
  const hops = (): readonly [SshHop, SshHop] => [hopTo(way.servers[0], 'bastion'), hopTo(way.servers[1], 'inner')]
  const target = (changes: Partial<SshEndpoint> = {}) => endpointOf(way.servers[2], { hops: hops(), ...changes })
  async function failureOf(endpoint: SshEndpoint) {
    const result = await transport.connect(endpoint, never)
    if (result.ok) throw new Error('The connection came about')
    return result.failure
  }
  const loginsAt = (index: 0 | 1 | 2) =>
    way.servers[index].log().match(/^Accepted (publickey|password) for /gm)?.length ?? 0

  test('a script runs on a host that nothing but the last jump host reaches', async () => {
    if (way.isIsolated) {
      const direct = await start({ readyTimeout: 1_000 })
      expect(await direct.connect(endpointOf(way.servers[2]), never)).toMatchObject({ ok: false })
      const [, inner] = hops()
      expect(await direct.connect(endpointOf(way.servers[2], { hops: [inner] }), never)).toMatchObject({ ok: false })
    }
    const connection = await connectTo(transport, target())
    const { end, stdout } = await runOn(connection, 'cat; echo "$SSH_CONNECTION"', 'through\n')
    expect(end).toEqual({ kind: 'exited', code: 0 })
    expect(stdout).toMatch(/^through\n/)
    // The host sees the last jump host and not this machine.
    if (way.isIsolated)
      expect(stdout.split('\n')[1]?.split(' ')[0]).toBe(way.servers[2].host.replace(/\d+$/, n => String(Number(n) - 1)))
  })

  test('large output arrives whole and in order', async () => {
    const connection = await connectTo(transport, target())
    const { stdout } = await runOn(
      connection,
      'i=0; while [ $i -lt 60000 ]; do echo "line $i of many"; i=$((i+1)); done'
    )
    expect(stdout.split('\n').slice(0, -1)).toEqual(
      Array.from({ length: 60_000 }, (_, index) => `line ${index} of many`)
    )
  })

  test('all who go the same way at the same time share the log-ins at the jump hosts', async () => {
    const before = [loginsAt(0), loginsAt(1), loginsAt(2)]
    const connections = await Promise.all(Array.from({ length: 12 }, () => connectTo(transport, target())))
    const answers = await Promise.all(connections.map(connection => runOn(connection, 'echo here')))
    expect(answers.map(answer => answer.stdout)).toEqual(connections.map(() => 'here\n'))
    expect([loginsAt(0), loginsAt(1), loginsAt(2)].map((count, index) => count - (before[index] ?? 0))).toEqual([
      1, 1, 12
    ])
  })

  test('the jump hosts are left when nobody needs them any more', async () => {
    const brief = await start({ jumpIdleTime: 1 })
    const connection = await connectTo(brief, target())
    const left = () =>
      way.servers
        .slice(0, 2)
        .map(
          server =>
            server.log().match(/^(Disconnected from user|Received disconnect|Connection closed by user).*/gm)?.length ??
            0
        )
    const before = left()
    connection.close()
    const hasBothLeft = () => left().every((count, index) => count > (before[index] ?? 0))
    await vi.waitFor(() => expect(hasBothLeft()).toBe(true), { timeout: 20_000 })
  })

  test('a connection that is still used keeps its way when another one closes', async () => {
    const brief = await start({ jumpIdleTime: 1 })
    const [first, second] = [await connectTo(brief, target()), await connectTo(brief, target())]
    first.close()
    await wait(300)
    expect((await runOn(second, 'echo still here')).stdout).toBe('still here\n')
  })

  test('the connection test goes through all hosts and names each', async () => {
    const { stages, hostKeys, connection } = await transport.probe(target(), () => undefined, never)
    connection?.close()
    const [bastion, inner] = hops()
    const at = (host: SshHop['who'], details: readonly unknown[]) =>
      ['resolve', 'tcp', 'host-key', 'authentication'].map((stage, index) => ({
        host,
        stage,
        outcome: 'ok',
        detail: details[index]
      }))
    const key = (index: 0 | 1 | 2) => `ssh-ed25519 ${way.servers[index].hostKey.fingerprint}`
    const loggedIn = expect.stringContaining('logged in as')
    expect(withoutTimes(stages)).toEqual([
      ...at(bastion.who, [bastion.host, `connected to ${bastion.host}`, key(0), loggedIn]),
      ...at(inner.who, ['left to jump host “bastion”', 'connected through jump host “bastion”', key(1), loggedIn]),
      ...at(testHost, ['left to jump host “inner”', 'connected through jump host “inner”', key(2), loggedIn])
    ])
    expect(hostKeys.map(({ host, trust }) => [host.name, trust])).toEqual([
      ['bastion', 'pinned'],
      ['inner', 'pinned'],
      ['web-1', 'pinned']
    ])
  })

  test.each([0, 1, 2] as const)(
    'another key at host %i on the way is caught and named, and nothing is sent to it',
    async index => {
      const impostor = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }
      const changed = hops().map((hop, at) => (at === index ? { ...hop, hostKey: impostor } : hop))
      const endpoint = target({ hops: changed, ...(index === 2 ? { hostKey: impostor } : {}) })
      const before = [0, 1, 2].map(at => loginsAt(at as 0 | 1 | 2))
      const failure = await failureOf(endpoint)
      expect(failure.kind).toBe('host-key-changed')
      if (index < 2) expect(failure.message).toMatch(new RegExp(`^Jump host “${names[index]}”: `))
      else expect(failure.message).not.toContain('ump host')
      const attempts = way.servers[index].log().match(/(Failed|Accepted) (password|publickey)/g)?.length
      const { stages, hostKeys, connection } = await transport.probe(endpoint, () => undefined, never)
      expect(connection).toBeNull()
      expect(hostKeys.map(({ trust }) => trust)).toEqual([...Array(index).fill('pinned'), 'changed'])
      expect(stages.filter(stage => stage.outcome === 'failed').map(({ host, stage }) => [host.name, stage])).toEqual([
        [names[index], 'host-key']
      ])
      expect(stages.slice(index * 4 + 3).map(stage => stage.outcome)).toEqual(
        Array((3 - index) * 4 - 3).fill('skipped')
      )
      // Not even a log-in was tried there, nor anything behind it.
      expect(way.servers[index].log().match(/(Failed|Accepted) (password|publickey)/g)?.length).toBe(attempts)
      expect([0, 1, 2].slice(index).map(at => loginsAt(at as 0 | 1 | 2))).toEqual(before.slice(index))
    }
  )

  test('a jump host whose key nobody accepted is not logged in to', async () => {
    const [bastion, inner] = hops()
    expect(await failureOf(target({ hops: [{ ...bastion, hostKey: null }, inner] }))).toMatchObject({
      kind: 'host-key-unknown',
      message: expect.stringMatching(/^Jump host “bastion”: /)
    })
  })

  test('a login that a jump host refuses is told with its name', async () => {
    const [bastion, inner] = hops()
    const wrong = { ...inner, login: { kind: 'password', password: new Secret('guessed') } as const }
    expect(await failureOf(target({ hops: [bastion, wrong] }))).toMatchObject({
      kind: 'authentication-failed',
      message: expect.stringMatching(/^Jump host “inner”: /)
    })
  })

  test('a host that the jump host cannot reach is told as such', async () => {
    expect(await failureOf(target({ port: 9 }))).toMatchObject({
      kind: 'connection-refused',
      message: expect.stringMatching(/^[\d.]+:9 could not be reached from jump host “inner”: /)
    })
  })

  test('cancelling while on the way ends it, and the next connection is not affected', async () => {
    const abort = new AbortController()
    const connecting = transport.connect(target(), abort.signal)
    abort.abort()
    expect(await connecting).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    const connection = await connectTo(transport, target())
    expect((await runOn(connection, 'echo again')).stdout).toBe('again\n')
  })

  test('a jump host that dies takes everything behind it along, by name, and the next connection makes a new way', async () => {
    const connection = await connectTo(transport, target())
    const running = runOn(connection, 'echo started; sleep 60')
    await vi.waitFor(
      async () => expect((await way.servers[2].processes()).some(item => /sleep 60/.test(item.command))).toBe(true),
      {
        timeout: 20_000
      }
    )
    await way.servers[0].killSessions()
    const { end } = await running
    expect(end).toEqual({ kind: 'lost', reason: expect.stringMatching(/jump host “bastion” \(.*:\d+\)/) })
    const again = await connectTo(transport, target())
    expect((await runOn(again, 'echo again')).stdout).toBe('again\n')
  })

  test.runIf(isRoot)('a jump host that goes silent is noticed', async () => {
    const watchful = await start({ keepaliveInterval: 100 })
    const connection = await connectTo(watchful, target())
    const running = runOn(connection, 'echo started; sleep 60')
    const sessions = (await way.servers[0].processes()).filter(item => item.command.startsWith('sshd'))
    for (const { pid } of sessions) process.kill(pid, 'SIGSTOP')
    try {
      expect((await running).end).toEqual({ kind: 'lost', reason: expect.stringContaining('has stopped answering') })
    } finally {
      for (const { pid } of sessions) process.kill(pid, 'SIGCONT')
    }
  })
})

describe.each(transportKinds)('a jump host that forbids, $name', ({ make }) => {
  test('forwarding is told as the reason', async () => {
    const way = await startWay([{ config: ['AllowTcpForwarding no'] }, {}, {}])
    const transport = await make()
    try {
      const hops = [hopTo(way.servers[0], 'bastion')]
      expect(await transport.connect(endpointOf(way.servers[1], { hops }), never)).toMatchObject({
        ok: false,
        failure: {
          kind: 'connection-refused',
          message: `Jump host “bastion” does not let connections through to ${way.servers[1].host}:${way.servers[1].port}.`
        }
      })
    } finally {
      await transport.dispose()
      await way.stop()
    }
  })
})
