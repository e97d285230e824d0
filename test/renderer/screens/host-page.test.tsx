import type { HealthView } from '@shared/model/health'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { JumpHostScreen } from '../../../renderer/screens/jump-hosts/JumpHostScreen'
import { TargetScreen } from '../../../renderer/screens/targets/TargetScreen'
import { useConnectionTests } from '../../../renderer/stores/connection-tests'
import { anAccount } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { ids, jumpHost, sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

const bastion = jumpHost(1)
const target = sshTarget(1, { viaId: bastion.id })
const fingerprint = `ssh-ed25519 SHA256:${'A'.repeat(43)}`
let api: FakeApi

beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'target.list': always([target]),
    'jumpHost.list': always([bastion]),
    'account.list': always([anAccount(1, { id: ids.account(), name: 'Deploy user' })]),
    'environment.list': always([]),
    'policy.list': always([]),
    'health.list': always([]),
    'target.update': always(target),
    'jumpHost.update': always(bastion)
  })
})

const facts = () =>
  screen.getAllByRole('term').map(term => [term.textContent, term.nextElementSibling?.textContent ?? ''])

test('a target says who logs in to it, which way, and which key it has', async () => {
  show(<TargetScreen targetId={target.id} />)
  await screen.findByText('Deploy user (deploy)')
  expect(facts()).toEqual([
    ['Address', 'web-1.example:22'],
    ['Account', 'Deploy user (deploy)'],
    ['Reached through', 'bastion-1'],
    ['System', 'Unix'],
    ['Host key', 'Accepted'],
    ['Accepted key', fingerprint],
    ['Roles', 'web'],
    ['Environments', 'None, so no deployment reaches it']
  ])
})

test('a jump host says the same, and who goes through it', async () => {
  show(<JumpHostScreen jumpHostId={bastion.id} />)
  await screen.findByText('Deploy user (deploy)')
  await screen.findByText('web-1')
  expect(facts()).toEqual([
    ['Address', 'bastion-1.example:22'],
    ['Account', 'Deploy user (deploy)'],
    ['Reached through', 'Directly'],
    ['Host key', 'Accepted'],
    ['Accepted key', fingerprint],
    ['Targets behind it', 'web-1']
  ])
})

const pages = [
  { what: 'target', page: <TargetScreen targetId={target.id} />, record: target, update: 'target.update' },
  { what: 'jump host', page: <JumpHostScreen jumpHostId={bastion.id} />, record: bastion, update: 'jumpHost.update' }
] as const

for (const { what, page, record, update } of pages) {
  test(`E edits the ${what}, and what was tested is forgotten once it is saved`, async () => {
    const failed = {
      state: 'failed',
      failure: { kind: 'connection-refused', message: 'No answer.', remedy: '' }
    } as const
    useConnectionTests.setState({ tests: { [record.id]: failed } })
    show(page)
    await screen.findByText('No answer.')
    fireEvent.keyDown(window, { key: 'e' })
    await screen.findByRole('dialog', { name: `Edit ${record.name}` })
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect([api.inputsOf(update).length, useConnectionTests.getState().tests]).toEqual([1, {}])
  })
}

/** What a health check found at web-1, whose accepted key was this one. */
const otherKeyThan = (accepted: string): HealthView => ({
  targetId: target.id,
  status: 'unhealthy',
  checkedAt: 1,
  summary: 'Another key.',
  stages: [
    { host: target.name, stage: 'host-key', outcome: 'failed', detail: 'Another key.', remedy: '', notShown: accepted }
  ],
  isChecking: false,
  nextDueAt: null
})
const hostKeyFact = () => facts().find(([term]) => term === 'Host key')

test('a host with another key than the accepted one is not called accepted, and it says what to do', async () => {
  api.answer({ 'health.list': always([otherKeyThan(`SHA256:${'A'.repeat(43)}`)]) })
  show(<TargetScreen targetId={target.id} />)
  await screen.findByText('Changed')
  expect(hostKeyFact()).toEqual([
    'Host key',
    'ChangedThe host shows another key than the accepted one, so nothing connects to it. Find out why. If the host was set up anew, test the connection above and replace the key.'
  ])
})

test('a key that was accepted since the last check is accepted', async () => {
  api.answer({ 'health.list': always([otherKeyThan(`SHA256:${'B'.repeat(43)}`)]) })
  show(<TargetScreen targetId={target.id} />)
  await screen.findByText('Unhealthy')
  expect(hostKeyFact()).toEqual(['Host key', 'Accepted'])
})
