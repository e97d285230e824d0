import type { DeploymentFact } from '@shared/deployment'
import { describe, expect, it } from 'vitest'
import {
  failureSentences,
  progressSentence,
  questionSentences
} from '../../../renderer/screens/deployment/announcements'
import { groupFailures } from '../../../renderer/screens/deployment/failure-groups'
import { headline } from '../../../renderer/screens/deployment/headline'
import { actionsOf } from '../../../renderer/screens/deployment/live-actions'
import { groupQuestions, standingTo } from '../../../renderer/screens/deployment/question-groups'
import { skippedSteps } from '../../../renderer/screens/deployment/skipped-steps'
import { nextStep } from '../../../renderer/screens/deployment/use-live-view'
import {
  answers,
  asks,
  asksAbout,
  at,
  begins,
  fails,
  finishes,
  type LiveStep,
  live,
  liveId,
  livePlan,
  liveTarget,
  type Story,
  skips,
  started,
  steps,
  succeeds
} from '../../support/live'

const planned: readonly LiveStep[] = [
  { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] },
  {
    name: 'Roll out',
    on: [1, 2, 3],
    width: 2,
    isRolling: true,
    canary: { targets: 1, holds: true, soakMs: 0 },
    actions: [{ name: 'Check', type: 'manual' }, { name: 'Install' }]
  },
  { name: 'Undo', on: [1, 2, 3], condition: { when: 'failure' } }
]
const plan = livePlan(3, planned)
const on = (...story: Story) => live(plan, [started, ...story])
const approval = at(1, 'here')
const asked = (responsible: readonly string[] = []): Story => [
  begins(approval),
  asks({ kind: 'manual', run: approval, instructions: 'Look.', responsible })
]
const approved: Story = [asked(), answers(1, 'proceed'), steps(2)]
const check = (target: number): Story => [
  begins(at(2, target, 1)),
  asks({ kind: 'manual', run: at(2, target, 1), instructions: 'Is it drained?', responsible: [] })
]
const breaksOn = (target: number): Story => [begins(at(2, target, 2)), asksAbout(at(2, target, 2), 7)]
const taken = (question: number, by: string): DeploymentFact => ({ kind: 'question-taken', question, by })
const queued = (more: object): DeploymentFact => ({ kind: 'queued', id: liveId, plan, by: 'ada', ...more })

describe('the headline', () => {
  it('says what holds it up, and whom it waits for', () => {
    const waits = (...story: Story) => headline(on(...story), 'ada')
    expect([
      waits(asked()),
      waits(asked(['ann'])),
      waits(asked(), taken(1, 'ann')),
      waits(asked(), taken(1, 'Ada')),
      waits(asked(['ann', 'ben'])),
      waits(approved, succeeds(at(2, 1, 2)), { kind: 'paused', by: 'ada' }),
      waits(approved, begins(at(2, 1, 2)), { kind: 'paused', by: 'ada' })
    ]).toEqual([
      { state: 'waiting', text: null },
      { state: 'waiting', text: 'Waiting for ann' },
      { state: 'waiting', text: 'Waiting for ann' },
      { state: 'waiting', text: null },
      { state: 'waiting', text: 'Waiting for others' },
      { state: 'paused', text: null },
      { state: 'paused', text: 'Pausing' }
    ])
  })

  it('is running while something runs, whatever is asked besides', () => {
    expect(headline(on(approved, check(1), begins(at(2, 2, 2))), 'ada')).toEqual({ state: 'running', text: null })
  })

  it('says when it is to begin', () => {
    expect(headline(live(plan, [queued({ startAt: 60_000 })]))).toEqual({
      state: 'scheduled',
      text: expect.stringMatching(/^Scheduled for /)
    })
  })

  it('is not green where a failure was ignored', () => {
    const small = livePlan(1, [{ name: 'Install', on: [1] }])
    const run = at(1, 1)
    const story: Story = [started, begins(run), asksAbout(run), answers(1, 'ignore'), finishes('succeeded')]
    expect(headline(live(small, story))).toEqual({ state: 'warned', text: null })
  })
})

describe('what is asked', () => {
  it('is one card for the same question about several targets', () => {
    const groups = groupQuestions(on(approved, check(1), check(2)))
    expect(groups.map(group => group.kind === 'manual' && [group.stage.name, group.places])).toEqual([
      ['Check', ['web-1', 'web-2']]
    ])
  })

  it('is a card of its own for first targets, and for what somebody has taken', () => {
    const story: Story = [approved, check(1), check(2), taken(2, 'ann'), asks({ kind: 'canary', step: 2 })]
    expect(groupQuestions(on(...story)).map(({ kind, questions }) => [kind, questions.length])).toEqual([
      ['manual', 1],
      ['manual', 1],
      ['canary', 1]
    ])
  })

  it('is for whoever may answer, and for one person at a time', () => {
    const to = (user: string | null, ...questions: Parameters<typeof standingTo>[0]) => standingTo(questions, user)
    const free = { responsible: [], takenBy: null }
    expect([
      to('ada', free),
      to('ada', { ...free, takenBy: 'ADA' }),
      to('ada', free, { ...free, takenBy: 'ann' }),
      to('ada', { responsible: ['ann'], takenBy: null }),
      to('ada', { responsible: ['ann', 'Ada'], takenBy: null }),
      to(null, free)
    ]).toEqual([
      { kind: 'open' },
      { kind: 'mine' },
      { kind: 'taken', by: 'ann' },
      { kind: 'not-mine' },
      { kind: 'open' },
      { kind: 'not-mine' }
    ])
  })

  it('is one answer for all targets that failed for the same reason, apart from those that are settled', () => {
    const groups = groupFailures(on(approved, fails(at(2, 1, 2), 7), breaksOn(2), breaksOn(3)))
    expect(groups.map(({ places, choices, runs }) => [places, choices, runs.map(run => run.question?.number)])).toEqual(
      [
        [
          ['web-2', 'web-3'],
          ['retry', 'ignore', 'exclude', 'fail'],
          [2, 3]
        ],
        [['web-1'], [], [undefined]]
      ]
    )
  })

  it('offers neither to ignore nor to exclude where the action is required', () => {
    const required = livePlan(1, [{ name: 'Install', on: [1], actions: [{ name: 'Install', isRequired: true }] }])
    const [group] = groupFailures(live(required, [started, begins(at(1, 1)), asksAbout(at(1, 1))]))
    expect(group?.choices).toEqual(['retry', 'fail'])
  })
})

describe('what can be done', () => {
  const labels = (deployment: ReturnType<typeof live>, user = 'ada') =>
    actionsOf(deployment, user).map(action => action.label)
  const cancel: DeploymentFact = { kind: 'cancel-requested', by: 'ada' }
  const over = (outcome: 'failed' | 'succeeded' | 'cancelled'): Story => [
    skips(approval),
    [1, 2, 3].flatMap(target => [skips(at(2, target, 1)), skips(at(2, target, 2)), skips(at(3, target))]),
    finishes(outcome)
  ]

  it('follows the state', () => {
    expect({
      queued: labels(live(plan, [])),
      running: labels(on(begins(approval))),
      asked: labels(on(asked())),
      'asked of others': labels(on(asked(['ann']))),
      failing: labels(on(approved, breaksOn(1))),
      paused: labels(on({ kind: 'paused', by: 'ada' })),
      cancelling: labels(on(begins(approval), cancel)),
      'cancelling at once': labels(on(begins(approval), cancel, cancel)),
      interrupted: labels(on(begins(approval), { kind: 'interrupted' })),
      failed: labels(on(over('failed'))),
      cancelled: labels(on(over('cancelled'))),
      succeeded: labels(on(over('succeeded')))
    }).toEqual({
      queued: ['Pause', 'Cancel'],
      running: ['Pause', 'Cancel', 'Width of “Roll out”…'],
      asked: ['Answer…', 'Pause', 'Cancel', 'Width of “Roll out”…'],
      'asked of others': ['Pause', 'Cancel', 'Width of “Roll out”…'],
      failing: ['Answer…', 'Pause', 'Cancel', 'Width of “Roll out”…'],
      paused: ['Continue', 'Cancel', 'Width of “Roll out”…'],
      cancelling: ['Cancel at once'],
      'cancelling at once': [],
      interrupted: ['Continue…', 'Give up…', 'Deploy again…', 'Roll back…'],
      failed: ['Continue…', 'Deploy again…', 'Roll back…'],
      cancelled: ['Continue…', 'Deploy again…', 'Roll back…'],
      succeeded: ['Deploy again…', 'Roll back…']
    })
  })
})

describe('what is left out', () => {
  it('is told of steps and targets as a whole, not of what follows a failure or a condition', () => {
    const story: Story = [
      approved,
      fails(at(2, 1, 2), 7),
      [1, 2].map(child => skips(at(2, 3, child), 'Not begun, because a target failed.')),
      { kind: 'step-skipped', step: 3, reason: 'Nothing has failed.' }
    ]
    expect(skippedSteps(on(...story))).toMatchObject([
      { title: 'Step 2, Roll out on web-3:', reason: 'Not begun, because a target failed.' }
    ])
  })

  it('is not told of what an excluded target takes no part in, because a card tells of the target', () => {
    const reason = 'It burns.'
    const out: DeploymentFact = { kind: 'target-excluded', targetId: liveTarget(3), reason }
    const story: Story = [approved, out, [1, 2].map(child => skips(at(2, 3, child), reason))]
    expect(skippedSteps(on(...story))).toEqual([])
  })

  it('is told of actions that run nowhere', () => {
    const some = livePlan(1, [
      { name: 'Install', on: [1] },
      { name: 'Tell', on: [] }
    ])
    expect(skippedSteps(live(some, []))).toMatchObject([{ title: 'Step 2, Tell:', reason: 'Runs.' }])
  })
})

describe('what is spoken', () => {
  it('counts targets that are through a step, and says what it waits for', () => {
    expect([
      progressSentence(on(approved, succeeds(at(2, 1, 1)), succeeds(at(2, 1, 2)), begins(at(2, 2, 1)))),
      progressSentence(on(asked()))
    ]).toEqual([
      'Step 2 of 3, Roll out: finished on 1 of 3.',
      'Waiting for an answer. Step 1 of 3, Approve: finished on 0 of 1.'
    ])
  })

  it('is a sentence for each question, and none for what was answered', () => {
    const deployment = on(approved, breaksOn(1), asks({ kind: 'canary', step: 2 }))
    expect([questionSentences(deployment), failureSentences(deployment)]).toEqual([
      [
        {
          key: 'question 2',
          sentence: 'Step 2.2, Install, failed and waits for an answer. The script ended with exit code 7.'
        },
        { key: 'question 3', sentence: 'Step 2, Roll out, is done on its first targets and waits for an answer.' }
      ],
      []
    ])
  })
})

describe('going from step to step', () => {
  it('begins where something runs, and stays at the ends', () => {
    const deployment = on(approved, begins(at(2, 1, 2)))
    const go = (current: number | null, by: 1 | -1) => nextStep(deployment, current, by)?.number
    expect([go(null, 1), go(2, 1), go(3, 1), go(2, -1), go(1, -1)]).toEqual([2, 3, 3, 1, 1])
  })
})
