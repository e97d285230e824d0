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

/** A duration for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 4 min`. `ms` below zero counts as zero. */
export function durationOf(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
