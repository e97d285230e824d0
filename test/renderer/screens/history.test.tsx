import type { DeploymentStatistics } from '@shared/dashboard-calls'
import type { Tenant } from '@shared/model/tenant'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { HistoryScreen } from '../../../renderer/screens/tasks/history/HistoryScreen'
import { anEnvironment, aProject, aSummary, aTenant } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const day = 24 * 60 * 60 * 1000
const statistics: DeploymentStatistics = {
  buckets: [
    { from: 0, to: day, succeeded: 0, failed: 0, other: 0, medianMs: null, p90Ms: null },
    { from: day, to: 2 * day, succeeded: 3, failed: 1, other: 0, medianMs: 60_000, p90Ms: 90_000 }
  ],
  total: 4,
  succeeded: 3,
  failed: 1,
  medianMs: 60_000,
  p90Ms: 90_000,
  recoveryMs: null
}

function open(answer: DeploymentStatistics = statistics, tenants: readonly Tenant[] = []) {
  const api = installFakeApi({
    'deployment.statistics': always(answer),
    'project.list': always([aProject(1)]),
    'environment.list': always([anEnvironment(1)]),
    'tenant.list': always(tenants)
  })
  show(<HistoryScreen />)
  return api
}

test('the numbers stand in a sentence and in a table, the newest first', async () => {
  open()
  expect(
    await screen.findByText(
      'In the last 28 days 4 deployments ended: 3 succeeded, 1 failed. 75 % succeeded. Half of them took at most 1 min, and nine of ten at most 1 min 30 s.'
    )
  ).toBeTruthy()
  const [newest, oldest] = within(screen.getByRole('table', { name: 'Deployments over time' }))
    .getAllByRole('row')
    .slice(1)
  const cells = (row: HTMLElement | undefined) =>
    within(row as HTMLElement)
      .getAllByRole('cell')
      .map(cell => cell.textContent)
  expect(cells(newest)).toEqual(['3', '1', '0', '75 %', '1 min 0 s', '1 min 30 s'])
  expect(cells(oldest)).toEqual(['0', '0', '0', '–', '–', '–'])
})

test('what tells the ends apart is said in words beside the charts', async () => {
  open()
  expect(await screen.findByRole('figure', { name: /How often/ })).toBeTruthy()
  expect(screen.getByText('Cancelled, expired or handed over')).toBeTruthy()
  fireEvent.click(screen.getByLabelText('Table'))
  expect(screen.queryByRole('figure')).toBeNull()
})

test('another period asks for other days', async () => {
  const api = open()
  fireEvent.click(await screen.findByLabelText('13 weeks'))
  await waitFor(() => expect(api.inputsOf('deployment.statistics').at(-1)).toEqual({ days: 91 }))
})

test('where there are tenants, those of one are asked for', async () => {
  const api = open(statistics, [aTenant(1)])
  fireEvent.click(await screen.findByLabelText('Tenant', { selector: 'input' }))
  fireEvent.click(await screen.findByRole('option', { name: aTenant(1).name, hidden: true }))
  await waitFor(() =>
    expect(api.inputsOf('deployment.statistics').at(-1)).toEqual({ days: 28, tenantId: aTenant(1).id })
  )
})

test('it is counted anew when a deployment ends, and not while one goes on', async () => {
  const api = open()
  await screen.findByText(/4 deployments ended/)
  const before = api.inputsOf('deployment.statistics').length
  api.push({ type: 'deployment.changed', summary: aSummary(1) })
  expect(api.inputsOf('deployment.statistics')).toHaveLength(before)
  api.push({ type: 'deployment.changed', summary: aSummary(1, { state: 'finished', outcome: 'failed' }) })
  await waitFor(() => expect(api.inputsOf('deployment.statistics')).toHaveLength(before + 1))
})

test('nothing is said as nothing', async () => {
  open({ ...statistics, total: 0, succeeded: 0, failed: 0, medianMs: null, p90Ms: null })
  expect(await screen.findByText('No deployment ended in the last 28 days.')).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})
