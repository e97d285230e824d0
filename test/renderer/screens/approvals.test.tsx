import type { ApprovalAnswerView, ApprovalRequestView } from '@shared/approval-calls'
import type { Sha256 } from '@shared/ids'
import { fail } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ApprovalsScreen } from '../../../renderer/screens/approvals/ApprovalsScreen'
import { always, installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const hash = 'a'.repeat(64) as Sha256
const words = 'badof bimot fonus gatip hokar jidaz kulov lomin'

const request: ApprovalRequestView = {
  planHash: hash,
  project: 'Shop',
  release: '1.4.2',
  environment: 'Production',
  isProduction: true,
  requestedBy: 'ada',
  requestedAt: 1,
  reason: 'The new basket.',
  words,
  steps: [{ title: '1 Install', what: 'Run a Script, on web-1', sha256: hash }],
  targets: ['web-1: deploy@web-1.example:22'],
  remarks: ['Production is a production environment.'],
  asks: ['Change ticket'],
  isOwn: false
}

const answer: ApprovalAnswerView = {
  planHash: hash,
  project: 'Shop',
  release: '1.4.2',
  environment: 'Production',
  decision: 'approved',
  note: 'Looks good.',
  name: 'grace',
  at: 1,
  publicKey: 'PEM',
  words,
  isKnown: false
}

const otherKind = () =>
  fail({ kind: 'approval-refused', message: 'An approval.', remedy: '', detail: { reason: 'other-kind' } } as const)

function open(answers: Parameters<typeof installFakeApi>[0] = {}) {
  const api = installFakeApi({ 'approver.list': always([]), 'approval.read': always(request), ...answers })
  show(<ApprovalsScreen />)
  return api
}

const drop = (text: string) => {
  const event = new Event('drop', { bubbles: true, cancelable: true })
  const file = { text: async () => text, name: 'request.json' }
  Object.assign(event, { dataTransfer: { types: ['Files'], files: [file] } })
  fireEvent(window, event)
}

test('a request that is dropped says what would happen, and whose words to compare', async () => {
  open()
  drop('REQUEST')
  expect(await screen.findByRole('heading', { name: 'Shop 1.4.2 to Production' })).toBeTruthy()
  expect(screen.getByText('The new basket.')).toBeTruthy()
  expect(screen.getByText(words)).toBeTruthy()
  expect(screen.getByText('Run a Script, on web-1')).toBeTruthy()
  expect(screen.getByText(/no part of what is approved: Change ticket/)).toBeTruthy()
})

test('it is approved with a note, and the answer is saved', async () => {
  const api = open({ 'approval.sign': always({ path: '/tmp/answer.json' }) })
  drop('REQUEST')
  fireEvent.change(await screen.findByLabelText('Note'), { target: { value: 'Looks good.' } })
  fireEvent.click(screen.getByRole('button', { name: 'Approve and save…' }))
  expect((await screen.findByRole('status')).textContent).toContain('the answer is in /tmp/answer.json')
  expect(api.inputsOf('approval.sign')).toEqual([{ text: 'REQUEST', decision: 'approved', note: 'Looks good.' }])
})

test('one’s own request cannot be approved', async () => {
  open({ 'approval.read': always({ ...request, isOwn: true }) })
  drop('REQUEST')
  expect(await screen.findByText(/one’s own approval does not count/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Approve and save…' })).toBeNull()
})

test('an approval of somebody new is taken in once their words were compared', async () => {
  const api = open({
    'approval.read': otherKind,
    'approval.readAnswer': always(answer),
    'approver.add': always({ id: hash, name: 'Grace', publicKey: 'PEM', addedAt: 1, addedBy: 'ada', words }),
    'approval.import': always({ name: 'Grace', decision: 'approved' } as never)
  })
  drop('ANSWER')
  const card = await screen.findByRole('region', { name: 'Answer of grace' })
  const take = within(card).getByRole<HTMLButtonElement>('button', { name: 'Trust and bring it in' })
  expect(take.disabled).toBe(true)
  fireEvent.change(within(card).getByLabelText('Name'), { target: { value: 'Grace' } })
  fireEvent.click(within(card).getByLabelText('I have compared these words with the person'))
  fireEvent.click(take)
  await waitFor(() => expect(api.inputsOf('approval.import')).toEqual([{ text: 'ANSWER' }]))
  expect(api.inputsOf('approver.add')).toEqual([{ name: 'Grace', publicKey: 'PEM' }])
  expect((await screen.findByRole('status')).textContent).toContain('It counts for this plan only.')
})

test('a file that is neither says so', async () => {
  open({
    'approval.read': () =>
      fail({ kind: 'approval-refused', message: 'This file is no request.', remedy: 'Choose another.' } as const)
  })
  drop('?')
  expect(await screen.findByText('This file is no request.')).toBeTruthy()
})

test('approvers are listed with their words, and removed', async () => {
  const grace = { id: hash, name: 'Grace', publicKey: 'PEM', addedAt: 1, addedBy: 'ada', words }
  const api = open({ 'approver.list': always([grace]), 'approver.remove': always(null) })
  expect(await screen.findByText('Grace')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Actions for Grace' }))
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Remove…' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove approver' }))
  await waitFor(() => expect(api.inputsOf('approver.remove')).toEqual([{ id: hash }]))
})
