import { Secret } from '@shared/secret'
import type { SshTransport } from '../../electron/engine/ports'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { command, connectTo, runOn, testHost } from '../support/ssh'
import { type Farm, type FarmTarget, startFarm } from './support/farm'
import { type Measured, measure, medians } from './support/measure'
import { printGoal, printTable } from './support/table'
import { workerTransport } from './support/transport'

const targets = 50
const rounds = 5

/** Where SSH runs, and how many connections log in at a time. */
const variants: Readonly<Record<string, () => SshTransport>> = {
  'this thread, 50 at a time': () => createSshTransport({ handshakes: 50 }),
  'this thread, 16 at a time': () => createSshTransport(),
  'this thread, 4 at a time': () => createSshTransport({ handshakes: 4 }),
  'own thread, 16 at a time': workerTransport
}

/** Connects to every target at once and runs three commands on each, with some output. */
async function fanOut(transport: SshTransport, farm: Farm): Promise<void> {
  const each = async (target: FarmTarget) => {
    const login = { kind: 'private-key', privateKey: new Secret(farm.privateKey), passphrase: null } as const
    const connection = await connectTo(transport, { ...target, who: testHost, hops: [], platform: 'posix', login })
    for (const step of [1, 2, 3]) {
      const { stdout } = await runOn(connection, command(`seq 1 200; echo step ${step}`).line)
      if (!stdout.endsWith(`step ${step}\n`)) throw new Error(`Wrong output: ${stdout}`)
    }
    connection.close()
  }
  await Promise.all(farm.targets.map(each))
}

async function round(make: () => SshTransport, farm: Farm): Promise<Measured> {
  const transport = make()
  try {
    return await measure(() => fanOut(transport, farm))
  } finally {
    await transport.dispose()
  }
}

/** How long SSH keeps the app's event loop from its other work, by where SSH runs. */
export async function run(): Promise<void> {
  const farm = await startFarm(targets, false)
  try {
    const seen = new Map<string, Measured[]>(Object.keys(variants).map(name => [name, []]))
    for (let count = 0; count < rounds; count++)
      for (const [name, make] of Object.entries(variants)) seen.get(name)?.push(await round(make, farm))
    const results = [...seen].map(([name, list]) => ({ name, ...medians(list) }))
    printTable(
      ['variant', 'wall s', 'client CPU s', 'loop p50 ms', 'p99 ms', 'max ms'],
      results.map(({ name, wallMs, cpuMs, loop }) => [
        name,
        (wallMs / 1000).toFixed(2),
        (cpuMs / 1000).toFixed(2),
        ...[loop?.p50, loop?.p99, loop?.max].map(value => value?.toFixed(0) ?? '')
      ])
    )
    const p99 = results.find(result => result.name.startsWith('own thread'))?.loop?.p99 ?? Number.NaN
    printGoal('loop delay p99 with SSH on its own thread', '≤ 25 ms', `${p99.toFixed(0)} ms`, p99 <= 25)
  } finally {
    await farm.stop()
  }
}
