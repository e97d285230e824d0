import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '@shared/canonical-json'
import type { Failure } from '@shared/failure'
import { type Sha256, sha256 } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { makeFolder, writeAtomically } from './atomic-file'
import { isMissing, onDisk, storageFailed } from './storage-failure'
import type { Snapshots } from './store'

/** `snapshots/<sha256>.json`: canonical JSON whose hash is its name. */
export class SnapshotFiles implements Snapshots {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = join(folder, 'snapshots')
  }

  /** A copy that is there but damaged is written anew. */
  async put(value: unknown): Promise<Sha256> {
    const text = canonicalJson(value)
    const hash = sha256.parse(hashOf(text))
    if ((await this.get(hash)).ok) return hash
    await onDisk('write', this.#folder, () => makeFolder(this.#folder))
    await writeAtomically(this.#path(hash), text)
    return hash
  }

  async get(hash: Sha256): Promise<Result<unknown>> {
    const expected = sha256.safeParse(hash)
    if (!expected.success) return fail(corrupt(hash, 'not a hash', 'Its name is not a SHA-256.'))
    try {
      const bytes = await readFile(this.#path(expected.data))
      const actual = hashOf(bytes)
      if (actual !== expected.data)
        return fail(corrupt(hash, actual, `It was changed: its SHA-256 is ${actual} and should be ${hash}.`))
      return ok(JSON.parse(bytes.toString('utf8')))
    } catch (error) {
      const actual = isMissing(error) ? 'missing' : 'unreadable'
      return fail(corrupt(hash, actual, storageFailed('read', this.#path(expected.data), error).message))
    }
  }

  async remove(hash: Sha256): Promise<void> {
    const path = this.#path(sha256.parse(hash))
    await onDisk('delete', path, () => rm(path, { force: true }))
  }

  #path(hash: Sha256): string {
    return join(this.#folder, `${hash}.json`)
  }
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const corrupt = (expected: string, actual: string, why: string): Failure => ({
  kind: 'release-corrupt',
  message: `The stored copy of this release cannot be used. ${why}`,
  remedy: 'Create a new release from the project and deploy that one, or put the file back from a backup.',
  detail: { expected, actual }
})
