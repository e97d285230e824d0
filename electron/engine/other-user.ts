import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import type { Context, StagedRun } from './context'
import type { Command, Connection, Sudo } from './ports'
import { asUser, type OtherUser } from './sudo'

/**
 * Whom a run's script runs as; null for the login user. On this machine Slipway becomes another user only where sudo
 * asks for no password, because it stores none for this machine.
 */
export function userOf({ request }: Pick<Context, 'request'>, staged: StagedRun): Result<OtherUser | null> {
  const { stage, place, placeName } = staged
  const name = stage.runAs
  if (name === undefined) return ok(null)
  const sudo = sudoAt(request.sudo, place.target)
  if (place.platform === 'posix' && sudo.kind !== 'none') return ok({ name, sudo })
  return fail({
    kind: 'sudo-failed',
    message: `“${stage.name}” is to run as ${name}, and nobody can become another user on ${placeName}.`,
    remedy: 'Say in the account how it becomes another user, or let the step run as the account itself.'
  })
}

const sudoAt = (known: Context['request']['sudo'], target: StagedRun['place']['target']): Sudo =>
  target === 'here' || target.kind === 'local' ? { kind: 'no-password' } : (known?.get(target.id) ?? { kind: 'none' })

const isMissing = 44
const isUnreadable = 45

// The path comes as a line of input, because nothing else in the command depends on the run.
const reader = [
  'IFS= read -r f',
  `test -e "$f" || exit ${isMissing}`,
  `test -f "$f" || exit ${isUnreadable}`,
  `test -r "$f" || exit ${isUnreadable}`,
  'exec cat -- "$f"'
].join('; ')

/** Streams a file that only the other user may read. `path` is absolute. */
export async function downloadAs(
  connection: Pick<Connection, 'exec'>,
  user: OtherUser,
  path: string,
  sink: (chunk: Uint8Array) => Promise<void>
): Promise<Result<{ readonly bytes: number }>> {
  if (path.includes('\n')) return fail(unreadable(path, user, 'its name holds a line break'))
  let bytes = 0
  const argv: Command['argv'] = ['sh', '-c', reader]
  const command = asUser(user, { argv, line: '', stdin: new TextEncoder().encode(`${path}\n`) })
  const { ended } = connection.exec(command, (stream, chunk) => {
    if (stream === 'stderr') return
    bytes += chunk.byteLength
    return sink(chunk)
  })
  const end = await ended
  if (end.kind === 'exited' && end.code === 0) return ok({ bytes })
  if (end.kind === 'exited' && end.code === isMissing) return fail(missing(path))
  if (end.kind === 'exited' && end.code === isUnreadable)
    return fail(unreadable(path, user, 'it is no ordinary file, or access is denied'))
  const how =
    end.kind === 'lost'
      ? end.reason
      : end.kind === 'signalled'
        ? `it was ended by ${end.signal}`
        : `exit code ${end.code}`
  return fail({
    kind: 'connection-lost',
    message: `The transfer of ${path} broke off: ${how}.`,
    remedy: 'Deploy again; nothing of the file was kept.'
  })
}

const missing = (path: string): Failure => ({
  kind: 'artifact-missing',
  message: `There is no file ${path}.`,
  remedy:
    'Check the path that the script passes to new_octopusartifact, and that the file is there when the script ends.'
})

const unreadable = (path: string, { name }: OtherUser, why: string): Failure => ({
  kind: 'artifact-missing',
  message: `The file ${path} could not be read as ${name}: ${why}.`,
  remedy: `Check that it is an ordinary file and that ${name} may read it.`
})
