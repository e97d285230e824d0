import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { utils } from 'ssh2'
import { expect, test } from 'vitest'
import { newPrivateKey } from '../../electron/demo/key-files'

test('every key that is made can be read and signs what its public half confirms', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), comment => {
      const key = utils.parseKey(newPrivateKey(comment))
      if (key instanceof Error) throw key
      const signature = key.sign(Buffer.from('data'))
      if (signature instanceof Error) throw signature
      expect([key.isPrivateKey(), key.verify(Buffer.from('data'), signature)]).toEqual([true, true])
    }),
    { numRuns: 200 }
  )
})

test('ssh-keygen reads it, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-key-file-'))
  try {
    const path = join(folder, 'key')
    await writeFile(path, newPrivateKey('demo account'), { mode: 0o600 })
    const { stdout } = await promisify(execFile)('ssh-keygen', ['-y', '-f', path])
    expect(stdout).toMatch(/^ssh-ed25519 AAAA\S+ demo account\n$/)
  } finally {
    await rm(folder, { recursive: true })
  }
})
