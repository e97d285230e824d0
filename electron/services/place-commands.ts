import { type Failure, notFound } from '@shared/failure'
import type { TargetId } from '@shared/ids'
import type { PlannedRun } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import type { Ask, Command, Connection } from '../engine/ports'
import { asUser, type OtherUser } from '../engine/sudo'
import type { ServiceContext } from './context'
import { endpointOf } from './endpoints'
import type { ServicePorts } from './ports'
import { sudoOf } from './sudoers'

export type PlacePorts = Pick<ServicePorts, 'ssh' | 'here' | 'sleep'> & { readonly ask: Ask }

/** Where a command runs, and as whom. */
export interface PlaceUser {
  readonly target: TargetId | null
  readonly on: PlannedRun['on']
  /** Null for the user who logs in. */
  readonly user: string | null
}

interface Limits {
  /** How long it may take, connecting included; in milliseconds. */
  readonly limitMs: number
  /** How much it may print; the rest is left out. */
  readonly mostBytes: number
}

/** Runs single commands at places outside of any deployment. */
export function createPlaceCommands({ store }: Pick<ServiceContext, 'store'>, ports: PlacePorts) {
  const connect = async ({ on, target }: PlaceUser, signal: AbortSignal): Promise<Result<Connection>> => {
    const record = target === null ? undefined : store.targets.get(target)
    if (on === 'here' || record?.kind === 'local') return ports.here(signal)
    if (record?.kind !== 'ssh') return fail(notFound('target', target ?? ''))
    const endpoint = await endpointOf(store, record)
    return endpoint.ok ? ports.ssh.connect(endpoint.value, signal, ports.ask) : endpoint
  }

  const userOf = async ({ user, target }: PlaceUser): Promise<Result<OtherUser | null>> => {
    const record = target === null ? undefined : store.targets.get(target)
    if (user === null || record?.kind !== 'ssh') return ok(null)
    const sudo = await sudoOf(store, record)
    if (!sudo.ok) return sudo
    return sudo.value.kind === 'none' ? fail(cannotBecome(user)) : ok({ name: user, sudo: sudo.value })
  }

  /** What the command printed; fails where it did not come to its end, or ended with anything but 0. */
  return async (place: PlaceUser, command: Command, { limitMs, mostBytes }: Limits): Promise<Result<Buffer>> => {
    const user = await userOf(place)
    if (!user.ok) return user
    const stop = new AbortController()
    const timer = ports.sleep(limitMs, stop.signal).then(() => stop.abort())
    const connection = await connect(place, stop.signal)
    if (!connection.ok) return connection
    try {
      const asWhom = user.value ? asUser(user.value, command) : command
      const printed = await output(connection.value, asWhom, mostBytes, stop.signal)
      return printed === null ? fail(saidNothing) : ok(printed)
    } finally {
      stop.abort()
      connection.value.close()
      await timer
    }
  }
}

async function output(
  connection: Connection,
  command: Command,
  mostBytes: number,
  signal: AbortSignal
): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  const execution = connection.exec(command, (stream, chunk) => {
    if (stream !== 'stdout' || bytes >= mostBytes) return
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
  })
  const abandon = () => execution.abandon('it took too long')
  if (signal.aborted) abandon()
  signal.addEventListener('abort', abandon, { once: true })
  const end = await execution.ended
  signal.removeEventListener('abort', abandon)
  return end.kind === 'exited' && end.code === 0 ? Buffer.concat(chunks) : null
}

const cannotBecome = (user: string): Failure => ({
  kind: 'sudo-failed',
  message: `The account does not become ${user} any more.`,
  remedy: 'Say on the account how it becomes another user.'
})

const saidNothing: Failure = {
  kind: 'connection-lost',
  message: 'It did not answer.',
  remedy: 'Check that the machine answers, then look again.'
}
