import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Connection, Shipment, ShipmentProgress, SshTransport } from '../../../electron/engine/ports'
import { createSshTransport } from '../../../electron/transports/ssh/transport'
import { type Content, contentOf, fileShipment, treeShipment } from '../../support/shipments'
import { canMakeDisks, smallDisk } from '../../support/small-disk'
import { connectTo, endpointOf, never, runOn } from '../../support/ssh'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { transportKinds } from '../../support/transports'

const send = (connection: Connection, shipment: Shipment, signal: AbortSignal = never) =>
  connection.send(shipment, () => undefined, signal)

const odd: Content = {
  '-dash': 'dash',
  'a b/c d.txt': 'spaces',
  'bin/run': { run: '#!/bin/sh\n' },
  'bin/run-link': { to: 'run' },
  'e/empty': null,
  'e/nothing.txt': '',
  'line\nbreak': 'line break',
  [`long/${'n'.repeat(120)}/${'o'.repeat(120)}.txt`]: 'long',
  'per%cent 100%': 'per cent',
  'quo\'te"$(x)': 'quotes',
  'ünïcode/日本.txt': 'unicode'
}

const ownerOf = async (path: string): Promise<[number, number]> => {
  const { uid, gid } = await stat(path)
  return [uid, gid]
}

const failureOf = (result: Awaited<ReturnType<typeof send>>) => (result.ok ? result.value : result.failure)

interface Place {
  readonly server: TestSshd
  readonly transport: SshTransport
  readonly connection: Connection
  /** A folder of this machine for what is sent. */
  readonly folder: string
}

let cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
  cleanups = []
})

async function place(
  options: SshdOptions = {},
  tweak: Parameters<typeof endpointOf>[1] = {},
  transport = createSshTransport()
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-send-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  const server = await startSshd(options)
  cleanups.push(() => server.stop())
  cleanups.push(() => transport.dispose())
  return { server, transport, folder, connection: await connectTo(transport, endpointOf(server, tweak)) }
}

describe.each(transportKinds)('bringing packages over SSH, $name', ({ make }) => {
  test('a file arrives whole, with its progress told, and is not sent again', async () => {
    const { server, connection, folder } = await place({}, {}, await make())
    const content = randomBytes(3_000_001)
    const shipment = await fileShipment(folder, content, { to: 'some where/-dash ü.zip' })
    const path = join(server.home, shipment.to)
    const seen: ShipmentProgress[] = []
    const first = await connection.send(shipment, progress => seen.push(progress), never)
    expect(first).toEqual({ ok: true, value: { how: 'stream', sent: content.byteLength, path } })
    expect((await readFile(path)).equals(content)).toBe(true)
    expect(seen[0]).toMatchObject({ total: content.byteLength })
    expect(await send(connection, shipment)).toEqual({ ok: true, value: { how: 'there', sent: 0, path } })
    expect((await readdir(dirname(path))).sort()).toEqual(['-dash ü.zip', '-dash ü.zip.sha256'])
  })

  test('transfers keep to a limit that is set while the app runs', async () => {
    const { transport, connection, folder } = await place({}, {}, await make())
    transport.limitTransfers(500_000)
    const begun = performance.now()
    const sent = await send(connection, await fileShipment(folder, randomBytes(750_000), { to: 'slow.zip' }))
    const took = performance.now() - begun
    expect(sent).toMatchObject({ ok: true, value: { sent: 750_000 } })
    // The first 256 kB go at once; the rest has to wait its time. There is no upper bound: the machine may be busy.
    expect(took).toBeGreaterThan(450)
  })

  test('one that is cancelled ends at once, and goes on later where it ended', async () => {
    const { server, transport, folder } = await place({}, {}, await make({ transferLimit: 4_000_000 }))
    const shipment = await fileShipment(folder, randomBytes(3_000_000))
    const stop = new AbortController()
    const slow = await connectTo(transport, endpointOf(server))
    const first = await slow.send(shipment, ({ sent }) => sent > 500_000 && stop.abort(), stop.signal)
    expect(failureOf(first)).toMatchObject({ kind: 'cancelled', message: expect.stringContaining('shop.zip') })
    const again = await send(slow, shipment)
    expect(again).toMatchObject({ ok: true, value: { how: 'resumed' } })
    expect(again.ok && again.value.sent).toBeLessThan(3_000_000)
    expect((await readFile(join(server.home, shipment.to))).equals(await readFile(shipment.from))).toBe(true)
  })
})

describe('a file for a target', () => {
  test('goes on after its connection broke, and its beginning is verified, too', async () => {
    const { server, transport, connection, folder } = await place(
      {},
      {},
      createSshTransport({ transferLimit: 4_000_000 })
    )
    const shipment = await fileShipment(folder, randomBytes(3_000_000))
    let isKilled = false
    const first = await connection.send(
      shipment,
      ({ sent }) => {
        if (sent < 500_000 || isKilled) return
        isKilled = true
        void server.killSessions()
      },
      never
    )
    expect(failureOf(first)).toMatchObject({ kind: 'connection-lost' })
    const part = join(server.home, dirname(shipment.to), `.slipway-${shipment.key}.part`)
    const arrived = (await readFile(part)).byteLength
    expect(arrived).toBeGreaterThan(0)
    const anew = await connectTo(transport, endpointOf(server))
    const path = join(server.home, shipment.to)
    expect(await send(anew, shipment)).toEqual({
      ok: true,
      value: { how: 'resumed', sent: 3_000_000 - arrived, path }
    })
  })

  test('starts over where what was left of it is no good', async () => {
    const { server, connection, folder } = await place()
    const shipment = await fileShipment(folder, 'what is wanted')
    const at = dirname(join(server.home, shipment.to))
    await runOn(connection, `mkdir -p ${at}; printf 'not ' > ${at}/.slipway-${shipment.key}.part`)
    expect(await send(connection, shipment)).toMatchObject({ ok: true, value: { how: 'stream', sent: 14 } })
    expect(await readFile(join(server.home, shipment.to), 'utf8')).toBe('what is wanted')
  })

  test('that arrives damaged never gets its name, and both hashes are told', async () => {
    const { server, connection, folder } = await place()
    const shipment = await fileShipment(folder, 'what is wanted')
    await writeFile(shipment.from, 'what is w@nted')
    const found = createHash('sha256').update('what is w@nted').digest('hex')
    expect(failureOf(await send(connection, shipment))).toMatchObject({
      kind: 'transfer-failed',
      message: expect.stringContaining(`its SHA-256 is ${found} instead of ${shipment.key}`),
      detail: { expected: shipment.key, found }
    })
    expect(await readdir(dirname(join(server.home, shipment.to)))).toEqual([])
  })

  test('that somebody changed there is sent again', async () => {
    const { server, connection, folder } = await place()
    const shipment = await fileShipment(folder, 'what is wanted')
    await send(connection, shipment)
    await runOn(connection, `printf 'what is w@nted' > ${shipment.to}; touch -d 'next year' ${shipment.to}`)
    expect(await send(connection, shipment)).toMatchObject({ ok: true, value: { how: 'stream' } })
    expect(await readFile(join(server.home, shipment.to), 'utf8')).toBe('what is wanted')
  })

  test('is brought once where two bring it at the same time, also after one who died', async () => {
    const { server, connection, folder } = await place()
    const shipment = await fileShipment(folder, randomBytes(2_000_000))
    const lock = `${dirname(shipment.to)}/.slipway-${shipment.key}.lock`
    await runOn(connection, `mkdir -p ${lock}; echo "$(uname -n) 99999999" > ${lock}/holder`)
    const results = await Promise.all([send(connection, shipment), send(connection, shipment)])
    expect(results.map(result => result.ok && result.value.how).sort()).toEqual(['stream', 'there'])
    expect((await readdir(dirname(join(server.home, shipment.to)))).sort()).toEqual(['shop.zip', 'shop.zip.sha256'])
  })

  test.runIf(canMakeDisks)('that does not fit is told with what is free and needed, and has no name', async () => {
    const { folder, connection, server } = await place()
    const disk = smallDisk('512k')
    await chown(disk.folder, ...(await ownerOf(server.home)))
    const shipment = await fileShipment(folder, randomBytes(1_000_000), { to: join(disk.folder, 'shop.zip') })
    expect(failureOf(await send(connection, shipment))).toMatchObject({
      kind: 'transfer-failed',
      message: expect.stringMatching(/^Only 5\d\d kB are free on .*, and 1 MB are needed, so shop.zip could not/)
    })
    const tree = await treeShipment(folder, { big: 'x'.repeat(1_000_000) }, { to: join(disk.folder, 'tree') })
    expect(failureOf(await send(connection, tree))).toMatchObject({ kind: 'transfer-failed' })
    expect(await readdir(disk.folder)).toEqual([])
  })

  test('that a folder is in the way of is refused in words', async () => {
    const { connection, folder } = await place()
    const shipment = await fileShipment(folder, 'x', { to: 'taken' })
    await runOn(connection, 'mkdir taken')
    expect(failureOf(await send(connection, shipment))).toMatchObject({
      kind: 'transfer-failed',
      message: expect.stringContaining('taken is a folder')
    })
  })

  test('arrives behind login shells of other kinds and with few tools', async () => {
    const { connection, folder } = await place({ withoutBash: true, shell: '/bin/sh' })
    expect(await send(connection, await fileShipment(folder, 'x'))).toMatchObject({ ok: true })
  })
})

describe('a tree for a target', () => {
  test('arrives with links, modes, empty folders and odd names, and is not sent again', async () => {
    const { server, connection, folder } = await place()
    const shipment = await treeShipment(folder, odd)
    const path = join(server.home, shipment.to)
    expect(await send(connection, shipment)).toMatchObject({ ok: true, value: { how: 'stream', path } })
    expect(await contentOf(path)).toEqual(odd)
    expect(await send(connection, shipment)).toEqual({ ok: true, value: { how: 'there', sent: 0, path } })
    expect((await readdir(dirname(path))).sort()).toEqual(['manifest', 'tree'])
  })

  test('takes from an older one what is the same, and leaves that as it is', async () => {
    const { server, connection, folder } = await place()
    const older = await treeShipment(folder, odd)
    await send(connection, older)
    const { '-dash': _, 'e/empty': __, 'bin/run-link': ___, ...kept } = odd
    const changed: Content = {
      ...kept,
      '-dash/now a folder': 'x',
      'per%cent 100%': { run: 'per cent' },
      'z/link': { to: '../e' }
    }
    const newer = await treeShipment(folder, changed)
    const result = await send(connection, newer)
    expect(result).toMatchObject({ ok: true, value: { how: 'changes' } })
    expect(await contentOf(join(server.home, newer.to))).toEqual(changed)
    expect(await contentOf(join(server.home, older.to))).toEqual(odd)
    expect(await send(connection, newer)).toMatchObject({ ok: true, value: { how: 'there' } })
  })

  test('takes nothing from one that somebody changed, and brings that anew', async () => {
    const { server, connection, folder } = await place()
    const older = await treeShipment(folder, { 'a.txt': 'a', 'b.txt': 'b' })
    await send(connection, older)
    await runOn(connection, `cd ${older.to} && echo changed > a.txt && touch -d 'next year' a.txt`)
    const newer = await treeShipment(folder, { 'a.txt': 'a', 'b.txt': 'c' }, { basedOn: [older.to] })
    expect(await send(connection, newer)).toMatchObject({ ok: true, value: { how: 'stream' } })
    expect(await send(connection, older)).toMatchObject({ ok: true, value: { how: 'changes' } })
    expect(await contentOf(join(server.home, older.to))).toEqual({ 'a.txt': 'a', 'b.txt': 'b' })
  })

  test('goes on after it was cancelled with the files that have not arrived', async () => {
    const { server, connection, folder } = await place({}, {}, createSshTransport({ transferLimit: 4_000_000 }))
    const content = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`file-${index}`, randomBytes(50_000).toString('hex')])
    )
    const shipment = await treeShipment(folder, content)
    const stop = new AbortController()
    await connection.send(shipment, ({ sent }) => sent > 1_500_000 && stop.abort(), stop.signal)
    const again = await send(connection, shipment)
    expect(again).toMatchObject({ ok: true, value: { how: 'resumed' } })
    expect(again.ok && again.value.sent).toBeLessThan(2_500_000)
    expect(await contentOf(join(server.home, shipment.to))).toEqual(content)
  })

  test('that arrives damaged never gets its name, and the file is named', async () => {
    const { server, connection, folder } = await place()
    const shipment = await treeShipment(folder, { 'good.txt': 'good', 'sub/bad.txt': 'what is wanted' })
    await writeFile(join(shipment.from, 'sub/bad.txt'), 'what is w@nted')
    expect(failureOf(await send(connection, shipment))).toMatchObject({
      kind: 'transfer-failed',
      message: expect.stringMatching(/^sub\/bad.txt arrived damaged/)
    })
    expect(await readdir(dirname(join(server.home, shipment.to)))).toEqual([])
  })
})

describe('a target that lets nobody start commands', () => {
  test('gets files and trees over SFTP', async () => {
    const { server, connection, folder } = await place({ forceCommand: 'internal-sftp' })
    const file = await fileShipment(folder, randomBytes(700_000))
    const path = join(server.home, file.to)
    expect(await send(connection, file)).toEqual({ ok: true, value: { how: 'sftp', sent: 700_000, path } })
    expect((await readFile(path)).equals(await readFile(file.from))).toBe(true)
    expect(await send(connection, file)).toMatchObject({ ok: true, value: { how: 'there' } })
    const tree = await treeShipment(folder, odd)
    expect(await send(connection, tree)).toMatchObject({ ok: true, value: { how: 'sftp' } })
    expect(await contentOf(join(server.home, tree.to))).toEqual(odd)
    expect(await send(connection, tree)).toMatchObject({ ok: true, value: { how: 'there' } })
  })
})

test('many targets get the same file at the same time', async () => {
  const { server, transport, folder } = await place()
  const shipment = await fileShipment(folder, randomBytes(5_000_000))
  const results = await Promise.all(
    Array.from({ length: 4 }, async (_, index) => {
      const connection = await connectTo(transport, endpointOf(server))
      return send(connection, { ...shipment, to: `place-${index}/shop.zip` })
    })
  )
  expect(results.map(result => result.ok && result.value.how)).toEqual(['stream', 'stream', 'stream', 'stream'])
})
