import type { Input, Output } from '@shared/api'
import type { ActionId, ReleaseId, TargetId } from '@shared/ids'
import { actionName, allActions, type Step } from '@shared/model/process'
import { sameName } from '@shared/model/text'
import type { PlanPrompt } from '@shared/plan/plan'
import type { Fields } from './fields'
import type { Place } from './places'
import { findIn, foundIn, refuse, type SpaceRequest } from './request'

type Start = Input<'deployment.startAll'>['places'][number]
type Answers = NonNullable<Start['answers']>

/** What is started, and where. */
interface Wanted {
  readonly id: ReleaseId
  readonly steps: readonly Step[]
  readonly places: readonly Place[]
  /** Whether the release takes the variables of this moment first. */
  readonly updatesVariables?: boolean
}

/**
 * Starts what a request asks for, once in each place: all of it, or nothing where anything stands against one of them.
 * In the order of the places.
 */
export async function startAll(
  request: SpaceRequest,
  fields: Fields,
  { id, steps, places, updatesVariables = false }: Wanted
): Promise<Output<'deployment.startAll'>> {
  refuseForeign(fields)
  const choices = await choicesIn(request, fields, steps)
  if (places.length === 0) return []
  const release = { releaseId: id, ...(updatesVariables ? { updatesVariables } : {}) }
  const starts = await answeredIn(
    request,
    fields,
    release,
    places.map(place => ({ ...place, choices }))
  )
  const startAt = fields.moment('RunAt')
  const expiresAt = fields.moment('NoRunAfter')
  const comment = fields.text('Comments')
  return request.ask('deployment.startAll', {
    ...release,
    places: starts,
    ...(startAt === undefined ? {} : { startAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(hasPriority(fields) ? { hasPriority: true } : {}),
    ...(comment === undefined ? {} : { comment })
  })
}

/** What Slipway would not do, although it is asked for. @throws FailureError */
function refuseForeign(fields: Fields): void {
  if (fields.flag('ForcePackageRedeployment') === true)
    refuse(
      'ForcePackageRedeployment',
      'Slipway decides by the step whether a package that is installed is installed again.',
      'Switch that off in the step, or leave it out.'
    )
  for (const name of ['SpecificTargetTagNames', 'ExcludedTargetTagNames'])
    if (fields.texts(name).length > 0)
      refuse(
        name,
        'Slipway chooses targets by their names when it deploys, and not by their roles.',
        'Use SpecificMachineNames or ExcludedMachineNames.'
      )
  if (!sameName(fields.text('DebugMode') ?? 'None', 'None'))
    refuse(
      'DebugMode',
      'One deployment alone cannot be told to print its variables.',
      'Set OctopusPrintVariables to True in the project, or leave it out.'
    )
}

/** Whether it comes before those that have none; a phase of a lifecycle gives no priority. @throws FailureError */
function hasPriority(fields: Fields): boolean {
  const text = fields.text('Priority') ?? 'LifecycleDefault'
  if (!['On', 'Off', 'LifecycleDefault'].some(word => sameName(word, text)))
    refuse('Priority', `“${text}” is no priority.`, 'Use On, Off or LifecycleDefault.')
  return sameName(text, 'On')
}

async function choicesIn({ ask }: SpaceRequest, fields: Fields, steps: readonly Step[]): Promise<Start['choices']> {
  const targets = await ask('target.list', {})
  // Unlike a step, a machine that is not there would let the deployment go somewhere else than was meant.
  const machines = (name: string): TargetId[] =>
    fields.texts(name).map(text => foundIn(targets, text, 'target', ({ id }) => id).id)
  const only = machines('SpecificMachineNames')
  const without = machines('ExcludedMachineNames')
  const skip = skippedIn(fields, steps)
  const isGuided = fields.flag('UseGuidedFailure')
  const overridesFreeze = fields.text('DeploymentFreezeOverrideReason')
  return {
    ...(skip.length === 0 ? {} : { skip }),
    ...(only.length === 0 ? {} : { only }),
    ...(without.length === 0 ? {} : { without }),
    ...(isGuided === undefined ? {} : { isGuided }),
    ...(overridesFreeze === undefined ? {} : { overridesFreeze })
  }
}

/** The actions of steps, or single actions, by their names. One that is not there needs no skipping. */
const skippedIn = (fields: Fields, steps: readonly Step[]): ActionId[] => {
  const names = fields.texts('SkipStepNames')
  return allActions(steps)
    .filter(({ step, action }) =>
      names.some(name => [step.id, step.name, action.id, actionName(step, action)].some(own => sameName(own, name)))
    )
    .map(({ action }) => action.id)
}

/**
 * The same with the values that each place asks for, by the names, ids or labels of the variables.
 * @throws FailureError for a value that no place asks for
 */
async function answeredIn(
  { ask }: SpaceRequest,
  fields: Fields,
  release: Pick<Input<'deployment.plan'>, 'releaseId' | 'updatesVariables'>,
  starts: readonly Start[]
): Promise<Start[]> {
  const values = Object.entries(fields.record('Variables'))
  if (values.length === 0) return [...starts]
  const answered: Start[] = []
  const asked = new Set<string>()
  const taken = new Set<string>()
  for (const start of starts) {
    const listed = promptsOf(await ask('deployment.plan', { ...release, ...start }))
    const answers = values.flatMap(([name, value]): Answers => {
      const found = promptCalled(listed, name)
      if (found === undefined) return []
      taken.add(name)
      return [{ variableId: found.id, value }]
    })
    for (const { name } of listed) asked.add(name)
    answered.push({ ...start, ...(answers.length === 0 ? {} : { answers }) })
  }
  const stray = values.find(([name]) => !taken.has(name))
  if (stray !== undefined) refuseUnasked(stray[0], [...asked])
  return answered
}

const promptsOf = ({ prompts }: Output<'deployment.plan'>) =>
  prompts.map(({ id, name, prompt }: PlanPrompt) => ({ id, name, label: prompt.label }))

const promptCalled = (listed: ReturnType<typeof promptsOf>, name: string) =>
  findIn(listed, name, ({ id }) => id) ?? listed.find(({ label }) => label !== '' && sameName(label, name))

const refuseUnasked = (name: string, asked: readonly string[]): never =>
  refuse(
    `Variables.${name}`,
    `Nobody is asked for “${name}” here.`,
    asked.length === 0 ? 'Make the variable a prompted one first.' : `What is asked for is ${asked.join(', ')}.`
  )
