import type { Deployment } from '@shared/deployment'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import { AnswerDialog } from '../../../renderer/screens/deployment/dialogs/AnswerDialog'
import { GiveUpDialog } from '../../../renderer/screens/deployment/dialogs/GiveUpDialog'
import { ResumeDialog } from '../../../renderer/screens/deployment/dialogs/ResumeDialog'
import { PopOutDialog } from '../../../renderer/screens/variables/dialogs/PopOutDialog'
import { LeaveGuard } from '../../../renderer/shell/LeaveGuard'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { always, installFakeApi } from '../../support/fake-api'
import { asks, at, begins, fails, finishes, live, livePlan, type Story, started } from '../../support/live'
import { resetWindow, show } from '../../support/window'

const approve = livePlan(1, [{ name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] }])
const install = livePlan(1, [{ name: 'Install', on: [1] }])
const approval = at(1, 'here')
const waiting: Story = [
  started,
  begins(approval),
  asks({ kind: 'manual', run: approval, instructions: 'Look.', responsible: [] }),
  { kind: 'question-taken', question: 1, by: 'ada' }
]
const failed = live(install, [started, fails(at(1, 1), 7), finishes('failed')])

beforeEach(() => {
  resetWindow()
  installFakeApi({ 'deployment.giveUp': always({} as never) })
})

const answering = (onClose: () => void, deployment: Deployment = live(approve, waiting)) => (
  <AnswerDialog deployment={deployment} numbers={[1]} choice={null} user="ada" now={0} onClose={onClose} />
)
const row = { key: 'row-1', type: 'text', name: 'Port', value: '80', scope: {} } as unknown as Parameters<
  typeof PopOutDialog
>[0]['row']

const dialogs = [
  { what: 'the note to an answer', field: 'Note', open: answering },
  {
    what: 'why a deployment is given up',
    field: 'Why',
    open: (onClose: () => void) => <GiveUpDialog deployment={live(install, [started])} onClose={onClose} />
  },
  {
    what: 'why a run counts as done',
    field: /^Why/,
    before: () => fireEvent.click(screen.getByRole('radio', { name: 'Mark as done' })),
    open: (onClose: () => void) => <ResumeDialog deployment={failed} user="ada" onClose={onClose} />
  },
  {
    what: 'a value with many lines',
    field: 'Value of Port',
    open: (onClose: () => void) => (
      <PopOutDialog row={row} text={null} names={new Set()} run={() => undefined} onClose={onClose} />
    )
  }
]

it.each(dialogs)('$what is asked about before it is lost', async ({ field, before, open }) => {
  const onClose = vi.fn()
  show(
    <>
      {open(onClose)}
      <LeaveGuard />
    </>
  )
  before?.()
  const typed = screen.getByRole('textbox', { name: field })
  fireEvent.change(typed, { target: { value: 'Typed.' } })
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  const question = await screen.findByRole('dialog', { name: 'Leave without saving?' })
  fireEvent.click(within(question).getByRole('button', { name: 'Keep editing' }))
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Leave without saving?' })).toBeNull())
  expect([onClose.mock.calls.length, screen.getByRole('textbox', { name: field })]).toEqual([0, typed])

  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  const again = await screen.findByRole('dialog', { name: 'Leave without saving?' })
  fireEvent.click(within(again).getByRole('button', { name: 'Leave and lose the changes' }))
  expect(onClose).toHaveBeenCalledOnce()
})

it.each(dialogs)('without $what nothing is asked', ({ open }) => {
  const onClose = vi.fn()
  show(open(onClose))
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect([onClose.mock.calls.length, hasUnsaved()]).toEqual([1, false])
})

it('says of one that was to begin later that it begins now', () => {
  const cancelled = live(install, [{ kind: 'finished', outcome: 'cancelled', summary: 'It was cancelled.' }])
  const later = { ...cancelled, startAt: Date.now() + 3_600_000 }
  const words = () => screen.queryByText('Continued now, it begins now.') !== null
  const { unmount } = show(<ResumeDialog deployment={later} user="ada" onClose={() => undefined} />)
  const shown = words()
  unmount()
  show(<ResumeDialog deployment={cancelled} user="ada" onClose={() => undefined} />)
  expect([shown, words()]).toEqual([true, false])
})
