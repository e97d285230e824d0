// `npm run fuzz -- [messages] [seed] [files] [schedules]`: the fuzz tests of test/fuzz and of the scheduler at full size, with
// their figures. The usual test run has them small. A seed repeats a run.
import { bin, main, root, run, Stop, say } from './lib/process.mjs'

const whole = (word, usual) => {
  const number = Number(word ?? usual)
  if (!Number.isInteger(number) || number < 1) throw new Stop(`“${word}” is not a whole number above 0.`)
  return String(number)
}

await main(async () => {
  const [messages, seed, files, schedules] = process.argv.slice(2)
  const env = {
    ...process.env,
    SLIPWAY_FUZZ_MESSAGES: whole(messages, 100_000),
    SLIPWAY_FUZZ_FILES: whole(files, 10_000),
    SLIPWAY_FUZZ_SCHEDULES: whole(schedules, 100_000),
    SLIPWAY_FUZZ_SEED: whole(seed, Date.now() % 1_000_000_000)
  }
  say(
    `Fuzzing with ${env.SLIPWAY_FUZZ_MESSAGES} messages, ${env.SLIPWAY_FUZZ_FILES} damaged files, ${env.SLIPWAY_FUZZ_SCHEDULES} schedules and the seed ${env.SLIPWAY_FUZZ_SEED} …`
  )
  return run(bin('vitest'), ['run', '--silent=false', 'test/fuzz', 'test/shared/schedule'], { cwd: root, env })
})
