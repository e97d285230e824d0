import { format, inspect } from 'node:util'
import { redacted, Secret } from '@shared/secret'
import { expect, test } from 'vitest'

const secret = new Secret('hunter2')

test.each([
  ['a template', () => `${secret}`],
  ['String()', () => String(secret)],
  ['concatenation', () => `x${secret}`.slice(1)],
  ['JSON', () => JSON.parse(JSON.stringify({ secret })).secret],
  ['inspection', () => inspect(secret)],
  ['a format', () => format('%s', secret)],
  ['a join', () => [secret].join()]
])('prints as dots in %s', (_, print) => {
  expect(print()).toBe(redacted)
})

test('has nothing to find, not even for an inspection of everything', () => {
  const everything = inspect({ secret, list: [secret] }, { showHidden: true, depth: 9, getters: true })
  expect(everything).not.toContain('hunter2')
  expect({ ...secret }).toEqual({})
  expect(Object.getOwnPropertyNames(secret)).toEqual([])
  expect(structuredClone(secret)).toEqual({})
})

test('is told only to who asks for it', () => {
  expect(secret.reveal()).toBe('hunter2')
})
