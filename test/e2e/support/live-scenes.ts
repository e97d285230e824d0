import type { Deployment, DeploymentEvent } from '@shared/deployment'
import { foldEvents, summarize } from '@shared/deployment-reducer'
import type { RunId, TargetId } from '@shared/ids'
import type { LogLine } from '@shared/log'
import type { HealthView } from '@shared/model/health'
import type { Plan } from '@shared/plan/plan'
import type { RecoveryReport } from '@shared/recovery'
import type { Timings } from '@shared/timings'
import {
  answers,
  asks,
  at,
  begins,
  ends,
  exited,
  finishes,
  liveId,
  type Story,
  scriptFailed,
  skips,
  started,
  steps,
  told
} from '../../support/live'
import { acquiring, shopWithPackages } from './acquire-scene'
import {
  approvalAsked,
  approved,
  canaryDone,
  failed,
  fleet,
  fleetStory,
  guided,
  interrupted,
  minute,
  noTimings,
  recovery,
  rolling,
  second,
  shop,
  shopTimings,
  skipAll,
  small,
  succeeded
} from './live-stories'
import type { Scene } from './stage'

export const livePath = `/deployments/${liveId}`

/** A state of the screen: what happened, and how long ago that began, in milliseconds. */
export interface LiveScene {
  readonly name: string
  readonly plan: Plan
  readonly story: Story
  readonly ago: number
  readonly timings?: Timings
  readonly waitsFor?: string
  readonly recovery?: RecoveryReport
}

const scene = (name: string, story: Story, ago: number, more: Partial<LiveScene> = {}): LiveScene => ({
  name,
  plan: shop(),
  story,
  ago,
  timings: shopTimings,
  ...more
})

const queuedFor = (changes: { readonly startAt?: number; readonly expiresAt?: number }): Story => [
  { kind: 'queued', id: liveId, plan: shop(), by: 'ada', ...changes }
]

/** Every state that the screen can be in. */
export const liveScenes: readonly LiveScene[] = [
  scene('queued', [], 30 * second, { waitsFor: 'Web Shop 2.4.0 is going to Production before it.' }),
  scene(
    'scheduled',
    queuedFor({ startAt: Date.now() + 3 * 60 * minute, expiresAt: Date.now() + 5 * 60 * minute }),
    minute
  ),
  scene('approval', approvalAsked, 4 * minute),
  scene('approval-taken', [approvalAsked, { kind: 'question-taken', question: 1, by: 'ann' }], 4 * minute),
  scene('first-run', [approved, steps(2), begins(at(2, 5))], 70 * second, { timings: noTimings }),
  scene('acquiring', acquiring, 72 * second, { plan: shopWithPackages(), timings: noTimings }),
  scene('canary-resting', canaryDone, 200 * second),
  scene('canary-held', [canaryDone, 220 * second, asks({ kind: 'canary', step: 3 })], 300 * second),
  scene('rolling', rolling, 270 * second),
  scene('late', rolling, 1200 * second),
  scene(
    'retrying',
    [
      rolling,
      262 * second,
      {
        kind: 'run-retrying',
        run: at(3, 2, 2),
        end: exited(1),
        failure: scriptFailed(1),
        retryAt: Date.now() + 25 * second
      }
    ],
    270 * second
  ),
  scene('pausing', [rolling, { kind: 'paused', by: 'ada' }], 270 * second),
  scene(
    'paused',
    [rolling, { kind: 'paused', by: 'ada' }, 300 * second, ends(at(3, 2, 2)), ends(at(3, 3, 1))],
    400 * second
  ),
  scene('guided', guided, 330 * second),
  scene('guided-taken', [guided, { kind: 'question-taken', question: 3, by: 'ann' }], 330 * second),
  scene(
    'excluded',
    [
      guided,
      answers(3, 'exclude', 'ada', 'It is being replaced'),
      [at(3, 2, 3), at(5, 2), at(6, 2)].map(run => skips(run, 'ada excluded it after a failure: It is being replaced.'))
    ],
    330 * second
  ),
  scene('cancelling', [rolling, { kind: 'cancel-requested', by: 'ada' }], 265 * second),
  scene(
    'failed',
    [
      failed,
      300 * second,
      finishes(
        'failed',
        'The deployment of Web Shop 2.4.1 to Production failed: “Install” on web-2 and web-3 ended with exit code 28.'
      )
    ],
    400 * second
  ),
  scene('interrupted', interrupted, 3000 * second, { recovery }),
  scene(
    'resumed',
    [
      interrupted,
      1000 * second,
      {
        kind: 'resumed',
        by: 'ada',
        decisions: [
          { run: at(3, 2, 2), choice: 'retry', reason: '' },
          { run: at(3, 3, 1), choice: 'done', reason: 'The load balancer shows it drained.' }
        ]
      },
      begins(at(3, 2, 2))
    ],
    1040 * second
  ),
  scene('succeeded', succeeded, 400 * second),
  scene(
    'expired',
    [
      queuedFor({ expiresAt: Date.now() - minute }),
      60 * second,
      finishes('expired' as never, 'The deployment of Web Shop 2.4.1 to Production did not begin in time.')
    ],
    600 * second
  ),
  scene(
    'nothing-ran',
    [started, skipAll('Skipped, because the expression is false.'), finishes('succeeded', 'Nothing ran.')],
    minute,
    { plan: small }
  ),
  scene('fleet', fleetStory, 150 * second, { plan: fleet(), timings: noTimings }),
  scene('runbook', [started, steps(1), begins(at(1, 1)), begins(at(1, 2))], 20 * second, {
    plan: {
      ...small,
      runbook: { id: 'runbook-0000000001' as never, name: 'Rotate keys' },
      release: { ...small.release, version: '3' }
    },
    timings: noTimings
  })
]

const health = (targetId: TargetId, skewed: boolean): HealthView => ({
  targetId,
  status: skewed ? 'has-warnings' : 'healthy',
  checkedAt: Date.now() - 5 * minute,
  summary: skewed ? 'Its clock is 4 s ahead.' : 'Everything that was looked at is in order.',
  stages: skewed
    ? [
        {
          host: 'web-2',
          stage: 'clock',
          outcome: 'warning',
          detail: 'The clock of web-2 is 4 s ahead of this machine.',
          remedy: 'Set up NTP.'
        }
      ]
    : [],
  isChecking: false,
  nextDueAt: null
})

function linesOf(events: readonly DeploymentEvent[]): readonly LogLine[] {
  let number = 0
  return events.flatMap(event =>
    event.kind === 'output'
      ? event.text.split('\n').map((text): LogLine => {
          number++
          return {
            number,
            at: event.at,
            run: event.run as RunId | null,
            stream: event.stream,
            level: event.level,
            text
          }
        })
      : []
  )
}

/** What the window is told of a state. */
export function sceneOf({ plan, story, ago, timings, waitsFor, recovery: found }: LiveScene): Scene {
  const events = told(plan, story, Date.now() - ago)
  const deployment = foldEvents(events) as Deployment
  const summary = { ...summarize(deployment), waitsFor: waitsFor ?? null }
  return {
    log: linesOf(events),
    answers: {
      'deployment.get': deployment,
      'deployment.list': [summary],
      'deployment.timings': timings ?? noTimings,
      'workspace.info': {
        kind: 'main',
        id: 'main',
        name: 'Default',
        isEmpty: false,
        dataFolder: '/home/ada/.local/share/slipway',
        versions: { slipway: '0.1.0', electron: '', chrome: '', node: '' },
        platform: 'linux',
        user: 'ada',
        notices: []
      },
      'vault.status': undefined as never,
      'environment.list': [{ ...plan.environment, description: '', sortOrder: 0 }],
      'project.list': [],
      'target.list': [],
      'library.list': [],
      'health.list': plan.targets.slice(0, 5).map((target, index) => health(target.id, index === 1)),
      'release.get': {
        release: {
          id: plan.release.id,
          projectId: plan.project.id,
          version: plan.release.version,
          snapshot: plan.release.snapshot,
          notes: '',
          createdAt: 0,
          createdBy: 'ada'
        },
        snapshot: {} as never,
        isOutdated: false,
        missingPackages: []
      } as never,
      'plan.script': {
        text: '#!/usr/bin/env bash\nset -eu\ntar -xzf /tmp/shop-2.4.1.tar.gz -C /opt/shop\nexport DB_PASSWORD=••••••\nsystemctl restart shop',
        syntax: 'bash',
        parameters: null,
        knownLater: ['Octopus.Action[Drain].Output.Weight'],
        problem: null
      },
      'deployment.recovery': found ?? { runs: [] },
      'question.take': null,
      'question.answer': null,
      'deployment.pause': null,
      'deployment.unpause': null
    }
  }
}
