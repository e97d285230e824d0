import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { DeploymentId } from '@shared/ids'
import { pageLimit } from '@shared/log'
import { openBackend } from '../support/backend'
import { type Backend, deploy, makeWorld, must, onlyRun } from '../support/world'
import { type BigLog, writeBigLog } from './log/lines'
import { runPipe } from './log/peers'
import { type Farm, startFarm } from './support/farm'
import { bestWall, type Measured, measure, medians } from './support/measure'
import { print, printGoal, printTable } from './support/table'
import { workerTransport } from './support/transport'

/** The text of the deployment's standard output, read back through the contract, page by page. */
async function hashOfLog(
  backend: Backend,
  id: DeploymentId
): Promise<{ readonly hash: string; readonly lines: number }> {
  const hash = createHash('sha256')
  let lines = 0
  for (let from = 0; ; from += pageLimit) {
    const page = await must(backend, 'log.page', { deploymentId: id, from, count: pageLimit })
    const own = page.lines.filter(line => line.stream === 'stdout')
    lines += own.length
    if (own.length > 0) hash.update(`${own.map(line => line.text).join('\n')}\n`)
    if (from + page.lines.length >= page.total) return { hash: hash.digest('hex'), lines }
  }
}

/** One deployment whose only step prints the file, with every secret a sensitive variable. */
async function runSlipway(farm: Farm, file: string, log: BigLog): Promise<Measured> {
  const [target] = farm.targets
  if (!target) throw new Error('The farm is empty')
  const backend = await openBackend({ ssh: workerTransport() })
  // A window that looks on, as it would during a deployment.
  backend.subscribe(() => undefined)
  try {
    const world = await makeWorld(backend, {
      server: { ...target, privateKey: farm.privateKey },
      bodies: [`cat ${file}`],
      variables: log.secrets.map((value, index) => ({ type: 'sensitive', name: `Secret${index}`, value }))
    })
    let id: DeploymentId | null = null
    const measured = await measure(async () => {
      const deployment = await deploy(backend, world)
      if (onlyRun(deployment).state !== 'succeeded') throw new Error(`The deployment ended as ${deployment.state}`)
      id = deployment.id
    })
    if (id === null) throw new Error('Nothing was deployed')
    const start = performance.now()
    const seen = await hashOfLog(backend, id)
    const pages = Math.ceil(log.lines / pageLimit)
    print(`    read back in pages of ${pageLimit}: ${((performance.now() - start) / pages).toFixed(1)} ms each`)
    if (seen.lines !== log.lines) throw new Error(`The log has ${seen.lines} of ${log.lines} lines`)
    if (seen.hash !== log.maskedHash) throw new Error('The log has another text than the masked file')
    return measured
  } finally {
    await backend.close()
  }
}

function printResults(log: BigLog, rounds: ReadonlyMap<string, readonly Measured[]>): void {
  const results = new Map([...rounds].map(([name, measured]) => [name, medians(measured)]))
  const speed = ({ wallMs }: Measured): number => log.lines / (wallMs / 1000)
  const rows = [...results].map(([name, measured]) => [
    name,
    (measured.wallMs / 1000).toFixed(2),
    Math.round(speed(measured)).toLocaleString('en'),
    Math.round(log.lines / (bestWall(rounds.get(name) ?? []) / 1000)).toLocaleString('en'),
    (log.bytes / 1e6 / (measured.wallMs / 1000)).toFixed(0),
    (measured.cpuMs / 1000).toFixed(2),
    measured.loop?.p99.toFixed(0) ?? '',
    measured.loop?.max.toFixed(0) ?? '',
    measured.rss === null ? '' : (measured.rss / 1e6).toFixed(0)
  ])
  printTable(['contestant', 'wall s', 'lines/s', 'best', 'MB/s', 'CPU s', 'loop p99', 'max ms', 'RSS MB'], rows)
  const slipway = results.get('slipway')
  if (!slipway) return
  const seen = speed(slipway)
  printGoal('lines per second', '>= 350,000', Math.round(seen).toLocaleString('en'), seen >= 350_000)
}

/** A step that prints a million lines, from the target's `cat` to the masked event log. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '3' },
      secrets: { type: 'string', default: '50' },
      only: { type: 'string', default: 'slipway,perl,sed' },
      quick: { type: 'boolean', default: false }
    }
  })
  const rounds = values.quick ? 1 : Number(values.rounds)
  const farm = await startFarm(1, false)
  try {
    const file = join(farm.folder, 'big.log')
    const log = await writeBigLog(file, Number(values.lines), Number(values.secrets))
    print(`${log.lines} lines, ${(log.bytes / 1e6).toFixed(1)} MB, ${log.secrets.length} secrets, ${rounds} rounds`)
    const contestants = {
      slipway: () => runSlipway(farm, file, log),
      perl: () => runPipe('perl', farm, file, log),
      sed: () => runPipe('sed', farm, file, log)
    }
    const seen = new Map<string, Measured[]>()
    for (let round = 1; round <= rounds; round++) {
      for (const [name, contestant] of Object.entries(contestants)) {
        if (!values.only.split(',').includes(name)) continue
        const measured = await contestant()
        seen.set(name, [...(seen.get(name) ?? []), measured])
        print(`  round ${round} ${name.padEnd(8)} ${(measured.wallMs / 1000).toFixed(2)} s`)
      }
    }
    printResults(log, seen)
  } finally {
    await farm.stop()
  }
}
