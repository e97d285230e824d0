import type { Failure } from '../failure'
import type { PlanProblem } from '../plan/plan'
import type { ActiveFreeze } from './windows'

/** A moment by the clock of this machine, such as `Fri 2 Jan 2026, 06:00`. */
export function momentWords(at: number): string {
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
  return `${day.replace(',', '')}, ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Why nothing new is deployed somewhere. @param active at least one, the longest first */
export function frozenFailure(environment: string, active: readonly [ActiveFreeze, ...ActiveFreeze[]]): Failure {
  const [{ freeze, window }] = active
  const rest = active.length - 1
  const others =
    rest === 0
      ? ''
      : rest === 1
        ? ' Another freeze is under way as well.'
        : ` ${rest} other freezes are under way as well.`
  return {
    kind: 'frozen',
    message: `${environment} is frozen by “${freeze.name}” until ${momentWords(window.to)}.${others}`,
    remedy: 'Wait until it is over, or deploy in spite of it and say why.',
    detail: { freezeId: freeze.id, until: String(window.to) }
  }
}

/** What a plan says of freezes: an error, or a warning where somebody said why it has to be. */
export function frozenProblem(
  environment: string,
  active: readonly ActiveFreeze[],
  reason: string | undefined
): readonly PlanProblem[] {
  const [first, ...others] = active
  if (first === undefined) return []
  const failure = frozenFailure(environment, [first, ...others])
  const about = { kind: 'environment' } as const
  return reason === undefined
    ? [{ severity: 'error', about, failure }]
    : [{ severity: 'warning', about, failure: { ...failure, remedy: `It is deployed in spite of that: ${reason}` } }]
}
