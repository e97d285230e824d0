import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Secret } from '@shared/secret'
import { Server } from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import { describeHostKey } from '../../../electron/transports/ssh/host-key'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { generateKey } from '../../support/keys'
import { connectTo, runOn, testHost } from '../../support/ssh'

const cleanups: (() => Promise<unknown> | undefined)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A server whose n-th channel, from 0, is refused when `isRefused` says so; commands print their own text. */
async function serverThat(isRefused: (channel: number) => boolean) {
  const hostKey = await generateKey('ed25519')
  let asked = 0
  const server = new Server({ hostKeys: [hostKey.privateKey] }, client => {
    client.on('error', () => undefined)
    client.on('authentication', context => context.accept())
    client.on('session', (accept, reject) => {
      if (isRefused(asked++)) return reject()
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec()
        channel.write(command)
        channel.exit(0)
        channel.end()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => server.close())
  const transport = createSshTransport()
  cleanups.push(() => transport.dispose())
  const { port } = server.address() as AddressInfo
  const publicKey = Buffer.from(hostKey.publicKey.split(' ')[1] ?? '', 'base64')
  const connection = await connectTo(transport, {
    who: testHost,
    hops: [],
    host: '127.0.0.1',
    port,
    username: 'deploy',
    platform: 'posix',
    login: { kind: 'password', password: new Secret('any will do') },
    hostKey: describeHostKey(publicKey)
  })
  return { connection, asked: () => asked }
}

test('a server that still counts a command which has ended is asked again', async () => {
  const { connection, asked } = await serverThat(channel => channel === 1 || channel === 2)
  expect((await runOn(connection, 'first')).stdout).toBe('first')
  expect(await runOn(connection, 'second')).toMatchObject({ stdout: 'second', end: { kind: 'exited', code: 0 } })
  expect(asked()).toBe(4)
})

test('a server that goes on refusing is given up', async () => {
  const { connection } = await serverThat(channel => channel > 0)
  await runOn(connection, 'first')
  expect((await runOn(connection, 'second')).end).toEqual({
    kind: 'lost',
    reason: expect.stringContaining('refused to open a channel (MaxSessions)')
  })
})
