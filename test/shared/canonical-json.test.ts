import { canonicalJson } from '@shared/canonical-json'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('sorts members at every level by their code units and leaves out white space', () => {
  const value = { b: [{ z: 1, a: 'x' }], a: null, Z: true, é: -0, '\u{1f600}': 1.5, '\ufb33': 1e21 }
  expect(canonicalJson(value)).toBe('{"Z":true,"a":null,"b":[{"a":"x","z":1}],"é":0,"\u{1f600}":1.5,"\ufb33":1e+21}')
})

test('leaves out members that are undefined, and keeps the places of a list', () => {
  const holes: unknown[] = [1]
  holes[2] = undefined
  holes[3] = 4
  expect(canonicalJson({ a: undefined, b: holes })).toBe('{"b":[1,null,null,4]}')
})

test('means the same as the value it was made of', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    })
  )
})

test('does not depend on the order in which members were set', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
      const reversed = Object.fromEntries(Object.entries(object).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(object))
    })
  )
})

test('keeps a member called __proto__ as what it is', () => {
  const text = '{"__proto__":{"isAdmin":true},"a":1}'
  expect(canonicalJson(JSON.parse(text))).toBe(text)
})

test.each([
  ['a function', () => 1],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a bigint', 1n],
  ['a symbol', Symbol('x')],
  ['a date', new Date(0)],
  ['a map', new Map([['a', 1]])],
  ['bytes', new Uint8Array(2)],
  ['a secret', new Secret('hunter2')]
])('refuses %s, wherever it is', (_, value) => {
  expect(() => canonicalJson(value)).toThrow('Canonical JSON cannot hold')
  expect(() => canonicalJson({ a: [value] })).toThrow('Canonical JSON cannot hold')
})
