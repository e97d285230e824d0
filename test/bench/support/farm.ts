import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, cpus, getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostKeyPin } from '@shared/model/target'
import { generateKey } from '../../support/keys'
import { startSshd } from '../../support/sshd'
import { type LeastShare, leastShare } from './processor-share'

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
  /** How the processors are really shared, in words for the bench's output. */
  readonly sharing: string
  stop(): Promise<void>
}

const daemonCount = 13
const isRoot = process.getuid?.() === 0
const lastProcessor = cpus().length - 1

/** From now on this process, and what it starts, runs on these processors only (Linux). */
const runOn = (processors: string) => execFileSync('taskset', ['-a', '-p', '-c', processors, String(process.pid)])

/**
 * What the targets get of the processors. `least`: what nobody else wants, the nearest to machines of their own while the
 * client is looked at; where there are no groups for that, like `behind`. `behind`: a lower priority, where this runs as root;
 * for work that is the client's for the most part. `even`: where the targets have as much to do, and would be starved.
 */
export type TargetShare = 'least' | 'behind' | 'even'

/**
 * Starts `count` targets on 127.0.1.1 and up, at most 250. `isApart` gives them the last processor for themselves and
 * leaves the others to this process and the clients that it starts: the nearest to machines of their own.
 */
export async function startFarm(count: number, isApart: boolean, share: TargetShare = 'behind'): Promise<Farm> {
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
  const group = share === 'least' ? await leastShare() : null
  const servers: Awaited<ReturnType<typeof startSshd>>[] = []
  const stop = async (): Promise<void> => {
    for (const server of servers) await server.stop()
    await group?.remove()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await asShared(group, isApart, share, async () => {
      // One after another: each creates an account, and the account files have one lock.
      for (const own of shares) {
        servers.push(await startSshd({ addresses: own, authorizedKeys: [key], maxStartups: '500' }))
      }
    })
  } catch (error) {
    await stop()
    throw error
  }
  const targets = servers.flatMap((server, daemon) =>
    (shares[daemon] ?? []).map(host => ({
      host,
      port: server.port,
      username: server.username,
      hostKey: server.hostKey
    }))
  )
  const sharing = sharingWords(group, share)
  return { targets, privateKey: key.privateKey, privateKeyFile, folder, sharing, stop }
}

/** Starts something with the processors, the priority and the group that targets are to have: children inherit all three. */
async function asShared(
  group: LeastShare | null,
  isApart: boolean,
  share: TargetShare,
  start: () => Promise<void>
): Promise<void> {
  const ownPriority = getPriority()
  const isBehind = isRoot && share !== 'even'
  try {
    if (isBehind) setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    if (isApart) runOn(String(lastProcessor))
    await (group === null ? start() : group.around(start))
  } finally {
    if (isBehind) setPriority(ownPriority)
    if (isApart) runOn(`0-${lastProcessor - 1}`)
  }
}

function sharingWords(group: LeastShare | null, share: TargetShare): string {
  if (group !== null) return 'the targets get what nobody else wants of the processors'
  return isRoot && share !== 'even' ? 'the targets have a lower priority' : 'the targets share the processors evenly'
}
