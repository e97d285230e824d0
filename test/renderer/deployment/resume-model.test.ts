import type { RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import {
  choiceOf,
  chooseAll,
  decisionsOf,
  needsReason,
  resumeGroups,
  whatFollows
} from '../../../renderer/screens/deployment/resume-model'
import {
  at,
  begins,
  fails,
  finishes,
  type LiveStep,
  live,
  livePlan,
  type Story,
  skips,
  started,
  steps,
  succeeds
} from '../../support/live'

const planned: readonly LiveStep[] = [
  { name: 'Prepare', on: 'here' },
  { name: 'Install', on: [1, 2, 3] },
  { name: 'Register', on: [1, 2, 3], actions: [{ name: 'Register', isRequired: true }] },
  { name: 'Undo', on: [1, 2, 3], condition: { when: 'failure' } }
]
const plan = livePlan(3, planned)
const prepared: Story = [started, steps(1), succeeds(at(1, 'here')), steps(2)]
const left = (step: number): Story => [1, 2, 3].map(target => skips(at(step, target)))
const failed = live(plan, [
  prepared,
  succeeds(at(2, 1)),
  fails(at(2, 2), 7),
  fails(at(2, 3), 7),
  { kind: 'step-skipped', step: 3, reason: 'Something has failed.' },
  left(4),
  finishes('failed')
])
const interrupted = live(plan, [
  prepared,
  succeeds(at(2, 1)),
  begins(at(2, 2)),
  fails(at(2, 3)),
  { kind: 'interrupted' }
])
const report = {
  runs: [
    {
      run: at(2, 2),
      finding: 'succeeded' as const,
      exitCode: 0,
      words: 'On web-2 the script ended by itself.',
      suggestion: 'done' as const
    }
  ]
}

describe('what is decided when a deployment is continued', () => {
  it('is about runs that failed and runs of which nobody knows, with what was found', () => {
    const rows = resumeGroups(interrupted, report).flatMap(group => group.rows)
    expect(rows).toEqual([
      {
        run: at(2, 2),
        place: 'web-2',
        state: 'unknown',
        words: 'On web-2 the script ended by itself.',
        choices: ['retry', 'done', 'exclude'],
        suggestion: 'done'
      },
      {
        run: at(2, 3),
        place: 'web-3',
        state: 'failed',
        words: 'The script ended with exit code 1.',
        choices: ['retry', 'done', 'exclude', 'leave'],
        suggestion: null
      }
    ])
  })

  it('offers no way around what is required, and no target to exclude where there is none', () => {
    const required = live(plan, [
      prepared,
      [1, 2, 3].map(target => succeeds(at(2, target))),
      steps(3),
      fails(at(3, 1)),
      { kind: 'interrupted' }
    ])
    const here = live(plan, [started, fails(at(1, 'here')), { kind: 'interrupted' }])
    const choices = (deployment: typeof required) =>
      resumeGroups(deployment, null).flatMap(group => group.rows.map(row => row.choices))
    expect([choices(required), choices(here)]).toEqual([[['retry', 'done', 'leave']], [['retry', 'done', 'leave']]])
  })

  it('has people asked again who did not agree, or were about to be asked', () => {
    const signOff: readonly LiveStep[] = [
      { name: 'Sign off', on: 'here', actions: [{ name: 'Sign off', type: 'manual' }] }
    ]
    const before: Story = [started, steps(1)]
    const rows = (story: Story) =>
      resumeGroups(live(livePlan(0, signOff), story), null).flatMap(group =>
        group.rows.map(({ choices, suggestion }) => ({ choices, suggestion }))
      )
    expect([
      rows([before, fails(at(1, 'here')), finishes('failed')]),
      rows([before, begins(at(1, 'here')), { kind: 'interrupted' }])
    ]).toEqual([[{ choices: ['retry', 'leave'], suggestion: 'retry' }], [{ choices: ['retry'], suggestion: 'retry' }]])
  })

  it('runs failed ones again unless something else is said, and presumes nothing of unknown ones', () => {
    const groups = resumeGroups(interrupted, null)
    const rows = groups.flatMap(group => group.rows)
    expect([rows.map(row => choiceOf({}, row)), decisionsOf(groups, {}, '')]).toEqual([[null, 'retry'], null])
  })

  it('follows what a look at the targets suggests, and says why', () => {
    const groups = resumeGroups(interrupted, report)
    expect([needsReason(groups, {}), decisionsOf(groups, {}, ' Seen there. ')]).toEqual([
      true,
      [
        { run: at(2, 2), choice: 'done', reason: 'Seen there.' },
        { run: at(2, 3), choice: 'retry', reason: '' }
      ]
    ])
  })

  it('can be the same for all rows of an action, and can leave failed ones as they are', () => {
    const groups = resumeGroups(failed, null)
    const chosen = chooseAll({}, groups[0]?.rows ?? [], 'leave')
    expect([needsReason(groups, chosen), decisionsOf(groups, chosen, '')]).toEqual([false, []])
  })
})

describe('what follows', () => {
  const follow = (choice: 'retry' | 'exclude' | 'leave') => {
    const groups = resumeGroups(failed, null)
    const chosen = chooseAll(
      {},
      groups.flatMap(group => group.rows),
      choice
    )
    return whatFollows(failed, decisionsOf(groups, chosen, 'Because.') ?? [], 'ada')
  }

  it('is what was decided and what was left undone, without what succeeded', () => {
    expect(follow('retry')).toEqual([
      '2. Install on web-2 and web-3',
      '3. Register on all 3 targets',
      '4. Undo on all 3 targets, if its condition holds'
    ])
  })

  it('says what is done once more because it looks at how it went, and leaves out what a failure holds back', () => {
    const told = livePlan(2, [
      { name: 'Install', on: [1, 2] },
      { name: 'Register', on: [1, 2] },
      { name: 'Undo', on: [1, 2], condition: { when: 'failure' } },
      { name: 'Tell', on: 'here', condition: { when: 'always' } },
      { name: 'Mop up', on: 'here', condition: { when: 'cancel' } }
    ])
    const before = live(told, [
      started,
      steps(1),
      fails(at(1, 1), 7),
      fails(at(1, 2), 7),
      { kind: 'step-skipped', step: 2, reason: 'Something has failed.' },
      steps(3),
      [1, 2].map(target => succeeds(at(3, target))),
      steps(4),
      succeeds(at(4, 'here')),
      { kind: 'step-skipped', step: 5, reason: 'It was not cancelled.' },
      finishes('failed')
    ])
    const again = (run: RunId) => ({ run, choice: 'retry' as const, reason: '' })
    expect(whatFollows(before, [again(at(1, 1)), again(at(1, 2))], 'ada')).toEqual([
      '1. Install on web-1 and web-2',
      '2. Register on web-1 and web-2',
      '3. Undo on web-1 and web-2, once more if its condition holds',
      '4. Tell on this machine, once more',
      '5. Mop up on this machine, after a cancel only'
    ])
    expect(whatFollows(before, [again(at(1, 1))], 'ada')).toEqual([
      '1. Install on web-1',
      '3. Undo on web-1 and web-2, once more if its condition holds',
      '4. Tell on this machine, once more',
      '5. Mop up on this machine, after a cancel only'
    ])
  })

  it('leaves out targets that are excluded', () => {
    expect(follow('exclude')).toEqual(['3. Register on web-1', '4. Undo on web-1, if its condition holds'])
  })
})
