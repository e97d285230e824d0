import type { ChannelId } from '@shared/ids'
import { type Labels, scopeLabel, scopeValues, scopeWords } from '@shared/variables/scope-words'
import { expect, test } from 'vitest'
import { ids } from '../../support/plans'

const main = 'channel-000000main' as ChannelId
const beta = 'channel-000000beta' as ChannelId
const [testing, production, gone] = [ids.environment(7), ids.environment(2), ids.environment(1)]

const labels: Labels = {
  environments: new Map([
    [testing, 'Test'],
    [production, 'Production']
  ]),
  targets: new Map(),
  actions: new Map(),
  processes: new Map()
}

test('a scope names environments from the first to the last, whatever their ids, and unknown ones after them', () => {
  const scope = { environments: [gone, production, testing] }
  expect(scopeValues(scope, 'environments', labels)).toEqual([testing, production, gone])
  expect(scopeWords(scope, labels)).toBe(`environment Test, Production or ${gone}`)
})

test('a scope names roles as they were written, and channels by their ids where nobody knows of any', () => {
  const scope = { roles: ['web', 'app'], channels: [main, beta] }
  expect(scopeValues(scope, 'roles', labels)).toEqual(['web', 'app'])
  expect(scopeValues(scope, 'channels', labels)).toEqual([main, beta])
  expect(scopeLabel('channels', beta, labels)).toBe(beta)
})
