import type { DeploymentId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { Call } from '../ipc/dispatch'
import { listen } from './listen'
import { createRespond } from './respond'
import { sweepUploads } from './upload'

/** The calls of one workspace. */
export interface Door {
  readonly call: Call
}

/** A workspace as the API tells of it: Octopus calls it a space. */
export interface SpaceInfo {
  /** `main`, or the id of the workspace. */
  readonly id: string
  readonly name: string
  readonly description: string
}

export interface SpaceInput {
  readonly name: string
  readonly description: string
}

/** The workspaces that the API serves. The demo is none of them. */
export interface Spaces {
  /** In order, the main workspace first. */
  list(): Promise<Result<readonly SpaceInfo[]>>
  /** The calls of one workspace, which is opened where it is not. */
  door(id: string): Promise<Result<Door>>
  /** Whether a workspace has a deployment. It is not opened for that. */
  holds(id: string, deployment: DeploymentId): Promise<boolean>
  create(input: SpaceInput): Promise<Result<SpaceInfo>>
  update(id: string, input: SpaceInput): Promise<Result<SpaceInfo>>
  remove(id: string): Promise<Result<null>>
}

/** What the API asks of the app. */
export interface HttpApiOptions {
  readonly spaces: Spaces
  /**
   * The record of the key; null where there is no such key, or none that still holds. `isAgain`: for a request that was
   * let in before and is still under way.
   */
  readonly authenticate: (key: string, isAgain?: boolean) => Promise<{ readonly name: string } | null>
  readonly versions: { readonly slipway: string }
  /** Who the person is that things are done in the name of. */
  readonly user: string
  readonly report: (message: string) => void
}

export interface HttpApi {
  /** Where it listens; the port is the real one where any was asked for. */
  readonly address: { readonly host: string; readonly port: number }
  /** Takes no more requests, ends connections, and resolves when nothing is left. */
  close(): Promise<void>
}

/** Listens; fails as a value where the port is taken. */
export async function startHttpApi(
  options: HttpApiOptions,
  at: { readonly host: string; readonly port: number }
): Promise<Result<HttpApi>> {
  await sweepUploads()
  return listen(createRespond(options, at.host), at)
}
