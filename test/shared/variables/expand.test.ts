import { Secret } from '@shared/secret'
import { expandValues, expansionLimit, type ResolvedValue } from '@shared/variables/expand'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Secrets as `secret:<plain>`, so that whole results can be compared. */
const expanded = (values: Record<string, ResolvedValue>, fixed: Record<string, ResolvedValue> = {}) =>
  Object.fromEntries(
    [...expandValues(new Map(Object.entries(values)), new Map(Object.entries(fixed)))].map(([name, value]) => [
      name,
      value instanceof Secret ? `secret:${value.reveal()}` : value
    ])
  )

describe('expanding variables', () => {
  it('replaces references at any depth, whatever the order of definition', () => {
    expect(expanded({ a: '#{B}!', b: '<#{c}#{sys}>', c: 'end' }, { sys: '#{c}' })).toEqual({
      a: '<end#{c}>!',
      b: '<end#{c}>',
      c: 'end'
    })
  })

  it('leaves references within a loop as they are written, and resolves the rest', () => {
    expect(expanded({ a: '1#{b}', b: '2#{a}#{x}', x: 'y', user: '#{a}', self: '#{self}' })).toEqual({
      a: '1#{b}',
      b: '2#{a}y',
      x: 'y',
      user: '1#{b}',
      self: '#{self}'
    })
  })

  it('makes whatever took in a secret secret', () => {
    expect(expanded({ url: 'db://#{pw}@x', pw: new Secret('s3cret'), all: '#{url}', none: '#{other}' })).toEqual({
      url: 'secret:db://s3cret@x',
      pw: 'secret:s3cret',
      all: 'secret:db://s3cret@x',
      none: '#{other}'
    })
  })

  it('expands references inside secrets', () => {
    expect(expanded({ pw: new Secret('#{user}-x'), user: 'ada' })).toEqual({ pw: 'secret:ada-x', user: 'ada' })
  })

  it('does not unfold a short text into gigabytes', () => {
    const values = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`v${i}`, i === 0 ? 'lol' : `#{v${i - 1}}`.repeat(10)])
    )
    const lengths = Object.values(expanded(values)).map(value => String(value).length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(expansionLimit)
  })

  it('follows a chain as long as there are variables', () => {
    const values = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`v${i}`, i === 4999 ? 'end' : `#{v${i + 1}}`])
    )
    expect(expanded(values)).toMatchObject({ v0: 'end' })
  })

  it('gives the same result in any order of definition', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const value = fc.array(fc.constantFrom('x', '#{a}', '#{b}', '#{c}', '#{d}', '#{e}', '##{a}'), { maxLength: 3 })
    const worlds = fc.tuple(...names.map(name => value.map(parts => [name, parts.join('')] as const)))
    fc.assert(
      fc.property(worlds, fc.shuffledSubarray(names, { minLength: 5 }), (entries, order) => {
        const shuffled = order.map(name => entries.find(entry => entry[0] === name) ?? ['a', ''])
        expect(expanded(Object.fromEntries(shuffled))).toEqual(expanded(Object.fromEntries(entries)))
      })
    )
  })
})
