import { canonicalJson } from '@shared/canonical-json'
import { invalid } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { ProjectId } from '@shared/ids'
import type { Step } from '@shared/model/process'
import type { Runbook } from '@shared/model/runbook'
import { done } from '../answer'
import type { Fields } from '../fields'
import { type StepInputs, stepResources, stepsIn } from '../process/process'
import { cannot, present, type SpaceHandler, type SpaceRequest } from '../request'
import { inSpace } from '../resources/common'
import type { Route } from '../router'
import type { JsonObject } from '../wire'
import { processIdOf, runbookProcessIdOf } from '../wire-ids'
import { projectNamed } from './projects'

interface Shown {
  readonly id: string
  readonly path: string
  readonly projectId: string
  readonly version: number
  readonly steps: readonly Step[]
}

const processResource = ({ space }: SpaceRequest, { id, path, projectId, version, steps }: Shown): JsonObject => ({
  ...inSpace(space, path, id),
  ProjectId: projectId,
  Version: version,
  LastSnapshotId: null,
  Steps: stepResources(steps)
})

/** Which version somebody edited; it has to be the one that is stored. @throws FailureError */
function versionIn(fields: Fields): number {
  const version = fields.whole('Version')
  if (version === undefined)
    throw new FailureError(invalid('Version', 'must be the version of the process that was edited'))
  return version
}

interface Stored {
  readonly projectId: ProjectId
  readonly version: number
  readonly steps: readonly Step[]
}

interface Edited {
  readonly version: number
  readonly steps: StepInputs
}

/** What a request makes of a process; null where that is what it is already. @throws FailureError */
async function editedIn(request: SpaceRequest, stored: Stored): Promise<Edited | null> {
  const fields = await request.fields()
  const version = versionIn(fields)
  const steps = stepsIn(fields, stored.steps)
  if (stored.version === version && canonicalJson(steps) === canonicalJson(stored.steps)) return null
  await checkReferences(request, stored, steps)
  return { version, steps }
}

/** That what changed steps refer to exists. @throws FailureError where it does not */
async function checkReferences({ ask }: SpaceRequest, stored: Stored, steps: StepInputs): Promise<void> {
  const [environments, channels, feeds] = await Promise.all([
    ask('environment.list', {}),
    ask('channel.list', { projectId: stored.projectId }),
    ask('feed.list', {})
  ])
  const known = {
    environment: new Set<string>(environments.map(({ id }) => id)),
    channel: new Set<string>(channels.map(({ id }) => id)),
    feed: new Set<string>(feeds.map(({ id }) => id))
  }
  for (const [at, step] of steps.entries()) {
    if (stored.steps.some(item => item === step)) continue
    for (const [index, action] of step.actions.entries())
      for (const { kind, id, field } of referencesOf(action))
        if (!known[kind].has(id))
          throw new FailureError(invalid(`Steps.${at}.Actions.${index}.${field}`, `is no ${kind}: “${id}”`))
  }
}

interface Reference {
  readonly kind: 'environment' | 'channel' | 'feed'
  readonly id: string
  /** As Octopus calls it. */
  readonly field: string
}

function referencesOf(action: StepInputs[number]['actions'][number]): readonly Reference[] {
  const { environments = [], excludedEnvironments = [], channels = [] } = action
  const own = 'package' in action ? [action.package] : []
  const references = 'packages' in action ? (action.packages ?? []) : []
  return [
    ...environments.map(id => ({ kind: 'environment', id, field: 'Environments' }) as const),
    ...excludedEnvironments.map(id => ({ kind: 'environment', id, field: 'ExcludedEnvironments' }) as const),
    ...channels.map(id => ({ kind: 'channel', id, field: 'Channels' }) as const),
    ...[...own, ...references].flatMap(item =>
      item?.feedId === undefined ? [] : [{ kind: 'feed', id: item.feedId, field: 'Packages' } as const]
    )
  ]
}

const get: SpaceHandler = async request => {
  const project = await projectNamed(request, request.params.project ?? '')
  const { version, steps } = await request.ask('process.get', { projectId: project.id })
  return done(processResource(request, { ...placeOf(project.id), version, steps }))
}

const placeOf = (projectId: string) => ({
  id: processIdOf(projectId),
  path: 'deploymentprocesses',
  projectId
})

const put: SpaceHandler = async request => {
  const { id: projectId } = await projectNamed(request, request.params.project ?? '')
  const stored = await request.ask('process.get', { projectId })
  const edited = await editedIn(request, stored)
  const saved = edited === null ? stored : await request.ask('process.save', { projectId, ...edited })
  return done(processResource(request, { ...placeOf(projectId), version: saved.version, steps: saved.steps }))
}

/** `deploymentprocess-<project>`, as projects name it. */
const getById: SpaceHandler = request => {
  const id = request.params.id ?? ''
  return get({ ...request, params: { project: id.replace(/^deploymentprocess-/i, '') } })
}

/** A runbook by the id of its process. */
async function runbookOf(request: SpaceRequest): Promise<Runbook> {
  const id = request.params.id ?? ''
  const project = await projectNamed(request, request.params.project ?? '')
  const all = await request.ask('runbook.list', { projectId: project.id })
  const listed = present(
    all.find(item =>
      [item.id as string, runbookProcessIdOf(item.id)].some(own => own.toLowerCase() === id.toLowerCase())
    ),
    'process of a runbook',
    id
  )
  return (await request.ask('runbook.get', { id: listed.id })).runbook
}

const runbookProcess = (request: SpaceRequest, runbook: Runbook): JsonObject => ({
  ...processResource(request, {
    id: runbookProcessIdOf(runbook.id),
    path: `projects/${runbook.projectId}/runbookProcesses`,
    projectId: runbook.projectId,
    version: runbook.version,
    steps: runbook.steps
  }),
  RunbookId: runbook.id
})

const getRunbook: SpaceHandler = async request => done(runbookProcess(request, await runbookOf(request)))

const putRunbook: SpaceHandler = async request => {
  const stored = await runbookOf(request)
  const edited = await editedIn(request, stored)
  const saved = edited === null ? stored : await request.ask('runbook.save', { id: stored.id, ...edited })
  return done(runbookProcess(request, saved))
}

const noGit = cannot(400, 'Slipway keeps projects in its workspace, not in Git: leave the branch out of the address.')

export const processRoutes: readonly Route<SpaceHandler>[] = [
  { method: 'GET', pattern: 'projects/:project/deploymentprocesses', handle: get },
  { method: 'PUT', pattern: 'projects/:project/deploymentprocesses', handle: put },
  { method: 'GET', pattern: 'deploymentprocesses/:id', handle: getById },
  { method: 'GET', pattern: 'projects/:project/runbookProcesses/:id', handle: getRunbook },
  { method: 'PUT', pattern: 'projects/:project/runbookProcesses/:id', handle: putRunbook },
  { method: 'GET', pattern: 'projects/:project/:git/deploymentprocesses', handle: noGit },
  { method: 'PUT', pattern: 'projects/:project/:git/deploymentprocesses', handle: noGit }
]
