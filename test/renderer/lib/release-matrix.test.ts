import type { ChannelId } from '@shared/ids'
import type { ReleaseMatrix } from '@shared/release-calls'
import { expect, test } from 'vitest'
import { matrixAfter } from '../../../renderer/lib/release-matrix'
import { anEnvironment, aRelease, aSummary, environmentIdOf, releaseIdOf } from '../../support/catalogue'

const channel = { id: 'channel-0000000001' as ChannelId, name: 'Default' }
const matrix: ReleaseMatrix = {
  environments: [anEnvironment(1)],
  channels: [{ ...channel, isDefault: true }],
  rows: [
    {
      release: aRelease(1),
      channel,
      cells: { [environmentIdOf(1)]: { newest: aSummary(2), isCurrent: false } },
      deployable: [environmentIdOf(1)],
      next: []
    }
  ],
  total: 1
}

test('progress of the deployment that is shown changes its cell', () => {
  const news = aSummary(2, { runsDone: 1 })
  expect(matrixAfter(matrix, news)?.rows[0]?.cells).toEqual({
    [environmentIdOf(1)]: { newest: news, isCurrent: false }
  })
})

test('an end may open what comes next, so that everything is fetched again', () => {
  expect(matrixAfter(matrix, aSummary(2, { state: 'finished', outcome: 'succeeded' }))).toBeNull()
})

test('news about an older deployment change nothing', () => {
  expect(matrixAfter(matrix, aSummary(1))).toBe(matrix)
})

test('a release that is not shown is fetched when its deployment begins, and not with each step of it', () => {
  const other = { releaseId: releaseIdOf(9) }
  expect(matrixAfter(matrix, aSummary(3, { ...other, state: 'queued' }))).toBeNull()
  expect(matrixAfter(matrix, aSummary(3, other))).toBe(matrix)
})

test('an older deployment that is the last to succeed is what is there now', () => {
  expect(matrixAfter(matrix, aSummary(1, { state: 'finished', outcome: 'failed' }))).toBe(matrix)
  expect(matrixAfter(matrix, aSummary(1, { state: 'finished', outcome: 'succeeded' }))).toBeNull()
})
