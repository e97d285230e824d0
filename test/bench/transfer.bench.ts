import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Secret } from '@shared/secret'
import type { Connection, Shipment, Shipped, SshEndpoint, SshTransport } from '../../electron/engine/ports'
import { fileShipment, treeShipment } from '../support/shipments'
import { connectTo, never, runOn, testHost } from '../support/ssh'
import { farFrom } from './support/far'
import { type Farm, type FarmTarget, startFarm } from './support/farm'
import { median } from './support/measure'
import { print, printGoal, printTable } from './support/table'
import { workerTransport } from './support/transport'
import { type Peer, peersOf } from './transfer/peers'

const megabyte = 1024 * 1024

interface Bench {
  readonly farm: Farm
  readonly transport: SshTransport
  readonly peers: readonly Peer[]
  readonly rounds: number
  readonly bytes: number
}

const endpointOf = ({ privateKey }: Farm, target: FarmTarget): SshEndpoint => ({
  who: testHost,
  hops: [],
  platform: 'posix',
  login: { kind: 'private-key', privateKey: new Secret(privateKey), passphrase: null },
  ...target
})

const connect = ({ farm, transport }: Bench, target: FarmTarget) => connectTo(transport, endpointOf(farm, target))

async function send(connection: Connection, shipment: Shipment, how: Shipped['how']): Promise<void> {
  const result = await connection.send(shipment, () => undefined, never)
  if (!result.ok) throw new Error(result.failure.message)
  if (result.value.how !== how) throw new Error(`It went as “${result.value.how}” instead of “${how}”`)
}

/** Connects, sends and leaves, as the peers do. */
async function sendAlone(bench: Bench, target: FarmTarget, shipment: Shipment, how: Shipped['how']): Promise<void> {
  const connection = await connect(bench, target)
  await send(connection, shipment, how)
  connection.close()
}

type Contestants = Readonly<Record<string, (round: number) => Promise<void>>>

/** Everybody once a round, so that a noisy minute hits all; answers their times in milliseconds. */
async function paired(rounds: number, contestants: Contestants, after: () => Promise<void>) {
  const times = new Map<string, number[]>(Object.keys(contestants).map(name => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const start = performance.now()
      await contestant(round)
      times.get(name)?.push(performance.now() - start)
      await after()
    }
  }
  return times
}

function printTimes(title: string, times: ReadonlyMap<string, readonly number[]>, bytes: number | null): void {
  print(`\n${title}`)
  const own = median(times.get('slipway') ?? [])
  const rows = [...times].map(([name, of]) => [
    name,
    median(of).toFixed(0),
    Math.min(...of).toFixed(0),
    bytes === null ? '' : (bytes / megabyte / (median(of) / 1000)).toFixed(0),
    `${(median(of) / own).toFixed(2)}x`
  ])
  printTable(['contestant', 'ms', 'best', 'MB/s', 'to slipway'], rows)
}

/** The medians of the ratios of each round, which a noisy minute moves less than the ratio of the medians. */
function ratio(times: ReadonlyMap<string, readonly number[]>, peer: string, own = 'slipway'): number | null {
  const [theirs, ours] = [times.get(peer), times.get(own)]
  if (theirs === undefined || ours === undefined) return null
  return median(theirs.map((ms, index) => ms / (ours[index] ?? Number.NaN)))
}

function goal(name: string, least: number, seen: number | null): void {
  if (seen !== null) printGoal(name, `>= ${least}x`, `${seen.toFixed(2)}x`, seen >= least)
}

/** Removes what was brought, so that the disk in memory does not fill. */
async function cleared(connections: readonly Connection[], paths: string): Promise<void> {
  for (const connection of connections) await runOn(connection, `rm -rf ${paths}`)
}

async function benchFiles(bench: Bench, count: number, least: number): Promise<void> {
  const { farm, peers, rounds, bytes } = bench
  const targets = farm.targets.slice(0, count)
  const shipment = await fileShipment(farm.folder, randomBytes(bytes), { to: 'own/package.zip' })
  const cleaners = await Promise.all(targets.map(target => connect(bench, target)))
  const contestants = {
    slipway: async () => {
      await Promise.all(targets.map(target => sendAlone(bench, target, shipment, 'stream')))
    },
    ...Object.fromEntries(
      peers.map(peer => [
        peer.name,
        async () => {
          await Promise.all(targets.map(target => peer.file(target, shipment.from, 'package.zip')))
        }
      ])
    )
  }
  const times = await paired(rounds, contestants, () => cleared(cleaners, 'own package.zip'))
  printTimes(`${bytes / megabyte} MB to ${count}`, times, bytes * count)
  goal(`${bytes / megabyte} MB to ${count} against scp`, least, ratio(times, 'scp'))

  for (const [index, target] of targets.entries()) {
    const cleaner = cleaners[index]
    if (cleaner) await send(cleaner, shipment, 'stream')
    if (index === 0) await benchAgain(await connect(bench, target), shipment)
  }
  if (count > 1) await benchAgainAll(cleaners, shipment)
  await cleared(cleaners, 'own')
  for (const cleaner of cleaners) cleaner.close()
}

async function benchAgain(connection: Connection, shipment: Shipment): Promise<void> {
  const times: number[] = []
  const bare: number[] = []
  for (let round = 0; round < 20; round++) {
    const start = performance.now()
    await send(connection, shipment, 'there')
    const between = performance.now()
    await runOn(connection, 'true')
    times.push(between - start)
    bare.push(performance.now() - between)
  }
  connection.close()
  const seen = `${median(times).toFixed(1)} ms, of which ${median(bare).toFixed(1)} are what any command takes`
  printGoal('the same again, one target', '<= 10 ms', seen, median(times) <= 10)
}

async function benchAgainAll(connections: readonly Connection[], shipment: Shipment): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < 10; round++) {
    const start = performance.now()
    await Promise.all(connections.map(connection => send(connection, shipment, 'there')))
    times.push((performance.now() - start) / connections.length)
  }
  const seen = median(times)
  printGoal(
    `the same again, ${connections.length} targets at once`,
    '<= 10 ms a target',
    `${seen.toFixed(1)} ms`,
    seen <= 10
  )
}

const fileCount = 2000

async function benchTrees(bench: Bench): Promise<void> {
  const { farm, peers, rounds } = bench
  const [target] = farm.targets
  if (target === undefined) return
  const content = Object.fromEntries(
    Array.from({ length: fileCount }, (_, index) => [
      `folder-${index % 40}/file-${index}.dat`,
      randomBytes(2500).toString('hex')
    ])
  )
  const changed = { ...content }
  for (let index = 0; index < fileCount; index += 100)
    changed[`folder-${index % 40}/file-${index}.dat`] = randomBytes(2500).toString('hex')
  const older = await treeShipment(farm.folder, content, { to: 'own/a/tree' })
  const newer = await treeShipment(farm.folder, changed, { to: 'own/b/tree', basedOn: ['own/a/tree'] })
  const open = await connect(bench, target)

  const first = await paired(
    rounds,
    {
      slipway: () => sendAlone(bench, target, older, 'stream'),
      'slipway, connected': () => send(open, older, 'stream'),
      ...byPeers(peers, ({ tree }) => tree && (() => tree(target, older.from, 'peer-a')))
    },
    () => cleared([open], 'own peer-a')
  )
  printTimes(`${fileCount} files of 5 KB to one`, first, null)
  goal('many files against scp -r', 15, ratio(first, 'scp'))
  goal('many files against rsync -a', 2.5, ratio(first, 'rsync'))

  await send(open, older, 'stream')
  for (const { tree } of peers.filter(({ name }) => name === 'rsync')) await tree?.(target, older.from, 'peer-a')
  const next = await paired(
    rounds,
    {
      slipway: () => sendAlone(bench, target, newer, 'changes'),
      'slipway, connected': () => send(open, newer, 'changes'),
      ...byPeers(peers, ({ changes }) => changes && (() => changes(target, newer.from, 'peer-b', 'peer-a')))
    },
    () => cleared([open], 'own/b peer-b')
  )
  printTimes('1 % of them changed', next, null)
  goal('1 % changed against rsync --link-dest', 3, ratio(next, 'rsync'))
  open.close()
}

function byPeers(peers: readonly Peer[], pick: (peer: Peer) => (() => Promise<void>) | null): Contestants {
  const able = peers.flatMap(peer => {
    const work = pick(peer)
    return work === null ? [] : [[peer.name, work] as const]
  })
  return Object.fromEntries(able)
}

/**
 * Packages to targets: Slipway beside scp, sftp and rsync, from memory to memory where the machine has such a disk. `--delay`
 * puts so many milliseconds each way between everybody and the targets, as a network does.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      megabytes: { type: 'string', default: '100' },
      only: { type: 'string', default: 'one,ten,trees' },
      quick: { type: 'boolean', default: false },
      apart: { type: 'boolean', default: false },
      delay: { type: 'string', default: '0' }
    }
  })
  const only = values.only.split(',')
  if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm'
  const near = await startFarm(10, values.apart, 'even')
  const far = values.delay === '0' ? null : await farFrom(near.targets, Number(values.delay))
  const farm = far === null ? near : { ...near, targets: far.targets }
  if (far !== null) print(`There and back takes ${far.roundTrip.toFixed(1)} ms`)
  const transport = workerTransport()
  try {
    const peers = await peersOf(farm)
    if (!peers.some(({ name }) => name === 'rsync'))
      print('rsync is not installed here (Debian: apt-get install rsync), so it is left out.')
    const rounds = values.quick ? 1 : Number(values.rounds)
    const bench = { farm, transport, peers, rounds, bytes: Number(values.megabytes) * megabyte }
    if (only.includes('one')) await benchFiles(bench, 1, 0.75)
    if (only.includes('ten')) await benchFiles(bench, 10, 1.3)
    if (only.includes('trees')) await benchTrees(bench)
  } finally {
    await transport.dispose()
    await far?.stop()
    await near.stop()
  }
}
