import type { ConnectionStageReport } from '@shared/connection-report'
import { Secret } from '@shared/secret'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SshEndpoint, SshTransport } from '../../../electron/engine/ports'
import { endpointOf, never, runOn, testHost, withoutTimes } from '../../support/ssh'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

describe.each(transportKinds)('the connection test, $name', ({ make }) => {
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
  async function probe(endpoint: SshEndpoint) {
    const pushed: ConnectionStageReport[] = []
    const { stages, hostKeys, connection } = await transport.probe(endpoint, stage => pushed.push(stage), never)
    expect(pushed).toEqual(stages)
    connection?.close()
    return { stages: withoutTimes(stages), hostKeys, isConnected: connection !== null }
  }
  const reached = (server: TestSshd) => [
    { host: testHost, stage: 'resolve', outcome: 'ok', detail: '127.0.0.1' },
    { host: testHost, stage: 'tcp', outcome: 'ok', detail: 'connected to 127.0.0.1' },
    { host: testHost, stage: 'host-key', outcome: 'ok', detail: `ssh-ed25519 ${server.hostKey.fingerprint}` }
  ]
  const skipped = (stage: string) => ({ host: testHost, stage, outcome: 'skipped', detail: '' })

  test('goes through all stages and says what it found at each', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server))).toEqual({
      stages: [
        ...reached(server),
        {
          host: testHost,
          stage: 'authentication',
          outcome: 'ok',
          detail: `logged in as ${server.username} with a private key`
        }
      ],
      hostKeys: [{ host: testHost, shown: server.hostKey, accepted: server.hostKey, trust: 'pinned' }],
      isConnected: true
    })
  })

  test('stops at a key that nobody accepted and shows it', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server, { hostKey: null }))).toEqual({
      stages: [
        ...reached(server).slice(0, 2),
        {
          host: testHost,
          stage: 'host-key',
          outcome: 'failed',
          detail: `ssh-ed25519 ${server.hostKey.fingerprint}`,
          failure: expect.objectContaining({ kind: 'host-key-unknown' })
        },
        skipped('authentication')
      ],
      hostKeys: [{ host: testHost, shown: server.hostKey, accepted: null, trust: 'unknown' }],
      isConnected: false
    })
  })

  test('shows the key of a host also when the account’s private key is unusable', async () => {
    const server = await sshd()
    const login = { kind: 'private-key', privateKey: new Secret('nonsense'), passphrase: null } as const
    expect((await probe(endpointOf(server, { login, hostKey: null }))).hostKeys.map(key => key.shown)).toEqual([
      server.hostKey
    ])
    expect((await probe(endpointOf(server, { login }))).stages).toEqual([
      ...reached(server),
      {
        host: testHost,
        stage: 'authentication',
        outcome: 'failed',
        detail: 'The account’s private key is not in a format that Slipway can read.',
        failure: expect.objectContaining({ kind: 'authentication-failed' })
      }
    ])
  })

  test('a host that shows another key than the accepted one is not logged in to', async () => {
    const server = await sshd()
    const { hostKey: accepted } = server
    await server.replaceHostKey()
    const { hostKeys, isConnected } = await probe(endpointOf(server, { hostKey: accepted }))
    expect(hostKeys).toEqual([{ host: testHost, shown: server.hostKey, accepted, trust: 'changed' }])
    expect(isConnected).toBe(false)
  })

  test('what the probe logged in to runs commands', async () => {
    const server = await sshd()
    const { connection } = await transport.probe(endpointOf(server), () => undefined, never)
    if (connection === null) throw new Error('The probe did not connect')
    expect((await runOn(connection, 'echo here')).stdout).toBe('here\n')
    connection.close()
  })

  test('a name that does not resolve fails the first stage and skips the rest', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server, { host: 'no-such-host.invalid' }))).toEqual({
      stages: [
        expect.objectContaining({ stage: 'resolve', outcome: 'failed' }),
        skipped('tcp'),
        skipped('host-key'),
        skipped('authentication')
      ],
      hostKeys: [],
      isConnected: false
    })
  })
})
