import { countOf } from '../plan/words'

/** How long a certificate is still good for. `days` are whole ones, from now to the date or from the date to now. */
export type Expiry =
  | { readonly kind: 'not-yet'; readonly days: number }
  | { readonly kind: 'good'; readonly days: number }
  | { readonly kind: 'soon'; readonly days: number }
  | { readonly kind: 'expired'; readonly days: number }

/** From here on people should think of the next one; authorities write to them at about the same time. */
export const soonDays = 30

const dayLength = 86_400_000

/** How it stands at `now` with a certificate that is valid from `notBefore` to `notAfter`, all in milliseconds. */
export function expiryOf(
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
  now: number
): Expiry {
  if (notAfter <= now) return { kind: 'expired', days: Math.floor((now - notAfter) / dayLength) }
  if (notBefore > now) return { kind: 'not-yet', days: Math.floor((notBefore - now) / dayLength) }
  const days = Math.floor((notAfter - now) / dayLength)
  return { kind: days < soonDays ? 'soon' : 'good', days }
}

/** Such as “12 days”; from two years on in years, because nobody counts so many days. */
export const spanWords = (days: number): string =>
  days < 730 ? countOf(days, 'day') : countOf(Math.floor(days / 365), 'year')

/** Such as “Expires in 12 days”. */
export function expiryWords({ kind, days }: Expiry): string {
  switch (kind) {
    case 'expired':
      return days === 0 ? 'Expired today' : `Expired ${spanWords(days)} ago`
    case 'not-yet':
      return days === 0 ? 'Not valid yet: begins within a day' : `Not valid yet: begins in ${spanWords(days)}`
    case 'soon':
    case 'good':
      return days === 0 ? 'Expires within a day' : `Expires in ${spanWords(days)}`
  }
}

/** What is worth a warning: null while the certificate is good and will be for a while. */
export const expiryWarning = (expiry: Expiry): string | null => (expiry.kind === 'good' ? null : expiryWords(expiry))
