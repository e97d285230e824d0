import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { openVault } from '../../electron/store/vault'
import {
  bad,
  changeDocument,
  done,
  failed,
  filesOf,
  good,
  look,
  newPlace,
  type Wrap,
  withBoth,
  withKeychain,
  withPassphrase
} from '../support/vault'

// A passphrase is stretched on purpose, which takes long on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 })

describe('a vault that nobody set up', () => {
  test('takes no secret, and leaves no key and no entry behind', async () => {
    const place = await newPlace()
    const vault = await place.open()
    await expect(vault.put(new Secret('hunter2'))).rejects.toMatchObject({ failure: { kind: 'vault-not-set-up' } })
    expect(await readdir(join(place.folder, '..'))).toEqual([])
    expect(vault.guard.state()).toEqual({
      protection: 'none',
      hasRecovery: false,
      isLocked: false,
      keychain: { available: true, name: 'test keychain' },
      problem: null
    })
  })

  test('cannot be set up with a keychain that is not there, or that does not give back what it got', async () => {
    const place = await newPlace()
    const forgetful = { ...place.keyChain, unwrap: async () => Buffer.alloc(32) }
    const vault = await openVault({ folder: place.folder, keyFile: place.keyFile, keyChain: forgetful })
    expect(await vault.guard.setUp(withKeychain)).toMatchObject(failed('secret-unavailable'))
    place.keyChain.remove()
    expect(await (await place.open()).guard.setUp(withKeychain)).toMatchObject(failed('invalid-input'))
    expect(await readdir(join(place.folder, '..'))).toEqual([])
  })
})

describe('a vault with a passphrase', () => {
  test('opens with it after a restart, and with no other', async () => {
    const place = await newPlace()
    const first = await place.open()
    expect(await first.guard.setUp(withPassphrase)).toEqual(done)
    const id = await first.put(new Secret('hunter2'))
    expect(await look(first, id)).toBe('hunter2')

    const vault = await place.open()
    expect(vault.guard.state()).toMatchObject({ protection: 'passphrase', isLocked: true, problem: null })
    expect(await look(vault, id)).toBe('vault-locked')
    await expect(vault.put(new Secret('more'))).rejects.toMatchObject({ failure: { kind: 'vault-locked' } })
    expect(await vault.guard.unlock(bad)).toMatchObject(failed('passphrase-wrong'))
    expect(await look(vault, id)).toBe('vault-locked')
    expect(await vault.guard.unlock(good)).toEqual(done)
    expect(await look(vault, id)).toBe('hunter2')
    vault.guard.lock()
    expect(await look(vault, id)).toBe('vault-locked')
  })

  test('keeps neither key nor passphrase on disk, and its document from others', async () => {
    const place = await newPlace()
    const { guard } = await place.open()
    await guard.setUp(withPassphrase)
    const files = await filesOf(join(place.folder, '..'))
    expect(Object.keys(files).sort()).toEqual([place.document, join(place.folder, 'vault', 'key.json')].sort())
    for (const text of Object.values(files)) expect(text).not.toContain(good.toString())
    if (process.platform !== 'win32') expect((await stat(place.document)).mode & 0o777).toBe(0o600)
  })

  test('opens with the new passphrase after a change, and not with the old one; secrets stay', async () => {
    const place = await newPlace()
    const vault = await place.open()
    await vault.guard.setUp(withPassphrase)
    const id = await vault.put(new Secret('hunter2'))
    const before = await readFile(place.document, 'utf8')
    expect(await vault.guard.changePassphrase(bad, Buffer.from('anything else'))).toMatchObject(
      failed('passphrase-wrong')
    )
    expect(await vault.guard.changePassphrase(null, Buffer.from('anything else'))).toMatchObject(
      failed('invalid-input')
    )
    expect(await readFile(place.document, 'utf8')).toBe(before)
    expect(await vault.guard.changePassphrase(good, Buffer.from('another passphrase'))).toEqual(done)

    const after = await place.open()
    expect(await after.guard.unlock(good)).toMatchObject(failed('passphrase-wrong'))
    expect(await after.guard.unlock(Buffer.from('another passphrase'))).toEqual(done)
    expect(await look(after, id)).toBe('hunter2')
  })

  test('with a changed document opens nothing, and loses nothing', async () => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withPassphrase)
    const id = await first.put(new Secret('hunter2'))
    const whole = await readFile(place.document, 'utf8')
    const flip = (text: string) =>
      Buffer.from(Buffer.from(text, 'base64').map((byte, at) => (at === 5 ? byte ^ 1 : byte)))
    const changes: readonly ((wrap: Wrap) => void)[] = [
      ...['salt', 'iv', 'tag', 'data'].map(field => (wrap: Wrap) => {
        wrap[field] = flip(String(wrap[field])).toString('base64')
      }),
      wrap => {
        wrap.scrypt = { N: 2 ** 15, r: 8, p: 1 }
      }
    ]
    for (const change of changes) {
      await changeDocument(place, document => change(document.wraps[0] ?? {}))
      const vault = await place.open()
      expect(await vault.guard.unlock(good)).toMatchObject(failed('passphrase-wrong'))
      expect(await look(vault, id)).toBe('vault-locked')
      await writeFile(place.document, whole)
    }
    const vault = await place.open()
    await vault.guard.unlock(good)
    expect(await look(vault, id)).toBe('hunter2')
  })

  test.each([
    ['more memory than there is', { N: 2 ** 40, r: 8, p: 1 }],
    ['a gigabyte', { N: 2 ** 20, r: 8, p: 1 }],
    ['next to nothing', { N: 2, r: 8, p: 1 }],
    ['a count that is no power of two', { N: 100_000, r: 8, p: 1 }],
    ['many lanes', { N: 2 ** 17, r: 8, p: 1000 }],
    ['wide blocks', { N: 2 ** 17, r: 1 << 20, p: 1 }]
  ])('refuses a document that asks scrypt for %s before it takes any', async (_what, scrypt) => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withPassphrase)
    const id = await first.put(new Secret('hunter2'))
    await changeDocument(place, document => {
      Object.assign(document.wraps[0] ?? {}, { scrypt })
    })
    const vault = await place.open()
    expect(vault.guard.state()).toMatchObject({ protection: 'unknown', problem: { kind: 'secret-unavailable' } })
    expect(await vault.guard.unlock(good)).toMatchObject(failed('secret-unavailable'))
    expect(await vault.guard.setUp(withPassphrase)).toMatchObject(failed('secret-unavailable'))
    expect(await look(vault, id)).toBe('secret-unavailable')
  })
})

describe('a vault with a keychain', () => {
  test('opens by itself after a restart, but not once a person locked it', async () => {
    const place = await newPlace()
    const first = await place.open()
    expect(await first.guard.setUp(withKeychain)).toEqual(done)
    const id = await first.put(new Secret('hunter2'))
    const vault = await place.open()
    expect(vault.guard.state()).toMatchObject({ protection: 'keychain', isLocked: false, hasRecovery: false })
    expect(await look(vault, id)).toBe('hunter2')
    vault.guard.lock()
    expect(vault.guard.state().isLocked).toBe(true)
    expect(await look(vault, id)).toBe('vault-locked')
    expect(await vault.guard.unlock(good)).toMatchObject(failed('invalid-input'))
    expect(await vault.guard.unlock(null)).toEqual(done)
    expect(await look(vault, id)).toBe('hunter2')
  })

  test.each(['forget', 'remove'] as const)('that the keychain lost (%s) says so, and loses nothing', async loss => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withKeychain)
    const id = await first.put(new Secret('hunter2'))
    const before = await filesOf(join(place.folder, '..'))
    place.keyChain[loss]()
    const vault = await place.open()
    expect(await look(vault, id)).toBe('secret-unavailable')
    await expect(vault.put(new Secret('more'))).rejects.toMatchObject({ failure: { kind: 'secret-unavailable' } })
    expect(vault.guard.state()).toMatchObject({
      protection: 'keychain',
      isLocked: true,
      problem: { message: expect.stringContaining('there is no recovery passphrase') }
    })
    expect(await vault.guard.setUp(withPassphrase)).toMatchObject(failed('conflict'))
    expect(await filesOf(join(place.folder, '..'))).toEqual(before)
  })

  test('that the keychain lost opens with the recovery passphrase, and by itself again from then on', async () => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withBoth)
    const id = await first.put(new Secret('hunter2'))
    place.keyChain.forget()
    const vault = await place.open()
    expect(await look(vault, id)).toBe('vault-locked')
    expect(vault.guard.state()).toMatchObject({ isLocked: true, hasRecovery: true, problem: { kind: 'vault-locked' } })
    expect(await vault.guard.unlock(bad)).toMatchObject(failed('passphrase-wrong'))
    expect(await vault.guard.unlock(good)).toEqual(done)
    expect(vault.guard.state()).toMatchObject({ isLocked: false, problem: null })
    expect(await look(await place.open(), id)).toBe('hunter2')
  })

  test('gets a passphrase to recover with later', async () => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withKeychain)
    const id = await first.put(new Secret('hunter2'))
    expect(await first.guard.changePassphrase(null, good)).toEqual(done)
    expect(first.guard.state()).toMatchObject({ protection: 'keychain', hasRecovery: true })
    place.keyChain.remove()
    const vault = await place.open()
    expect(await vault.guard.unlock(good)).toEqual(done)
    expect(await look(vault, id)).toBe('hunter2')
  })

  test('never opens once any letter of its document or its mark was changed', async () => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withKeychain)
    const id = await first.put(new Secret('hunter2'))
    for (const file of [place.document, join(place.folder, 'vault', 'key.json')]) {
      const whole = await readFile(file, 'utf8')
      const meaning = meaningOf(whole)
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('A', '0', 'f', '"', '}'), async (at, sign) => {
          const changed = `${whole.slice(0, at)}${sign}${whole.slice(at + 1)}`
          fc.pre(meaningOf(changed) !== meaning)
          await writeFile(file, changed)
          expect(await look(await place.open(), id)).not.toBe('hunter2')
        }),
        { numRuns: 60 }
      )
      await writeFile(file, whole)
    }
    expect(await look(await place.open(), id)).toBe('hunter2')
  })
})

/** A document without what carries no meaning: white space, and the bits that pad base64. */
function meaningOf(text: string): string {
  try {
    const { wraps = [], ...rest } = JSON.parse(text)
    const bytes = (value: unknown) => (typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : value)
    const plain = wraps.map(({ iv, tag, data, ...head }: Record<string, unknown>) => [
      bytes(iv),
      bytes(tag),
      bytes(data),
      head
    ])
    return JSON.stringify([rest, plain])
  } catch {
    return 'not JSON'
  }
}
