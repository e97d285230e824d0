import { readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageContent } from '@shared/bundle/content'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimedBundle, readReceipt } from '../../../electron/transports/offline/read-receipt'
import { bash, bundled, bundleOf, farEnd, packageOf, password, secretPassword, signer } from '../../support/bundles'

let end: Awaited<ReturnType<typeof farEnd>>
let shop: Awaited<ReturnType<typeof packageOf>>
beforeAll(async () => {
  shop = await packageOf({ 'index.html': 'hello' })
  const content = bundleOf(
    [
      bash(1, 'Build', 'echo built', { variables: [{ name: 'Key', value: 's3cr3t-k3y', isSensitive: true }] }),
      bundled('transfer-package', { step: 2, name: 'Send', package: shop.hash, to: '~/in' })
    ],
    { packages: [{ sha256: shop.hash, packageId: 'Shop.Web', version: '1.4.2', fileName: 'Shop.Web.1.4.2.zip' }] }
  )
  end = await farEnd({
    content,
    password: secretPassword,
    packageAt: (_hash, form) => Promise.resolve({ ok: true, value: form === 'tar' ? shop.tree : shop.file })
  })
})
afterAll(async () => {
  await end.remove()
  await shop.remove()
})

/** Does something to a file of the bundle, checks the bundle, and puts the file back. */
async function checkedWith(name: string, change: (bytes: Buffer) => Buffer | null) {
  const file = join(end.bundle, name)
  const before = await readFile(file).catch(() => null)
  const after = change(before ?? Buffer.alloc(0))
  await (after === null ? unlink(file) : writeFile(file, after))
  const ran = await end.run(['--plan'])
  await (before === null ? rm(file) : writeFile(file, before))
  return { code: ran.code, said: /REFUSED: .*/.exec(ran.text)?.[0] ?? ran.text }
}
const flipped = (at: number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

describe('a bundle that is not what it was', () => {
  it('is accepted as long as nothing was changed', async () => {
    expect(await end.run(['--plan'])).toMatchObject({ code: 0, text: expect.stringContaining('  2. Send') })
  })

  it.each(['actions/01-build/body.sh', 'manifest.json', 'bundle.sh', 'secrets.enc', 'runner/run.sh', 'signer.pem'])(
    'is refused for %s, which is named',
    async name => {
      expect(await checkedWith(name, flipped(3))).toEqual({
        code: 3,
        said: `REFUSED: The file ${name} is not what was put into the bundle.`
      })
    }
  )

  it('is refused for a package, for what is missing and for what was added', async () => {
    const content = `packages/${shop.hash}.file`
    expect((await checkedWith(content, flipped(0))).said).toContain(`${content} is not what was put into the bundle`)
    expect((await checkedWith(content, () => null)).said).toBe(`REFUSED: The file ${content} is missing.`)
    expect((await checkedWith('actions/01-build/more.sh', () => Buffer.from('evil'))).said).toContain(
      'The file actions/01-build/more.sh does not belong to the bundle'
    )
    expect((await checkedWith('actions/.DS_Store', () => Buffer.from('Finder'))).code).toBe(0)
  })

  it('is refused when the list was changed with a file, because the signature does not fit', async () => {
    const signature = 'REFUSED: The signature of the bundle (manifest.sig) does not fit.'
    const withoutPlan = (bytes: Buffer) => Buffer.from(bytes.toString().replace(/^.*plan\.txt\n/m, ''))
    const plan = await readFile(join(end.bundle, 'plan.txt'))
    await unlink(join(end.bundle, 'plan.txt'))
    expect((await checkedWith('manifest.sha256', withoutPlan)).said).toBe(signature)
    await writeFile(join(end.bundle, 'plan.txt'), plan)
    expect((await checkedWith('manifest.sig', flipped(12))).said).toBe(signature)
  })

  it('does not run for a signer that nobody vouches for, nor without the right password', async () => {
    const other = await end.run(['--yes', '--signer', 'babab babab babab babab babab babab babab babab'])
    expect(other).toMatchObject({ code: 3, text: expect.stringContaining('signed with another key') })
    expect(await end.run(undefined, 'wrong\n')).toMatchObject({
      code: 4,
      text: expect.stringContaining('The password is wrong.')
    })
  })
})

describe('a receipt', () => {
  let bytes: Buffer
  beforeAll(async () => {
    await end.run(undefined, `${password}\n`)
    bytes = await end.receipt()
  })
  const reasonFor = (file: Buffer, known = end.known) => {
    const read = readReceipt(file, known)
    return read.ok ? 'accepted' : read.failure.detail?.reason
  }

  it('is believed as it was written, and tells which packages are there', () => {
    const read = readReceipt(bytes, end.known)
    const packages = [packageContent(shop.hash, 'file')]
    expect(read).toMatchObject({ ok: true, value: { outcome: 'succeeded', packages } })
    expect(claimedBundle(bytes)).toBe('bundle-0a1b2c3d4e')
  })

  it('is refused when it was altered, cut off, of another bundle, or no receipt', () => {
    const text = bytes.toString()
    expect(reasonFor(Buffer.from(text.replace('"outcome":"succeeded"', '"outcome":"failed"')))).toBe('altered')
    expect(reasonFor(bytes.subarray(0, bytes.length - 20))).toBe('truncated')
    expect(reasonFor(Buffer.from(text.replace('bundle-0a1b2c3d4e', 'bundle-9a1b2c3d4e')))).toBe('foreign')
    expect(reasonFor(bytes, { ...end.known, seed: secretPassword })).toBe('altered')
    expect(reasonFor(Buffer.from(signer.publicKey))).toBe('not-a-receipt')
  })
})
