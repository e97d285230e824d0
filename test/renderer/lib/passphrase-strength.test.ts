import fc from 'fast-check'
import { expect, test } from 'vitest'
import { strengthOf } from '../../../renderer/lib/passphrase-strength'

test.each([
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['12345678901234', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['sunshine', 'weak'],
  ['Tr0ub4dor', 'fair'],
  ['correct horse battery staple', 'strong']
] as const)('“%s” is %s', (passphrase, strength) => {
  expect(strengthOf(passphrase)).toBe(strength)
})

test('a passphrase does not get weaker by what is added to it', () => {
  const order = ['weak', 'fair', 'strong']
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 10 }), (passphrase, more) => {
      expect(order.indexOf(strengthOf(passphrase + more))).toBeGreaterThanOrEqual(order.indexOf(strengthOf(passphrase)))
    })
  )
})
