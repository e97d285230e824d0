import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type CipherAlgorithm, Client, Server } from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import { reusePackets } from '../../../electron/transports/ssh/packets'
import { generateKey } from '../../support/keys'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** A client whose server answers every command with the hash of its input, and asks for new keys in the middle of it. */
async function connected(
  cipher: CipherAlgorithm
): Promise<{ readonly client: Client; readonly handshakes: () => number }> {
  const hostKey = await generateKey('ed25519')
  const server = new Server({ hostKeys: [hostKey.privateKey] }, peer => {
    peer.on('error', () => undefined)
    peer.on('authentication', context => context.accept())
    peer.on('session', accept => {
      accept().on('exec', acceptExec => {
        const channel = acceptExec()
        const hash = createHash('sha256')
        channel.once('data', () => peer.rekey())
        channel.on('data', (chunk: Buffer) => hash.update(chunk))
        channel.once('end', () => {
          channel.write(hash.digest('hex'))
          channel.exit(0)
          channel.end()
        })
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new Client()
  let handshakes = 0
  client.on('handshake', () => {
    handshakes += 1
    reusePackets(client)
  })
  cleanups.push(() => {
    client.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  client.connect({ host: '127.0.0.1', port, username: 'deploy', password: 'any', algorithms: { cipher: [cipher] } })
  await once(client, 'ready')
  return { client, handshakes: () => handshakes }
}

const hashThere = (client: Client, input: Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    client.exec('hash', (error, channel) => {
      if (error) return reject(error)
      const answer: Buffer[] = []
      channel.on('data', (chunk: Buffer) => answer.push(chunk))
      channel.once('close', () => resolve(Buffer.concat(answer).toString()))
      channel.end(input)
    })
  })

test.each(['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr'] as const)(
  'what is sent with %s arrives as it was, also when the keys change meanwhile',
  async cipher => {
    const { client, handshakes } = await connected(cipher)
    for (const bytes of [1, 8 * 1024, 3_000_001]) {
      const input = randomBytes(bytes)
      expect(await hashThere(client, input)).toBe(hashOf(input))
    }
    expect(handshakes()).toBeGreaterThan(1)
  }
)

test('large packets are made in one place, small ones and those of other ciphers are not', async () => {
  const placeOf = async (cipher: CipherAlgorithm, bytes: number): Promise<readonly ArrayBufferLike[]> => {
    const { client } = await connected(cipher)
    const { _protocol: protocol } = client as unknown as {
      readonly _protocol: { readonly _cipher: { allocPacket(bytes: number): Buffer } }
    }
    return [1, 2].map(() => protocol._cipher.allocPacket(bytes).buffer)
  }
  const [one, other] = await placeOf('aes128-gcm@openssh.com', 32 * 1024 + 9)
  expect(one).toBe(other)
  expect(await placeOf('aes128-gcm@openssh.com', 5000)).not.toContain(one)
  expect(await placeOf('aes128-gcm@openssh.com', 40_000)).not.toContain(one)
  expect(await placeOf('aes128-ctr', 32 * 1024)).not.toContain(one)
})
