import { secretId } from '@shared/ids'
import { expect, test } from 'vitest'
import { newId } from '../../electron/store/new-id'

test('new ids are ids of their kind, and never the same', () => {
  const ids = Array.from({ length: 1000 }, () => newId('secret'))
  expect(new Set(ids).size).toBe(1000)
  for (const id of ids) expect(secretId.parse(id)).toBe(id)
})
