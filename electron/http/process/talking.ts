import { mailPriorities } from '@shared/model/action'
import { refuse } from '../request'
import { wordIfTrue } from '../wire'
import { type Codec, members, onlyTrue, type ReadAction, unlessEmpty } from './codec'

/** Octopus addresses teams; Slipway has none. */
function refuseTeams({ properties, path }: ReadAction, name: string): void {
  if (properties.take(name) !== undefined)
    refuse(`${path}.Properties.${name}`, 'Slipway has no teams.', 'Name people or addresses instead.')
}

const asking = 'Octopus.Action.Manual.'
export const manual: Codec<'manual'> = {
  write: action => ({
    type: 'Octopus.Manual',
    properties: {
      [`${asking}Instructions`]: action.instructions,
      [`${asking}BlockConcurrentDeployments`]: wordIfTrue(action.blocksOthers),
      'Slipway.Action.Manual.Responsible': action.responsible?.join('\n')
    }
  }),
  read: given => {
    const { properties } = given
    refuseTeams(given, `${asking}ResponsibleTeamIds`)
    return members({
      type: 'manual',
      instructions: properties.takeWords(`${asking}Instructions`) ?? '',
      blocksOthers: onlyTrue(properties.takeFlag(`${asking}BlockConcurrentDeployments`)),
      responsible: unlessEmpty(properties.takeLines('Slipway.Action.Manual.Responsible'))
    })
  }
}

const mail = 'Octopus.Action.Email.'
const priorityWords = { low: 'Low', normal: 'Normal', high: 'High' } as const
export const email: Codec<'email'> = {
  write: action => ({
    type: 'Octopus.Email',
    properties: {
      [`${mail}To`]: action.to,
      [`${mail}CC`]: action.cc,
      [`${mail}Bcc`]: action.bcc,
      [`${mail}Subject`]: action.subject,
      [`${mail}Body`]: action.body,
      [`${mail}IsHtml`]: wordIfTrue(action.isHtml),
      [`${mail}Priority`]: action.priority === undefined ? undefined : priorityWords[action.priority]
    }
  }),
  read: given => {
    const { properties, path } = given
    for (const name of ['ToTeamIds', 'CCTeamIds', 'BccTeamIds']) refuseTeams(given, `${mail}${name}`)
    return members({
      type: 'email',
      to: properties.takeWords(`${mail}To`) ?? '',
      cc: properties.take(`${mail}CC`),
      bcc: properties.take(`${mail}Bcc`),
      subject: properties.takeWords(`${mail}Subject`) ?? '',
      body: properties.takeWords(`${mail}Body`) ?? '',
      isHtml: onlyTrue(properties.takeFlag(`${mail}IsHtml`)),
      priority: priorityIn(properties.take(`${mail}Priority`), `${path}.Properties.${mail}Priority`)
    })
  }
}

function priorityIn(word: string | undefined, path: string) {
  if (word === undefined) return undefined
  const found = mailPriorities.find(priority => priority === word.toLowerCase())
  return found ?? refuse(path, `There is no priority “${word}”.`, 'Say Low, Normal or High.')
}

const http = 'Slipway.Action.Http.'
/** Octopus has no such step of its own, so its kind is Slipway's. */
export const request: Codec<'http'> = {
  write: action => ({
    type: 'Slipway.HttpRequest',
    properties: {
      [`${http}Method`]: action.method,
      [`${http}Url`]: action.url,
      [`${http}Headers`]: action.headers === undefined ? undefined : JSON.stringify(action.headers),
      [`${http}Body`]: action.body,
      [`${http}ExpectStatus`]: action.expectStatus,
      [`${http}ExpectBody`]: action.expectBody === undefined ? undefined : JSON.stringify(action.expectBody),
      [`${http}Until`]: action.until === undefined ? undefined : JSON.stringify(action.until),
      [`${http}RequestSeconds`]: action.requestSeconds === undefined ? undefined : String(action.requestSeconds),
      [`${http}Proxy`]: action.proxy,
      [`${http}CaFile`]: action.caFile
    }
  }),
  read: ({ properties }) =>
    members({
      type: 'http',
      method: properties.take(`${http}Method`)?.toUpperCase() ?? 'GET',
      url: properties.takeWords(`${http}Url`) ?? '',
      headers: properties.takeJson(`${http}Headers`),
      body: properties.take(`${http}Body`),
      expectStatus: properties.take(`${http}ExpectStatus`),
      expectBody: properties.takeJson(`${http}ExpectBody`),
      until: properties.takeJson(`${http}Until`),
      requestSeconds: properties.takeWhole(`${http}RequestSeconds`),
      proxy: properties.take(`${http}Proxy`),
      caFile: properties.take(`${http}CaFile`)
    })
}

const health = 'Octopus.Action.HealthCheck.'
export const healthCheck: Codec<'health-check'> = {
  write: action => ({
    type: 'Octopus.HealthCheck',
    properties: {
      [`${health}Type`]: action.check === 'full' ? 'FullHealthCheck' : 'ConnectionTest',
      [`${health}ErrorHandling`]:
        action.unavailable === 'fail' ? 'TreatExceptionsAsErrors' : 'TreatExceptionsAsWarnings',
      [`${health}IncludeMachinesInDeployment`]: 'DoNotAlterMachines'
    }
  }),
  read: ({ properties, path }) => {
    const included = properties.take(`${health}IncludeMachinesInDeployment`) ?? 'DoNotAlterMachines'
    if (included.toLowerCase() !== 'donotaltermachines')
      refuse(
        `${path}.Properties.${health}IncludeMachinesInDeployment`,
        'A health check of Slipway brings no further targets into a deployment.',
        'Say DoNotAlterMachines.'
      )
    const kind = properties.take(`${health}Type`)?.toLowerCase()
    const errors = properties.take(`${health}ErrorHandling`)?.toLowerCase()
    return {
      type: 'health-check',
      check: kind === 'connectiontest' ? 'connection' : 'full',
      unavailable: errors === 'treatexceptionsaswarnings' ? 'exclude' : 'fail'
    }
  }
}

const child = 'Octopus.Action.DeployRelease.'
const whens = { always: 'Always', 'not-current': 'IfNotCurrentVersion', newer: 'IfNewer' } as const
export const deployRelease: Codec<'deploy-release'> = {
  write: action => ({
    type: 'Octopus.DeployRelease',
    properties: {
      [`${child}ProjectId`]: action.projectId,
      [`${child}DeploymentCondition`]: whens[action.when],
      [`${child}Variables`]: action.variables === undefined ? undefined : variablesWritten(action.variables)
    }
  }),
  read: ({ properties, path }) => {
    const word = properties.take(`${child}DeploymentCondition`) ?? 'Always'
    const when = (Object.keys(whens) as (keyof typeof whens)[]).find(
      item => whens[item].toLowerCase() === word.toLowerCase()
    )
    if (when === undefined)
      refuse(
        `${path}.Properties.${child}DeploymentCondition`,
        `There is no condition “${word}”.`,
        `Say ${Object.values(whens).join(', ')}.`
      )
    return members({
      type: 'deploy-release',
      projectId: properties.take(`${child}ProjectId`) ?? '',
      when,
      variables: variablesRead(properties.takeJson(`${child}Variables`))
    })
  }
}

interface Pair {
  readonly name: string
  readonly value: string
}

/** Octopus has an object; a name that is there twice needs a list. */
const variablesWritten = (variables: readonly Pair[]): string =>
  new Set(variables.map(({ name }) => name)).size === variables.length
    ? JSON.stringify(Object.fromEntries(variables.map(({ name, value }) => [name, value])))
    : JSON.stringify(variables)

/** What is neither is handed on, and the contract says what is wrong about it. */
function variablesRead(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const pairs = Object.entries(value).map(([name, text]) => ({ name, value: text }))
  return pairs.length === 0 ? undefined : pairs
}
