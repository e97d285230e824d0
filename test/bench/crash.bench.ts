import { writeSync } from 'node:fs'
import { crash } from '../crash/rounds'
import { work } from '../crash/work'

/**
 * The crash test at full size: `[rounds]`, 500 unless said otherwise. It starts itself again as the process that works
 * and is killed.
 */
export async function run([count = '500']: readonly string[]): Promise<void> {
  const home = process.env.SLIPWAY_CRASH_CHILD === undefined ? undefined : process.argv.at(-1)
  if (home !== undefined) return work(home, words => writeSync(1, `${JSON.stringify(words)}\n`))
  const [program = '', ...words] = JSON.parse(process.env.SLIPWAY_BENCH_COMMAND ?? '[]') as string[]
  const start = performance.now()
  const { rounds, acknowledged, losses } = await crash({
    command: [program, ...words],
    env: { SLIPWAY_CRASH_CHILD: '1' },
    rounds: Number(count),
    roundsPerHome: 10,
    onRound: (done, changes) => {
      if (done % 25 === 0) console.log(`${done} rounds, ${changes} acknowledged changes, none lost`)
    }
  })
  for (const loss of losses) console.log(loss)
  const took = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${rounds} kills, ${acknowledged} acknowledged changes, ${losses.length} losses, ${took} s`)
  if (losses.length > 0) process.exitCode = 1
}
