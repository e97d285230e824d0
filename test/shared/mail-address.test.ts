import { addressText, parseAddress, parseAddresses, withoutRepeats } from '@shared/mail-address'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('an address', () => {
  it.each([
    ['ada@example.com', { name: '', address: 'ada@example.com' }],
    [' root@localhost ', { name: '', address: 'root@localhost' }],
    ['a.b+c_d@mail.sub-domain.example', { name: '', address: 'a.b+c_d@mail.sub-domain.example' }],
    ['Ada Lovelace <ada@example.com>', { name: 'Ada Lovelace', address: 'ada@example.com' }],
    ['"Lovelace, \\"Ada\\"" < ada@example.com >', { name: 'Lovelace, "Ada"', address: 'ada@example.com' }],
    ['<ada@example.com>', { name: '', address: 'ada@example.com' }],
    ['jörg@müller.example', { name: '', address: 'jörg@müller.example' }],
    ['a@[127.0.0.1]', { name: '', address: 'a@[127.0.0.1]' }]
  ])('is read: %s', (text, address) => expect(parseAddress(text)).toEqual(address))

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a b@example.com',
    'a@b@c',
    '.a@b',
    'a..b@c',
    'ada@-example.com',
    'ada@example..com',
    'Ada <ada>',
    'ada@example.com>',
    'ada@example.com\nBcc:x@y',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(260)}`
  ])('is none: %j', text => expect(parseAddress(text)).toBeNull())
})

it('stands between commas, semicolons and line breaks, but not inside of quotes', () => {
  expect(parseAddresses('a@b; "X, Y; Z" <c@d>,,\n no one ,e@f;')).toEqual({
    addresses: [
      { name: '', address: 'a@b' },
      { name: 'X, Y; Z', address: 'c@d' },
      { name: '', address: 'e@f' }
    ],
    bad: ['no one']
  })
})

it('is kept once, by the first list that has it', () => {
  const at = (address: string) => ({ name: '', address })
  expect(withoutRepeats([at('A@b'), at('a@B')], [at('a@b'), at('c@d')], [at('C@D')])).toEqual([
    [at('A@b')],
    [at('c@d')],
    []
  ])
})

it('is read again as it is shown, whatever its name', () => {
  const names = fc.string().map(name => name.replaceAll(/\s+/g, ' ').trim())
  fc.assert(
    fc.property(names, name => {
      const address = { name, address: 'ada@example.com' }
      expect(parseAddresses(addressText(address))).toEqual({ addresses: [address], bad: [] })
    })
  )
})
