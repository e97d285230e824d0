import { targetId } from '@shared/ids'
import { fail } from '@shared/result'
import { Secret } from '@shared/secret'
import type { DemoServers, ServicePorts } from './ports'

/** The host name of the demo server that stands in for this machine. */
export const hereHost = 'workstation'

/**
 * In the demo, what runs “on this machine” runs on a server of the demo, so that it is confined as the targets are and
 * cannot touch the person's own files.
 */
export const hereInDemo =
  ({ ssh }: Pick<ServicePorts, 'ssh'>, running: () => DemoServers | null): ServicePorts['here'] =>
  async signal => {
    const servers = running()
    const server = servers?.servers.find(item => item.name === hereHost)
    if (!servers || !server) return fail(notRunning)
    const { username, privateKey } = servers.account
    return ssh.connect(
      {
        who: { kind: 'target', id: targetId.parse('target-0000000000'), name: 'this machine' },
        hops: [],
        host: '127.0.0.1',
        port: server.port,
        username,
        platform: 'posix',
        login: { kind: 'private-key', privateKey: new Secret(privateKey), passphrase: null },
        hostKey: server.hostKey
      },
      signal
    )
  }

const notRunning = {
  kind: 'connection-lost',
  message: 'The demo’s servers are not running.',
  remedy: 'Reset the demo.'
} as const
