import type { ConnectionStageReport } from '@shared/connection-report'
import { Secret } from '@shared/secret'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SshEndpoint, SshTransport } from '../../../electron/engine/ports'
import { endpointOf, never, withoutTimes } from '../../support/ssh'
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
    const { stages, hostKey } = await transport.probe(endpoint, stage => pushed.push(stage), never)
    expect(pushed).toEqual(stages)
    return { stages: withoutTimes(stages), hostKey }
  }
  const reached = (server: TestSshd) => [
    { stage: 'resolve', outcome: 'ok', detail: '127.0.0.1' },
    { stage: 'tcp', outcome: 'ok', detail: 'connected to 127.0.0.1' },
    { stage: 'host-key', outcome: 'ok', detail: `ssh-ed25519 ${server.hostKey.fingerprint}` }
  ]
  const skipped = (stage: string) => ({ stage, outcome: 'skipped', detail: '' })

  test('goes through all stages and says what it found at each', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server))).toEqual({
      stages: [
        ...reached(server),
        { stage: 'authentication', outcome: 'ok', detail: `logged in as ${server.username} with a private key` },
        { stage: 'shell', outcome: 'ok', detail: expect.stringMatching(/^GNU bash, version \d/) }
      ],
      hostKey: server.hostKey
    })
  })

  test('stops at a key that nobody accepted and shows it', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server, { hostKey: null }))).toEqual({
      stages: [
        ...reached(server).slice(0, 2),
        {
          stage: 'host-key',
          outcome: 'failed',
          detail: `ssh-ed25519 ${server.hostKey.fingerprint}`,
          failure: expect.objectContaining({ kind: 'host-key-unknown' })
        },
        skipped('authentication'),
        skipped('shell')
      ],
      hostKey: server.hostKey
    })
  })

  test('shows the key of a host also when the account’s private key is unusable', async () => {
    const server = await sshd()
    const login = { kind: 'private-key', privateKey: new Secret('nonsense'), passphrase: null } as const
    expect((await probe(endpointOf(server, { login, hostKey: null }))).hostKey).toEqual(server.hostKey)
    expect((await probe(endpointOf(server, { login }))).stages).toEqual([
      ...reached(server),
      {
        stage: 'authentication',
        outcome: 'failed',
        detail: 'The account’s private key is not in a format that Slipway can read.',
        failure: expect.objectContaining({ kind: 'authentication-failed' })
      },
      skipped('shell')
    ])
  })

  test('a host without bash passes all but the last stage', async () => {
    const server = await sshd({ withoutBash: true, shell: '/bin/sh' })
    const { stages } = await probe(endpointOf(server))
    expect(stages.at(-1)).toEqual({
      stage: 'shell',
      outcome: 'failed',
      detail: expect.stringContaining('bash does not run on'),
      failure: expect.objectContaining({ kind: 'interpreter-missing' })
    })
  })

  test('a host that answers every command with something else does not pass', async () => {
    const server = await sshd({ forceCommand: 'echo "This account is not for you."; exit 1' })
    const { stages } = await probe(endpointOf(server))
    expect(stages.at(-1)).toMatchObject({
      stage: 'shell',
      outcome: 'failed',
      detail: expect.stringContaining('This account is not for you.')
    })
  })

  test('a name that does not resolve fails the first stage and skips the rest', async () => {
    const server = await sshd()
    expect(await probe(endpointOf(server, { host: 'no-such-host.invalid' }))).toEqual({
      stages: [
        expect.objectContaining({ stage: 'resolve', outcome: 'failed' }),
        skipped('tcp'),
        skipped('host-key'),
        skipped('authentication'),
        skipped('shell')
      ],
      hostKey: null
    })
  })
})
