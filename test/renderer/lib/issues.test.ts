import { expect, test } from 'vitest'
import { asSentence, placeIssues } from '../../../renderer/lib/issues'

const failure = (...paths: readonly string[]) => ({
  kind: 'invalid-input' as const,
  message: 'Some fields were refused.',
  remedy: '',
  issues: paths.map(path => ({ path, message: `bad ${path}` }))
})

test('issues go to their fields, with or without the prefix that updates have', () => {
  expect(placeIssues(failure('name', 'value.host'), ['name', 'host'], 'value')).toEqual({
    fields: { name: 'bad name', host: 'bad value.host' },
    rest: []
  })
})

test('an issue of an item belongs to the field that holds the list', () => {
  expect(placeIssues(failure('value.roles.1'), ['roles'], 'value').fields).toEqual({ roles: 'bad value.roles.1' })
})

test('a star stands for the number of a row', () => {
  expect(placeIssues(failure('variables.2.name'), ['variables.*.name', 'variables.*.value'])).toEqual({
    fields: { 'variables.2.name': 'bad variables.2.name' },
    rest: []
  })
})

test('several issues of one field are all said', () => {
  expect(placeIssues(failure('roles.0', 'roles.1'), ['roles']).fields).toEqual({ roles: 'bad roles.0; bad roles.1' })
})

test('what belongs to no field is kept apart, so that it is not lost', () => {
  expect(placeIssues(failure('version'), ['name'])).toEqual({
    fields: {},
    rest: [{ path: 'version', message: 'bad version' }]
  })
})

test('a message becomes a sentence once', () => {
  expect([asSentence('must not be empty'), asSentence('Is this it?')]).toEqual(['Must not be empty.', 'Is this it?'])
})
