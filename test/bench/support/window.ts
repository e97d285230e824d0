import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { _electron, ElectronApplication, Page } from 'playwright/test'

export interface Sample {
  /** From the event to the picture after it. */
  readonly painted: number
}

export type Probed = Window & {
  probe: { samples: Sample[]; longest: number; reset(): void }
}

/** Measures in the page: from the moment that Chromium got the input to the end of the frame that shows its effect. */
export function installProbe(): void {
  const probe = {
    samples: [] as Sample[],
    longest: 0,
    reset: () => {
      probe.samples = []
    }
  }
  const measure = (event: Event) => {
    const start = event.timeStamp
    requestAnimationFrame(() => {
      const painted = new MessageChannel()
      painted.port1.onmessage = () => probe.samples.push({ painted: performance.now() - start })
      painted.port2.postMessage(null)
    })
  }
  window.addEventListener('keydown', measure, { capture: true })
  window.addEventListener('wheel', measure, { capture: true, passive: true })
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) probe.longest = Math.max(probe.longest, entry.duration)
  }).observe({ type: 'longtask' })
  Object.assign(window, { probe })
}

/** What became of a key, in milliseconds. */
export interface KeyTold {
  /** Until its handling began. */
  readonly waited: number
  /** Its handling. */
  readonly handled: number
  /** From the key to the picture after it, in steps of 8 ms. */
  readonly painted: number
}

/** Chromium tells of no key that took less. */
export const shortestTold: KeyTold = { waited: 0, handled: 0, painted: 16 }

export type KeysWatched = Window & {
  keys: { pressed: number; told: KeyTold[]; longest: number }
}

/**
 * Measures keys in the page that come without anybody waiting for the one before. From the key to the picture after it,
 * as Chromium itself tells it: timers and messages of the page's own come late as long as keys do.
 */
export function watchKeys(): void {
  const keys: KeysWatched['keys'] = { pressed: 0, told: [], longest: 0 }
  window.addEventListener('keydown', () => keys.pressed++, { capture: true })
  const slow: PerformanceObserverInit & { readonly durationThreshold: number } = {
    type: 'event',
    durationThreshold: 16
  }
  new PerformanceObserver(list => {
    for (const {
      name,
      startTime,
      processingStart,
      processingEnd,
      duration
    } of list.getEntries() as PerformanceEventTiming[])
      if (name === 'keydown')
        keys.told.push({
          waited: processingStart - startTime,
          handled: processingEnd - processingStart,
          painted: duration
        })
  }).observe(slow)
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) keys.longest = Math.max(keys.longest, entry.duration)
  }).observe({ type: 'longtask' })
  Object.assign(window, { keys })
}

/** Seconds of processor time that the window's main thread has used: what other programs do at the same time does not count. */
export async function watchCpu(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  }
}

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The built app with a window of 1280 × 800 on an empty home, or on what `prepare` makes of one. */
export async function openWindow(prepare: (home: string) => Promise<void> = async () => undefined): Promise<{
  readonly app: ElectronApplication
  readonly page: Page
  readonly close: () => Promise<void>
}> {
  // Playwright starts the app from outside and cannot be bundled.
  const { _electron: electron } = createRequire(join(process.cwd(), 'package.json'))('playwright') as {
    readonly _electron: typeof _electron
  }
  const home = await mkdtemp(join(tmpdir(), 'slipway-bench-'))
  // Protected by a file, as homes of before there was a lock are: nobody is there to be asked.
  await mkdir(join(home, 'keys'), { mode: 0o700 })
  await writeFile(join(home, 'keys', 'main.key'), randomBytes(32), { mode: 0o600 })
  await prepare(home)
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const env = Object.fromEntries(Object.entries({ ...inherited, SLIPWAY_HOME: home }).filter(([, value]) => value))
  const app = await electron.launch({
    args: ['.', '--disable-gpu', '--no-sandbox'],
    cwd: process.cwd(),
    env: env as Record<string, string>
  })
  const page = await app.firstWindow()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
  const close = async (): Promise<void> => {
    await app.evaluate(({ app: main }) => main.exit(0)).catch(() => undefined)
    await app.close().catch(() => undefined)
    await rm(home, { recursive: true, force: true })
  }
  return { app, page, close }
}
