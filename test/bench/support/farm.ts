import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, cpus, getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostKeyPin } from '@shared/model/target'
import { generateKey } from '../../support/keys'
import { startSshd } from '../../support/sshd'

/** One machine of the farm, as a client reaches it. */
export interface FarmTarget {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly hostKey: HostKeyPin
}

/** Many machines on one: real sshd daemons, each on several loopback addresses. One key opens them all. */
export interface Farm {
  readonly targets: readonly FarmTarget[]
  /** OpenSSH format, ed25519, without a passphrase. */
  readonly privateKey: string
  readonly privateKeyFile: string
  /** A place for the files of a run; every account may read below it. Goes with the farm. */
  readonly folder: string
  stop(): Promise<void>
}

const daemonCount = 13
const isRoot = process.getuid?.() === 0
const lastProcessor = cpus().length - 1

/** From now on this process, and what it starts, runs on these processors only (Linux). */
const runOn = (processors: string) => execFileSync('taskset', ['-a', '-p', '-c', processors, String(process.pid)])

/**
 * Starts `count` targets on 127.0.1.1 and up, at most 250. `isApart` gives them the last processor for themselves and
 * leaves the others to this process and the clients that it starts: the nearest to machines of their own.
 * `isBehind` is for work that is the client's for the most part; where the targets have as much to do, it would starve them.
 */
export async function startFarm(count: number, isApart: boolean, isBehind = true): Promise<Farm> {
  // Each daemon takes care that it ends with this process; that many listeners are no leak.
  process.setMaxListeners(2 * daemonCount)
  const key = await generateKey('ed25519')
  const folder = await mkdtemp(join(tmpdir(), 'slipway-farm-'))
  await chmod(folder, 0o755)
  const privateKeyFile = join(folder, 'id')
  await writeFile(privateKeyFile, key.privateKey, { mode: 0o600 })

  const addresses = Array.from({ length: count }, (_, index) => `127.0.1.${index + 1}`)
  const shares = Array.from({ length: Math.min(daemonCount, count) }, (_, daemon) =>
    addresses.filter((_, index) => index % daemonCount === daemon)
  )
  // One after another: each creates an account, and the account files have one lock.
  const servers: Awaited<ReturnType<typeof startSshd>>[] = []
  const stop = async (): Promise<void> => {
    for (const server of servers) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const ownPriority = getPriority()
  try {
    // Machines of their own would not take the client's processor away; root can put them behind it.
    if (isRoot && isBehind) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    if (isApart) runOn(String(lastProcessor))
    for (const share of shares) {
      servers.push(await startSshd({ addresses: share, authorizedKeys: [key], maxStartups: '500' }))
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    if (isRoot && isBehind) setPriority(ownPriority)
    if (isApart) runOn(`0-${lastProcessor - 1}`)
  }
  const targets = servers.flatMap((server, daemon) =>
    (shares[daemon] ?? []).map(host => ({
      host,
      port: server.port,
      username: server.username,
      hostKey: server.hostKey
    }))
  )
  return { targets, privateKey: key.privateKey, privateKeyFile, folder, stop }
}
