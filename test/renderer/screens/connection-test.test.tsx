import type { ConnectionReport, ConnectionStageReport } from '@shared/connection-report'
import { connectionStages, hopStages } from '@shared/model/target'
import { ok } from '@shared/result'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ConnectionTest } from '../../../renderer/screens/targets/ConnectionTest'
import { jumpHostSubject, subjectOf } from '../../../renderer/screens/targets/connection-subject'
import { always, installFakeApi, later } from '../../support/fake-api'
import { ids, jumpHost, sshTarget } from '../../support/plans'
import { show } from '../../support/window'

const shownKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'B'.repeat(43)}` }
const host = { kind: 'target', id: ids.target(1), name: 'web-1' } as const
const acceptedKey = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }
const stage = (name: ConnectionStageReport['stage'], outcome: ConnectionStageReport['outcome'] = 'ok') => ({
  host,
  stage: name,
  outcome,
  ms: 12,
  detail: `${name} detail`
})
const press = (label: string) => fireEvent.click(screen.getByRole('button', { name: label }))
const stageTexts = () => screen.getAllByRole('listitem').map(item => item.textContent)

test('each stage shows as it ends, while the rest is still to come', async () => {
  const { answer, resolve } = later<ConnectionReport>()
  const api = installFakeApi({ 'target.test': answer })
  show(<ConnectionTest subject={subjectOf(sshTarget(1))} />)
  press('Test connection')
  act(() => api.push({ type: 'target.test', targetId: ids.target(1), stage: stage('resolve') }))
  expect(stageTexts()).toEqual([
    'Find the addressresolve detail12 ms',
    'Reach the port',
    'Check the host key',
    'Log in',
    'Start a shell',
    'Use sudo',
    'Disk space',
    'Clock',
    'Programs'
  ])
  const stages = connectionStages.map(name => stage(name))
  resolve(ok({ stages, hostKeys: [] }))
  expect(await screen.findByText('The connection works.')).toBeTruthy()
})

test('stages of another target change nothing here', () => {
  const { answer } = later<ConnectionReport>()
  const api = installFakeApi({ 'target.test': answer })
  show(<ConnectionTest subject={subjectOf(sshTarget(1))} />)
  press('Test connection')
  act(() => api.push({ type: 'target.test', targetId: ids.target(2), stage: stage('resolve') }))
  expect(stageTexts()[0]).toBe('Find the address')
})

test('a changed key shows both fingerprints and is replaced only after an explicit confirmation', async () => {
  const report: ConnectionReport = {
    stages: [stage('host-key', 'failed')],
    hostKeys: [{ host, shown: shownKey, accepted: acceptedKey, trust: 'changed' }]
  }
  const api = installFakeApi({ 'target.test': always(report), 'target.trust': always(sshTarget(1)) })
  show(<ConnectionTest subject={subjectOf(sshTarget(1))} />)
  press('Test connection')
  const card = await screen.findByRole('region', { name: 'Changed host key' })
  expect(card.textContent).toContain(`SHA256:${'A'.repeat(43)}`)
  expect(card.textContent).toContain(shownKey.fingerprint)
  press('Replace the key…')
  press('I compared it: replace the key')
  expect(api.inputsOf('target.trust')).toEqual([])
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'web-1' } })
  press('I compared it: replace the key')
  await waitFor(() =>
    expect(api.inputsOf('target.trust')).toEqual([{ id: ids.target(1), hostKey: shownKey, replace: true }])
  )
})

test('a key that nobody accepted yet is a question, not a fault', async () => {
  const failure = { kind: 'host-key-unknown' as const, message: 'Nobody accepted it.', remedy: 'Compare it.' }
  const stages = [stage('tcp'), { ...stage('host-key', 'failed'), failure }]
  installFakeApi({
    'target.test': always<ConnectionReport>({
      stages,
      hostKeys: [{ host, shown: shownKey, accepted: null, trust: 'unknown' }]
    })
  })
  show(<ConnectionTest subject={subjectOf(sshTarget(1, { hostKey: null }))} />)
  const button = screen.getByRole('button', { name: 'Test connection' })
  act(() => button.focus())
  press('Test connection')
  expect(button).toMatchObject({ disabled: false })
  expect(await screen.findByRole('img', { name: 'Waits for your answer' })).toBeTruthy()
  expect(document.activeElement?.textContent).toBe('Accept this key')
  expect(screen.queryByRole('img', { name: 'Failed' })).toBeNull()
})

test('the failure of a stage comes with its remedy', async () => {
  const failure = { kind: 'connection-refused' as const, message: 'Nothing listens there.', remedy: 'Check the port.' }
  const stages = [stage('resolve'), { ...stage('tcp', 'failed'), failure }]
  installFakeApi({ 'target.test': always<ConnectionReport>({ stages, hostKeys: [] }) })
  show(<ConnectionTest subject={subjectOf(sshTarget(1))} />)
  press('Test connection')
  expect((await screen.findByRole('alert')).textContent).toBe('Nothing listens there.Check the port.')
})

test('what only should be looked at does not make the connection a broken one', async () => {
  const failure = { kind: 'disk-low' as const, message: '12 MB are left.', remedy: 'Make room.' }
  const stages = connectionStages.map(name => (name === 'disk' ? { ...stage(name, 'warning'), failure } : stage(name)))
  installFakeApi({ 'target.test': always<ConnectionReport>({ stages, hostKeys: [] }) })
  show(<ConnectionTest subject={subjectOf(sshTarget(1))} />)
  press('Test connection')
  expect(await screen.findByText('The connection works, and something should be looked at.')).toBeTruthy()
  expect(screen.getByRole('status').textContent).toBe('12 MB are left.Make room.')
  expect(screen.queryByRole('alert')).toBeNull()
})

const bastion = jumpHost(1, { name: 'bastion', hostKey: null })
const hop = { kind: 'jump-host', id: bastion.id, name: 'bastion' } as const
const behind = sshTarget(1, { viaId: bastion.id })
const lookOf = async (name: string) =>
  (await screen.findAllByRole('listitem')).find(item => item.textContent === name)?.dataset.look

test('a target behind a jump host shows the way and the stages of each host on it', async () => {
  const stages = [
    ...hopStages.map(name => ({ ...stage(name), host: hop })),
    ...connectionStages.map(name => stage(name))
  ]
  installFakeApi({
    'target.test': always<ConnectionReport>({ stages, hostKeys: [] }),
    'jumpHost.list': always([bastion])
  })
  show(<ConnectionTest subject={subjectOf(behind)} />)
  expect(await screen.findByRole('list', { name: 'The way there' })).toBeTruthy()
  press('Test connection')
  expect(await screen.findByText('The connection works.')).toBeTruthy()
  const wayItems = screen.getByRole('list', { name: 'The way there' }).querySelectorAll('li:not([aria-hidden])')
  expect([...wayItems].map(item => item.textContent)).toEqual(['This machine', 'bastion', 'web-1'])
  expect([await lookOf('bastion'), await lookOf('web-1')]).toEqual(['ok', 'ok'])
  const lists = screen.getAllByRole('list', { name: /^Stages of the connection to/ })
  expect(lists.map(list => [list.getAttribute('aria-label'), list.children.length])).toEqual([
    ['Stages of the connection to bastion', 4],
    ['Stages of the connection to web-1', 9]
  ])
})

test('the key of a jump host is accepted for the jump host', async () => {
  const failure = { kind: 'host-key-unknown' as const, message: 'Nobody accepted it.', remedy: 'Compare it.' }
  const report: ConnectionReport = {
    stages: [{ ...stage('host-key', 'failed'), host: hop, failure }],
    hostKeys: [{ host: hop, shown: shownKey, accepted: null, trust: 'unknown' }]
  }
  const api = installFakeApi({
    'target.test': always(report),
    'jumpHost.list': always([bastion]),
    'jumpHost.trust': always({ ...bastion, hostKey: shownKey })
  })
  show(<ConnectionTest subject={subjectOf(behind)} />)
  press('Test connection')
  expect(await screen.findByText('Stopped: the host key of bastion was not accepted yet.')).toBeTruthy()
  expect(await lookOf('bastion')).toBe('question')
  fireEvent.click(await screen.findByRole('button', { name: 'Accept this key' }))
  await waitFor(() =>
    expect(api.inputsOf('jumpHost.trust')).toEqual([{ id: bastion.id, hostKey: shownKey, replace: false }])
  )
  expect(api.inputsOf('target.trust')).toEqual([])
})

test('a jump host is tested by itself, and its stages come in', async () => {
  const { answer } = later<ConnectionReport>()
  const api = installFakeApi({ 'jumpHost.test': answer, 'jumpHost.list': always([bastion]) })
  show(<ConnectionTest subject={jumpHostSubject(bastion)} />)
  press('Test connection')
  act(() => api.push({ type: 'jumpHost.test', jumpHostId: bastion.id, stage: { ...stage('resolve'), host: hop } }))
  expect(stageTexts()).toEqual([
    'Find the addressresolve detail12 ms',
    'Reach the port',
    'Check the host key',
    'Log in'
  ])
})
