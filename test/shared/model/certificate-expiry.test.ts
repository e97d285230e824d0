import { expect, it } from 'vitest'
import { expiryOf, expiryWarning, expiryWords } from '../../../shared/model/certificate-expiry'

const day = 86_400_000
const now = Date.UTC(2026, 5, 1, 12)
const standing = (from: number, to: number) => {
  const expiry = expiryOf({ notBefore: now + from, notAfter: now + to }, now)
  return [expiry.kind, expiryWords(expiry), expiryWarning(expiry) !== null]
}

it.each([
  ['for long', -day, 90 * day, 'good', 'Expires in 90 days', false],
  ['for years', -day, 729.5 * day, 'good', 'Expires in 729 days', false],
  ['for many years', -day, 3000 * day, 'good', 'Expires in 8 years', false],
  ['for exactly thirty days', -day, 30 * day, 'good', 'Expires in 30 days', false],
  ['for a little less than thirty days', -day, 30 * day - 1, 'soon', 'Expires in 29 days', true],
  ['for a day and a bit', -day, day + 5, 'soon', 'Expires in 1 day', true],
  ['for hours', -day, 5, 'soon', 'Expires within a day', true],
  ['no longer, since this moment', -day, 0, 'expired', 'Expired today', true],
  ['no longer, since yesterday', -9 * day, -day, 'expired', 'Expired 1 day ago', true],
  ['no longer, since long ago', -900 * day, -400 * day, 'expired', 'Expired 400 days ago', true],
  ['from tomorrow on', day, 90 * day, 'not-yet', 'Not valid yet: begins in 1 day', true],
  ['in an hour', 3_600_000, 90 * day, 'not-yet', 'Not valid yet: begins within a day', true],
  ['from this moment on', 0, 90 * day, 'good', 'Expires in 90 days', false]
])('a certificate that is valid %s says so', (_, from, to, kind, words, warns) => {
  expect(standing(from, to)).toEqual([kind, words, warns])
})
