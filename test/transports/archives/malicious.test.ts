import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { FailureError } from '@shared/failure-error'
import type { PackageFormat } from '@shared/model/package'
import { expect, test } from 'vitest'
import { usualLimits } from '../../../electron/transports/archives/entries'
import { inspectArchive } from '../../../electron/transports/archives/inspect-archive'
import { readArchive } from '../../../electron/transports/archives/read-archive'
import { unpackArchive } from '../../../electron/transports/archives/unpack-archive'
import { type TarEntry, tarOf, type ZipEntry, type ZipOptions, zipOf } from '../../support/archives'
import { tempFolder } from '../../support/store'

const link = 0o120777
const x = { name: 'x', content: 'x' }
const zip = (entries: readonly ZipEntry[], options?: ZipOptions) => ({
  format: 'zip' as const,
  bytes: zipOf(entries, options)
})
const tar = (entries: readonly TarEntry[], end?: Buffer) => ({ format: 'tar' as const, bytes: tarOf(entries, end) })
const deep = `${'a/'.repeat(70)}b`
const whole = zipOf([x])
const many = Array.from({ length: 6 }, (_, i) => ({ name: `f${i}` }))

/** What each one is, what it is made of, and what is said of it. */
const corpus: readonly (readonly [what: string, archive: { format: PackageFormat; bytes: Buffer }, says: RegExp])[] = [
  ['a zip that climbs', zip([{ name: '../evil' }]), /"\.\.\/evil" leads out/],
  ['a zip that climbs from a folder', zip([{ name: 'a/../../evil' }]), /leads out/],
  ['a zip that climbs by backslashes', zip([{ name: '..\\..\\evil' }]), /leads out/],
  ['a zip that climbs by both slashes', zip([{ name: 'a/..\\..\\evil' }]), /leads out/],
  ['a zip with an absolute path', zip([{ name: '/etc/evil' }]), /absolute path/],
  ['a zip with a path of a share', zip([{ name: '\\\\host\\share\\evil' }]), /absolute path/],
  ['a zip with a drive', zip([{ name: 'C:\\evil' }]), /letter of a drive/],
  ['a zip with a drive and no folder', zip([{ name: 'c:evil' }]), /letter of a drive/],
  ['a zip with a stream of NTFS', zip([{ name: 'a.txt:hidden' }]), /Windows does not allow/],
  ['a zip with a zero in a name', zip([{ name: 'a\0.txt' }]), /control characters/],
  ['a zip with a line break in a name', zip([{ name: 'a\nb' }]), /control characters/],
  ['a zip with a name of a device', zip([{ name: 'lib/CON.txt' }]), /keeps for a device/],
  ['a zip with a name that ends in a dot', zip([{ name: 'lib./x' }]), /ends in a dot/],
  ['a zip with an empty name', zip([{ name: '' }]), /says nothing/],
  ['a zip with a link to an absolute path', zip([{ name: 'l', content: '/etc', mode: link }]), /absolute path/],
  ['a zip with a link that climbs', zip([{ name: 'a/l', content: '../../x', mode: link }]), /leads out/],
  [
    'a zip that writes through a link',
    zip([{ name: 'l', content: 'a', mode: link }, { name: 'l/x' }]),
    /which is a link/
  ],
  ['a zip with a pipe', zip([{ name: 'p', mode: 0o010644 }]), /device or a pipe/],
  ['a zip with a device', zip([{ name: 'd', mode: 0o060644 }]), /device or a pipe/],
  ['a zip with a name twice', zip([x, x]), /is there twice/],
  ['a zip with names that differ in case', zip([{ name: 'a/X' }, { name: 'A/y' }]), /differ only in capital/],
  ['a zip with a file where a folder is', zip([{ name: 'a/x' }, { name: 'a' }]), /is a folder and a file/],
  ['a zip with a folder where a file is', zip([{ name: 'a' }, { name: 'a/x' }]), /which is a file/],
  ['a zip with an encrypted entry', zip([{ ...x, flags: 0x801 }]), /is encrypted/],
  ['a zip that is packed in another way', zip([{ ...x, method: 12 }]), /packed in a way/],
  ['a zip with two names for one entry', zip([{ ...x, local: { name: 'y' } }]), /two names/],
  ['a zip with two sizes for one entry', zip([{ ...x, local: { size: 9 } }]), /two sizes/],
  ['a zip that says too small a size', zip([{ ...x, content: 'xxxx', says: { size: 1 } }]), /damaged|too many bytes/],
  ['a zip that says too large a size', zip([{ ...x, says: { size: 5 } }]), /damaged|not enough bytes/],
  ['a zip with a wrong sum', zip([{ ...x, says: { crc: 7 } }]), /another sum/],
  ['a zip whose entries overlap', zip([x, { ...x, says: { offset: 0 } }]), /lies over another/],
  ['two zips in one', zip([x], { before: whole }), /as if two archives were one/],
  [
    'a zip with a hidden entry',
    zip([x], { beforeDirectory: zipOf([{ name: 'hidden-entry', content: 'y' }]).subarray(0, 60) }),
    /does not tell of/
  ],
  [
    'a zip with more entries than it says',
    zip([x, { name: 'y' }], { count: 1 }),
    /more entries than it says|does not tell of/
  ],
  ['a zip with something behind it', zip([x], { after: Buffer.from('more') }), /damaged/],
  [
    'a zip with its end in its comment',
    zip([x], { comment: whole.subarray(-22) }),
    /behind its directory|damaged|two archives|lies over/
  ],
  ['a zip that is cut short', { format: 'zip', bytes: whole.subarray(0, -9) }, /damaged/],
  ['a zip that is none', { format: 'zip', bytes: Buffer.from('hello') }, /damaged/],
  ['a zip of too many entries', zip(many), /more than 5 entries/],
  ['a zip that grows too large', zip([{ name: 'zeros', content: Buffer.alloc(400_000) }]), /times larger/],
  ['a zip of folders without end', zip([{ name: deep }]), /folders deep/],
  ['a tar that climbs', tar([{ name: '../evil' }]), /leads out/],
  ['a tar with an absolute path', tar([{ name: '/evil' }]), /absolute path/],
  ['a tar that climbs in its long name', tar([{ name: 'x', pax: { path: 'a/../../evil' } }]), /leads out/],
  ['a tar with a backslash', tar([{ name: 'a\\b' }]), /backslash/],
  ['a tar with a link that climbs', tar([{ name: 'l', type: '2', link: '../x' }]), /leads out/],
  [
    'a tar with a link that climbs through a link',
    tar([
      { name: 'a/b/l', type: '2', link: '../..' },
      { name: 'm', type: '2', link: 'a/b/l/../x' }
    ]),
    /leads out/
  ],
  [
    'a tar with links in a circle',
    tar([
      { name: 'a', type: '2', link: 'b' },
      { name: 'b', type: '2', link: 'a' }
    ]),
    /circle/
  ],
  ['a tar that writes through a link', tar([{ name: 'l', type: '2', link: 'a' }, { name: 'l/x' }]), /which is a link/],
  [
    'a tar that replaces a link by a file',
    tar([
      { name: 'l', type: '2', link: 'a' },
      { name: 'l', content: 'x' }
    ]),
    /is there twice/
  ],
  ['a tar with a hard link outside', tar([{ name: 'h', type: '1', link: '/etc/passwd' }]), /absolute path/],
  ['a tar with a hard link to what is not there', tar([{ name: 'h', type: '1', link: 'x' }]), /no file before it/],
  [
    'a tar with a hard link to a link',
    tar([
      { name: 'l', type: '2', link: 'x' },
      { name: 'h', type: '1', link: 'l' }
    ]),
    /no file before it/
  ],
  ['a tar with a device', tar([{ name: 'd', type: '3' }]), /device or a pipe/],
  ['a tar with a pipe', tar([{ name: 'p', type: '6' }]), /device or a pipe/],
  ['a tar with an unknown kind of entry', tar([{ name: 'q', type: 'Z' }]), /kind that is not read/],
  ['a tar with holes', tar([{ name: 'x', pax: { 'GNU.sparse.major': '1' } }]), /holes/],
  [
    'a tar with a size for all entries',
    tar([{ name: 'g', type: 'g', content: '12 size=900\n' }, x]),
    /same name or size/
  ],
  ['a tar with a size that lies', tar([{ ...x, size: 5000 }]), /cut short/],
  ['a tar with names twice', tar([x, x]), /is there twice/],
  [
    'a tar with something behind its end',
    tar([x], Buffer.concat([Buffer.alloc(1024), tarOf([{ name: 'y' }])])),
    /behind its end/
  ],
  ['a tar without an end', tar([x], Buffer.alloc(0)), /cut short/],
  [
    'a tar that is cut short',
    { format: 'tar', bytes: tarOf([{ name: 'x', content: 'x'.repeat(2000) }]).subarray(0, 1300) },
    /cut short/
  ],
  ['a tar with a broken header', { format: 'tar', bytes: Buffer.from(tarOf([x]).fill('y', 0, 1)) }, /sum of a header/],
  ['a tar that is compressed twice', { format: 'tar.gz', bytes: gzipSync(gzipSync(tarOf([x]))) }, /another way/],
  ['a tar.gz that is a tar', { format: 'tar.gz', bytes: tarOf([x]) }, /damaged/],
  ['a tar.gz that is cut short', { format: 'tar.gz', bytes: gzipSync(tarOf([x])).subarray(0, -12) }, /damaged/],
  [
    'a tar.gz that grows too large',
    { format: 'tar.gz', bytes: gzipSync(tarOf([{ name: 'zeros', content: Buffer.alloc(400_000) }])) },
    /times larger/
  ],
  ['a tar.bz2 that is none', { format: 'tar.bz2', bytes: Buffer.from('BZh9 and more') }, /damaged/],
  ['an empty file', { format: 'zip', bytes: Buffer.alloc(0) }, /is empty/]
]

const limits = { ...usualLimits, entries: 5, freeBytes: 100_000 }

async function refusalOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof FailureError) return `${error.failure.kind}: ${error.failure.message}`
    throw error
  }
  return 'not refused'
}

test.each(corpus)('%s is refused, and nothing is written', async (_, { format, bytes }, says) => {
  const folder = await tempFolder()
  const file = join(folder, 'bad.pack')
  await writeFile(file, bytes)
  const refusal = await refusalOf(() => inspectArchive(file, format, new AbortController().signal, limits))
  expect(refusal).toMatch(/^package-invalid: bad\.pack cannot be used: /)
  expect(refusal).toMatch(says)
  expect(await readdir(folder)).toEqual(['bad.pack'])
})

test('even when each of them is unpacked without a look before, nothing lands outside of the folder', async () => {
  const folder = await tempFolder()
  const inside = join(folder, 'a', 'b', 'inside')
  for (const [, { format, bytes }] of corpus) {
    const file = join(folder, 'bad.pack')
    await writeFile(file, bytes)
    // A manifest that agrees to everything, so that only the guards stand in the way.
    const entries: string[] = []
    await refusalOf(async () => {
      for await (const { path } of readArchive(file, format, limits)) entries.push(path)
    })
    await refusalOf(() => unpackArchive(file, format, { format: 1, entries: [] }, inside, new AbortController().signal))
    expect(entries.filter(path => /(^|\/)\.\.(\/|$)|^\/|\\|:/.test(path))).toEqual([])
  }
  expect(await readdir(folder)).toEqual(['bad.pack'])
})
