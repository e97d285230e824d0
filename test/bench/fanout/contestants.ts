import { runTimed } from '../support/child'
import type { Farm } from '../support/farm'
import type { Measured } from '../support/measure'
import { runSlipway } from './slipway'
import { runSsh2Loader, runSsh2Pool } from './ssh2-pool'
import type { Assignment } from './work'

/** Contestants that run inside a fresh process of this very bundle, so that none profits from another's warm code. */
const inner = { slipway: runSlipway, ssh2: runSsh2Pool, 'ssh2-loader': runSsh2Loader } as const
export type InnerContestant = keyof typeof inner

function benchCommand(): readonly [string, ...string[]] {
  const command: unknown = JSON.parse(process.env.SLIPWAY_BENCH_COMMAND ?? '[]')
  const [program, ...args] = Array.isArray(command) ? command.map(String) : []
  if (program === undefined) throw new Error('Start benchmarks with: npm run bench')
  return [program, ...args]
}

const mark = 'measured:'

/** Starts this bundle again for one contestant; the figures are its own, without the start of the process. */
export async function runInner(name: InnerContestant, farm: Farm, parallel: number): Promise<Measured> {
  const [program, ...args] = benchCommand()
  const assignment: Assignment = { targets: farm.targets, privateKey: farm.privateKey, parallel }
  const result = await runTimed(program, args, {
    env: { SLIPWAY_BENCH_ARGS: JSON.stringify(['--contestant', name]) },
    stdin: JSON.stringify(assignment)
  })
  const line = result.stdout.split('\n').find(text => text.startsWith(mark))
  if (result.code !== 0 || line === undefined) {
    throw new Error(`${name} ended with ${result.code}\n${result.stdout.slice(-2000)}${result.stderr.slice(-4000)}`)
  }
  return JSON.parse(line.slice(mark.length))
}

/** The other side of `runInner`. */
export async function serveInner(name: string | undefined): Promise<void> {
  const run = Object.entries(inner).find(([known]) => known === name)?.[1]
  if (!run) throw new Error(`There is no contestant “${name}”`)
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const measured = await run(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  process.stdout.write(`${mark}${JSON.stringify(measured)}\n`)
}
