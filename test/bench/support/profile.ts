import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

/** Runs `work`; with SLIPWAY_BENCH_PROFILE set, a CPU profile of this thread goes to that file, for a browser to open. */
export async function profiled(work: () => Promise<void>): Promise<void> {
  const file = process.env.SLIPWAY_BENCH_PROFILE
  if (file === undefined) return work()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  writeFileSync(file, JSON.stringify(profile))
  session.disconnect()
}
