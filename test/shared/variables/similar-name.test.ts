import { similarName } from '@shared/variables/similar-name'
import { expect, test } from 'vitest'

test.each([
  ['Database.Hots', ['Database.Port', 'Database.Host'], 'Database.Host'],
  ['DatabaseHost', ['Database.Host'], 'Database.Host'],
  ['datbase.hosts', ['Database.Host'], 'Database.Host'],
  ['Octopus.Enviroment.Name', ['Octopus.Environment.Name'], 'Octopus.Environment.Name'],
  ['Prot', ['Port'], 'Port'],
  ['Port', ['Host', 'Part'], 'Part'],
  ['Api.Key', ['Apis.Key', 'Api.Keys'], 'Apis.Key']
])('for %s, %j is taken for %s', (name, names, found) => {
  expect(similarName(name, names)).toBe(found)
})

test.each([
  ['Key', ['Kay']],
  ['Host', ['Port']],
  ['Host', ['HOST']],
  ['Database.Host', ['Database.Password', 'Cache.Host']],
  ['Host', []]
])('for %s, nothing in %j is near', (name, names) => {
  expect(similarName(name, names)).toBeNull()
})
