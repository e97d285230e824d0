import { packageImportId } from '@shared/ids'
import type { ImportedPackage, PackageImportProgress } from '@shared/package-calls'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { PackagesScreen } from '../../../renderer/screens/packages/PackagesScreen'
import { always, installFakeApi, later } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/packages')
})

const id = packageImportId.parse('import-0000000001')
const progress = (more: Partial<PackageImportProgress> = {}): PackageImportProgress => ({
  id,
  path: '/dropped/Shop.1.0.0.zip',
  feed: null,
  number: 1,
  count: 2,
  phase: 'copying',
  bytes: 500_000_000,
  total: 2_000_000_000,
  perSecond: 100_000_000,
  ...more
})
const cancelled = (path: string): ImportedPackage => ({
  kind: 'refused',
  path,
  message: 'Reading the package was stopped.',
  remedy: 'Start it again.',
  why: 'cancelled',
  failure: 'cancelled'
})

function open(underWay: readonly PackageImportProgress[] = []) {
  const importing = later<readonly ImportedPackage[]>()
  const api = installFakeApi({
    'package.list': always([]),
    'package.imports': always(underWay),
    'package.import': importing.answer,
    'package.cancelImport': always(null)
  })
  const shown = show(<PackagesScreen />)
  return { api, importing, shown }
}

const drop = (names: readonly string[]) => {
  const event = new Event('drop') as DragEvent
  const files = names.map(name => new File([], name))
  Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files } })
  act(() => void window.dispatchEvent(event))
}

const told = (one: PackageImportProgress | null) => ({ type: 'package.importing' as const, id, progress: one })

test('files that are dropped tell how far each is, and what became of them in the end', async () => {
  const { api, importing } = open()
  await screen.findByText('No packages yet')
  drop(['Shop.1.0.0.zip', 'Till.1.0.0.zip'])
  act(() => api.push(told(progress())))
  const card = screen.getByRole('region', { name: 'Importing Shop.1.0.0.zip, 1 of 2' })
  expect(within(card).getByText('Copying 500 MB of 2 GB, 100 MB/s, 35 s left')).toBeTruthy()
  expect(within(card).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('12')
  act(() => api.push(told(progress({ path: '/dropped/Till.1.0.0.zip', number: 2, phase: 'checking' }))))
  expect(screen.getByRole('progressbar', { name: 'Till.1.0.0.zip, 2 of 2' }).getAttribute('aria-valuenow')).toBe('62')
  act(() => api.push(told(null)))
  expect(screen.queryByRole('progressbar')).toBeNull()
  importing.resolve(ok([cancelled('/dropped/Till.1.0.0.zip')]))
  expect(await screen.findByRole('dialog', { name: 'Cancelled' })).toBeTruthy()
})

test('an import is cancelled once, and says so until it is over', async () => {
  const { api, importing } = open()
  await screen.findByText('No packages yet')
  drop(['Shop.1.0.0.zip'])
  act(() => api.push(told(progress({ count: 1 }))))
  const button = screen.getByRole('button', { name: 'Cancel importing Shop.1.0.0.zip' })
  fireEvent.click(button)
  expect(await screen.findByText('Cancelling…')).toBeTruthy()
  fireEvent.click(button)
  await waitFor(() => expect(api.inputsOf('package.cancelImport')).toEqual([{ id }]))
  act(() => api.push(told(null)))
  importing.resolve(ok([cancelled('/dropped/Shop.1.0.0.zip')]))
  const dialog = await screen.findByRole('dialog', { name: 'Cancelled' })
  expect(within(dialog).getByText('Nothing of it was kept.')).toBeTruthy()
  expect(within(dialog).queryByText('Start it again.')).toBeNull()
})

test('an import goes on while another screen is open, and its results wait until somebody comes back', async () => {
  const { importing, shown } = open()
  await screen.findByText('No packages yet')
  drop(['Shop.1.0.0.zip'])
  shown.unmount()
  await act(async () => importing.resolve(ok([cancelled('/dropped/Shop.1.0.0.zip')])))
  show(<PackagesScreen />)
  expect(await screen.findByRole('dialog', { name: 'Cancelled' })).toBeTruthy()
})

test('a window that was opened later shows what is under way', async () => {
  open([progress({ count: 1 })])
  expect(await screen.findByRole('region', { name: 'Importing Shop.1.0.0.zip' })).toBeTruthy()
})
