import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

// A vault stretches passphrases so that each try takes near half a second of a core, and tests make hundreds of them.
// Here it takes a thousandth; documents say what they always do, and another cost still makes another key. What it
// really costs is in the tests of the real app.
const stretch = crypto.scrypt

function quickly(
  passphrase: BinaryLike,
  salt: BinaryLike,
  length: number,
  options: ScryptOptions,
  done: (error: Error | null, key: Buffer) => void
): void {
  stretch(passphrase, salt, length, { ...options, N: (options.N ?? 0) / 1024 }, done)
}

// Files share modules, and this runs before each of them.
if (stretch.name !== quickly.name) {
  Object.assign(crypto, { scrypt: quickly })
  syncBuiltinESMExports()
}
