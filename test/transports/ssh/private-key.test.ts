import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isEncrypted, PrivateKeys, parsePrivateKey } from '../../../electron/transports/ssh/private-key'
import { generateKey } from '../../support/keys'
import { must } from '../../support/workspace'

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

  test.each(['ed25519', 'rsa', 'ecdsa'] as const)('reads an %s key in every format of ssh-keygen', async kind => {
    const formats = kind === 'ed25519' ? (['openssh'] as const) : (['openssh', 'pem', 'pkcs8'] as const)
    for (const format of formats)
      for (const passphrase of [undefined, 'with spaces and ü']) {
        const key = await generateKey(kind, { format, ...(passphrase === undefined ? {} : { passphrase }) })
        const parsed = must(parsePrivateKey(key.privateKey, key.passphrase))
        expect(`${parsed.type} ${parsed.getPublicSSH().toString('base64')}`).toBe(
          key.publicKey.split(' ').slice(0, 2).join(' ')
        )
      }
  })

  test('reads PuTTY’s older RSA files, and tells how to convert the others', () => {
    const said = (text: string) => {
      const result = parsePrivateKey(text, null)
      return result.ok ? result.value.type : result.failure.remedy.slice(0, 24)
    }
    expect([
      said(puttyRsaKey),
      said('PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\n'),
      said('PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n'),
      said('PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n')
    ]).toEqual(['ssh-rsa', 'Convert it with PuTTYgen', 'Convert it with PuTTYgen', 'Convert it with PuTTYgen'])
  })

  test('a PKCS#8 key whose kind SSH does not know is refused by its field', () => {
    const { privateKey } = generateKeyPairSync('x25519')
    const result = parsePrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), null)
    expect(result.ok ? null : result.failure.detail).toEqual({ field: 'privateKey' })
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

/** Made by puttygen for this test and used nowhere else. */
const puttyRsaKey = `PuTTY-User-Key-File-2: ssh-rsa
Encryption: none
Comment: made for a test
Public-Lines: 6
AAAAB3NzaC1yc2EAAAADAQABAAABAQDBZkgiZ+f8ozyymF+xT5EPWhtHWAUZ+gg4
0vqx5gikmRQDgRn1Gs9I9fEzo2A6L5n68NvhvyfzzNDwQ2psVS1OGFFnoNYUFQFQ
zAlYwZsPjQDmvK0vJorS68rn9iNuDl+CChRT2+0d3ZWK40aL7ePcjRqM0zo6dRwX
6CrGfgSak75wx8zXggpbf2XnBhuwx2w5W8oFfw2Pfvh/vCP3FJOKu+1gTfZ4yeH3
xuhNBp7rb4oS2J6RUYommnN980xTR8d2JDZVclh8YRqkKGA8sZB5fPXRwE1zokgT
K3XhvLtBTpRnihWuV54uQv+kVyUNswclcBP9TUrtlrLcg0EXCA0f
Private-Lines: 14
AAABABPFzZmEPrSWn9hb5GoFX32j/Gamj3GgyCxpwusN61OguZTDeJBARccI1g3Y
ezhtBh92IT+K7UkWEe/ZL00/cXAAOSUQzYekv3YE65kLxOWpyIN5Rh+Bn5nW35oo
O7u/HnFLby6aV+YWHHmO/kxvbZIZSbNHeTbheEDSzLoZx4YMvTfyr9URjynObfRN
yZOb44BzNDIJuAvRshHFW1Khq8NJ21GjJW29RQuE98OxrFPk2WZ+K8VMZzWRqBnO
bVhG2A6vC3nNr79BGVYEbFNTKTowouzc/lpOWaUq5j25Mll1pNxNjdJyLpMSuSxJ
N3TNN3RAWi6pkukKjFGAp+F8zCEAAACBAPIHs4SFFA3zpA7LAaaCLjvJe5Zt7kw1
u+QtgpkNBNVlTs2JSNPkbnp/2ohw2VBsm+ubnC06+Z5yEoLdBnIOxLyR//PNmwzu
W1oLaN2G68TDgSt82tXyPnNPDN0iB5xBj7QOPv3+xW/3PUVHZSJ6ka1TYU4Bqmx1
gilF6QjMJaMvAAAAgQDMkADK5cd/CMzrfYgcb/czJkZXsEAfWEtoCl3SsW0XzpVb
0aC5c2ibSQexw3C3PMxPaj/VRN0KSN5gfnE4tstx49UDKeV5cZbt5+JUX+CYk5Bv
1pZBXgjJGxvhj3k1qz6dpC0R2lZY9XkhHT1DKByxS/vbZ2BuN/1OeuP7qkl5EQAA
AIAUzQjUmj5QRwsep+nHK+6Lsw+GglGV+C9lELkKIH+IrsTULeJT5aKgYGw9PAAY
ZY7HNwOlItipc6Ya4V78Ln2puQhKy1C94T27oJcQjxup/e9uO1m5rO5KZwIFg19A
8RAlaWPVq5J1N6DU+7gpZAldzaWCwygzIi5Z8HCcoOfXMw==
Private-MAC: 1c4e865a5057b13302dcb822756a491c7ee50bf8
`
