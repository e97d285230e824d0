import { stepId } from '@shared/ids'
import { type Action, type ActionType, isOfPackage } from '@shared/model/action'
import { type Amount, actionName, type ExecutionLocation, locationOf, type Step } from '@shared/model/process'
import type { Fields } from '../fields'
import { refuse } from '../request'
import { type Json, slugOf, wordIfTrue, wordOf } from '../wire'
import { type ActionRead, actionIn, actionResource } from './actions'
import { members, type OwnMembers, onlyTrue } from './codec'
import { conditionIn, conditionWord } from './condition'
import { type Properties, propertiesOf, written } from './properties'

const names = {
  roles: 'Octopus.Action.TargetRoles',
  window: 'Octopus.Action.MaxParallelism',
  expression: 'Octopus.Step.ConditionVariableExpression',
  location: 'Slipway.Step.Location',
  isDisabled: 'Slipway.Step.IsDisabled',
  maxParallel: 'Slipway.Step.MaxParallel',
  order: 'Slipway.Step.Order',
  stopAfter: 'Slipway.Step.StopAfter',
  canary: 'Slipway.Step.Canary',
  needsTargets: 'Slipway.Step.NeedsTargets'
} as const

/** Actions of which a step may say where they run; all others run in one place only. */
const isScript = (type: string): boolean => type === 'script' || type === 'package-script'

const isForTargets = (type: string): boolean =>
  type === 'health-check' || (isOfPackage(type as ActionType) && !isScript(type))

const isOnServer = (step: Step, action: Action): boolean => locationOf(step, action) !== 'targets'

interface Placed {
  readonly type: string
  readonly isOnServer: boolean
}

/** Where a step runs, by what Octopus says of it. */
function inferredLocation(hasRoles: boolean, actions: readonly Placed[]): ExecutionLocation {
  if (actions.some(({ type }) => type === 'deploy-release')) return 'here'
  const needsTargets = actions.some(
    action => isForTargets(action.type) || (isScript(action.type) && !action.isOnServer)
  )
  if (needsTargets) return 'targets'
  return hasRoles ? 'here-for-each-target' : 'here'
}

const amountWord = (amount: Amount | undefined): string | undefined =>
  amount === undefined ? undefined : `${amount.count}${amount.unit === 'percent' ? '%' : ''}`

/** A step as Octopus has it. */
export function stepResource(step: Step): Json {
  const placed = step.actions.map(action => ({ type: action.type, isOnServer: isOnServer(step, action) }))
  const inferred = inferredLocation(step.roles.length > 0, placed)
  const isAllDisabled = step.isDisabled || step.actions.every(action => action.isDisabled === true)
  return {
    Id: step.id,
    Name: step.name,
    Slug: slugOf(step.name),
    Condition: conditionWord(step.condition),
    StartTrigger: step.startsWithPrevious === true ? 'StartWithPrevious' : 'StartAfterPrevious',
    PackageRequirement: requirementWords[step.packageRequirement ?? 'none'],
    Properties: written({
      [names.roles]: step.roles.length === 0 ? undefined : step.roles.join(','),
      [names.window]: amountWord(step.window),
      [names.expression]:
        step.condition !== undefined && 'expression' in step.condition ? step.condition.expression : undefined,
      [names.location]: inferred === step.location ? undefined : step.location,
      [names.isDisabled]: isAllDisabled && !step.isDisabled ? wordOf(false) : undefined,
      [names.maxParallel]: step.maxParallel === undefined ? undefined : String(step.maxParallel),
      [names.order]: step.order === undefined ? undefined : JSON.stringify(step.order),
      [names.stopAfter]: amountWord(step.stopAfter),
      [names.canary]: step.canary === undefined ? undefined : JSON.stringify(step.canary),
      [names.needsTargets]: wordIfTrue(step.needsTargets)
    }),
    Actions: step.actions.map((action, index) =>
      actionResource(action, {
        name: actionName(step, action),
        isStepDisabled: step.isDisabled,
        isOnServer: placed[index]?.isOnServer === true
      })
    )
  }
}

const requirementWords = {
  none: 'LetOctopusDecide',
  'before-packages': 'BeforePackageAcquisition',
  'after-packages': 'AfterPackageAcquisition'
} as const

/** A step as the contract takes it, which checks it once more. @param path in the request, for failures */
export function stepIn(fields: Fields, path: string): OwnMembers {
  const id = fields.text('Id')
  const name = fields.needed('Name')
  const properties = propertiesOf(fields, path)
  const actions = fields.objects('Actions').map((item, index) => actionIn(item, `${path}.Actions.${index}`))
  const roles = (properties.take(names.roles) ?? '')
    .split(',')
    .map(role => role.trim())
    .filter(role => role !== '')
  const location = locationIn(properties, roles, actions)
  const isDisabled =
    properties.takeFlag(names.isDisabled) !== false && actions.length > 0 && actions.every(action => action.isDisabled)
  const settings = settingsIn(fields, properties, path)
  const [strange] = Object.keys(properties.rest())
  if (strange !== undefined)
    refuse(`${path}.Properties.${strange}`, 'Slipway does not know this property of a step.', 'Leave it out.')
  return members({
    id: stepId.safeParse(id).success ? id : undefined,
    name,
    location,
    roles,
    isDisabled,
    ...settings,
    actions: actions.map(action =>
      actionOfStep(action, { location, isDisabled, name, isOnly: actions.length === 1, path })
    )
  })
}

function actionOfStep(
  action: ActionRead,
  step: {
    readonly location: ExecutionLocation
    readonly isDisabled: boolean
    readonly name: string
    readonly isOnly: boolean
    readonly path: string
  }
): OwnMembers {
  if (step.isOnly && action.name !== step.name)
    refuse(
      `${step.path}.Actions.0.Name`,
      'The only action of a step is called like its step.',
      `Call it “${step.name}”.`
    )
  const own = action.isOnServer ? 'here-for-each-target' : 'targets'
  const differs = isScript(action.type) && step.location !== 'here' && own !== step.location
  return members({
    ...action.members,
    name: step.isOnly ? undefined : action.name,
    location: differs ? own : undefined,
    isDisabled: onlyTrue(step.isDisabled ? action.isOwnDisabled : action.isDisabled)
  })
}

function locationIn(
  properties: Properties,
  roles: readonly string[],
  actions: readonly ActionRead[]
): ExecutionLocation {
  const inferred = inferredLocation(roles.length > 0, actions)
  const said = properties.take(names.location)
  // What says that it runs on targets does not run here, whatever the step was before.
  const isLeft = said === 'here' && inferred === 'targets'
  return said === 'targets' || said === 'here-for-each-target' || (said === 'here' && !isLeft) ? said : inferred
}

function settingsIn(fields: Fields, properties: Properties, path: string): OwnMembers {
  const requirement = fields.text('PackageRequirement') ?? requirementWords.none
  const found = (Object.keys(requirementWords) as (keyof typeof requirementWords)[]).find(
    item => requirementWords[item].toLowerCase() === requirement.toLowerCase()
  )
  if (found === undefined)
    refuse(
      `${path}.PackageRequirement`,
      `There is no requirement “${requirement}”.`,
      `Say ${Object.values(requirementWords).join(', ')}.`
    )
  return {
    condition: conditionIn(fields.text('Condition'), properties.take(names.expression), `${path}.Condition`),
    startsWithPrevious: onlyTrue(fields.text('StartTrigger')?.toLowerCase() === 'startwithprevious'),
    packageRequirement: found === 'none' ? undefined : found,
    window: amountIn(properties, names.window, path),
    maxParallel: properties.takeWhole(names.maxParallel),
    order: properties.takeJson(names.order),
    stopAfter: amountIn(properties, names.stopAfter, path),
    canary: properties.takeJson(names.canary),
    needsTargets: onlyTrue(properties.takeFlag(names.needsTargets))
  }
}

function amountIn(properties: Properties, name: string, path: string): Amount | undefined {
  const text = properties.take(name)?.trim()
  if (text === undefined) return undefined
  const match = /^(\d{1,5})(%?)$/.exec(text)
  if (match === null)
    return refuse(`${path}.Properties.${name}`, `“${text}” is no number of targets.`, 'Write it like 2, or like 25%.')
  return { unit: match[2] === '%' ? 'percent' : 'targets', count: Number(match[1]) }
}
