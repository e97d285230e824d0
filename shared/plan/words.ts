/** Small pieces of English that plans and task logs are made of. */

/** `a`, `a and b`, `a, b and c`. */
export function listOf(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  const end = items.at(-1) ?? ''
  return items.length < 2 ? end : `${items.slice(0, -1).join(', ')} ${last} ${end}`
}

/** `1 target`, `3 targets`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** `role web` or `roles web or db`: any one of them suffices, hence “or”. */
export const rolesOf = (roles: readonly string[], last: 'and' | 'or' = 'or'): string =>
  `${roles.length === 1 ? 'role' : 'roles'} ${listOf(roles, last)}`

/** A sentence with what a person added to it: `Eve stopped it: The disk is full.`, or `Eve stopped it.` */
export function withNote(words: string, note: string): string {
  const whole = note.trim() === '' ? words : `${words}: ${note.trim()}`
  return /[.!?]$/.test(whole) ? whole : `${whole}.`
}

/** What a person said, inside a sentence that has a full stop itself: `“The disk is full”`. */
export const quoted = (said: string): string => `“${said.trim().replace(/(?<!\.)\.$/, '')}”`

/** A duration for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. `ms` below zero counts as zero. */
export function durationOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** A setting of whole seconds for people, without what is zero: `5 min`, `1 h 30 min`, `45 s`. In milliseconds. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's']
  ] as const
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count} ${unit}`)
      .join(' ') || '0 s'
  )
}

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** An amount of data for people: `812 bytes`, `96 kB`, `1.4 GB`. */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${Math.max(0, Math.round(bytes))} bytes`
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} ${byteUnits[unit]}`
}

/** What has to be done so that a change of the process counts for what is planned: for a release, or for a runbook. */
export const anewWords = (runbook: object | undefined): string =>
  runbook === undefined ? 'create another release' : 'publish the runbook again or run its draft'

/** The same for a change of the variables. */
export const variablesAnewWords = (runbook: object | undefined): string =>
  runbook === undefined ? `${anewWords(runbook)} or update this one’s variables` : anewWords(runbook)

/** The beginning of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** The beginning of a sentence as it stands in the middle of one. */
export const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)
