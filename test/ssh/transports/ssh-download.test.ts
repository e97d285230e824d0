import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, SshTransport } from '../../../electron/engine/ports'
import { connectTo, endpointOf, runOn } from '../../support/ssh'
import { startSshd, type TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

const platforms = ['posix', 'windows'] as const
const cases = transportKinds.flatMap(kind => platforms.map(platform => ({ ...kind, platform })))

// `windows` takes the way over SFTP, which any OpenSSH server has.
describe.each(cases)('fetching a file over SSH as from $platform, $name', ({ make, platform }) => {
  let server: TestSshd
  let transport: SshTransport
  let connection: Connection
  beforeAll(async () => {
    server = await startSshd()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    transport = await make()
    connection = await connectTo(transport, endpointOf(server, { platform }))
  })
  afterEach(() => transport.dispose())
  const fetch = async (path: string) => {
    const chunks: Uint8Array[] = []
    const result = await connection.download(path, async chunk => {
      chunks.push(Uint8Array.from(chunk))
    })
    return { result, content: Buffer.concat(chunks) }
  }

  test('brings every byte of files with awkward names', async () => {
    const names = ['plain', 'with space', "it's", '$HOME', '`id`', 'a;b', '"quoted"', 'ünïcode', '-dash']
    for (const name of names) {
      const path = `${server.home}/${name}`
      const quoted = `'${path.replaceAll("'", "'\\''")}'`
      await runOn(connection, `head -c 300000 /dev/urandom > ${quoted}`)
      const { stdout } = await runOn(connection, `sha256sum < ${quoted}`)
      const { result, content } = await fetch(path)
      expect([name, result, createHash('sha256').update(content).digest('hex')]).toEqual([
        name,
        { ok: true, value: { bytes: 300_000 } },
        stdout.split(' ')[0]
      ])
    }
  })

  test('brings an empty file', async () => {
    await runOn(connection, `: > ${server.home}/empty`)
    expect((await fetch(`${server.home}/empty`)).result).toEqual({ ok: true, value: { bytes: 0 } })
  })

  test('says that a file is missing', async () => {
    expect((await fetch('/no/such/file')).result).toMatchObject({
      ok: false,
      failure: {
        kind: 'artifact-missing',
        message: `There is no file /no/such/file on ${server.host}:${server.port}.`
      }
    })
  })

  test('says that a file may not be read', async () => {
    await runOn(connection, `echo x > ${server.home}/locked; chmod 000 ${server.home}/locked`)
    const who = await runOn(connection, 'id -u')
    const { result } = await fetch(`${server.home}/locked`)
    // Root may read everything.
    if (who.stdout.trim() !== '0') expect(result).toMatchObject({ ok: false, failure: { kind: 'artifact-missing' } })
    else expect(result.ok).toBe(true)
  })

  test('stops when the file cannot be stored, and the connection stays usable', async () => {
    await runOn(connection, `head -c 3000000 /dev/zero > ${server.home}/big`)
    const result = await connection.download(`${server.home}/big`, () => Promise.reject(new Error('no room')))
    expect(result).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
    expect((await runOn(connection, 'echo usable')).stdout).toBe('usable\n')
  })

  test('is broken off when the server dies', async () => {
    await runOn(connection, `head -c 30000000 /dev/zero > ${server.home}/huge`)
    let kill: Promise<number> | null = null
    const result = await connection.download(`${server.home}/huge`, async () => {
      kill ??= server.killSessions()
      await kill
    })
    expect(result).toMatchObject({ ok: false, failure: { kind: 'connection-lost' } })
  })
})
