import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@shared/ids'
import type { PackageManifest } from '@shared/packages/manifest'
import { ok } from '@shared/result'
import { expect, it } from 'vitest'
import { PackageFolder } from '../../electron/store/packages/package-files'
import { tempFolder } from '../support/store'

const name = sha256.parse('a'.repeat(64))
const manifest: PackageManifest = { format: 1, entries: [] }

/** An unpacking that ends only when nobody wants it any more. */
const untilAborted = (signal: AbortSignal, began: () => void) => () =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
    began()
  })

it('is made for whoever still wants it when another gives up who made it', async () => {
  const packages = new PackageFolder(await tempFolder())
  const first = new AbortController()
  let begun = () => {}
  const isBegun = new Promise<void>(resolve => {
    begun = resolve
  })
  const given = packages.tree(name, manifest, untilAborted(first.signal, begun), first.signal)
  await isBegun
  let made = 0
  const unpack = async (folder: string) => {
    made++
    await writeFile(join(folder, 'app.txt'), 'hello')
    return ok(null)
  }
  const others = [1, 2].map(() => packages.tree(name, manifest, unpack, new AbortController().signal))
  first.abort()
  await expect(given).rejects.toThrow('abort')
  const [one, two] = await Promise.all(others)
  expect(one).toEqual(ok(expect.stringMatching(/tree$/)))
  expect([two, made]).toEqual([one, 1])
})

it('is not tried again by somebody who gave up as well', async () => {
  const packages = new PackageFolder(await tempFolder())
  const both = new AbortController()
  const made = packages.tree(
    name,
    manifest,
    untilAborted(both.signal, () => both.abort()),
    both.signal
  )
  const other = packages.tree(name, manifest, () => Promise.reject(new Error('tried again')), both.signal)
  await expect(made).rejects.toThrow('abort')
  await expect(other).rejects.toThrow('abort')
})
