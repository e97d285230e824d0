import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ExecEnd } from '@shared/deployment'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SpeedLimit } from '../../../electron/transports/shipping/pace'
import { SharedReads } from '../../../electron/transports/shipping/shared-reads'
import { sendOver } from '../../../electron/transports/ssh/send'
import type { ExecWithInput, Way } from '../../../electron/transports/ssh/send-way'
import { type Content, contentOf, fileShipment, treeShipment } from '../../support/shipments'
import { never } from '../../support/ssh'

const which = (program: string): string =>
  spawnSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim()

const tools =
  'cat chmod cmp cp date df du find grep head ls mkdir mv ps rm rmdir sh sleep sync tar tee touch uname wc xargs'
const busybox = which('busybox')

/** The tools of a target, by name: where each is. */
const targets = {
  'the usual tools and OpenSSL': [...tools.split(' '), 'openssl'].map(name => [name, which(name)]),
  'no OpenSSL': [...tools.split(' '), 'sha256sum'].map(name => [name, which(name)]),
  BusyBox: busybox === '' ? [] : [...tools.split(' '), 'sha256sum'].map(name => [name, busybox]),
  'nothing to verify with': tools.split(' ').map(name => [name, which(name)])
} as const

const content: Content = {
  '-dash': 'dash',
  'a b/c.txt': 'c',
  'bin/run': { run: '#!/bin/sh\n' },
  empty: null,
  link: { to: 'bin/run' },
  [`long/${'n'.repeat(120)}.txt`]: 'long',
  same: 'same',
  'ü.txt': 'unicode'
}

describe('the scripts that receive packages', () => {
  let folder: string
  let home: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-source-'))
    home = join(folder, 'home')
    await mkdir(home)
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** Starts lines here as sshd would there, with these tools and no others. */
  async function wayTo(name: keyof typeof targets): Promise<Way> {
    const path = join(folder, 'bin')
    await mkdir(path)
    for (const [tool = '', at = ''] of targets[name]) if (at !== '') await symlink(at, join(path, tool))
    const exec: ExecWithInput = (line, onInput, output) => {
      // Its own /bin/sh is what the line starts; BusyBox would start the machine's.
      const own = name === 'BusyBox' ? line.replace('/bin/sh', `${busybox} sh`) : line
      const child = spawn('/bin/sh', ['-c', own], { cwd: home, env: { PATH: path } })
      child.stdin.on('error', () => undefined)
      child.stdout.on('data', (chunk: Buffer) => void output('stdout', chunk))
      child.stderr.on('data', (chunk: Buffer) => void output('stderr', chunk))
      onInput(child.stdin)
      const ended = new Promise<ExecEnd>(resolve => {
        child.once('close', code => resolve({ kind: 'exited', code: code ?? 1 }))
      })
      return { ended, abandon: () => child.stdin.destroy() }
    }
    return {
      exec,
      gather: () => undefined,
      openSftp: async () => null,
      reads: new SharedReads(),
      limit: new SpeedLimit(null),
      where: 'web-1',
      hasShell: true
    }
  }

  test('leave alone what another one still brings, whole or in part, and take over from one who came no further', async () => {
    const way = await wayTo('the usual tools and OpenSSL')
    const date = join(folder, 'bin', 'date')
    await rm(date)
    // Each look at the clock is a quarter of an hour after the one before.
    await writeFile(date, '#!/bin/sh\necho x >>"$0.looks"\necho $(($(wc -l <"$0.looks") * 900))\n', { mode: 0o755 })
    const shipment = await treeShipment(folder, content)
    const beside = join(home, dirname(shipment.to), `.slipway-${shipment.key}`)
    await mkdir(`${beside}.lock`, { recursive: true })
    await writeFile(`${beside}.lock/holder`, `${hostname()} ${process.pid}\n`)
    await mkdir(`${beside}.changes`)
    const looks = () => (existsSync(`${date}.looks`) ? readFileSync(`${date}.looks`).length / 2 : 0)
    const sending = sendOver(way, shipment, () => undefined, never)
    for (let look = 0; look < 5; look++) {
      await writeFile(join(`${beside}.changes`, `file-${look}`), 'x'.repeat(9000))
      await vi.waitUntil(() => looks() > look, { timeout: 20_000, interval: 5 })
    }
    const meanwhile = existsSync(`${beside}.changes`)
    expect([meanwhile, await sending]).toEqual([true, { ok: true, value: expect.objectContaining({ how: 'stream' }) }])
  })

  for (const name of ['the usual tools and OpenSSL', 'no OpenSSL', 'BusyBox'] as const)
    test.skipIf(targets[name].length === 0)(`work with ${name}`, async () => {
      const way = await wayTo(name)
      const howOf = async (shipment: Parameters<typeof sendOver>[1]) => {
        const result = await sendOver(way, shipment, () => undefined, never)
        return result.ok ? result.value.how : result.failure.message
      }
      const file = await fileShipment(folder, 'content')
      expect([await howOf(file), await howOf(file)]).toEqual(['stream', 'there'])
      const older = await treeShipment(folder, content)
      expect([await howOf(older), await howOf(older)]).toEqual(['stream', 'there'])
      expect(await contentOf(join(home, older.to))).toEqual(content)
      const { '-dash': _, ...rest } = content
      const newer = await treeShipment(folder, { ...rest, 'a b/c.txt': 'other', new: 'new' })
      expect([await howOf(newer), await howOf(newer)]).toEqual(['changes', 'there'])
      expect(await contentOf(join(home, newer.to))).toEqual({ ...rest, 'a b/c.txt': 'other', new: 'new' })
      expect(await contentOf(join(home, older.to))).toEqual(content)
      await writeFile(file.from, 'c0ntent')
      expect(await howOf({ ...file, to: 'other/file' })).toContain(`instead of ${file.key}`)
    })

  test('say what is missing where nothing can be verified', async () => {
    const way = await wayTo('nothing to verify with')
    const result = await sendOver(way, await fileShipment(folder, 'content'), () => undefined, never)
    expect(result).toMatchObject({
      ok: false,
      failure: {
        kind: 'tools-missing',
        message: 'web-1 has none of openssl, sha256sum or shasum, so shop.zip could not be verified there.'
      }
    })
  })
})
