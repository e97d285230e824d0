import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import type { Page } from 'playwright/test'

/** The same for what `work` makes the window's page do. */
export async function profiledPage<T>(page: Page, work: () => Promise<T>): Promise<T> {
  const file = process.env.SLIPWAY_BENCH_PROFILE
  if (file === undefined) return work()
  const session = await page.context().newCDPSession(page)
  await session.send('Profiler.enable')
  await session.send('Profiler.start')
  const result = await work()
  const { profile } = await session.send('Profiler.stop')
  writeFileSync(file, JSON.stringify(profile))
  await session.detach()
  return result
}

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
