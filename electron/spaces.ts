import { notFound } from '@shared/failure'
import { type DeploymentId, workspaceId } from '@shared/ids'
import { fail, ok, type Result } from '@shared/result'
import type { WorkspaceKey } from '@shared/workspace'
import type { SpaceInfo, Spaces } from './http/http-api'
import type { Call } from './ipc/dispatch'
import { through } from './services/audit-door'
import type { WorkspaceDoor, Workspaces } from './services/workspaces'

/**
 * The workspaces as the HTTP API asks for them, whichever one the window is in. The demo is none of them.
 * @param callOf the calls that reach a workspace
 * @param holds whether a workspace has a deployment, by its files
 */
export function createSpaces(
  workspaces: Pick<Workspaces, 'beside' | 'list'>,
  callOf: (door: WorkspaceDoor) => Call,
  holds: (key: WorkspaceKey, deployment: DeploymentId) => Promise<boolean>
): Spaces {
  const calls = new WeakMap<WorkspaceDoor, Call>()

  const doorOf = async (key: WorkspaceKey): Promise<Result<{ readonly call: Call }>> => {
    const opened = await workspaces.beside(key)
    if (!opened.ok) return opened
    const call = calls.get(opened.value) ?? byApi(callOf(opened.value))
    calls.set(opened.value, call)
    return ok({ call })
  }

  /** What is done to workspaces is entered in the audit log of the person's own. */
  const inMain = async <T>(work: (call: Call) => Promise<Result<T>>): Promise<Result<T>> => {
    const door = await doorOf('main')
    return door.ok ? work(door.value.call) : door
  }

  const list = async (): Promise<Result<readonly SpaceInfo[]>> => {
    const listed = await workspaces.list()
    return listed.ok ? ok(listed.value.filter(({ kind }) => kind !== 'demo').map(infoOf)) : listed
  }

  const changed = <T extends SpaceInfo>(result: Result<T>): Result<SpaceInfo> =>
    result.ok ? ok(infoOf(result.value)) : result

  return {
    list,
    door: async id => {
      const key = keyOf(id)
      return key === null ? fail(notFound('space', id)) : doorOf(key)
    },
    holds: async (id, deployment) => {
      const key = keyOf(id)
      return key !== null && holds(key, deployment)
    },
    create: async input => changed(await inMain(call => call('workspace.create', input))),
    update: async (id, value) => {
      const key = keyOf(id)
      if (key === null) return fail(notFound('space', id))
      return changed(await inMain(call => call('workspace.update', { id: key, value })))
    },
    remove: async id => {
      const listed = await list()
      if (!listed.ok) return listed
      const key = keyOf(id)
      const found = listed.value.find(space => space.id === id)
      if (key === null || !found) return fail(notFound('space', id))
      return inMain(call => call('workspace.delete', { id: key, confirmName: found.name }))
    }
  }
}

/** The same calls, entered in the audit log as what they are. */
const byApi =
  (call: Call): Call =>
  (name, input) =>
    through('api', () => call(name, input))

/** Null for what is no space. */
function keyOf(id: string): WorkspaceKey | null {
  if (id === 'main') return id
  const parsed = workspaceId.safeParse(id)
  return parsed.success ? parsed.data : null
}

const infoOf = ({ id, name, description }: SpaceInfo): SpaceInfo => ({ id, name, description })
