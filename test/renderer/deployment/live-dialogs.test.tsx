import type { Choice, Deployment } from '@shared/deployment'
import { fail, ok } from '@shared/result'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { formatMoment } from '../../../renderer/lib/time'
import { LiveDialogsView } from '../../../renderer/screens/deployment/dialogs/LiveDialogsView'
import { Notices } from '../../../renderer/screens/deployment/Notices'
import { type LiveDialog, useLiveDialogs } from '../../../renderer/screens/deployment/use-live-dialogs'
import { hasUnsaved } from '../../../renderer/stores/unsaved'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import {
  answers,
  asks,
  asksAbout,
  at,
  begins,
  fails,
  finishes,
  live,
  liveId,
  livePlan,
  type Story,
  skips,
  started,
  steps,
  succeeds
} from '../../support/live'
import { resetWindow, show } from '../../support/window'

const plan = livePlan(3, [
  { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] },
  { name: 'Install', on: [1, 2, 3] },
  { name: 'Verify', on: [1] }
])
const approval = at(1, 'here')
const asked: Story = [
  started,
  begins(approval),
  asks({ kind: 'manual', run: approval, instructions: 'Look at the **dashboard**.', responsible: [] })
]
const failing: Story = [
  asked,
  answers(1, 'proceed'),
  steps(2),
  succeeds(at(2, 1)),
  [2, 3].map(target => [begins(at(2, target)), asksAbout(at(2, target), 7)])
]
const failed: Story = [
  asked,
  answers(1, 'proceed'),
  steps(2),
  succeeds(at(2, 1)),
  fails(at(2, 2), 7),
  fails(at(2, 3), 7),
  skips(at(3, 1)),
  finishes('failed')
]

let api: FakeApi
const answered = always(null)

beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'question.take': answered,
    'question.answer': answered,
    'log.page': always({ total: 0, from: 0, lines: [] })
  })
})

/** The cards of a deployment with the dialogs that they open; what it becomes is set from outside. */
let become: (deployment: Deployment) => void

function Stage({
  first,
  dialog,
  user
}: {
  readonly first: Deployment
  readonly dialog: LiveDialog
  readonly user: string
}) {
  const [deployment, setDeployment] = useState(first)
  const [isOpened, setOpened] = useState(false)
  become = setDeployment
  const dialogs = useLiveDialogs(deployment)
  if (!isOpened) {
    setOpened(true)
    dialogs.show(dialog)
  }
  const answer = (questions: readonly number[], choice: Choice | null) =>
    dialogs.show({ kind: 'answer', questions, choice })
  return (
    <>
      <Notices
        deployment={deployment}
        current={null}
        onShowLog={() => undefined}
        user={user}
        now={0}
        actions={{
          onAnswer: answer,
          onResume: () => dialogs.show({ kind: 'resume' }),
          onGiveUp: () => dialogs.show({ kind: 'give-up' }),
          onUnpause: () => undefined
        }}
      />
      <LiveDialogsView deployment={deployment} dialogs={dialogs} user={user} now={0} />
    </>
  )
}

const stage = (story: Story, dialog: LiveDialog = { kind: 'none' }, user = 'ada') =>
  show(<Stage first={live(plan, story)} dialog={dialog} user={user} />)
const dialog = () => screen.getByRole('dialog')
const button = (name: string | RegExp, within_: HTMLElement = document.body) =>
  within(within_).getByRole('button', { name })
const click = (name: string | RegExp, inside: HTMLElement = document.body) => fireEvent.click(button(name, inside))
const choose = (name: string) => fireEvent.click(within(dialog()).getByRole('radio', { name }))

describe('a manual intervention', () => {
  it('is shown as Markdown, is taken first, and then answered with a note', async () => {
    stage(asked)
    await screen.findByText('dashboard')
    click('Take and answer…')
    expect(within(dialog()).queryByRole('radio')).toBeNull()
    click('Take responsibility', dialog())
    await waitFor(() => expect(api.inputsOf('question.take')).toEqual([{ deploymentId: liveId, question: 1 }]))
    become(live(plan, [asked, { kind: 'question-taken', question: 1, by: 'ada' }]))
    await waitFor(() => choose('Proceed'))
    fireEvent.change(within(dialog()).getByLabelText('Note'), { target: { value: 'Looks good.' } })
    click('Proceed', dialog())
    await waitFor(() =>
      expect(api.inputsOf('question.answer')).toEqual([
        { deploymentId: liveId, questions: [1], choice: 'proceed', note: 'Looks good.' }
      ])
    )
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('is aborted only when that was said twice', async () => {
    stage([asked, { kind: 'question-taken', question: 1, by: 'ada' }], { kind: 'answer', questions: [1], choice: null })
    choose('Abort')
    click('Abort…', dialog())
    expect(api.inputsOf('question.answer')).toEqual([])
    click('Yes, abort', dialog())
    await waitFor(() => expect(api.inputsOf('question.answer')).toMatchObject([{ choice: 'abort' }]))
  })

  it('cannot be answered by others once somebody has taken it, and says who', () => {
    stage([asked, { kind: 'question-taken', question: 1, by: 'ann' }])
    expect(screen.getByText(/ann has taken it already/)).toBeDefined()
    expect(screen.queryByRole('button', { name: /answer/i })).toBeNull()
  })

  it('says what became of it when somebody else was quicker', async () => {
    stage(asked, { kind: 'answer', questions: [1], choice: null })
    become(live(plan, [asked, answers(1, 'proceed', 'ann', 'Fine.')]))
    await within(dialog()).findByText('ann answered “Proceed”: Fine.')
    expect(within(dialog()).queryByRole('button', { name: 'Take responsibility' })).toBeNull()
  })

  it('tells why an answer was refused, and stays', async () => {
    api.answer({
      'question.take': () => fail({ kind: 'already-taken', message: 'ann has taken it.', remedy: 'Ask ann.' })
    })
    stage(asked, { kind: 'answer', questions: [1], choice: null })
    click('Take responsibility', dialog())
    await within(dialog()).findByText('ann has taken it.')
  })
})

describe('a failure that is put before a person', () => {
  it('is answered for all targets with the same cause at once', async () => {
    stage(failing)
    click('Exclude target…')
    expect(within(dialog()).getByText('On web-2 and web-3')).toBeDefined()
    click('Exclude 2 targets', dialog())
    await waitFor(() =>
      expect([api.inputsOf('question.take'), api.inputsOf('question.answer')]).toEqual([
        [
          { deploymentId: liveId, question: 2 },
          { deploymentId: liveId, question: 3 }
        ],
        [{ deploymentId: liveId, questions: [2, 3], choice: 'exclude', note: '' }]
      ])
    )
  })

  it('comes without taking the focus', async () => {
    stage(asked)
    const field = document.createElement('input')
    document.body.append(field)
    field.focus()
    become(live(plan, failing))
    await screen.findByRole('button', { name: 'Retry…' })
    expect(document.activeElement).toBe(field)
    field.remove()
  })
})

describe('continuing', () => {
  it('runs failed runs again unless something else is said, and says what follows', async () => {
    api.answer({ 'deployment.resume': () => ok({} as never) })
    stage(failed)
    click('Continue…')
    expect(within(dialog()).getByText('2. Install on web-2 and web-3')).toBeDefined()
    const row = within(dialog()).getByRole('radiogroup', { name: 'Install on web-3' })
    fireEvent.click(within(row).getByRole('radio', { name: 'Mark as done' }))
    expect(button('Continue', dialog())).toHaveProperty('disabled', true)
    fireEvent.change(within(dialog()).getByLabelText(/^Why/), { target: { value: 'Done by hand.' } })
    click('Continue', dialog())
    await waitFor(() =>
      expect(api.inputsOf('deployment.resume')).toEqual([
        {
          id: liveId,
          decisions: [
            { run: at(2, 2), choice: 'retry', reason: '' },
            { run: at(2, 3), choice: 'done', reason: 'Done by hand.' }
          ]
        }
      ])
    )
  })

  it('after an interruption looks at the targets when asked, and follows what is found', async () => {
    api.answer({
      'deployment.resume': () => ok({} as never),
      'deployment.recovery': always({
        runs: [
          {
            run: at(2, 2),
            finding: 'died',
            exitCode: null,
            words: 'On web-2 the script began and runs no more.',
            suggestion: 'retry'
          }
        ]
      })
    })
    stage([asked, answers(1, 'proceed'), steps(2), begins(at(2, 2)), { kind: 'interrupted' }])
    expect([api.inputsOf('deployment.recovery'), button('Continue')]).toMatchObject([[], { disabled: true }])
    click('Look at the targets')
    await screen.findByText('On web-2 the script began and runs no more.')
    click('Continue')
    await waitFor(() =>
      expect(api.inputsOf('deployment.resume')).toEqual([
        { id: liveId, decisions: [{ run: at(2, 2), choice: 'retry', reason: '' }] }
      ])
    )
  })

  it('after an interruption keeps what was typed from being lost, until it goes on', async () => {
    api.answer({ 'deployment.resume': () => ok({} as never) })
    stage([asked, answers(1, 'proceed'), steps(2), begins(at(2, 2)), { kind: 'interrupted' }])
    expect(hasUnsaved()).toBe(false)
    fireEvent.click(screen.getByRole('radio', { name: 'Mark as done' }))
    fireEvent.change(screen.getByLabelText(/^Why these are done/), { target: { value: 'Looked at it by hand.' } })
    await waitFor(() => expect(hasUnsaved()).toBe(true))
    click('Continue')
    await waitFor(() => expect(hasUnsaved()).toBe(false))
    expect(api.inputsOf('deployment.resume')).toMatchObject([{ decisions: [{ reason: 'Looked at it by hand.' }] }])
  })

  it('asks why it has to be where a freeze stands against it', async () => {
    const frozen = { kind: 'frozen', message: 'Test is frozen by “Christmas”.', remedy: 'Wait.' } as const
    api.answer({
      'deployment.resume': ({ overridesFreeze }) => (overridesFreeze === undefined ? fail(frozen) : ok({} as never))
    })
    stage(failed)
    click('Continue…')
    await waitFor(() => expect(document.activeElement).toBe(button('Continue', dialog())))
    click('Continue', dialog())
    const why = await within(dialog()).findByLabelText(/^Why it has to go on now/)
    expect(button('Continue', dialog())).toHaveProperty('disabled', true)
    fireEvent.change(why, { target: { value: ' Half of the shop is down. ' } })
    click('Continue', dialog())
    const decisions = [2, 3].map(target => ({ run: at(2, target), choice: 'retry', reason: '' }))
    await waitFor(() =>
      expect(api.inputsOf('deployment.resume')).toEqual([
        { id: liveId, decisions },
        { id: liveId, decisions, overridesFreeze: 'Half of the shop is down.' }
      ])
    )
  })

  it('says up to when the log of an interrupted one is complete, however late Slipway came back', () => {
    const [lastHeard, back] = [5_000, 3_600_000]
    stage([asked, answers(1, 'proceed'), steps(2), lastHeard, begins(at(2, 2)), back, { kind: 'interrupted' }])
    expect(screen.getByText(/complete up to/).textContent).toContain(formatMoment(lastHeard))
  })

  it('is given up with a reason', async () => {
    api.answer({ 'deployment.giveUp': () => ok({} as never) })
    stage([started, { kind: 'interrupted' }])
    click('Give up…')
    fireEvent.change(within(dialog()).getByLabelText('Why'), { target: { value: 'Rolled back by hand.' } })
    click('Give up', dialog())
    await waitFor(() =>
      expect(api.inputsOf('deployment.giveUp')).toEqual([{ id: liveId, reason: 'Rolled back by hand.' }])
    )
  })
})

describe('a deployment in which nothing ran', () => {
  it('says so once', () => {
    stage([
      started,
      skips(approval),
      [1, 2, 3].map(target => skips(at(2, target))),
      skips(at(3, 1)),
      finishes('succeeded', 'Nothing ran.')
    ])
    expect(screen.getAllByText(/nothing ran/i).map(({ textContent }) => textContent)).toEqual(['Nothing ran.'])
  })
})

describe('cancelling', () => {
  it('asks first, and again for what runs after a cancel', async () => {
    api.answer({ 'deployment.cancel': answered })
    stage(asked, { kind: 'cancel' })
    click('Cancel deployment', dialog())
    await waitFor(() => expect(api.inputsOf('deployment.cancel')).toEqual([{ id: liveId }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('closes by itself when there is nothing left to cancel', async () => {
    stage(asked, { kind: 'cancel' })
    expect(dialog()).toBeDefined()
    become(live(plan, failed))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('stays closed once it has closed by itself, also where there is something to cancel again', async () => {
    stage(asked, { kind: 'cancel' })
    act(() => become(live(plan, failed)))
    const decisions = [2, 3].map(target => ({ run: at(2, target), choice: 'retry', reason: '' }) as const)
    act(() => become(live(plan, [failed, { kind: 'resumed', by: 'ben', decisions }])))
    expect([screen.queryByRole('dialog'), screen.queryByText('Failed on 2 of 3 targets.')]).toEqual([null, null])
  })
})

describe('the width of a step', () => {
  it('is changed to a whole number', async () => {
    api.answer({ 'deployment.setWidth': answered })
    const step = plan.steps?.[1]
    stage(asked, { kind: 'width', step: step as never })
    fireEvent.change(within(dialog()).getByLabelText('Targets at a time'), { target: { value: '4' } })
    click('Change', dialog())
    await waitFor(() => expect(api.inputsOf('deployment.setWidth')).toEqual([{ id: liveId, step: 2, width: 4 }]))
  })
})
