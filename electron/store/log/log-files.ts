import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '@shared/failure-error'
import { type DeploymentId, deploymentId } from '@shared/ids'
import { listFolder, sweepTemporary, syncFolder } from '../atomic-file'
import { saveText } from '../audit/save-text'
import { isMissing, onDisk } from '../storage-failure'
import type { DeploymentLog, DeploymentLogs } from '../store'
import { LogFile } from './log-file'

/** Whether there is a deployment in the folder of a workspace, which need not be open. */
export async function hasDeployment(folder: string, id: DeploymentId): Promise<boolean> {
  try {
    return (await stat(join(folder, 'deployments', id))).isDirectory()
  } catch {
    // Where it cannot be looked at, there is nothing that could be done with it either.
    return false
  }
}

/** The folder `deployments/`: one folder per deployment. */
export class LogFiles implements DeploymentLogs {
  readonly #folder: string
  readonly #report: (message: string) => void
  readonly #open = new Map<DeploymentId, Promise<LogFile>>()
  readonly #seen = new Set<DeploymentId>()

  /** @param folder the workspace's data folder; @param report hears of damage that no caller is told of. */
  constructor(folder: string, report: (message: string) => void = () => undefined) {
    this.#folder = join(folder, 'deployments')
    this.#report = report
  }

  async ids(): Promise<readonly DeploymentId[]> {
    const ids: DeploymentId[] = []
    // Some at a time: there may be a hundred thousand.
    for await (const name of namesIn(this.#folder)) {
      const id = deploymentId.safeParse(name)
      if (id.success) ids.push(id.data)
    }
    return ids
  }

  async open(id: DeploymentId): Promise<DeploymentLog> {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const log = this.#load(id, this.#path(id))
    this.#open.set(id, log)
    log.catch(() => this.#open.delete(id))
    return log
  }

  async remove(id: DeploymentId): Promise<void> {
    const path = this.#path(id)
    await (await this.#open.get(id)?.catch(() => undefined))?.close().catch(() => undefined)
    await onDisk('delete', path, async () => {
      await rm(path, { recursive: true, force: true })
      if ((await listFolder(this.#folder)).length > 0) await syncFolder(this.#folder)
    })
  }

  save(path: string, text: AsyncIterable<string>): Promise<void> {
    return saveText(path, text)
  }

  /** Closes every open log; those that could not be written do not keep the others from it. */
  async close(): Promise<void> {
    const logs = await Promise.allSettled(this.#open.values())
    await Promise.allSettled(logs.map(log => (log.status === 'fulfilled' ? log.value.close() : undefined)))
  }

  async #load(id: DeploymentId, folder: string): Promise<LogFile> {
    // The first time, nothing of this process can be half written there: what is was left by one that is gone.
    if (!this.#seen.has(id)) {
      this.#seen.add(id)
      for (const left of [folder, join(folder, 'artifacts')]) await sweepTemporary(left).catch(() => undefined)
    }
    return LogFile.open(id, folder, { report: this.#report, onClosed: () => this.#open.delete(id) })
  }

  #path(id: DeploymentId): string {
    // The id becomes a part of a path here, so it is checked even though the doors check it too.
    return join(this.#folder, deploymentId.parse(id))
  }
}

async function* namesIn(folder: string): AsyncGenerator<string> {
  const entries = await onDisk('read', folder, () => opendir(folder, { bufferSize: 512 })).catch((error: unknown) => {
    if (error instanceof FailureError && isMissing(error.cause)) return []
    throw error
  })
  for await (const { name } of entries) yield name
}
