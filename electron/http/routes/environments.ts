import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { Environment } from '@shared/model/environment'
import { created, done } from '../answer'
import { filtered, pageOf } from '../paging'
import { cannot, type SpaceHandler } from '../request'
import { environmentInputOf, environmentResource, environmentV2Resource } from '../resources/environment'
import type { Route } from '../router'
import { deleted, type Listing, named, readingRoutes } from './listing'
import { countsOf, machineFilter, machines } from './machines'

export const environments: Listing<Environment> = {
  path: 'environments',
  itemType: 'Environment',
  what: 'environment',
  idOf: ({ id }) => id,
  all: ({ ask }) => ask('environment.list', {}),
  shown: (environment, { space }) => environmentResource(space, environment)
}

const create: SpaceHandler = async request => {
  const input = environmentInputOf(await request.fields(), null)
  return created(environmentResource(request.space, await request.ask('environment.create', input)))
}

const modify: SpaceHandler = async request => {
  const before = await named(environments, request)
  const value = environmentInputOf(await request.fields(), before)
  return done(environmentResource(request.space, await request.ask('environment.update', { id: before.id, value })))
}

const remove: SpaceHandler = async request => {
  await request.ask('environment.delete', { id: (await named(environments, request)).id })
  return deleted
}

/** A JSON list of ids; those that it does not name keep their order behind them. */
const sort: SpaceHandler = async request => {
  const body = await request.json()
  if (!Array.isArray(body)) throw new FailureError(invalid('', 'The body must be a list of ids'))
  const all = await environments.all(request)
  const first = body.flatMap(id => all.find(item => item.id === String(id).toLowerCase()) ?? [])
  const ids = [...new Set([...first, ...all].map(({ id }) => id))]
  const sorted = await request.ask('environment.reorder', { ids })
  return done(sorted.map(item => environmentResource(request.space, item)))
}

const listV2: SpaceHandler = async request => {
  const { query, space } = request
  const type = query.text('type')?.toLowerCase() ?? 'static'
  const all = type === 'static' ? await environments.all(request) : []
  const wanted = filtered(all, query, ({ id, name }) => ({ id, name }))
  return done(await pageOf('Environment', wanted, query, item => environmentV2Resource(space, item)))
}

const machinesIn: SpaceHandler = async request => {
  const { id } = await named(environments, request)
  const { query } = request
  const fits = machineFilter(query)
  const wanted = filtered(await machines.all(request), query, item => ({
    id: machines.idOf(item),
    name: item.name
  })).filter(machine => machine.target.environmentIds.includes(id) && fits(machine))
  return done(await pageOf(machines.itemType, wanted, query, machine => machines.shown(machine, request)))
}

/** What is in each environment, as numbers. */
const summary: SpaceHandler = async request => {
  const { query, space } = request
  const fits = machineFilter(query)
  const part = query.text('machinePartialName')?.toLowerCase()
  const found = (await machines.all(request)).filter(
    machine => fits(machine) && (part === undefined || machine.name.toLowerCase().includes(part))
  )
  const wanted = filtered(await environments.all(request), query, ({ id, name }) => ({ id, name }))
  const rows = wanted
    .map(environment => ({
      environment,
      own: found.filter(({ target }) => target.environmentIds.includes(environment.id))
    }))
    .filter(({ own }) => own.length > 0 || !query.flag('hideEmptyEnvironments'))
  return done({
    ...countsOf([...new Set(rows.flatMap(({ own }) => own))]),
    EnvironmentSummaries: rows.map(({ environment, own }) => ({
      Environment: environmentResource(space, environment),
      ...countsOf(own)
    }))
  })
}

const noScopes = cannot(400, 'Slipway does not list variables by their scope. Its editor of variables shows them.')

export const environmentRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'environments/summary', handle: summary },
  { method: 'GET', pattern: 'environments/:id/singlyScopedVariableDetails', handle: noScopes },
  { method: 'GET', pattern: 'environments/v2', handle: listV2 },
  { method: 'PUT', pattern: 'environments/sortorder', handle: sort },
  { method: 'GET', pattern: 'environments/:id/machines', handle: machinesIn },
  ...readingRoutes(environments),
  { method: 'POST', pattern: 'environments', handle: create },
  { method: 'PUT', pattern: 'environments/:id', handle: modify },
  { method: 'DELETE', pattern: 'environments/:id', handle: remove }
]
