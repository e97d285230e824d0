import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runTimed } from '../support/child'
import type { Farm, FarmTarget } from '../support/farm'

/** How files are brought by others. `from` is here, `to` below the home folder there. */
export interface Peer {
  readonly name: string
  /** Brings one file to one target, over a connection of its own. */
  file(target: FarmTarget, from: string, to: string): Promise<void>
  /** Brings a folder that is not there yet; null for one that cannot. */
  readonly tree: ((target: FarmTarget, from: string, to: string) => Promise<void>) | null
  /** Brings a folder that is much like the one `base` there; null for one that cannot. */
  readonly changes: ((target: FarmTarget, from: string, to: string, base: string) => Promise<void>) | null
}

const isThere = async (program: string): Promise<boolean> =>
  (await runTimed('/bin/sh', ['-c', `command -v ${program}`])).code === 0

async function run(program: string, args: readonly string[], stdin = ''): Promise<void> {
  const { code, stderr } = await runTimed(program, args, { stdin })
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.slice(0, 300)}`)
}

/** Those that are installed here, all with the key exchange that is quickest for them. */
export async function peersOf(farm: Farm): Promise<readonly Peer[]> {
  const config = join(farm.folder, 'transfer-config')
  const lines = [
    `IdentityFile ${farm.privateKeyFile}`,
    'IdentitiesOnly yes',
    'StrictHostKeyChecking no',
    'UserKnownHostsFile /dev/null',
    'PreferredAuthentications publickey',
    'KexAlgorithms curve25519-sha256',
    'LogLevel ERROR',
    'BatchMode yes'
  ]
  await writeFile(config, `${lines.join('\n')}\n`)
  const at = ({ username, host }: FarmTarget): string => `${username}@${host}`
  const scp = (target: FarmTarget, more: readonly string[], from: string, to: string) =>
    run('scp', ['-q', '-F', config, '-P', String(target.port), ...more, from, `${at(target)}:${to}`])
  const rsync = (target: FarmTarget, more: readonly string[], from: string, to: string) =>
    run('rsync', ['-e', `ssh -F ${config} -p ${target.port}`, ...more, from, `${at(target)}:${to}`])
  const all: readonly Peer[] = [
    {
      name: 'scp',
      file: (target, from, to) => scp(target, [], from, to),
      tree: (target, from, to) => scp(target, ['-r'], from, to),
      changes: null
    },
    {
      name: 'sftp',
      file: (target, from, to) =>
        run('sftp', ['-q', '-F', config, '-P', String(target.port), '-b', '-', at(target)], `put ${from} ${to}\n`),
      tree: null,
      changes: null
    },
    {
      name: 'rsync',
      file: (target, from, to) => rsync(target, ['-W'], from, to),
      tree: (target, from, to) => rsync(target, ['-a'], `${from}/`, to),
      // Times say nothing: a release is unpacked anew.
      changes: (target, from, to, base) => rsync(target, ['-a', '-c', `--link-dest=../${base}`], `${from}/`, to)
    }
  ]
  const installed = await Promise.all(all.map(async peer => ((await isThere(peer.name)) ? [peer] : [])))
  return installed.flat()
}
