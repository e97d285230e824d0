import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fail, ok, type Result } from '@shared/result'

/** No private key is longer. Bytes. */
const largestKey = 100_000

/** Reads a private key's file as OpenSSH names it: `~/…` and `%d/…` begin at the person's home. */
export async function readKeyFile(path: string): Promise<Result<string>> {
  const file = /^(~|%d)[\\/]/.test(path) ? join(homedir(), path.slice(path.startsWith('~') ? 2 : 3)) : path
  try {
    if ((await stat(file)).size <= largestKey) return ok(await readFile(file, 'utf8'))
  } catch {
    // Said below, with the same remedy.
  }
  return fail({
    kind: 'invalid-input',
    message: `The private key ${path} cannot be read.`,
    remedy: 'Check that the file is there and is yours, or leave it out: the account then uses the SSH agent.'
  })
}
