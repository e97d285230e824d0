import type { Failure } from '@shared/failure'
import type { Context, DueRun } from './context'
import type { ArtifactRequest } from './messages'
import { orStopped } from './or-stopped'
import { downloadAs } from './other-user'
import { internalFailure } from './outcomes'
import type { ArtifactWriter, Connection } from './ports'

/**
 * Fetches a file that a script wanted kept, and records it. Relative paths start in `folder`, where the script did.
 * Null when it was kept. Given up when the deployment is stopped.
 */
export async function collectArtifact(
  context: Context,
  staged: DueRun,
  connection: Connection,
  folder: string,
  wanted: ArtifactRequest
): Promise<Failure | null> {
  const created = await context.ports.artifacts.create(context.request.id)
  if (!created.ok) return created.failure
  const writer = created.value
  try {
    return await fetchInto(context, staged, connection, absolute(folder, wanted.path), wanted.name, writer)
  } catch (error) {
    await writer.abort().catch(() => undefined)
    return internalFailure(error)
  }
}

async function fetchInto(
  context: Context,
  staged: DueRun,
  connection: Connection,
  path: string,
  name: string,
  writer: ArtifactWriter
): Promise<Failure | null> {
  let isOver = false
  const sink = async (chunk: Uint8Array): Promise<void> => {
    // What still comes after giving up has no place to go.
    if (!isOver) await writer.write(chunk)
  }
  const { user } = staged
  const fetched = user === null ? connection.download(path, sink) : downloadAs(connection, user, path, sink)
  const result = await orStopped(fetched, { ports: context.ports, stopped: staged.stopped, limitMs: context.limitMs })
  isOver = true
  if (result === null || !result.ok) {
    // A stopped download may fail later; by then nobody listens.
    void fetched.catch(() => undefined)
    await writer.abort()
    return result === null ? givenUp(name) : result.failure
  }
  const committed = await writer.commit()
  if (!committed.ok) return committed.failure
  const artifact = { id: writer.id, name: context.redactor.text(name), size: result.value.bytes }
  await context.record({ kind: 'artifact', run: staged.id, artifact })
  return null
}

const absolute = (folder: string, path: string): string =>
  /^([/~]|[A-Za-z]:[\\/]|\\\\)/.test(path) ? path : `${folder.replace(/[\\/]$/, '')}/${path}`

const givenUp = (name: string): Failure => ({
  kind: 'cancelled',
  message: `The artifact “${name}” was not fetched, because the deployment was cancelled.`,
  remedy: ''
})
