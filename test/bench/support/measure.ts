import { monitorEventLoopDelay } from 'node:perf_hooks'
import { profiled } from './profile'

/** Milliseconds between the ticks of a 10 ms timer, as Node counts them: an idle loop shows a little over 10. */
export interface LoopDelay {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** What one contestant took in one round. */
export interface Measured {
  readonly wallMs: number
  /** User and system time of the whole client, its threads and the children it waited for. */
  readonly cpuMs: number
  readonly loop: LoopDelay | null
  /** Highest resident memory seen, bytes. */
  readonly rss: number | null
}

const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6

/** Measures `work` in this process. */
export async function measure(work: () => Promise<void>): Promise<Measured> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  let rss = process.memoryUsage.rss()
  const watch = setInterval(() => {
    rss = Math.max(rss, process.memoryUsage.rss())
  }, 50)
  const cpu = process.cpuUsage()
  const start = performance.now()
  delay.enable()
  await profiled(work)
  delay.disable()
  const wallMs = performance.now() - start
  const used = process.cpuUsage(cpu)
  clearInterval(watch)
  return {
    wallMs,
    cpuMs: (used.user + used.system) / 1000,
    loop: {
      p50: milliseconds(delay.percentile(50)),
      p99: milliseconds(delay.percentile(99)),
      max: milliseconds(delay.max)
    },
    rss
  }
}

/** The middle one; the mean of the two middle ones where there are two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The shortest of the rounds: what is left of the wall time when nothing else uses the machine. */
export const bestWall = (rounds: readonly Measured[]): number => Math.min(...rounds.map(round => round.wallMs))

/** Medians of each figure over the rounds. */
export function medians(rounds: readonly Measured[]): Measured {
  const of = (pick: (round: Measured) => number | null | undefined): number | null => {
    const values = rounds.map(pick).filter(value => value !== null && value !== undefined)
    return values.length === 0 ? null : median(values)
  }
  const p50 = of(round => round.loop?.p50)
  return {
    wallMs: of(round => round.wallMs) ?? Number.NaN,
    cpuMs: of(round => round.cpuMs) ?? Number.NaN,
    loop:
      p50 === null
        ? null
        : { p50, p99: of(round => round.loop?.p99) ?? Number.NaN, max: of(round => round.loop?.max) ?? Number.NaN },
    rss: of(round => round.rss)
  }
}
