import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Secret } from '@shared/secret'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SshEndpoint, SshTransport } from '../../../electron/engine/ports'
import { generateKey, type KeyKind, type KeyOptions, pinOf } from '../../support/keys'
import { connectTo, endpointOf, never, runOn, testHost } from '../../support/ssh'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

const isRoot = process.getuid?.() === 0

describe.each(transportKinds)('connecting over SSH, $name', ({ make }) => {
  let transport: SshTransport
  const servers: TestSshd[] = []
  beforeEach(async () => {
    transport = await make()
  })
  afterEach(async () => {
    await transport.dispose()
    await Promise.all(servers.splice(0).map(server => server.stop()))
  })
  async function sshd(options?: SshdOptions): Promise<TestSshd> {
    const server = await startSshd(options)
    servers.push(server)
    return server
  }
  async function failureOf(endpoint: SshEndpoint) {
    const result = await transport.connect(endpoint, never)
    if (result.ok) throw new Error('The connection came about')
    return result.failure
  }
  const withKey = (privateKey: string, passphrase: string | null = null): Partial<SshEndpoint> => ({
    login: {
      kind: 'private-key',
      privateKey: new Secret(privateKey),
      passphrase: passphrase === null ? null : new Secret(passphrase)
    }
  })

  const keys: readonly (readonly [string, KeyKind, KeyOptions])[] = [
    ['ed25519', 'ed25519', {}],
    ['rsa', 'rsa', {}],
    ['rsa in the older format', 'rsa', { format: 'pem' }],
    ['ecdsa', 'ecdsa', {}],
    ['ed25519 with a passphrase', 'ed25519', { passphrase: 'open sesame' }],
    ['rsa with a passphrase in the older format', 'rsa', { passphrase: 'open sesame', format: 'pem' }]
  ]
  test('every usual kind of private key logs in', async () => {
    const made = await Promise.all(keys.map(([, kind, options]) => generateKey(kind, options)))
    const server = await sshd({ authorizedKeys: made })
    const outcomes = await Promise.all(
      made.map(async key => {
        const connection = await connectTo(transport, endpointOf(server, withKey(key.privateKey, key.passphrase)))
        return (await runOn(connection, 'echo in')).stdout
      })
    )
    expect(outcomes).toEqual(keys.map(() => 'in\n'))
    expect(server.log()).not.toContain('Failed none')
  })

  test('a key that the host does not know is refused, with the field to look at', async () => {
    const server = await sshd()
    const stranger = await generateKey('ed25519')
    expect(await failureOf(endpointOf(server, withKey(stranger.privateKey)))).toEqual({
      kind: 'authentication-failed',
      message: `The host refused the account’s private key for ${server.username} on 127.0.0.1:${server.port}.`,
      remedy: expect.stringContaining('“Private key”'),
      detail: { field: 'privateKey', accepted: 'publickey' }
    })
  })

  test('a missing or wrong passphrase and a public key are told apart before anything is sent', async () => {
    const key = await generateKey('ed25519', { passphrase: 'right' })
    const nowhere = { host: '127.0.0.1', port: 1 }
    const server = await sshd()
    const fields = []
    for (const login of [
      withKey(key.privateKey),
      withKey(key.privateKey, 'wrong'),
      withKey(key.publicKey),
      withKey('not a key')
    ]) {
      const { kind, detail } = await failureOf(endpointOf(server, { ...login, ...nowhere }))
      fields.push([kind, detail?.field])
    }
    expect(fields).toEqual([
      ['authentication-failed', 'passphrase'],
      ['authentication-failed', 'passphrase'],
      ['authentication-failed', 'privateKey'],
      ['authentication-failed', 'privateKey']
    ])
  })

  test('the SSH agent logs in with the right one of its keys', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-agent-'))
    const socket = join(folder, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
    const withAgent = await make({ agentSocket: socket })
    try {
      await once(agent.stdout, 'data')
      const keys = [await generateKey('ed25519'), await generateKey('rsa')]
      const server = await sshd({ authorizedKeys: keys.slice(1) })
      const endpoint = endpointOf(server, { login: { kind: 'agent' } })
      const add = async (key: string) => {
        const child = promisify(execFile)('ssh-add', ['-q', '-'], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
        child.child.stdin?.end(key)
        await child
      }
      await add(keys[0]?.privateKey ?? '')
      const before = await withAgent.connect(endpoint, never)
      await add(keys[1]?.privateKey ?? '')
      const after = await withAgent.connect(endpoint, never)
      expect([!before.ok && before.failure.kind, after.ok]).toEqual(['authentication-failed', true])
    } finally {
      await withAgent.dispose()
      agent.kill()
      await rm(folder, { recursive: true, force: true })
    }
  })

  test.runIf(isRoot)('a password logs in, and a wrong one is refused', async () => {
    const server = await sshd({ password: true })
    const withPassword = (password: string) =>
      endpointOf(server, { login: { kind: 'password', password: new Secret(password) } })
    const connection = await connectTo(transport, withPassword(server.password ?? ''))
    expect((await runOn(connection, 'echo in')).stdout).toBe('in\n')
    expect(await failureOf(withPassword('wrong'))).toMatchObject({
      kind: 'authentication-failed',
      detail: { field: 'password' }
    })
  })

  test('a host that takes no passwords says what it takes', async () => {
    const server = await sshd()
    expect(
      await failureOf(endpointOf(server, { login: { kind: 'password', password: new Secret('x') } }))
    ).toMatchObject({
      kind: 'authentication-failed',
      message: `127.0.0.1:${server.port} does not accept the account’s password: it accepts publickey only.`
    })
  })

  test('a host key nobody accepted stops the connection before any log-in', async () => {
    const server = await sshd()
    expect(await failureOf(endpointOf(server, { hostKey: null }))).toEqual({
      kind: 'host-key-unknown',
      message: expect.stringContaining(server.hostKey.fingerprint),
      remedy: expect.stringContaining('ssh-keygen -l'),
      detail: { ...server.hostKey }
    })
    expect(server.log()).not.toContain(`for ${server.username}`)
  })

  test('a changed host key stops the connection and names both keys', async () => {
    const server = await sshd()
    const before = server.hostKey
    await server.replaceHostKey()
    expect(await failureOf(endpointOf(server, { hostKey: before }))).toEqual({
      kind: 'host-key-changed',
      message: expect.stringContaining(`instead of ${before.algorithm} ${before.fingerprint}`),
      remedy: expect.stringContaining('Find out why'),
      detail: {
        expectedAlgorithm: before.algorithm,
        expectedFingerprint: before.fingerprint,
        actualAlgorithm: server.hostKey.algorithm,
        actualFingerprint: server.hostKey.fingerprint
      }
    })
  })

  test('an accepted key stays good when the host also has one of a kind that is liked better', async () => {
    const server = await sshd({ hostKeys: ['ed25519', 'rsa', 'ecdsa'] })
    for (const hostKey of server.hostKeys) {
      const connection = await connectTo(transport, endpointOf(server, { hostKey }))
      connection.close()
    }
  })

  test('a port where nobody listens refuses', async () => {
    const server = await sshd()
    await server.stopListening()
    expect(await failureOf(endpointOf(server))).toEqual({
      kind: 'connection-refused',
      message: `127.0.0.1:${server.port} refused the connection.`,
      remedy: expect.stringContaining('port')
    })
  })

  test('a name without an address does not resolve', async () => {
    const server = await sshd()
    expect(await failureOf(endpointOf(server, { host: 'no-such-host.invalid' }))).toMatchObject({
      kind: 'host-unresolved',
      message: expect.stringContaining('no-such-host.invalid')
    })
  })

  test('a server that never speaks is given up in time, and the sentence says how far it got', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const address = mute.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const hasty = await make({ readyTimeout: 300 })
    const result = await hasty.connect(
      {
        who: testHost,
        hops: [],
        host: '127.0.0.1',
        port,
        username: 'somebody',
        platform: 'posix',
        login: { kind: 'password', password: new Secret('x') },
        hostKey: null
      },
      never
    )
    expect(result).toMatchObject({
      ok: false,
      failure: {
        kind: 'connection-timeout',
        message: expect.stringContaining('accepted the connection, but did not speak SSH')
      }
    })
    await hasty.dispose()
    mute.close()
  })

  test('cancelling ends a connection that is being made', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const address = mute.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const server = await sshd()
    const controller = new AbortController()
    const arrived = once(mute, 'connection')
    const connecting = transport.connect(endpointOf(server, { port }), controller.signal)
    await arrived
    controller.abort()
    expect(await connecting).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
    mute.close()
  })

  test('a banner does not disturb', async () => {
    const server = await sshd({ banner: 'Authorised use only.\nEverything is recorded.\n' })
    const connection = await connectTo(transport, endpointOf(server))
    expect(await runOn(connection, 'echo in')).toEqual({ end: { kind: 'exited', code: 0 }, stdout: 'in\n', stderr: '' })
  })

  test('a server without any algorithm in common is called that', async () => {
    const server = await sshd({ config: ['KexAlgorithms diffie-hellman-group-exchange-sha256'] })
    expect(await failureOf(endpointOf(server))).toMatchObject({ kind: 'ssh-incompatible' })
  })

  test('fifty connections at once to a server that starts to drop at ten all come about', async () => {
    const server = await sshd({ maxStartups: '10:30:60' })
    const outputs = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const connection = await connectTo(transport, endpointOf(server))
        const { stdout } = await runOn(connection, `echo ${index}`)
        connection.close()
        return stdout
      })
    )
    expect(outputs).toEqual(Array.from({ length: 50 }, (_, index) => `${index}\n`))
  })

  test('after disposal nothing connects any more', async () => {
    const server = await sshd()
    const connection = await connectTo(transport, endpointOf(server))
    await transport.dispose()
    expect((await runOn(connection, 'true')).end).toMatchObject({ kind: 'lost' })
    expect(await failureOf(endpointOf(server))).toMatchObject({ kind: 'cancelled' })
  })

  test('the pin of a host key is what ssh-keygen prints', async () => {
    const server = await sshd()
    const { hostKeys } = await transport.probe(endpointOf(server, { hostKey: null }), () => undefined, never)
    expect(hostKeys.map(key => key.shown)).toEqual([server.hostKey])
    expect(pinOf('ssh-ed25519 AAAA').algorithm).toBe('ssh-ed25519')
  })
})
