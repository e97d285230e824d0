import type { Input } from '@shared/api'
import type { ListedBundle } from '@shared/bundle-calls'
import { bundleId, targetId } from '@shared/ids'
import { fail, ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { BundlesScreen } from '../../../renderer/screens/bundles/BundlesScreen'
import { type FakeApi, installFakeApi } from '../../support/fake-api'
import { deploymentIds } from '../../support/summaries'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  history.replaceState({ position: 0 }, '', '/targets/bundles')
})

const till = targetId.parse('target-0000000001')
const bundle = (number: number, more: Partial<ListedBundle> = {}): ListedBundle => ({
  id: bundleId.parse(`bundle-000000000${number}`),
  targetId: till,
  targetName: 'till-1',
  deployment: {
    id: deploymentIds(number),
    projectName: 'Shop',
    releaseVersion: `1.0.${number}`,
    environmentName: 'Test',
    runbook: null
  },
  path: `/drop/${number}`,
  isThere: true,
  createdAt: 1000,
  state: 'waiting',
  acknowledgedAt: null,
  runs: 3,
  missing: 3,
  refused: null,
  ...more
})
const refused = { at: 2000, message: 'The receipt was changed.', remedy: 'Copy it once more.' }
const all = [
  bundle(1, { isThere: false }),
  bundle(2, { state: 'refused', refused }),
  bundle(3, { state: 'received', acknowledgedAt: 3000, missing: 0 }),
  bundle(4, { state: 'partial', acknowledgedAt: 3000, missing: 1, deployment: null })
]

/** Its code is made over bytes, of which some are no text. */
const goodFile = new Uint8Array([0x7b, 0x63, 0xe9, 0x7d])

function open(bundles: readonly ListedBundle[]): FakeApi {
  const api = installFakeApi({
    'bundle.all': ({ state }: Input<'bundle.all'>) => {
      const found = bundles.filter(item => state === undefined || item.state === state)
      return ok({
        bundles: found,
        total: found.length,
        targets: bundles.length === 0 ? [] : [{ id: till, name: 'till-1' }]
      })
    },
    'receipt.importFile': ({ content }) =>
      content === Buffer.from(goodFile).toString('base64')
        ? ok({
            deploymentId: deploymentIds(1),
            targetName: 'till-1',
            returned: 3,
            missing: 0,
            summary: 'It succeeded.'
          })
        : fail({ kind: 'receipt-refused', message: 'This file is no receipt of a bundle.', remedy: '' })
  })
  show(<BundlesScreen />)
  return api
}

const rows = async () =>
  within(await screen.findByRole('table', { name: 'Bundles' }))
    .getAllByRole('row')
    .slice(1)

test('every bundle says for which target and deployment it is, and what is known of its receipt', async () => {
  open(all)
  const texts = (await rows()).map(row => row.textContent ?? '')
  expect(texts[0]).toMatch(/^till-1Shop 1\.0\.1 to Test3 actionsWaiting for its receipt.*\/drop\/1somebody moved it$/)
  expect(texts[1]).toMatch(/Receipt was refused.*: The receipt was changed\. Copy it once more\./)
  expect(texts[2]).toContain('Receipt is back')
  expect(texts[3]).toMatch(/not known any more.*Receipt does not tell everything yet1 action not known/)
})

test('the list is narrowed by state, and rows are walked and opened with the keyboard', async () => {
  const api = open(all)
  const [first, second] = await rows()
  first?.focus()
  fireEvent.keyDown(first as HTMLElement, { key: 'ArrowDown' })
  expect(document.activeElement).toBe(second)
  fireEvent.click(screen.getByRole('combobox', { name: 'State' }))
  fireEvent.click(await screen.findByRole('option', { name: 'Receipt is back' }))
  await waitFor(async () => expect(await rows()).toHaveLength(1))
  expect(api.inputsOf('bundle.all').at(-1)).toEqual({ skip: 0, limit: 50, state: 'received' })
  const [only] = await rows()
  fireEvent.keyDown(only as HTMLElement, { key: 'Enter' })
  expect(location.pathname).toBe(`/deployments/${deploymentIds(3)}`)
})

test('receipts that are dropped are all taken in, and each says what became of it', async () => {
  open(all)
  await rows()
  const event = new Event('drop') as DragEvent
  const files = [new File([goodFile], 'a.json'), new File(['bad'], 'b.json')]
  Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files } })
  act(() => void window.dispatchEvent(event))
  const taken = await screen.findByRole('region', { name: 'Imported receipts' })
  expect(taken.textContent).toContain('3 actions on till-1. It succeeded.')
  expect(within(taken).getByRole('alert').textContent).toContain('b.json: This file is no receipt of a bundle.')
  fireEvent.click(within(taken).getByRole('button', { name: 'Close' }))
  expect(screen.queryByRole('region', { name: 'Imported receipts' })).toBeNull()
})

test('files of one name are told of one by one, and are gone when others are taken in', async () => {
  const drop = (...files: readonly File[]) => {
    const event = new Event('drop') as DragEvent
    Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files } })
    act(() => void window.dispatchEvent(event))
  }
  const told = () => screen.queryAllByRole('alert').map(({ textContent }) => textContent?.slice(0, 12))
  open(all)
  await rows()
  drop(new File(['bad'], 'receipt.json'), new File(['bad'], 'receipt.json'))
  await waitFor(() => expect(told()).toEqual(['receipt.json', 'receipt.json']))
  drop(new File(['bad'], 'another.json'))
  await waitFor(() => expect(told()).toEqual(['another.json']))
})

test('a workspace without bundles says what would be here', async () => {
  open([])
  expect(await screen.findByText('No bundles yet')).toBeTruthy()
  expect(screen.queryByRole('combobox', { name: 'State' })).toBeNull()
})

test('the list is read again when a bundle was written or a receipt came', async () => {
  const api = open(all)
  await rows()
  act(() => api.push({ type: 'catalog.changed', entity: 'bundle' }))
  await waitFor(() => expect(api.inputsOf('bundle.all')).toHaveLength(2))
})
