import { feedId, packageImportId } from '@shared/ids'
import type { PackageImportProgress } from '@shared/package-calls'
import { importShare, importTitle, importWords } from '@shared/packages/import-words'
import { createRate } from '@shared/transfer-rate'
import { expect, it } from 'vitest'

const progress = (more: Partial<PackageImportProgress>): PackageImportProgress => ({
  id: packageImportId.parse('import-0000000000'),
  path: '/home/ada/Shop.Web.1.4.2.zip',
  feed: null,
  number: 1,
  count: 1,
  phase: 'copying',
  bytes: 500_000_000,
  total: 2_000_000_000,
  perSecond: 100_000_000,
  ...more
})

it('says how far a file is, how fast that goes, and what is left with the checking', () => {
  expect(importWords(progress({}))).toBe('Copying 500 MB of 2 GB, 100 MB/s, 35 s left')
  expect(importWords(progress({ phase: 'checking' }))).toBe('Checking 500 MB of 2 GB, 100 MB/s, 15 s left')
  expect(importWords(progress({ phase: 'packing', perSecond: null }))).toBe('Packing 500 MB of 2 GB')
  expect(importWords(progress({ phase: 'checking', bytes: 0 }))).toBe('Checking it')
})

const fetching = (more: Partial<PackageImportProgress> = {}) =>
  progress({
    path: '@shop/web 1.4.2',
    feed: { id: feedId.parse('feed-0000000000'), name: 'Nightly' },
    phase: 'fetching',
    ...more
  })

it('says of a fetch what is left to come, and only how much has come where the feed does not say how long it is', () => {
  expect(importWords(fetching())).toBe('Fetching 500 MB of 2 GB, 100 MB/s, 15 s left')
  expect(importWords(fetching({ total: 0 }))).toBe('Fetching 500 MB, 100 MB/s')
  expect(importWords(fetching({ bytes: 0, total: 0, perSecond: null }))).toBe('Fetching it')
  expect(importTitle(fetching())).toBe('@shop/web 1.4.2 from Nightly')
})

it('counts fetching for most of it, and for nothing that can be said where its length is unknown', () => {
  expect(importShare(fetching())).toBeCloseTo(0.2)
  expect(importShare(fetching({ phase: 'copying' }))).toBeCloseTo(0.825)
  expect(importShare(fetching({ phase: 'checking', bytes: 2_000_000_000 }))).toBe(1)
  expect(importShare(fetching({ total: 0 }))).toBeNull()
})

it('counts copying and checking for a half each', () => {
  expect(importShare(progress({}))).toBe(0.125)
  expect(importShare(progress({ phase: 'checking' }))).toBe(0.625)
  expect(importShare(progress({ phase: 'checking', bytes: 0, total: 0 }))).toBe(1)
})

it('names the file, and its place among several', () => {
  expect(importTitle(progress({}))).toBe('Shop.Web.1.4.2.zip')
  expect(importTitle(progress({ path: 'C:\\drop\\site', number: 2, count: 5 }))).toBe('site, 2 of 5')
})

it('measures a rate over the last five seconds only', () => {
  let at = 0
  const rate = createRate(() => at)
  expect(rate.perSecond()).toBeNull()
  at = 1000
  rate.add(1000)
  expect(rate.perSecond()).toBe(1000)
  for (const [time, bytes] of [
    [6000, 1000],
    [11_000, 1000]
  ] as const) {
    at = time
    rate.add(bytes)
  }
  expect(rate.perSecond()).toBe(0)
})
