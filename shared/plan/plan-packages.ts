import { runId, type Sha256, type TargetId } from '../ids'
import { type Action, packageSlots } from '../model/action'
import type { ChosenPackage } from '../model/package'
import { actionName, type Step } from '../model/process'
import {
  acquireIds,
  type Plan,
  type PlannedPackage,
  type PlannedRun,
  type PlanProblem,
  type Stage,
  stageTypeNames
} from './plan'
import type { StepGround, StepPlan } from './plan-steps'
import { error, warning } from './problems'
import { anewWords, bytesWords, countOf, listOf } from './words'

/** The packages that an action uses, as the release chose them; those that it did not choose are not among them. */
export function packagesOf(action: Action, chosen: readonly ChosenPackage[]): readonly PlannedPackage[] {
  return packageSlots(action).flatMap(({ reference, isExtracted }) => {
    const found = chosen.find(item => item.actionId === action.id && item.reference === reference)
    if (found === undefined) return []
    const { actionId, packageId, version, sha256, bytes, fileName, extension } = found
    return [{ actionId, reference, packageId, version, sha256, bytes, fileName, extension, isExtracted }]
  })
}

/** Where the packages of a run lie: at its target, or on this machine, which is null. */
export const packagePlace = ({ on, targetId }: Pick<PlannedRun, 'on' | 'targetId'>): TargetId | null =>
  on === 'target' ? targetId : null

const hasRuns = ({ stages }: StepPlan): boolean => stages.some(stage => stage.runs.length > 0)

/** Whether packages have to be brought to where a step runs; a bundle for an offline target carries its own. */
const isConsumer = ({ candidates }: Places, { stages }: StepPlan): boolean =>
  placesOf({ candidates }, stages).length > 0

type Places = Pick<StepGround, 'candidates'>

/**
 * Where packages are acquired: the index of the step that this comes before; null where nothing that runs uses any. It is
 * never between steps that begin together.
 */
function acquiredBefore(ground: Places, steps: readonly Step[], planned: readonly StepPlan[]): number | null {
  const consumer = planned.findIndex(item => isConsumer(ground, item))
  if (consumer < 0) return null
  const waits = planned.findIndex(
    (item, index) => index < consumer && hasRuns(item) && steps[index]?.packageRequirement === 'after-packages'
  )
  const first = waits < 0 ? consumer : waits
  const group = planned[first]?.step.group
  return planned.findIndex(item => hasRuns(item) && item.step.group === group)
}

/** Puts in the step that acquires packages, where something that runs uses any. */
export function withAcquire(
  ground: StepGround,
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly StepPlan[] {
  const at = acquiredBefore(ground, steps, planned)
  const leader = at === null ? undefined : planned[at]
  if (at === null || leader === undefined) return planned
  const later = planned.slice(at).map(item => ({ ...item, step: { ...item.step, group: item.step.group + 1 } }))
  return [...planned.slice(0, at), acquire(ground, leader, planned), ...later]
}

function acquire(ground: StepGround, leader: StepPlan, planned: readonly StepPlan[]): StepPlan {
  const consumers = planned.filter(item => isConsumer(ground, item))
  const stages = consumers.flatMap(item => item.stages.filter(stage => stage.runs.length > 0))
  const packages = stages.flatMap(stage => stage.packages ?? [])
  const lanes = placesOf(ground, stages)
  const number = leader.step.number - 0.5
  const name = stageTypeNames.acquire
  const why = whyAcquired(packages, lanes)
  const isForFailures = consumers.some(({ step: { condition } }) => outlivesFailures.has(condition.when))
  return {
    step: {
      number,
      stepId: acquireIds.step,
      name,
      group: leader.step.group,
      condition: { when: isForFailures ? 'always' : 'success' },
      lanes,
      width: ground.maxParallel,
      isRolling: false,
      stopAfter: null,
      canary: null,
      why
    },
    stages: [
      {
        number,
        stepId: acquireIds.step,
        actionId: acquireIds.action,
        name,
        type: 'acquire',
        location: lanes.some(lane => lane !== null) ? 'targets' : 'here',
        roles: [],
        packages,
        why,
        runs: lanes.map(lane => ({
          id: runId.parse(`acquire.${lane ?? 'here'}`),
          targetId: lane,
          on: lane === null ? 'here' : 'target'
        }))
      }
    ]
  }
}

/** Conditions of steps that may run although something failed before. */
const outlivesFailures: ReadonlySet<string> = new Set(['always', 'failure', 'variable', 'cancel'])

/** The places that need a package, targets in their order, this machine last. */
function placesOf(
  { candidates }: Pick<StepGround, 'candidates'>,
  stages: readonly Stage[]
): readonly (TargetId | null)[] {
  const places = new Set(
    stages.flatMap(stage => ((stage.packages?.length ?? 0) > 0 ? stage.runs.map(packagePlace) : []))
  )
  const targets = candidates
    .filter(target => target.kind !== 'offline' && places.has(target.id))
    .map(target => target.id)
  return places.has(null) ? [...targets, null] : targets
}

function whyAcquired(packages: readonly PlannedPackage[], lanes: readonly (TargetId | null)[]): string {
  const targets = lanes.filter(lane => lane !== null).length
  const places = [
    ...(targets === 0 ? [] : [countOf(targets, 'target')]),
    ...(targets < lanes.length ? ['this machine'] : [])
  ]
  const count = new Set(packages.map(item => `${item.packageId.toLowerCase()} ${item.version}`)).size
  return `Brings ${countOf(count, 'package')} to ${listOf(places)}, before the first step that needs one.`
}

/** A package that has to lie at a place. */
export interface NeededPackage extends Pick<PlannedPackage, 'packageId' | 'version' | 'sha256' | 'bytes' | 'fileName'> {
  /** Something there uses it unpacked. */
  readonly asTree: boolean
  /** Something there uses it as the file that it is. */
  readonly asFile: boolean
}

/** Every package that some action at a place uses, once, in the order of the actions. Null is this machine. */
export const packagesAt = (stages: readonly Stage[], place: TargetId | null): readonly NeededPackage[] => [
  ...(neededIn(stages, run => packagePlace(run) === place)
    .get(place)
    ?.values() ?? [])
]

type Needed = Map<string, NeededPackage>

/** What is needed by place; one pass, because there may be thousands of places. */
function neededIn(
  stages: readonly Stage[],
  counts: (run: PlannedRun) => boolean
): ReadonlyMap<TargetId | null, Needed> {
  const byPlace = new Map<TargetId | null, Needed>()
  for (const { type, runs, packages = [] } of stages) {
    if (type === 'acquire' || packages.length === 0) continue
    for (const place of new Set(runs.filter(counts).map(packagePlace))) {
      const needed = byPlace.get(place) ?? new Map()
      byPlace.set(place, needed)
      for (const item of packages) note(needed, item)
    }
  }
  return byPlace
}

function note(needed: Needed, item: PlannedPackage): void {
  const { packageId, version, sha256, bytes, fileName, isExtracted } = item
  const key = `${sha256} ${fileName}`
  const known = needed.get(key)
  needed.set(key, {
    ...(known ?? { packageId, version, sha256, bytes, fileName }),
    asTree: isExtracted || known?.asTree === true,
    asFile: !isExtracted || known?.asFile === true
  })
}

/** What packages need that is not there. */
interface PackageGround {
  /** What the repository has; null where that is not known. */
  readonly stored: ReadonlySet<Sha256> | null
  readonly thisMachine: 'posix' | 'windows'
}

/** What stands against bringing the packages of a plan to where they are used. */
export function packageProblems(
  ground: StepGround,
  around: PackageGround,
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
  return [
    ...steps.flatMap((step, index) => slotProblems(step, planned[index], around.stored, ground.runbook)),
    ...platformProblems(ground, around, steps, planned),
    ...orderProblems(ground, steps, planned),
    ...sizeProblems(ground, planned)
  ]
}

/** Slots that the release has not filled, and packages that are not there any more. */
function slotProblems(
  step: Step,
  planned: StepPlan | undefined,
  stored: ReadonlySet<Sha256> | null,
  runbook: Plan['runbook']
): readonly PlanProblem[] {
  const about = { kind: 'step', stepId: step.id } as const
  const anew = anewWords(runbook)
  const owner = runbook === undefined ? 'The release' : 'The runbook’s snapshot'
  return step.actions.flatMap((action, index) => {
    const stage = planned?.stages[index]
    if (stage === undefined || stage.runs.length === 0) return []
    const who = `“${actionName(step, action)}”`
    const chosen = stage.packages ?? []
    const empty = packageSlots(action).filter(slot => !chosen.some(item => item.reference === slot.reference))
    const gone = chosen.filter(item => stored !== null && !stored.has(item.sha256))
    return [
      ...empty.map(({ reference, packageId }) =>
        error(
          about,
          `${owner} has no package for ${reference === '' ? who : `“${reference}” of ${who}`}, which uses ${packageId}.`,
          runbook === undefined
            ? 'Create another release and choose a version of the package there.'
            : `Import a version of the package, and ${anew}.`
        )
      ),
      ...gone.map(({ packageId, version }) =>
        error(
          about,
          `${packageId} ${version}, which ${who} uses, is not in the repository any more.`,
          `Import the very same package again, or ${anew} with a version that is there.`
        )
      )
    ]
  })
}

/** Packages are laid out with the tools of a POSIX system. */
function platformProblems(
  { candidates }: StepGround,
  { thisMachine }: PackageGround,
  steps: readonly Step[],
  planned: readonly StepPlan[]
): readonly PlanProblem[] {
  const remedy = 'Leave the target out, or take the actions with packages out of what it does.'
  const places = placesOf({ candidates }, runningStages(planned))
  const windows = candidates.filter(target => places.includes(target.id) && isWindows(target, thisMachine))
  const found = windows.map(({ id, name }) =>
    error(
      { kind: 'target', targetId: id },
      `${name} is a Windows machine, and packages need a POSIX one for now.`,
      remedy
    )
  )
  if (thisMachine === 'posix' || !places.includes(null)) return found
  const about = steps.flatMap((step, index) => {
    const stages = planned[index]?.stages ?? []
    const isHere = stages.some(stage => (stage.packages?.length ?? 0) > 0 && stage.runs.some(run => run.on === 'here'))
    return isHere ? [step] : []
  })
  return [
    ...found,
    ...about.map(step =>
      error(
        { kind: 'step', stepId: step.id },
        `“${step.name}” uses packages on this machine, which is a Windows one, and packages need a POSIX one for now.`,
        'Run the step on targets.'
      )
    )
  ]
}

const isWindows = (target: StepGround['candidates'][number], thisMachine: 'posix' | 'windows'): boolean =>
  (target.kind === 'local' ? thisMachine : target.platform) === 'windows'

const runningStages = (planned: readonly StepPlan[]): readonly Stage[] =>
  planned.flatMap(item => item.stages.filter(stage => stage.runs.length > 0))

/** Steps that are to begin before the packages come, and stand behind what needs them. */
function orderProblems(ground: Places, steps: readonly Step[], planned: readonly StepPlan[]): readonly PlanProblem[] {
  const at = acquiredBefore(ground, steps, planned)
  if (at === null) return []
  return steps.flatMap((step, index) => {
    const plan = planned[index]
    if (index < at || plan === undefined || !hasRuns(plan) || step.packageRequirement !== 'before-packages') return []
    return [
      warning(
        { kind: 'step', stepId: step.id },
        `“${step.name}” is to begin before packages are brought to their places, and an earlier step has them brought.`,
        'Move it in front of the first step that needs packages, or let it begin whenever it comes.'
      )
    ]
  })
}

/** So many bytes for one place are worth a word. */
const muchForOne = 2 * 1024 ** 3
/** So many bytes for all places are worth a word. */
const muchForAll = 20 * 1024 ** 3

function sizeProblems(ground: StepGround, planned: readonly StepPlan[]): readonly PlanProblem[] {
  const stages = runningStages(planned)
  const needed = neededIn(stages, () => true)
  const sizes = placesOf(ground, stages).map(place => {
    const items = [...(needed.get(place)?.values() ?? [])]
    return [...new Map(items.map(item => [item.sha256, item.bytes])).values()].reduce((sum, bytes) => sum + bytes, 0)
  })
  const most = sizes.reduce((largest, bytes) => Math.max(largest, bytes), 0)
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0)
  if (most < muchForOne && all < muchForAll) return []
  const each = sizes.length === 1 ? 'one place' : `${countOf(sizes.length, 'place')}, at most ${bytesWords(most)} each`
  return [
    warning(
      { kind: 'process' },
      `Packages of ${bytesWords(all)} go to ${each}.`,
      'Nothing is sent again that is there already. Otherwise plan for the time, and for room on the targets.'
    )
  ]
}
