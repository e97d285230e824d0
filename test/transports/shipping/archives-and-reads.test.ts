import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { chunkBytes, SharedReads } from '../../../electron/transports/shipping/shared-reads'
import { FileSource, type Packed, type Source, TarSource } from '../../../electron/transports/shipping/sources'
import { contentOf } from '../../support/shipments'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-shipping-'))
})
afterEach(() => rm(folder, { recursive: true }))

const text = (path: string, content: string): Packed => ({
  entry: { kind: 'file', path, isExecutable: false, bytes: Buffer.byteLength(content) },
  content: { bytes: Buffer.from(content) }
})

describe('an archive that is made as it is read', () => {
  const long = `${'n'.repeat(150)}/${'ö'.repeat(80)}.txt`

  test('is what tar unpacks', async () => {
    await writeFile(join(folder, 'big'), 'b'.repeat(200_000))
    const source = new TarSource([
      text('a.txt', 'a'),
      text('empty', ''),
      text(long, 'long'),
      {
        entry: { kind: 'file', path: 'big', isExecutable: true, bytes: 200_000 },
        content: { file: join(folder, 'big') }
      },
      { entry: { kind: 'link', path: 'link', to: `x/${'l'.repeat(120)}` }, content: null },
      { entry: { kind: 'folder', path: 'folder' }, content: null }
    ])
    await writeFile(join(folder, 'x.tar'), await source.read(0, source.bytes))
    execFileSync('mkdir', [join(folder, 'out')])
    execFileSync('tar', ['-xomf', join(folder, 'x.tar'), '-C', join(folder, 'out')])
    expect(await contentOf(join(folder, 'out'))).toEqual({
      'a.txt': 'a',
      empty: '',
      [long]: 'long',
      big: { run: 'b'.repeat(200_000) },
      link: { to: `x/${'l'.repeat(120)}` },
      folder: null
    })
  })

  test('is the same however it is cut', async () => {
    const source = new TarSource([text('a', 'a'.repeat(700)), text(long, 'x'), text('c', 'c'.repeat(1024))])
    const whole = await source.read(0, source.bytes)
    await fc.assert(
      fc.asyncProperty(fc.nat(source.bytes - 1), fc.nat(3000), async (at, count) => {
        const bytes = Math.min(count, source.bytes - at)
        expect((await source.read(at, bytes)).equals(whole.subarray(at, at + bytes))).toBe(true)
      }),
      { numRuns: 50 }
    )
  })

  test('a file that is shorter than it was is told', async () => {
    const path = join(folder, 'short')
    await writeFile(path, 'abc')
    await expect(new FileSource(path, 10).read(0, 10)).rejects.toThrow('shorter')
    const entry = { kind: 'file', path: 'short', isExecutable: false, bytes: 10 } as const
    const source = new TarSource([{ entry, content: { file: path } }])
    await expect(source.read(0, source.bytes)).rejects.toThrow('shorter')
    expect((await readFile(path)).byteLength).toBe(3)
  })
})

describe('a file of this machine', () => {
  test('is the same in whatever pieces it is read, and wherever', async () => {
    const path = join(folder, 'large')
    const content = randomBytes(5_500_000)
    await writeFile(path, content)
    const source = new FileSource(path, content.byteLength)
    const isRight = async (at: number, bytes: number): Promise<boolean> =>
      (await source.read(at, bytes)).equals(content.subarray(at, at + bytes))
    for (let at = 0; at < content.byteLength; at += chunkBytes) {
      expect(await isRight(at, Math.min(chunkBytes, content.byteLength - at))).toBe(true)
      // Another one who is elsewhere.
      expect(await isRight(content.byteLength - at - 1, 1)).toBe(true)
    }
    expect(await isRight(1_000_000, 3_000_000)).toBe(true)
  })

  test('that could not be read is tried again by who asks next', async () => {
    const path = join(folder, 'late')
    const source = new FileSource(path, 3)
    await expect(source.read(0, 3)).rejects.toThrow('ENOENT')
    await writeFile(path, 'abc')
    expect((await source.read(0, 3)).toString()).toBe('abc')
  })
})

describe('several who read the same', () => {
  const sourceOf = (chunks: number) => {
    const read = vi.fn(async (at: number, bytes: number) => Buffer.alloc(Math.min(bytes, 8), at / chunkBytes))
    const source: Source = { bytes: chunks * chunkBytes, read }
    return { source, read }
  }

  test('read it from the disk once', async () => {
    const { source, read } = sourceOf(20)
    const reads = new SharedReads()
    const readers = [1, 2, 3].map(() => reads.open('same', () => source))
    for (let index = 0; index < 20; index++)
      for (const reader of readers) expect((await reader.chunk(index))[0]).toBe(index)
    expect(read).toHaveBeenCalledTimes(20)
  })

  test('who lags far behind reads for itself, and the others keep little for it', async () => {
    const { source, read } = sourceOf(300)
    const reads = new SharedReads()
    const [fast, slow] = [reads.open('same', () => source), reads.open('same', () => source)]
    for (let index = 0; index < 300; index++) await fast.chunk(index)
    expect((await slow.chunk(0))[0]).toBe(0)
    expect(read).toHaveBeenCalledTimes(301)
    // The last 32 MB are still there for it.
    for (let index = 180; index < 300; index++) await slow.chunk(index)
    expect(read).toHaveBeenCalledTimes(301)
  })

  test('a read that failed is tried again by who asks next', async () => {
    const { source, read } = sourceOf(2)
    const reader = new SharedReads().open('same', () => source)
    read.mockRejectedValueOnce(new Error('no'))
    await expect(reader.chunk(0)).rejects.toThrow('no')
    expect((await reader.chunk(1))[0]).toBe(1)
  })
})
