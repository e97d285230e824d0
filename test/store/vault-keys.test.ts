import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Vault } from '../../electron/store/store'
import { openVault } from '../../electron/store/vault'
import { type FakeKeyChain, fakeKeyChain } from '../support/key-chain'
import { tempFolder } from '../support/store'

const good = Buffer.from('correct horse battery')
const bad = Buffer.from('Correct horse battery')

interface Place {
  readonly folder: string
  readonly keyFile: string
  readonly document: string
  readonly keyChain: FakeKeyChain
  /** As after a restart: nothing is held in memory. */
  open(): Promise<Vault>
}

async function newPlace(): Promise<Place> {
  const root = await tempFolder()
  const folder = join(root, 'data')
  const keyFile = join(root, 'keys', 'main.key')
  const keyChain = fakeKeyChain()
  const open = () => openVault({ folder, keyFile, keyChain })
  return { folder, keyFile, document: join(root, 'keys', 'main.json'), keyChain, open }
}

const withPassphrase = { keychain: false, passphrase: good }
const withKeychain = { keychain: true, passphrase: null }
const withBoth = { keychain: true, passphrase: good }

const done = { ok: true, value: null }
const failed = (kind: string) => ({ ok: false, failure: { kind } })

/** What a vault gives back for an id: the secret or the kind of failure. */
async function look(vault: Vault, id: Awaited<ReturnType<Vault['put']>>): Promise<string> {
  const opened = await vault.open(id)
  return opened.ok ? opened.value.reveal() : opened.failure.kind
}

type Wrap = Record<string, unknown>

async function changeDocument(place: Place, change: (document: { wraps: Wrap[] }) => void): Promise<void> {
  const document = JSON.parse(await readFile(place.document, 'utf8'))
  change(document)
  await writeFile(place.document, JSON.stringify(document))
}

/** Every file below a folder, so that “nothing was lost” can be said as a whole. */
async function filesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(await Promise.all(files.map(async file => [file, await readFile(file, 'latin1')] as const)))
}

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

describe('vaults of two workspaces', () => {
  const pair = async () => {
    const [one, two] = [await newPlace(), await newPlace()]
    const vaults = [await one.open(), await two.open()] as const
    for (const { guard } of vaults) await guard.setUp(withKeychain)
    const ids = [await vaults[0].put(new Secret('one')), await vaults[1].put(new Secret('two'))] as const
    return { one, two, ids }
  }

  test('do not open with each other’s key documents', async () => {
    const { one, two, ids } = await pair()
    await copyFile(two.document, one.document)
    const vault = await one.open()
    expect(await look(vault, ids[0])).toBe('secret-unavailable')
    await expect(vault.put(new Secret('more'))).rejects.toMatchObject({
      failure: { message: expect.stringContaining('belongs to another workspace') }
    })
    // With the mark taken along, the key is a foreign one to every entry.
    await copyFile(join(two.folder, 'vault', 'key.json'), join(one.folder, 'vault', 'key.json'))
    expect(await look(await one.open(), ids[0])).toBe('secret-unavailable')
  })

  test('do not open with wraps out of each other’s documents', async () => {
    const { one, two, ids } = await pair()
    const foreign = JSON.parse(await readFile(two.document, 'utf8'))
    await changeDocument(one, document => {
      document.wraps = foreign.wraps
    })
    expect(await look(await one.open(), ids[0])).toBe('secret-unavailable')
  })

  test('do not open each other’s entries', async () => {
    const { one, two, ids } = await pair()
    await copyFile(join(two.folder, 'vault', `${ids[1]}.json`), join(one.folder, 'vault', `${ids[1]}.json`))
    expect(await look(await one.open(), ids[1])).toBe('secret-unavailable')
  })
})

describe('entries', () => {
  test('cannot be exchanged within a vault', async () => {
    const place = await newPlace()
    const vault = await place.open()
    await vault.guard.setUp(withKeychain)
    const [one, two] = [await vault.put(new Secret('one')), await vault.put(new Secret('two'))]
    await copyFile(join(place.folder, 'vault', `${one}.json`), join(place.folder, 'vault', `${two}.json`))
    expect(await look(vault, two)).toBe('secret-unavailable')
  })

  test('that were changed in any byte, or called an older format, do not open', async () => {
    const place = await newPlace()
    const vault = await place.open()
    await vault.guard.setUp(withKeychain)
    const id = await vault.put(new Secret('hunter2 hunter2'))
    const file = join(place.folder, 'vault', `${id}.json`)
    const whole = JSON.parse(await readFile(file, 'utf8'))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('iv', 'tag', 'data'),
        fc.nat(1000),
        fc.integer({ min: 1, max: 255 }),
        async (field, at, mask) => {
          const bytes = Buffer.from(whole[field], 'base64')
          const index = at % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ mask
          await writeFile(file, JSON.stringify({ ...whole, [field]: bytes.toString('base64') }))
          expect(await look(vault, id)).toBe('secret-unavailable')
        }
      ),
      { numRuns: 60 }
    )
    await writeFile(file, JSON.stringify({ ...whole, format: 1, key: whole.key.slice(0, 16) }))
    expect(await look(vault, id)).toBe('secret-unavailable')
    await writeFile(
      file,
      JSON.stringify({ ...whole, tag: Buffer.from(whole.tag, 'base64').subarray(0, 8).toString('base64') })
    )
    expect(await look(vault, id)).toBe('secret-unavailable')
    await writeFile(file, JSON.stringify(whole))
    expect(await look(vault, id)).toBe('hunter2 hunter2')
  })
})

describe('a vault whose key lies in a plain file', () => {
  const older = async () => {
    const place = await newPlace()
    const old = await openVault({ folder: place.folder, keyFile: place.keyFile, isKeyFileEnough: true })
    return { place, id: await old.put(new Secret('hunter2')) }
  }

  test('goes on working, and says where its key lies', async () => {
    const { place, id } = await older()
    const vault = await place.open()
    expect(vault.guard.state()).toMatchObject({ protection: 'key-file', isLocked: false, problem: null })
    expect(await look(vault, id)).toBe('hunter2')
    expect(await look(vault, await vault.put(new Secret('more')))).toBe('more')
  })

  test('keeps its secrets when it is protected, and the file is gone', async () => {
    const { place, id } = await older()
    const vault = await place.open()
    expect(await vault.guard.setUp(withPassphrase)).toEqual(done)
    expect(await readdir(join(place.keyFile, '..'))).toEqual(['main.json'])
    const added = await vault.put(new Secret('more'))
    const again = await place.open()
    expect(await look(again, id)).toBe('vault-locked')
    await again.guard.unlock(good)
    expect([await look(again, id), await look(again, added)]).toEqual(['hunter2', 'more'])
  })

  test('loses the file at the next unlock when the app ended before it was erased', async () => {
    const { place, id } = await older()
    const key = await readFile(place.keyFile)
    await (await place.open()).guard.setUp(withKeychain)
    await writeFile(place.keyFile, key, { mode: 0o600 })
    expect(await look(await place.open(), id)).toBe('hunter2')
    expect(await readdir(join(place.keyFile, '..'))).toEqual(['main.json'])
  })

  test('goes on working when the app ended before the document was there, but takes no other key', async () => {
    const { place, id } = await older()
    const key = await readFile(place.keyFile)
    await (await place.open()).guard.setUp(withKeychain)
    await rm(place.document)
    await writeFile(place.keyFile, key, { mode: 0o600 })
    expect(await look(await place.open(), id)).toBe('hunter2')
    await writeFile(place.keyFile, Buffer.alloc(32, 1), { mode: 0o600 })
    expect((await place.open()).guard.state()).toMatchObject({ protection: 'unknown' })
  })
})

describe('a vault that starts over', () => {
  test('keeps the old key and entries, which open again when they are put back', async () => {
    const place = await newPlace()
    const vault = await place.open()
    await vault.guard.setUp(withPassphrase)
    const id = await vault.put(new Secret('hunter2'))
    const before = Object.values(await filesOf(join(place.folder, '..'))).sort()
    await vault.guard.startOver('20260102030405')
    expect(Object.values(await filesOf(join(place.folder, '..'))).sort()).toEqual(before)
    expect(vault.guard.state()).toMatchObject({ protection: 'none', problem: null })
    expect(await look(vault, id)).toBe('secret-unavailable')
    expect(await vault.guard.setUp(withKeychain)).toEqual(done)
    expect(await look(vault, await vault.put(new Secret('anew')))).toBe('anew')

    const [oldFolder] = (await readdir(place.folder)).filter(name => name.startsWith('vault.old-20260102030405'))
    const [oldKey] = (await readdir(join(place.keyFile, '..'))).filter(name => name.startsWith('main.json.old-'))
    await rm(join(place.folder, 'vault'), { recursive: true })
    await mkdir(join(place.folder, 'vault'))
    for (const name of await readdir(join(place.folder, oldFolder!)))
      await copyFile(join(place.folder, oldFolder!, name), join(place.folder, 'vault', name))
    await copyFile(join(place.keyFile, '..', oldKey!), place.document)
    const back = await place.open()
    await back.guard.unlock(good)
    expect(await look(back, id)).toBe('hunter2')
  })

  test('can do so when its key document is gone', async () => {
    const place = await newPlace()
    const first = await place.open()
    await first.guard.setUp(withPassphrase)
    const id = await first.put(new Secret('hunter2'))
    await rm(place.document)
    const vault = await place.open()
    expect(vault.guard.state()).toMatchObject({
      protection: 'unknown',
      problem: { message: expect.stringContaining('is missing') }
    })
    expect(await look(vault, id)).toBe('secret-unavailable')
    expect(await vault.guard.setUp(withPassphrase)).toMatchObject(failed('secret-unavailable'))
    await vault.guard.startOver('20260102030405')
    expect(await vault.guard.setUp(withPassphrase)).toEqual(done)
  })
})
