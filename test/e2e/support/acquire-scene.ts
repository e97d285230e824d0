import type { DeploymentFact } from '@shared/deployment'
import type { RunId, Sha256 } from '@shared/ids'
import { acquireIds, type Plan, type PlannedPackage, type PlannedStep, type Stage, stepsOf } from '@shared/plan/plan'
import { begins, ends, liveAction, liveTarget, type Story, steps, writes } from '../../support/live'
import { approved, second, shop } from './live-stories'

const number = 1.5
const on = [1, 2, 3, 4, 5]
const runOn = (target: number): RunId => `acquire.${liveTarget(target)}` as RunId

const web: PlannedPackage = {
  actionId: liveAction(3, 2),
  reference: '',
  packageId: 'Shop.Web',
  version: '2.4.1',
  sha256: 'c0ffee42'.repeat(8) as Sha256,
  bytes: 104_857_600,
  fileName: 'Shop.Web.2.4.1.zip',
  extension: '.zip',
  isExtracted: true
}
const why = 'Brings the packages of all later steps, before “Migrate database”.'

const step: PlannedStep = {
  number,
  stepId: acquireIds.step,
  name: 'Acquire packages',
  group: 2,
  condition: { when: 'success' },
  lanes: on.map(liveTarget),
  width: 10,
  isRolling: false,
  stopAfter: null,
  canary: null,
  why
}

const stage: Stage = {
  number,
  stepId: acquireIds.step,
  actionId: acquireIds.action,
  name: 'Acquire packages',
  type: 'acquire',
  location: 'targets',
  roles: [],
  packages: [web],
  why,
  runs: on.map(target => ({ id: runOn(target), targetId: liveTarget(target), on: 'target' }))
}

/** The shop, whose installation is a package that is brought before the database is migrated. */
export function shopWithPackages(): Plan {
  const plan = shop()
  const isBefore = (item: { readonly number: number }) => item.number < number
  const later = stepsOf(plan).filter(item => !isBefore(item))
  return {
    ...plan,
    steps: [...stepsOf(plan).filter(isBefore), step, ...later.map(item => ({ ...item, group: item.group + 1 }))],
    stages: [...plan.stages.filter(isBefore), stage, ...plan.stages.filter(item => !isBefore(item))]
  }
}

const far = (target: number, percentage: number, message: string): DeploymentFact => ({
  kind: 'run-progress',
  run: runOn(target),
  percentage,
  message: `Shop.Web 2.4.1: ${message}`
})

/** Some have the package already, some are on the way, one waits for its connection. */
export const acquiring: Story = [
  approved,
  66 * second,
  steps(number),
  ...on.map(target => begins(runOn(target))),
  67 * second,
  writes(runOn(1), 'Shop.Web 2.4.1: already there'),
  ends(runOn(1)),
  far(2, 82, '86 MB of 105 MB, 21 MB/s, 0.9 s left'),
  far(3, 35, '37 MB of 105 MB, 9.1 MB/s, 7.5 s left'),
  far(4, 4, '4.2 MB of 105 MB')
]
