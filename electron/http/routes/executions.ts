import type { Input } from '@shared/api'
import type { Deployment, DeploymentSummary } from '@shared/deployment'
import { FailureError } from '@shared/failure-error'
import { type DeploymentId, deploymentId, environmentId, projectId, runbookId, tenantId } from '@shared/ids'
import { type Span, spanOf } from '../paging'
import type { Query } from '../query'
import { missing, type SpaceRequest } from '../request'
import { statesCalled, taskDescription } from '../resources/task'
import { deploymentOfTask } from '../wire-ids'

type Filter = Omit<Input<'deployment.list'>, 'skip' | 'limit'>

/** The most that one call of the contract answers. */
const atOnce = 500

/** What a list is about, and what the ids of its requests are. */
export interface About {
  /** Both deployments and runs of runbooks where it is absent. */
  readonly kind?: 'deployment' | 'runbook'
  readonly idsAre: 'deployments' | 'tasks'
}

/** A page of deployments and runs of runbooks, newest first. */
export interface Found {
  readonly items: readonly DeploymentSummary[]
  /** How many there are in all. */
  readonly total: number
  readonly take: number
}

/** Those that a query asks for. @param span which of them, where it is not the query that says so */
export async function findExecutions(
  request: SpaceRequest,
  about: About,
  { skip, take }: Span = spanOf(request.query)
): Promise<Found> {
  const { filter, fits } = narrowingOf(request.query, about)
  if (filter.ids === undefined && fits === null) {
    const { count } = await request.ask('deployment.count', filter)
    return { items: take === 0 ? [] : await newest(request, filter, skip, take), total: count, take }
  }
  const all = await (filter.ids === undefined
    ? newest(request, filter, 0, Number.MAX_SAFE_INTEGER)
    : known(request, filter, filter.ids))
  const wanted = fits === null ? all : all.filter(fits)
  return { items: wanted.slice(skip, skip + take), total: wanted.length, take }
}

/** From `skip` on, at most `take`. */
async function newest(
  { ask }: SpaceRequest,
  filter: Filter,
  skip: number,
  take: number
): Promise<readonly DeploymentSummary[]> {
  const found: DeploymentSummary[] = []
  while (found.length < take) {
    const limit = Math.min(atOnce, take - found.length)
    const page = await ask('deployment.list', { ...filter, skip: Math.min(skip + found.length, 1_000_000), limit })
    found.push(...page)
    if (page.length < limit) break
  }
  return found
}

/** Those that exist of so many ids. */
async function known(
  { ask }: SpaceRequest,
  filter: Filter,
  ids: readonly DeploymentId[]
): Promise<readonly DeploymentSummary[]> {
  const found: DeploymentSummary[] = []
  for (let at = 0; at < ids.length; at += atOnce)
    found.push(...(await ask('deployment.list', { ...filter, ids: ids.slice(at, at + atOnce), limit: atOnce })))
  return found
}

/** What narrows a list: by the contract as far as it can, and by looking at each for the rest. */
interface Narrowing {
  readonly filter: Filter & { readonly ids?: DeploymentId[] }
  /** Null where the contract does it all. */
  readonly fits: ((summary: DeploymentSummary) => boolean) | null
}

function narrowingOf(query: Query, { kind, idsAre }: About): Narrowing {
  const ids = query.list('ids')?.flatMap(text => idIn(text, idsAre) ?? [])
  const states = query.list('taskState') ?? query.list('states')
  const part = query.text('partialName')?.toLowerCase()
  return {
    filter: {
      ...Object.assign({}, ...Object.entries(narrowers).map(([name, narrower]) => narrower(query.list(name)))),
      ...(kind === undefined ? {} : { kind }),
      ...(ids === undefined ? {} : { ids: [...new Set(ids)] }),
      ...(states === undefined ? {} : { states: [...statesCalled(states)] })
    },
    fits: part === undefined ? null : summary => taskDescription(summary).toLowerCase().includes(part)
  }
}

/** One id is asked for as such, by which whole files are passed over; what is no id fits nothing. */
const narrower =
  (
    field: 'projectId' | 'environmentId' | 'runbookId' | 'tenantId',
    schema: { safeParse(id: unknown): { readonly success: boolean } }
  ) =>
  (wanted: readonly string[] | undefined): Filter => {
    const ids = wanted?.map(id => id.toLowerCase()).filter(id => schema.safeParse(id).success)
    if (ids === undefined) return {}
    return ids.length === 1 ? { [field]: ids[0] } : { [`${field}s`]: ids }
  }

const narrowers: Readonly<Record<string, ReturnType<typeof narrower>>> = {
  projects: narrower('projectId', projectId),
  environments: narrower('environmentId', environmentId),
  runbooks: narrower('runbookId', runbookId),
  tenants: narrower('tenantId', tenantId)
}

function idIn(text: string, idsAre: About['idsAre']): DeploymentId | null {
  if (idsAre === 'tasks') return deploymentOfTask(text)
  const read = deploymentId.safeParse(text.toLowerCase())
  return read.success ? read.data : null
}

/** A deployment or a run by the id in the address. @throws FailureError where there is none of this kind */
export async function executionNamed(request: SpaceRequest, kind: 'deployment' | 'runbook'): Promise<Deployment> {
  const text = request.params.id ?? ''
  const what = kind === 'deployment' ? 'deployment' : 'run of a runbook'
  const id = idIn(text, 'deployments')
  if (id === null) throw new FailureError(missing(what, text))
  const deployment = await request.ask('deployment.get', { id })
  if ((deployment.plan.runbook !== undefined) !== (kind === 'runbook')) throw new FailureError(missing(what, text))
  return deployment
}
