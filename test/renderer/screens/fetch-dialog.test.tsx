import type { FeedView } from '@shared/feed-calls'
import { feedId, packageImportId } from '@shared/ids'
import type { PackageRecord } from '@shared/model/package'
import type { PackageImportProgress } from '@shared/package-calls'
import { fail } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { FetchDialog } from '../../../renderer/screens/packages/FetchDialog'
import { always, installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/packages/feeds')
})

const id = packageImportId.parse('import-0000000001')
const feed: FeedView = {
  id: feedId.parse('feed-0000000001'),
  name: 'Nightly',
  kind: 'npm',
  location: 'https://npm.example',
  username: '',
  proxy: '',
  caFile: '',
  hasPassword: false,
  offBecause: null
}
const progress = (from: PackageImportProgress['feed'], bytes: number): PackageImportProgress => ({
  id,
  path: 'Tools 2.0.0',
  feed: from,
  number: 1,
  count: 1,
  phase: 'fetching',
  bytes,
  total: 2_000_000_000,
  perSecond: 100_000_000
})

test('a fetch says how far it is, and is cancelled where it was begun', async () => {
  const fetching = later<PackageRecord>()
  const api = installFakeApi({
    'package.imports': always([]),
    'feed.search': always([{ packageId: 'Tools', latest: '2.0.0' }]),
    'feed.versions': always([{ version: '2.0.0', publishedAt: null }]),
    'feed.fetch': fetching.answer,
    'package.cancelImport': always(null)
  })
  show(<FetchDialog feed={feed} onClose={() => undefined} />)
  fireEvent.click(await screen.findByRole('button', { name: 'Search' }))
  fireEvent.click(await screen.findByRole('button', { name: /Tools/ }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Fetch' }).hasAttribute('disabled')).toBe(false))
  fireEvent.click(screen.getByRole('button', { name: 'Fetch' }))
  const tell = (one: PackageImportProgress | null) =>
    act(() => api.push({ type: 'package.importing', id, progress: one }))
  tell(progress({ id: feedId.parse('feed-0000000002'), name: 'Other' }, 500_000_000))
  expect(screen.queryByRole('progressbar')).toBeNull()
  tell(progress({ id: feed.id, name: 'Nightly' }, 500_000_000))
  expect(screen.getByRole('progressbar', { name: 'Tools 2.0.0 from Nightly' }).getAttribute('aria-valuenow')).toBe('20')
  expect(screen.getByText('Fetching 500 MB of 2 GB, 100 MB/s, 15 s left')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Cancel fetching Tools 2.0.0 from Nightly' }))
  await waitFor(() => expect(api.inputsOf('package.cancelImport')).toEqual([{ id }]))
  tell(null)
  fetching.resolve(fail({ kind: 'cancelled', message: 'Asking the feed was given up.', remedy: 'Ask again.' }))
  expect(await screen.findByText('Cancelled. Nothing of it was kept.')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})
