import { once } from 'node:events'
import { createServer } from 'node:net'
import type { HostKeyPin } from '@shared/model/target'
import { type Connection, Server, utils } from 'ssh2'
import { newPrivateKey } from '../../electron/demo/key-files'
import type { SshEndpoint } from '../../electron/engine/ports'
import { describeHostKey } from '../../electron/transports/ssh/host-key'
import { testHost } from './ssh'

interface OddServer {
  readonly port: number
  readonly hostKey: HostKeyPin
  stop(): void
}

/** A server on loopback that logs in as `onClient` decides: for what no OpenSSH without PAM does. */
export async function startOddServer(onClient: (client: Connection) => void): Promise<OddServer> {
  const hostKey = newPrivateKey('test')
  const parsed = utils.parseKey(hostKey)
  if (parsed instanceof Error) throw parsed
  const ssh = new Server({ hostKeys: [hostKey] }, client => {
    client.on('error', () => undefined)
    onClient(client)
  })
  const listener = createServer(socket => ssh.injectSocket(socket)).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return { port: address.port, hostKey: describeHostKey(parsed.getPublicSSH()), stop: () => listener.close() }
}

/** How to log in there. */
export const endpointAt = (server: Pick<OddServer, 'port' | 'hostKey'>, login: SshEndpoint['login']): SshEndpoint => ({
  who: testHost,
  hops: [],
  host: '127.0.0.1',
  port: server.port,
  username: 'ada',
  platform: 'posix',
  login,
  hostKey: server.hostKey
})
