import type { ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import { targetId } from '@shared/ids'
import { Secret } from '@shared/secret'
import type { Command, Connection, OutputSink, SshEndpoint, SshTransport } from '../../electron/engine/ports'
import type { TestSshd } from './sshd'

/** Whom reports about a test server name. */
export const testHost: ReportedHost = { kind: 'target', id: targetId.parse('target-0123456789'), name: 'web-1' }

/** Where a test server is and how to log in there by the key that is always made. */
export const endpointOf = (server: TestSshd, change: Partial<SshEndpoint> = {}): SshEndpoint => ({
  who: testHost,
  hops: [],
  host: server.host,
  port: server.port,
  username: server.username,
  platform: 'posix',
  login: { kind: 'private-key', privateKey: new Secret(server.privateKey), passphrase: null },
  hostKey: server.hostKey,
  ...change
})

export const never = new AbortController().signal

export const command = (line: string, stdin: Uint8Array | string = ''): Command => ({
  line,
  argv: ['/bin/sh', '-c', line],
  stdin: typeof stdin === 'string' ? Buffer.from(stdin) : stdin
})

/** Connects or throws what the person would read. */
export async function connectTo(transport: SshTransport, endpoint: SshEndpoint): Promise<Connection> {
  const result = await transport.connect(endpoint, never)
  if (!result.ok) throw new Error(`${result.failure.kind}: ${result.failure.message}`)
  return result.value
}

/** Runs a command to its end and collects what it wrote. */
export async function runOn(connection: Connection, line: string, stdin: Uint8Array | string = '') {
  const chunks: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] }
  const collect: OutputSink = (stream, chunk) => {
    chunks[stream].push(Uint8Array.from(chunk))
  }
  const end = await connection.exec(command(line, stdin), collect).ended
  const text = (list: readonly Uint8Array[]) => Buffer.concat(list).toString('utf8')
  return { end, stdout: text(chunks.stdout), stderr: text(chunks.stderr) }
}

/** The stages without their times, which no test may depend on. */
export const withoutTimes = (stages: readonly ConnectionStageReport[]) => stages.map(({ ms: _, ...rest }) => rest)
