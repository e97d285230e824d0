import type { Sha256 } from '../ids'
import { type Plan, type PlanTarget, type Stage, stageNumber, stageTypeNames, typeOf } from '../plan/plan'
import { countOf, listOf } from '../plan/words'
import type { ApprovalRequestFile, RequestedStep } from './files'

/** How many targets are named; of more it is only said how many there are. */
const named = 12

type Told = Pick<ApprovalRequestFile, 'steps' | 'targets' | 'remarks'>

/**
 * What a plan would do, in words for whoever is asked to approve it.
 * @param hashOf names what the action of a stage was set up to do
 */
export const tellPlan = (plan: Plan, hashOf: (stage: Stage) => Sha256): Told => ({
  steps: plan.stages.map(
    (stage): RequestedStep => ({
      title: `${stageNumber(stage)} ${stage.name}`,
      what: whatOf(plan, stage),
      sha256: hashOf(stage)
    })
  ),
  targets: plan.targets.map(({ name, address }) => `${name}: ${address}`),
  remarks: remarksOf(plan)
})

function whatOf({ targets }: Plan, stage: Stage): string {
  if (stage.runs.length === 0) return stage.why
  const deploys = stage.deploys && `${stage.deploys.project.name} ${stage.deploys.release.version}`
  const packages = (stage.packages ?? []).map(({ packageId, version }) => `${packageId} ${version}`)
  const what = [stageTypeNames[typeOf(stage)], deploys, ...(packages.length === 0 ? [] : [listOf(packages)])]
  return `${what.filter(Boolean).join(': ')}, ${whereOf(targets, stage)}`
}

function whereOf(targets: readonly PlanTarget[], { runs, runAs }: Stage): string {
  const names = runs.map(run => targets.find(({ id }) => id === run.targetId)?.name ?? 'this machine')
  const where = names.length > named ? countOf(names.length, 'target') : listOf([...new Set(names)])
  return `on ${where}${runAs === undefined ? '' : ` as ${runAs}`}`
}

function remarksOf({ environment, tenant, stages, choices = {}, isGuided, targets }: Plan): string[] {
  const skipped = stages.filter(stage => stage.isSkipped).map(({ name }) => `“${name}”`)
  const isNarrowed = (choices.only ?? []).length + (choices.without ?? []).length > 0
  return [
    ...(tenant === undefined ? [] : [`It is for the tenant ${tenant.name}.`]),
    ...(environment.isProduction ? [`${environment.name} is a production environment.`] : []),
    ...(choices.overridesFreeze === undefined ? [] : [`It goes through a freeze: ${choices.overridesFreeze}`]),
    ...(skipped.length === 0 ? [] : [`Left out on purpose: ${listOf(skipped)}.`]),
    ...(isNarrowed ? [`Narrowed to ${countOf(targets.length, 'target')} on purpose.`] : []),
    ...(isGuided ? ['A person is asked when a step fails.'] : [])
  ]
}
