import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretId } from '@shared/ids'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openVault } from '../../electron/store/vault'
import { tempFolder } from '../support/store'

async function newVault() {
  const root = await tempFolder()
  const keyFile = join(root, 'config', 'slipway', 'vault.key')
  const folder = join(root, 'data')
  const entryOf = (id: string): string => join(folder, 'vault', `${id}.json`)
  const vault = await openVault({ folder, keyFile, isKeyFileEnough: true })
  return { vault, keyFile, folder, entryOf }
}

const unavailable = (message: string) => ({
  ok: false,
  failure: {
    kind: 'secret-unavailable',
    message: expect.stringContaining(message),
    remedy: expect.stringMatching(/enter/i)
  }
})

describe('the vault', () => {
  test('gives back any text under its own id', async () => {
    const { vault } = await newVault()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async plain => {
        const opened = await vault.open(await vault.put(new Secret(plain)))
        expect(opened.ok && opened.value.reveal()).toBe(plain)
      }),
      { numRuns: 30 }
    )
  })

  test('writes nothing in clear, and equal secrets differ on disk', async () => {
    const { vault, folder, entryOf } = await newVault()
    const ids = await Promise.all(['hunter2', 'hunter2'].map(plain => vault.put(new Secret(plain))))
    const files = await Promise.all(ids.map(id => readFile(entryOf(id), 'utf8')))
    for (const text of files) {
      expect(text).not.toContain('hunter2')
      expect(text).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 9))
    }
    expect(new Set(files).size).toBe(2)
    expect((await readdir(join(folder, 'vault'))).length).toBe(2)
  })

  test('a secret moved to another id does not open', async () => {
    const { vault, entryOf } = await newVault()
    const one = await vault.put(new Secret('one-secret'))
    const two = await vault.put(new Secret('two-secret'))
    await copyFile(entryOf(one), entryOf(two))
    expect(await vault.open(two)).toMatchObject(unavailable('its file in the vault was changed'))
  })

  test('a changed entry does not open, whatever was changed', async () => {
    const { vault, entryOf } = await newVault()
    const id = await vault.put(new Secret('hunter2'))
    const good = await readFile(entryOf(id), 'utf8')
    for (let at = 0; at < good.length; at++) {
      for (const sign of ['A', '"', '0']) {
        const bad = `${good.slice(0, at)}${sign}${good.slice(at + 1)}`
        if (bad === good || sameBits(bad, good)) continue
        await writeFile(entryOf(id), bad)
        expect(await vault.open(id)).toMatchObject({ ok: false, failure: { kind: 'secret-unavailable' } })
      }
      await writeFile(entryOf(id), good.slice(0, at))
      expect((await vault.open(id)).ok).toBe(false)
    }
  })

  test('a removed secret is gone, and removing it twice does no harm', async () => {
    const { vault, folder } = await newVault()
    const id = await vault.put(new Secret('hunter2'))
    await vault.remove(id)
    await vault.remove(id)
    expect(await vault.open(id)).toMatchObject(unavailable('it is not in the vault'))
    expect(await readdir(join(folder, 'vault'))).toEqual([])
  })

  test.each(['__proto__', '../vault.key', '', 'secret-UPPERCASE1'])('knows nothing of “%s”', async id => {
    const { vault } = await newVault()
    await vault.put(new Secret('hunter2'))
    expect(await vault.open(id as SecretId)).toMatchObject(unavailable('it is not in the vault'))
    await vault.remove(id as SecretId)
  })
})

/** Base64 has bits that mean nothing in its last sign: changing those changes no byte. */
function sameBits(a: string, b: string): boolean {
  try {
    const bytes = (text: string) =>
      JSON.stringify(JSON.parse(text), (key, value) =>
        ['iv', 'tag', 'data'].includes(key) ? Buffer.from(value, 'base64').toString('hex') : value
      )
    return bytes(a) === bytes(b)
  } catch {
    return false
  }
}

describe('the vault’s key', () => {
  test('is made with the first secret: 32 bytes that only the owner can read', async () => {
    const { vault, keyFile } = await newVault()
    expect(await readFile(keyFile).catch(() => 'none')).toBe('none')
    await Promise.all(Array.from({ length: 10 }, (_, i) => vault.put(new Secret(`secret ${i}`)))).then(async ids => {
      for (const [i, id] of ids.entries()) {
        const opened = await vault.open(id)
        expect(opened.ok && opened.value.reveal()).toBe(`secret ${i}`)
      }
    })
    expect((await readFile(keyFile)).length).toBe(32)
    expect(await readdir(join(keyFile, '..'))).toEqual(['vault.key'])
    if (process.platform === 'win32') return
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect((await stat(join(keyFile, '..'))).mode & 0o777).toBe(0o700)
  })

  test('when it is missing, secrets are unavailable and the person learns where it belongs', async () => {
    const { vault, keyFile } = await newVault()
    const id = await vault.put(new Secret('hunter2'))
    const key = await readFile(keyFile)
    await rm(keyFile)
    const opened = await vault.open(id)
    expect(opened).toMatchObject(unavailable(`the key file ${keyFile} is missing`))
    expect(!opened.ok && opened.failure.remedy).toContain(`Put the key file back at ${keyFile}`)
    await writeFile(keyFile, key, { mode: 0o600 })
    expect((await vault.open(id)).ok).toBe(true)
  })

  test('when it is lost, new secrets get a new one and old ones say what is wrong', async () => {
    const { vault, keyFile } = await newVault()
    const old = await vault.put(new Secret('hunter2'))
    await rm(keyFile)
    const entered = await vault.put(new Secret('hunter3'))
    expect((await vault.open(entered)).ok).toBe(true)
    expect(await vault.open(old)).toMatchObject(unavailable('it was locked with another key'))
  })

  test('when it is not a key, it is neither used nor replaced', async () => {
    const { vault, keyFile } = await newVault()
    await mkdir(join(keyFile, '..'), { recursive: true })
    await writeFile(keyFile, 'short')
    await expect(vault.put(new Secret('hunter2'))).rejects.toMatchObject({ failure: { kind: 'secret-unavailable' } })
    expect(await readFile(keyFile, 'utf8')).toBe('short')
  })

  test.skipIf(process.platform === 'win32')('is taken away from others when they could read it', async () => {
    const { vault, keyFile } = await newVault()
    const id = await vault.put(new Secret('hunter2'))
    await chmod(keyFile, 0o644)
    expect((await vault.open(id)).ok).toBe(true)
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
  })

  test.skipIf(process.platform === 'win32')('is not followed to where a link leads nowhere', async () => {
    const { vault, keyFile } = await newVault()
    await mkdir(join(keyFile, '..'), { recursive: true })
    await symlink('/nowhere/at/all', keyFile)
    await expect(vault.put(new Secret('hunter2'))).rejects.toMatchObject({ failure: { kind: 'secret-unavailable' } })
  })
})
