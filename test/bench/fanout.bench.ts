import { parseArgs } from 'node:util'
import { runInner, serveInner } from './fanout/contestants'
import { hasAnsible, runAnsible, runOpenSsh } from './fanout/peers'
import { type Farm, startFarm } from './support/farm'
import { bestWall, type Measured, medians } from './support/measure'
import { print, printGoal, printTable } from './support/table'

type Contestant = (farm: Farm, parallel: number) => Promise<Measured>

const contestants: Readonly<Record<string, Contestant>> = {
  slipway: (farm, parallel) => runInner('slipway', farm, parallel),
  ssh2: (farm, parallel) => runInner('ssh2', farm, parallel),
  'ssh2-loader': (farm, parallel) => runInner('ssh2-loader', farm, parallel),
  openssh: runOpenSsh,
  ansible: runAnsible
}

interface Options {
  readonly targets: readonly number[]
  readonly rounds: number
  readonly parallel: number
  readonly only: readonly string[]
  /** The targets have a processor for themselves. */
  readonly apart: boolean
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      targets: { type: 'string', default: '50,200' },
      rounds: { type: 'string', default: '3' },
      parallel: { type: 'string', default: '50' },
      only: { type: 'string', default: Object.keys(contestants).join(',') },
      quick: { type: 'boolean', default: false },
      apart: { type: 'boolean', default: false }
    }
  })
  const only = values.only.split(',')
  const unknown = only.find(name => !(name in contestants))
  if (unknown !== undefined) throw new Error(`There is no contestant “${unknown}”`)
  return {
    targets: values.targets.split(',').map(Number),
    rounds: values.quick ? 1 : Number(values.rounds),
    parallel: Number(values.parallel),
    only,
    apart: values.apart
  }
}

/** Every contestant once a round, so that a noisy minute hits all of them. */
async function paired(farm: Farm, { only, rounds, parallel }: Options): Promise<Map<string, readonly Measured[]>> {
  const seen = new Map<string, Measured[]>(only.map(name => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [name, results] of seen) {
      const contestant = contestants[name]
      if (!contestant) continue
      const measured = await contestant(farm, parallel)
      results.push(measured)
      print(`  round ${round} ${name.padEnd(11)} ${(measured.wallMs / 1000).toFixed(2)} s`)
    }
  }
  return seen
}

const whole = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(0))

function printResults(count: number, rounds: ReadonlyMap<string, readonly Measured[]>): void {
  const results = new Map([...rounds].map(([name, measured]) => [name, medians(measured)]))
  const slipway = results.get('slipway')
  const rows = [...results].map(([name, { wallMs, cpuMs, loop }]) => [
    name,
    (wallMs / 1000).toFixed(2),
    (bestWall(rounds.get(name) ?? []) / 1000).toFixed(2),
    slipway ? `${(wallMs / slipway.wallMs).toFixed(2)}x` : '',
    (cpuMs / count).toFixed(1),
    whole(loop?.p50),
    whole(loop?.p99),
    whole(loop?.max)
  ])
  printTable(['contestant', 'wall s', 'best', 'to slipway', 'client CPU ms/target', 'loop p50', 'p99', 'max ms'], rows)
  if (slipway) printGoals(count, slipway, results)
}

function printGoals(count: number, slipway: Measured, results: ReadonlyMap<string, Measured>): void {
  const ansible = results.get('ansible')
  const ssh2 = results.get('ssh2')
  const loader = results.get('ssh2-loader')
  if (ansible) {
    const ratio = ansible.wallMs / slipway.wallMs
    printGoal('faster than Ansible', '>= 12x', `${ratio.toFixed(1)}x`, ratio >= 12)
  }
  if (ssh2) {
    const ratio = slipway.wallMs / ssh2.wallMs
    printGoal('wall against plain pooled ssh2', '<= 1.3x', `${ratio.toFixed(2)}x`, ratio <= 1.3)
  }
  if (loader) {
    const ratio = slipway.wallMs / loader.wallMs
    printGoal('wall against the same commands through plain ssh2', '<= 1.3x', `${ratio.toFixed(2)}x`, ratio <= 1.3)
  }
  const cpu = slipway.cpuMs / count
  printGoal('client CPU per target', '<= 15 ms', `${cpu.toFixed(1)} ms`, cpu <= 15)
  const p99 = slipway.loop?.p99 ?? Number.NaN
  printGoal('event-loop delay p99', '<= 25 ms', `${p99.toFixed(1)} ms`, p99 <= 25)
}

async function available(options: Options): Promise<Options> {
  if (!options.only.includes('ansible') || (await hasAnsible())) return options
  print('Ansible is not installed here (Debian: apt-get install ansible-core), so it is left out.')
  return { ...options, only: options.only.filter(name => name !== 'ansible') }
}

/** Three small steps on many targets: Slipway beside its peers, on the same machines and in the same minutes. */
export async function run(args: string[]): Promise<void> {
  if (args[0] === '--contestant') return serveInner(args[1])
  const options = await available(readOptions(args))
  for (const count of options.targets) {
    const farm = await startFarm(count, options.apart)
    try {
      print(`\n${count} targets x 3 steps, ${options.parallel} at once, ${options.rounds} rounds`)
      printResults(count, await paired(farm, options))
    } finally {
      await farm.stop()
    }
  }
}
