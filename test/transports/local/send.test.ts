import { lstat, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Shipment } from '../../../electron/engine/ports'
import { LocalConnection } from '../../../electron/transports/local/connection'
import { type Content, contentOf, fileShipment, treeShipment } from '../../support/shipments'

const content: Content = {
  'a b/c.txt': 'c',
  'bin/run': { run: '#!/bin/sh\n' },
  empty: null,
  link: { to: 'bin/run' }
}

describe('bringing packages to a place on this machine', () => {
  let folder: string
  let home: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-source-'))
    home = await mkdtemp(join(tmpdir(), 'slipway-home-'))
  })
  afterEach(async () => {
    for (const path of [folder, home]) await rm(path, { recursive: true })
  })
  const send = (shipment: Shipment, signal = new AbortController().signal) =>
    new LocalConnection(home, {}).send(shipment, () => undefined, signal)

  test('a file is a copy of its own, and is not copied again until somebody changes it', async () => {
    const shipment = await fileShipment(folder, 'content')
    const path = join(home, shipment.to)
    expect(await send(shipment)).toEqual({ ok: true, value: { how: 'stream', sent: 7, path } })
    expect((await lstat(path)).nlink).toBe(1)
    expect(await send(shipment)).toEqual({ ok: true, value: { how: 'there', sent: 0, path } })
    await writeFile(path, 'c0ntent')
    await utimes(path, new Date('2100-01-01'), new Date('2100-01-01'))
    expect(await send(shipment)).toMatchObject({ ok: true, value: { how: 'stream' } })
    expect(await readFile(path, 'utf8')).toBe('content')
    expect((await readdir(dirname(path))).sort()).toEqual(['shop.zip', 'shop.zip.sha256'])
  })

  test('a tree arrives with links, modes and empty folders, and is not copied again', async () => {
    const shipment = await treeShipment(folder, content)
    const path = join(home, shipment.to)
    expect(await send(shipment)).toMatchObject({ ok: true, value: { how: 'stream', path } })
    expect(await contentOf(path)).toEqual(content)
    expect(await send(shipment)).toEqual({ ok: true, value: { how: 'there', sent: 0, path } })
    await rm(join(path, 'bin/run'))
    expect(await send(shipment)).toMatchObject({ ok: true, value: { how: 'stream' } })
    expect(await contentOf(path)).toEqual(content)
    expect((await readdir(dirname(path))).sort()).toEqual(['manifest', 'tree'])
  })

  test('what is not what it ought to be never gets its name', async () => {
    const shipment = await fileShipment(folder, 'content')
    await writeFile(shipment.from, 'c0ntent')
    expect(await send(shipment)).toMatchObject({
      ok: false,
      failure: { kind: 'transfer-failed', detail: { expected: shipment.key } }
    })
    expect(await readdir(dirname(join(home, shipment.to)))).toEqual([])
  })

  test('what is missing on this machine, or cancelled, is said as such', async () => {
    const shipment = await fileShipment(folder, 'content', { from: join(folder, 'nothing') })
    expect(await send(shipment)).toMatchObject({ ok: false, failure: { kind: 'package-missing' } })
    const stop = new AbortController()
    stop.abort()
    expect(await send(await fileShipment(folder, 'x'), stop.signal)).toMatchObject({
      ok: false,
      failure: { kind: 'cancelled' }
    })
  })
})
