import { placeOf, subjectOf, type Titled, titleOf } from '@shared/deployment-title'
import type { DeploymentId } from '@shared/ids'
import type { Verdict } from './queue'

/** What another deployment is called, and whether it waits for a person. */
export type Other = Titled & { readonly isWaiting: boolean }

/** What a deployment waits for, as it completes “It waits: …”. Moments are those of this machine's calendar. */
export function waitWords(
  verdict: Exclude<Verdict, { kind: 'begins' }>,
  find: (id: DeploymentId) => Other | null,
  now: number
): string {
  switch (verdict.kind) {
    case 'time':
      return `until ${momentWords(verdict.at, now)}`
    case 'held':
      return verdict.by === 'vault' ? 'until the vault is unlocked' : 'until somebody lets it go on'
    case 'limit':
      return verdict.running === 1 ? '1 other is running' : `${verdict.running} others are running`
    case 'key': {
      const other = find(verdict.other)
      return other === null ? 'another one comes first' : otherWords(other, verdict.isAhead)
    }
  }
}

function otherWords(other: Other, isAhead: boolean): string {
  if (isAhead) return `${titleOf(other)} comes first`
  if (other.isWaiting) return `${titleOf(other)} waits for a person`
  return `${subjectOf(other)} is being ${other.runbook === null ? 'deployed to' : 'run in'} ${placeOf(other)}`
}

const twoDigits = (n: number): string => String(n).padStart(2, '0')
const months = 'January February March April May June July August September October November December'.split(' ')

/** `14:30` of today, else `14:30 on 12 May`, with the year where it is another one. */
export function momentWords(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)]
  const time = `${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}`
  if (then.toDateString() === today.toDateString()) return time
  const year = then.getFullYear() === today.getFullYear() ? '' : ` ${then.getFullYear()}`
  return `${time} on ${then.getDate()} ${months[then.getMonth()]}${year}`
}
