import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ArtifactId, artifactId, type DeploymentId, deploymentId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import { makeFolder, syncFolder, temporaryName } from './atomic-file'
import { newId } from './new-id'
import { isMissing, onDisk, storageFailed } from './storage-failure'
import type { ArtifactFile, ArtifactFiles } from './store'

/** `deployments/<deployment id>/artifacts/<artifact id>`: appears whole, when it is committed. */
export class ArtifactFolder implements ArtifactFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = join(folder, 'deployments')
  }

  async create(deployment: DeploymentId): Promise<ArtifactFile> {
    const id = newId('artifact')
    const path = this.#path(deployment, id)
    const temp = temporaryName(path)
    const handle = await onDisk('write', path, async () => {
      await makeFolder(dirname(path))
      return open(temp, 'wx', 0o600)
    })
    return new ArtifactInProgress(id, path, temp, handle)
  }

  async copyTo(deployment: DeploymentId, artifact: ArtifactId, path: string): Promise<Result<null>> {
    const source = this.#path(deployment, artifact)
    const temp = temporaryName(path)
    try {
      await copyFile(source, temp)
      await rename(temp, path)
      return ok(null)
    } catch (error) {
      await rm(temp, { force: true }).catch(() => undefined)
      if (isMissing(error) && !(await isThere(source))) return fail(missing(artifact))
      return fail(storageFailed('write', path, error))
    }
  }

  #path(deployment: DeploymentId, artifact: ArtifactId): string {
    // Ids become parts of a path here, so they are checked even though the doors check them too.
    return join(this.#folder, deploymentId.parse(deployment), 'artifacts', artifactId.parse(artifact))
  }
}

/** Calls take effect in their order; after `commit` or `abort` only another `abort` is allowed, which does nothing. */
class ArtifactInProgress implements ArtifactFile {
  readonly id: ArtifactId
  readonly #path: string
  readonly #temp: string
  readonly #handle: FileHandle
  #last: Promise<unknown> = Promise.resolve()
  #isOver = false

  constructor(id: ArtifactId, path: string, temp: string, handle: FileHandle) {
    this.id = id
    this.#path = path
    this.#temp = temp
    this.#handle = handle
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#next(() => onDisk('write', this.#path, () => this.#handle.appendFile(chunk)))
  }

  /** When it fails, nothing is kept. */
  async commit(): Promise<void> {
    const done = this.#next(() =>
      onDisk('write', this.#path, async () => {
        await this.#handle.sync()
        await this.#handle.close()
        await rename(this.#temp, this.#path)
        await syncFolder(dirname(this.#path))
      })
    )
    this.#isOver = true
    try {
      await done
    } catch (error) {
      await this.#discard()
      throw error
    }
  }

  async abort(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    await this.#last.catch(() => undefined)
    await this.#discard()
  }

  async #discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined)
    await onDisk('delete', this.#temp, () => rm(this.#temp, { force: true }))
  }

  #next(work: () => Promise<void>): Promise<void> {
    if (this.#isOver) return Promise.reject(new Error(`The artifact ${this.id} is closed`))
    const done = this.#last.then(work)
    // A failed write fails every later call, so what was cut short is never committed.
    this.#last = done
    done.catch(() => undefined)
    return done
  }
}

const isThere = (file: string): Promise<boolean> =>
  open(file, 'r').then(
    handle => handle.close().then(() => true),
    () => false
  )

const missing = (artifact: ArtifactId) =>
  ({
    kind: 'artifact-missing',
    message: `The file of the artifact ${artifact} is not there any more.`,
    remedy: 'Deploy the release again to collect it anew.',
    detail: { artifact }
  }) as const
