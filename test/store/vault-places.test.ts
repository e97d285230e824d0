import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openVault } from '../../electron/store/vault'
import {
  changeDocument,
  done,
  failed,
  filesOf,
  good,
  look,
  newPlace,
  withKeychain,
  withPassphrase
} from '../support/vault'

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
