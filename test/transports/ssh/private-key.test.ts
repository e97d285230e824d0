import { describe, expect, test } from 'vitest'
import { isEncrypted, PrivateKeys, parsePrivateKey } from '../../../electron/transports/ssh/private-key'
import { generateKey } from '../../support/keys'

describe('reading a private key', () => {
  test('tells by its structure whether it is protected, in every format that ssh-keygen writes', async () => {
    const seen = []
    for (const kind of ['ed25519', 'rsa', 'ecdsa'] as const)
      for (const format of kind === 'ed25519' ? (['openssh'] as const) : (['openssh', 'pem'] as const)) {
        const open = await generateKey(kind, { format })
        const closed = await generateKey(kind, { format, passphrase: 'secret' })
        seen.push([kind, format, isEncrypted(open.privateKey), isEncrypted(closed.privateKey)])
      }
    expect(seen).toEqual([
      ['ed25519', 'openssh', false, true],
      ['rsa', 'openssh', false, true],
      ['rsa', 'pem', false, true],
      ['ecdsa', 'openssh', false, true],
      ['ecdsa', 'pem', false, true]
    ])
  })

  test('knows PuTTY’s and PKCS#8’s way to say so, and is not confused by scraps', () => {
    expect([
      isEncrypted('PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n'),
      isEncrypted('PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'),
      isEncrypted('-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----'),
      isEncrypted('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----'),
      isEncrypted('')
    ]).toEqual([true, false, true, false, false])
  })

  test('opens a protected key with its passphrase, and names the field that is wrong otherwise', async () => {
    const { privateKey, publicKey } = await generateKey('ed25519', { passphrase: 'right' })
    const field = (text: string, passphrase: string | null) => {
      const result = parsePrivateKey(text, passphrase)
      return result.ok ? 'ok' : result.failure.detail?.field
    }
    expect([
      field(privateKey, 'right'),
      field(privateKey, 'wrong'),
      field(privateKey, null),
      field(publicKey, null),
      field('nonsense', 'right')
    ]).toEqual(['ok', 'passphrase', 'passphrase', 'privateKey', 'privateKey'])
  })

  test('never repeats any of the key or passphrase in what it says', async () => {
    const { privateKey } = await generateKey('ed25519', { passphrase: 'right' })
    const said = JSON.stringify([parsePrivateKey(privateKey, 'my-wrong-words'), parsePrivateKey('my-scrap', null)])
    expect(said).not.toMatch(/my-wrong-words|my-scrap|BEGIN/)
  })

  test('opens a key once for many targets, and forgets the oldest beyond its capacity', async () => {
    const [first, second, third] = await Promise.all([
      generateKey('ed25519'),
      generateKey('ed25519'),
      generateKey('ed25519')
    ])
    const keys = new PrivateKeys(2)
    const opened = keys.parse(first.privateKey, null)
    expect(keys.parse(first.privateKey, null)).toBe(opened)
    keys.parse(second.privateKey, null)
    keys.parse(third.privateKey, null)
    expect(keys.parse(first.privateKey, null)).not.toBe(opened)
    const again = keys.parse(third.privateKey, null)
    keys.clear()
    expect(keys.parse(third.privateKey, null)).not.toBe(again)
  })
})
