import { FailureError } from '@shared/failure-error'
import { expect, test } from 'vitest'
import { onDisk, storageFailed } from '../../electron/store/storage-failure'

const systemError = (code: string): Error => Object.assign(new Error(`${code}: something`), { code })

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'access was denied'],
  ['EWEIRD', 'the system answered EWEIRD'],
  ['constructor', 'the system answered constructor']
])('%s is told in plain words, with file and remedy', (code, words) => {
  expect(storageFailed('write', '/data/projects.json', systemError(code))).toEqual({
    kind: 'storage-failed',
    message: `Slipway could not write /data/projects.json: ${words}.`,
    remedy: expect.stringMatching(/\w+\.$/),
    detail: { file: '/data/projects.json', code }
  })
})

test('what already says what went wrong is passed on as it is', async () => {
  const inner = new FailureError(storageFailed('read', '/data/inner', systemError('EIO')))
  const outer = onDisk('write', '/data/outer', () => Promise.reject(inner))
  await expect(outer).rejects.toBe(inner)
})
