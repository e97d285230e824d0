import { describe, expect, test } from 'vitest'
import { offeredAlgorithms } from '../../../electron/transports/ssh/algorithms'

const pin = (algorithm: string) => ({ algorithm, fingerprint: `SHA256:${'A'.repeat(43)}` })
const all = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256'
]

describe('the algorithms offered to a host', () => {
  test('never include those that stall the event loop, fail in Electron or are broken', () => {
    const { kex, cipher, hmac, serverHostKey, compress } = offeredAlgorithms(null)
    const offered = [...kex, ...cipher, ...hmac, ...serverHostKey, ...compress].join(' ')
    expect(offered).not.toMatch(/group-exchange|chacha20|cbc|md5|sha1\b|ssh-rsa|ssh-dss|group1-/)
  })

  test('begin with the fastest and safest of each kind', () => {
    const { kex, cipher, serverHostKey } = offeredAlgorithms(null)
    expect([kex[0], cipher[0], serverHostKey]).toEqual(['curve25519-sha256', 'aes128-gcm@openssh.com', all])
  })

  test.each(all.slice(0, 4))('put the kind of the accepted key first: %s', algorithm => {
    const { serverHostKey } = offeredAlgorithms(pin(algorithm))
    expect([serverHostKey[0], [...serverHostKey].sort()]).toEqual([algorithm, [...all].sort()])
  })

  test('put both ways in which an RSA key signs first when an RSA key was accepted', () => {
    expect(offeredAlgorithms(pin('ssh-rsa')).serverHostKey.slice(0, 2)).toEqual(['rsa-sha2-512', 'rsa-sha2-256'])
  })

  test('stay the same for an accepted key of a kind that is not spoken any more', () => {
    expect(offeredAlgorithms(pin('ssh-dss')).serverHostKey).toEqual(all)
  })
})
