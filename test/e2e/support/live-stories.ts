import type { Plan } from '@shared/plan/plan'
import type { RecoveryReport } from '@shared/recovery'
import { runKey, type Timings } from '@shared/timings'
import {
  answers,
  asks,
  asksAbout,
  at,
  begins,
  breaks,
  ends,
  fails,
  finishes,
  type LiveStep,
  liveAction,
  livePlan,
  liveTarget,
  type Story,
  skips,
  started,
  steps,
  succeeds,
  writes
} from '../../support/live'

export const second = 1000
export const minute = 60 * second

/** A shop on five servers: an approval, a migration, a rolling step of three actions, checks side by side, a clean-up. */
const shopSteps: readonly LiveStep[] = [
  { name: 'Approve', on: 'here', actions: [{ name: 'Approve', type: 'manual' }] },
  { name: 'Migrate database', on: [5] },
  {
    name: 'Roll out',
    on: [1, 2, 3, 4],
    width: 2,
    isRolling: true,
    stopAfter: 1,
    canary: { targets: 1, holds: true, soakMs: 2 * minute },
    actions: [{ name: 'Drain', location: 'here-for-each-target' }, { name: 'Install' }, { name: 'Warm up' }]
  },
  { name: 'Smoke test', on: 'here', group: 4, actions: [{ name: 'Smoke test', type: 'http' }] },
  { name: 'Purge caches', on: [1, 2, 3, 4], group: 4 },
  { name: 'Roll back', on: [1, 2, 3, 4], condition: { when: 'failure' } },
  {
    name: 'Tell the team',
    on: 'here',
    condition: { when: 'always' },
    actions: [{ name: 'Tell the team', type: 'email' }]
  }
].map((step, index) => ({ group: index + 1, ...step })) as readonly LiveStep[]

const shopTargets = ['web-1', 'web-2', 'web-3', 'web-4'].map(name => ({ name }))
export const shop = (changes: Partial<Plan> = {}): Plan =>
  livePlan([...shopTargets, { name: 'db-1', roles: ['database'] }], shopSteps, {
    environment: { ...livePlan(1, []).environment, name: 'Production', isProduction: true },
    ...changes
  })

const instructions = `Look at the [dashboard](https://dashboards.example/shop) before you proceed:

- **error rate** below 0.5 %
- no open incident

\`\`\`
release 2.4.1
\`\`\``

export const approval = at(1, 'here')
export const approvalAsked: Story = [
  started,
  steps(1),
  begins(approval),
  writes(approval, 'Waiting for an answer.', 'wait'),
  asks({ kind: 'manual', run: approval, instructions, responsible: [] })
]
export const approved: Story = [approvalAsked, 40 * second, answers(1, 'proceed', 'ann', 'Looks good.')]
const migrated: Story = [
  approved,
  steps(2),
  begins(at(2, 5)),
  writes(at(2, 5), 'Applying 0042_orders_index.sql\nApplying 0043_gift_wrapping.sql'),
  95 * second,
  writes(at(2, 5), 'The table orders has no statistics.', 'warning'),
  ends(at(2, 5))
]
const rolled = (target: number): Story => [
  succeeds(at(3, target, 1)),
  begins(at(3, target, 2)),
  writes(at(3, target, 2), 'Installing 2.4.1\nUnpacked 1,204 files'),
  ends(at(3, target, 2)),
  succeeds(at(3, target, 3))
]
/** The first target, with the time that each of its actions takes. */
const firstRolled: Story = [
  begins(at(3, 1, 1)),
  108 * second,
  ends(at(3, 1, 1)),
  begins(at(3, 1, 2)),
  writes(at(3, 1, 2), 'Installing 2.4.1\nUnpacked 1,204 files'),
  150 * second,
  ends(at(3, 1, 2)),
  begins(at(3, 1, 3)),
  162 * second,
  ends(at(3, 1, 3))
]
export const canaryDone: Story = [migrated, steps(3), 100 * second, firstRolled]
export const rolling: Story = [
  canaryDone,
  220 * second,
  asks({ kind: 'canary', step: 3 }),
  240 * second,
  answers(2, 'proceed', 'ann'),
  begins(at(3, 2, 1)),
  begins(at(3, 3, 1)),
  250 * second,
  ends(at(3, 2, 1)),
  begins(at(3, 2, 2)),
  { kind: 'run-progress', run: at(3, 2, 2), percentage: 40, message: 'unpacking' },
  writes(at(3, 2, 2), 'Installing 2.4.1')
]

const timing = (seconds: number, more: number) => ({ p50: seconds * second, p90: (seconds + more) * second, count: 12 })
/** What the shop's actions took before. */
export const shopTimings: Timings = {
  whole: timing(420, 180),
  actions: {
    [liveAction(2)]: timing(50, 20),
    [liveAction(3, 1)]: timing(8, 4),
    [liveAction(3, 2)]: timing(60, 30),
    [liveAction(3, 3)]: timing(15, 10),
    [liveAction(4, 1)]: timing(5, 5),
    [liveAction(5)]: timing(20, 10),
    [liveAction(6)]: timing(60, 30),
    [liveAction(7, 1)]: timing(1, 1)
  },
  runs: { [runKey(liveAction(2), liveTarget(5))]: timing(30, 6) }
}
export const noTimings: Timings = { whole: null, actions: {}, runs: {} }

const stack = [
  'Traceback (most recent call last):',
  '  File "/opt/shop/install.py", line 118, in <module>',
  '    unpack(archive, into)',
  'OSError: [Errno 28] No space left on device'
].join('\n')

export const failed: Story = [
  rolling,
  290 * second,
  writes(at(3, 2, 2), stack, 'error'),
  breaks(at(3, 2, 2), 28, { message: 'The script ended with exit code 28 on web-2.' }),
  skips(at(3, 2, 3), 'Skipped, because “Install” failed on web-2.'),
  ends(at(3, 3, 1)),
  begins(at(3, 3, 2)),
  writes(at(3, 3, 2), stack, 'error'),
  breaks(at(3, 3, 2), 28, { message: 'The script ended with exit code 28 on web-3.' }),
  skips(at(3, 3, 3), 'Skipped, because “Install” failed on web-3.'),
  [1, 2, 3].map(child => skips(at(3, 4, child), 'Not begun, because 2 targets failed.')),
  { kind: 'step-skipped', step: 4, reason: 'Skipped, because something has failed.' },
  { kind: 'step-skipped', step: 5, reason: 'Skipped, because something has failed.' },
  steps(6),
  [1, 2, 3, 4].map(target => succeeds(at(6, target))),
  steps(7),
  succeeds(at(7, 'here'))
]

export const guided: Story = [
  rolling,
  290 * second,
  writes(at(3, 2, 2), stack, 'error'),
  asksAbout(at(3, 2, 2), 28, { message: 'The script ended with exit code 28 on web-2.' }),
  ends(at(3, 3, 1)),
  begins(at(3, 3, 2)),
  writes(at(3, 3, 2), stack, 'error'),
  asksAbout(at(3, 3, 2), 28, { message: 'The script ended with exit code 28 on web-3.' })
]

const all = (run: (target: number) => Story): Story => [1, 2, 3, 4].map(run)
export const succeeded: Story = [
  rolling,
  340 * second,
  [
    ends(at(3, 2, 2)),
    succeeds(at(3, 2, 3)),
    ends(at(3, 3, 1)),
    succeeds(at(3, 3, 2)),
    succeeds(at(3, 3, 3)),
    rolled(4)
  ],
  steps(4),
  steps(5),
  succeeds(at(4, 'here')),
  all(target => succeeds(at(5, target))),
  { kind: 'step-skipped', step: 6, reason: 'Skipped, because nothing has failed.' },
  steps(7),
  begins(at(7, 'here')),
  {
    kind: 'artifact',
    run: at(7, 'here'),
    artifact: { id: 'artifact-0000000001' as never, name: 'report.html', size: 48_212 }
  },
  { kind: 'output-variable', run: at(7, 'here'), variable: { name: 'Mail.Recipients', value: '14' } },
  ends(at(7, 'here')),
  355 * second,
  finishes('succeeded', 'The deployment of Web Shop 2.4.1 to Production succeeded with 1 warning.')
]

export const interrupted: Story = [
  rolling,
  260 * second,
  writes(null, 'Going on.'),
  900 * second,
  { kind: 'interrupted' }
]

export const recovery: RecoveryReport = {
  runs: [
    {
      run: at(3, 2, 2),
      finding: 'failed',
      exitCode: 28,
      words: 'On web-2 the script ended by itself with exit code 28, after Slipway had ended.',
      suggestion: 'retry'
    },
    {
      run: at(3, 3, 1),
      finding: 'succeeded',
      exitCode: 0,
      words: 'For web-3 the script ended by itself with exit code 0, after Slipway had ended.',
      suggestion: 'done'
    }
  ]
}

/** Two hundred servers in three roles. */
export function fleet(): Plan {
  const targets = [
    ...Array.from({ length: 140 }, (_, index) => ({ name: `web-${index + 1}`, roles: ['web'] })),
    ...Array.from({ length: 48 }, (_, index) => ({ name: `worker-${index + 1}`, roles: ['worker'] })),
    ...Array.from({ length: 12 }, (_, index) => ({ name: `search-${index + 1}`, roles: ['search', 'worker'] }))
  ]
  const everybody = targets.map((_, index) => index + 1)
  return livePlan(targets, [
    { name: 'Prepare', on: everybody },
    { name: 'Roll out', on: everybody, width: 20, isRolling: true, actions: [{ name: 'Install' }, { name: 'Verify' }] },
    { name: 'Tidy up', on: everybody }
  ])
}

export const fleetStory: Story = [
  started,
  steps(1),
  fleet().targets.map((_, index) => succeeds(at(1, index + 1))),
  60 * second,
  steps(2),
  fleet()
    .targets.slice(0, 90)
    .map((_, index): Story => {
      const target = index + 1
      if (index % 29 === 7) return [fails(at(2, target, 1), 1), skips(at(2, target, 2))]
      if (index > 74) return [begins(at(2, target, 1))]
      return [succeeds(at(2, target, 1)), succeeds(at(2, target, 2))]
    })
]

export const small = livePlan(2, [
  { name: 'Install', on: [1, 2] },
  { name: 'Verify', on: [1] }
])
export const skipAll = (reason: string): Story => [at(1, 1), at(1, 2), at(2, 1)].map(run => skips(run, reason))
