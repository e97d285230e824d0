import type { NetworkEntry, NetworkReport } from '@shared/network'
import { ok } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ledgerText } from '../../../renderer/screens/network/ledger-text'
import { NetworkScreen } from '../../../renderer/screens/network/NetworkScreen'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const entry = (id: string, more: Partial<NetworkEntry> = {}): NetworkEntry => ({
  id,
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  thread: 'ssh',
  kind: 'connection',
  host: 'web-1.example',
  port: 22,
  address: '192.0.2.1',
  why: 'target “web-1”',
  state: 'open',
  bytesIn: 12_345,
  bytesOut: 6,
  ...more
})

const report: NetworkReport = {
  since: Date.UTC(2026, 0, 2),
  isAirGapped: false,
  entries: [
    entry('c', { host: '::1', port: 80, why: null, state: 'blocked' }),
    entry('b', { host: 'tracker.example', port: 443, why: null, state: 'closed', address: null }),
    entry('a')
  ],
  older: 0,
  totals: [],
  undeclared: 1,
  blocked: 1
}
const quiet: NetworkReport = { ...report, entries: [], undeclared: 0, blocked: 0 }

let api: FakeApi
beforeEach(() => {
  resetWindow()
  api = installFakeApi({ 'network.get': always(report) })
})

const rowsShown = () =>
  within(screen.getByRole('table', { name: 'Network ledger' }))
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.querySelectorAll('td')].slice(2, 6).map(cell => cell.textContent))

test('the headline counts what nobody asked for, and those are marked', async () => {
  show(<NetworkScreen />)
  expect(await screen.findByRole('heading', { name: '1 connection that you did not ask for' })).toBeTruthy()
  expect(rowsShown()).toEqual([
    ['[::1]:80', 'not declared', 'Blocked', '–'],
    ['tracker.example:443', 'undeclared', 'Closed', '12 kB'],
    ['web-1.example:22', 'target “web-1”', 'Open', '12 kB']
  ])
  fireEvent.click(screen.getByRole('radio', { name: 'Not asked for' }))
  expect(rowsShown()).toHaveLength(1)
  fireEvent.click(screen.getByRole('radio', { name: 'Blocked' }))
  expect(rowsShown()).toHaveLength(1)
})

test('a session without any connection says so, and follows what happens', async () => {
  api.answer({ 'network.get': always(quiet) })
  show(<NetworkScreen />)
  expect(await screen.findByRole('heading', { name: '0 connections that you did not ask for' })).toBeTruthy()
  expect(screen.getByText('Nothing has been connected to yet')).toBeTruthy()
  api.answer({ 'network.get': always(report) })
  api.push({ type: 'network.changed' })
  expect(await screen.findByText('web-1.example:22')).toBeTruthy()
})

test('the switch turns the air gap on', async () => {
  show(<NetworkScreen />)
  const toggle = await screen.findByRole('switch', { name: /Let nothing through/ })
  api.answer({
    'settings.setAirGap': () => {
      api.answer({ 'network.get': always({ ...report, isAirGapped: true }) })
      return ok({ id: 'settings', isAirGapped: true } as never)
    }
  })
  fireEvent.click(toggle)
  await waitFor(() => expect((toggle as HTMLInputElement).checked).toBe(true))
  expect(api.inputsOf('settings.setAirGap')).toEqual([{ isAirGapped: true }])
})

test('as text, every entry is a line with its columns', () => {
  expect(ledgerText({ ...report, entries: [entry('a')] })).toBe(
    [
      '1 connection that you did not ask for since 2026-01-02T00:00:00.000Z; 1 blocked; air gap off',
      'Time\tWhat\tPlace\tAddress\tWhy\tState\tBytes received\tBytes sent',
      '2026-01-02T03:04:05.000Z\tConnection\tweb-1.example:22\t192.0.2.1\ttarget “web-1”\tOpen\t12345\t6'
    ].join('\n')
  )
})

test('the air gap of another workspace that is open is told where this one has none', async () => {
  api.answer({ 'network.get': always({ ...quiet, isAirGappedByOthers: true }) })
  show(<NetworkScreen />)
  expect(await screen.findByText(/Another workspace that is open has its air gap on/)).toBeTruthy()
  expect((screen.getByRole('switch') as HTMLInputElement).checked).toBe(false)
})
