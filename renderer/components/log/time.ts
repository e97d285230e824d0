/** What the log shows in front of its lines. `gap` is the time since the line above. */
export const timeModes = ['off', 'clock', 'utc', 'since-start', 'since-step', 'gap'] as const
export type TimeMode = (typeof timeModes)[number]

/** A pause between two lines that is worth a mark, in milliseconds. */
export const longGap = 5_000

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')

/** Local time of day with milliseconds, such as `14:03:09.120`. `at` is milliseconds since 1970 UTC. */
export function clockTime(at: number): string {
  const time = new Date(at)
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${pad(time.getMilliseconds(), 3)}`
}

/** The same in UTC, such as `13:03:09.120Z`. */
export const utcTime = (at: number): string => `${new Date(at).toISOString().slice(11, 23)}Z`

/** Time since the line above, such as `+0.4 s`. */
export const gapTime = (ms: number): string => `+${timeTaken(ms)}`

/** What times of a line are counted from, in milliseconds since 1970 UTC. */
export interface TimeBases {
  readonly start: number
  /** When its step began in its place; null where it belongs to none. */
  readonly step: number | null
  /** When the line above was written; null for the first. */
  readonly above: number | null
}

/** The time of a line as text; empty where there is nothing to count from. */
export function timeText(at: number, mode: TimeMode, { start, step, above }: TimeBases): string {
  switch (mode) {
    case 'off':
      return ''
    case 'clock':
      return clockTime(at)
    case 'utc':
      return utcTime(at)
    case 'since-start':
      return sinceStart(at, start)
    case 'since-step':
      return step === null ? '' : sinceStart(at, step)
    case 'gap':
      return above === null ? '' : gapTime(at - above)
  }
}

/** Time since the start, such as `+1:02:09.1`; hours only when there are some. Never negative. */
export function sinceStart(at: number, start: number): string {
  const tenths = Math.max(0, Math.floor((at - start) / 100))
  const seconds = Math.floor(tenths / 10)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const head = hours > 0 ? `${hours}:${pad(minutes)}` : String(minutes)
  return `+${head}:${pad(seconds % 60)}.${tenths % 10}`
}

/** A running clock, such as `0:41` or `1:02:09`. Milliseconds; never negative. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(seconds % 60)}`
}

/** How long something took once it is over: `0.2 s` below a minute, `1:02` and `1:02:09` from there on. Milliseconds. */
export const timeTaken = (ms: number): string =>
  ms < 59_950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : stopwatch(ms)
