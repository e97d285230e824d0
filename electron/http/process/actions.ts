import { actionId } from '@shared/ids'
import type { Action } from '@shared/model/action'
import type { Fields } from '../fields'
import { refuse } from '../request'
import { type Json, slugOf, wordIfTrue, wordOf } from '../wire'
import { members, type OwnMembers, onlyTrue, type ReadAction, unlessEmpty, type WrittenAction } from './codec'
import { conditionIn, conditionWord } from './condition'
import { deployPackage, transferPackage } from './deploying'
import { packageResources, packagesIn } from './packages'
import { type Properties, propertiesOf, written } from './properties'
import { scripts, scriptType } from './scripts'
import { deployRelease, email, healthCheck, manual, request } from './talking'

/** What reads each kind of action that Octopus has and Slipway can run. */
const readers: Readonly<Record<string, (given: ReadAction) => OwnMembers>> = {
  [scriptType]: scripts.read,
  'Octopus.Manual': manual.read,
  'Octopus.Email': email.read,
  'Slipway.HttpRequest': request.read,
  'Octopus.HealthCheck': healthCheck.read,
  'Octopus.DeployRelease': deployRelease.read,
  'Octopus.TentaclePackage': deployPackage.read,
  'Octopus.TransferPackage': transferPackage.read
}

function ownOf(action: Action): WrittenAction {
  switch (action.type) {
    case 'script':
      return scripts.write(action)
    case 'package-script':
      return scripts.writePackaged(action)
    case 'manual':
      return manual.write(action)
    case 'email':
      return email.write(action)
    case 'http':
      return request.write(action)
    case 'health-check':
      return healthCheck.write(action)
    case 'deploy-release':
      return deployRelease.write(action)
    case 'deploy-package':
      return deployPackage.write(action)
    case 'transfer-package':
      return transferPackage.write(action)
  }
}

const retrying = 'Octopus.Action.AutoRetry.'
const timeout = 'Octopus.Action.ExecutionTimeout.Minutes'
const expressionName = 'Octopus.Action.ConditionVariableExpression'
export const onServerName = 'Octopus.Action.RunOnServer'
/** A disabled step takes all of its actions along, as Octopus sees it; this is what they say themselves. */
const ownDisabledName = 'Slipway.Action.IsDisabled'

/** How an action is shown with its step. */
export interface InStep {
  readonly name: string
  readonly isStepDisabled: boolean
  readonly isOnServer: boolean
}

/** An action as Octopus has it. */
export function actionResource(action: Action, { name, isStepDisabled, isOnServer }: InStep): Json {
  const own = ownOf(action)
  return {
    Id: action.id,
    Name: name,
    Slug: slugOf(name),
    ActionType: own.type,
    Notes: action.notes ?? null,
    IsDisabled: isStepDisabled || action.isDisabled === true,
    IsRequired: action.isRequired === true,
    CanBeUsedForProjectVersioning: own.own !== undefined,
    Condition: conditionWord(action.condition),
    WorkerPoolId: null,
    WorkerPoolVariable: null,
    Container: { Image: null, FeedId: null },
    Environments: action.environments ?? [],
    ExcludedEnvironments: action.excludedEnvironments ?? [],
    Channels: action.channels ?? [],
    TenantTags: action.tenantTags ?? [],
    Packages: packageResources(action.id, own.own, own.references),
    GitDependencies: [],
    Properties: {
      ...(action.properties ?? {}),
      [onServerName]: wordOf(isOnServer),
      ...written({ ...commonProperties(action, isStepDisabled), ...own.properties })
    }
  }
}

const commonProperties = (action: Action, isStepDisabled: boolean): Readonly<Record<string, string | undefined>> => ({
  [expressionName]:
    action.condition !== undefined && 'expression' in action.condition ? action.condition.expression : undefined,
  [`${retrying}MaximumCount`]: action.retries === undefined ? undefined : String(action.retries.count),
  [`${retrying}MinimumBackoff`]: action.retries === undefined ? undefined : String(action.retries.backoffSeconds),
  ...timeoutProperty(action.timeoutSeconds),
  [ownDisabledName]: wordIfTrue(isStepDisabled && action.isDisabled === true),
  'Slipway.Action.IsIrreversible': wordIfTrue(action.isIrreversible),
  'Slipway.Action.IsLeftOutOnRollback': wordIfTrue(action.isLeftOutOnRollback),
  'Slipway.Action.RunAs': 'runAs' in action ? action.runAs : undefined
})

/** Octopus counts whole minutes. */
function timeoutProperty(seconds: number | undefined): Readonly<Record<string, string>> {
  if (seconds === undefined) return {}
  return seconds % 60 === 0 ? { [timeout]: String(seconds / 60) } : { 'Slipway.Action.TimeoutSeconds': String(seconds) }
}

/** An action as the contract takes it, with what its step has to know of it. */
export interface ActionRead {
  readonly members: OwnMembers
  readonly type: string
  readonly name: string
  readonly isOnServer: boolean
  readonly isDisabled: boolean
  /** What it says itself about that, where its step is disabled. */
  readonly isOwnDisabled: boolean
}

/** @param path of the action in the request, for failures */
export function actionIn(fields: Fields, path: string): ActionRead {
  const type = fields.needed('ActionType')
  const known = Object.keys(readers).find(item => item.toLowerCase() === type.toLowerCase())
  const read = known === undefined ? undefined : readers[known]
  if (read === undefined)
    return refuse(
      `${path}.ActionType`,
      `Slipway cannot run actions of the type “${type}”.`,
      `It runs ${Object.keys(readers).join(', ')}.`
    )
  refuseForeign(fields, path)
  const properties = propertiesOf(fields, path)
  const isOnServer = properties.takeFlag(onServerName) === true
  const isOwnDisabled = properties.takeFlag(ownDisabledName) === true
  const own = read({ properties, packages: packagesIn(fields, path), path })
  const common = commonIn(fields, properties, path)
  // Last, when everybody has taken what they know.
  const rest = properties.rest()
  return {
    type: String(own.type),
    name: fields.needed('Name'),
    isOnServer,
    isDisabled: fields.flag('IsDisabled') === true,
    isOwnDisabled,
    members: members({ ...own, ...common, properties: Object.keys(rest).length === 0 ? undefined : rest })
  }
}

function commonIn(fields: Fields, properties: Properties, path: string): OwnMembers {
  const id = fields.text('Id')
  return members({
    // Ids from elsewhere mean nothing here.
    id: actionId.safeParse(id).success ? id : undefined,
    notes: fields.words('Notes') || undefined,
    isRequired: onlyTrue(fields.flag('IsRequired')),
    isIrreversible: onlyTrue(properties.takeFlag('Slipway.Action.IsIrreversible')),
    isLeftOutOnRollback: onlyTrue(properties.takeFlag('Slipway.Action.IsLeftOutOnRollback')),
    environments: unlessEmpty(fields.texts('Environments')),
    excludedEnvironments: unlessEmpty(fields.texts('ExcludedEnvironments')),
    channels: unlessEmpty(fields.texts('Channels')),
    tenantTags: unlessEmpty(fields.texts('TenantTags')),
    condition: conditionIn(fields.text('Condition'), properties.take(expressionName), `${path}.Condition`),
    retries: retriesIn(properties),
    timeoutSeconds: timeoutIn(properties),
    runAs: properties.take('Slipway.Action.RunAs')
  })
}

const usualBackoff = 15

function retriesIn(properties: Properties) {
  const count = properties.takeWhole(`${retrying}MaximumCount`) ?? 0
  const backoffSeconds = properties.takeWhole(`${retrying}MinimumBackoff`) ?? usualBackoff
  return count === 0 ? undefined : { count, backoffSeconds }
}

function timeoutIn(properties: Properties): number | undefined {
  const seconds = properties.takeWhole('Slipway.Action.TimeoutSeconds')
  const minutes = properties.takeWhole(timeout) ?? 0
  return minutes > 0 ? minutes * 60 : seconds
}

/** What would have the action run in another way or for somebody else. @throws FailureError */
function refuseForeign(fields: Fields, path: string): void {
  if (fields.object('Container')?.text('Image') !== undefined)
    refuse(`${path}.Container`, 'Slipway runs no actions in containers.', 'Leave the image out.')
  for (const name of ['WorkerPoolId', 'WorkerPoolVariable'])
    if (fields.text(name) !== undefined)
      refuse(
        `${path}.${name}`,
        'Slipway has no pools of workers: it runs such actions on its own machine.',
        'Leave it out.'
      )
  if (fields.objects('GitDependencies').length > 0)
    refuse(`${path}.GitDependencies`, 'Slipway takes nothing from Git.', 'Bring it as a package.')
}
