import type { HostKeyPin } from '@shared/model/target'
import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2'

const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256'
]

// Left out on purpose: `diffie-hellman-group-exchange-*`, because a server's large prime is tested on this thread and
// blocks it for seconds.
const kex: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group14-sha256'
]

// Left out on purpose: chacha20, which Electron's crypto lacks and which would make every connection fail.
const cipher: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr'
]

const hmac: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512'
]

export interface OfferedAlgorithms {
  kex: KexAlgorithm[]
  cipher: CipherAlgorithm[]
  hmac: MacAlgorithm[]
  serverHostKey: ServerHostKeyAlgorithm[]
  compress: ['none']
}

/** Whether a host key of type `pinned` is shown when `offered` is agreed on: an RSA key signs in several ways. */
const shows = (offered: ServerHostKeyAlgorithm, pinned: string): boolean =>
  offered === pinned || (pinned === 'ssh-rsa' && offered.startsWith('rsa-sha2-'))

/**
 * What is offered to a host, best first. With a pin, its algorithm comes first: otherwise a host that gains a key of a
 * kind we like better would look as if its key had changed.
 */
export function offeredAlgorithms(pin: HostKeyPin | null): OfferedAlgorithms {
  const first = hostKeyAlgorithms.filter(item => pin !== null && shows(item, pin.algorithm))
  const others = hostKeyAlgorithms.filter(item => !first.includes(item))
  return {
    kex: [...kex],
    cipher: [...cipher],
    hmac: [...hmac],
    serverHostKey: [...first, ...others],
    compress: ['none']
  }
}
