import type { CallName, Input, Output } from '@shared/api'
import { notFound } from '@shared/failure'
import { FailureError } from '@shared/failure-error'
import type { Result } from '@shared/result'
import { ownWorkspace } from '@shared/workspace'
import { type Answer, refused } from './answer'
import type { Fields } from './fields'
import type { HttpApiOptions, SpaceInfo, Spaces } from './http-api'
import type { Query } from './query'
import { slugOf } from './wire'
import { spaceIdOf } from './wire-ids'

/** A call of the contract. @throws FailureError where it fails */
export type Ask = <Name extends CallName>(name: Name, input: Input<Name>) => Promise<Output<Name>>

/** A space as requests name it. */
export interface Space extends SpaceInfo {
  /** `Spaces-1`, or `Spaces-` and the end of the workspace's id. */
  readonly wireId: string
  readonly slug: string
}

/** A file that came with a request. It is gone once `drop` was called. */
export interface Upload {
  /** Under the name that the client gave it. */
  readonly path: string
  drop(): Promise<void>
}

export interface ApiRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** @throws FailureError for what is no JSON, or too long */
  json(): Promise<unknown>
  fields(): Promise<Fields>
  /** @throws FailureError for what is no form with a file, or too long */
  upload(): Promise<Upload>
  readonly options: HttpApiOptions
  readonly spaces: SpaceAccess
}

/** A request to one space. */
export interface SpaceRequest extends ApiRequest {
  readonly space: Space
  readonly ask: Ask
}

export type RootHandler = (request: ApiRequest) => Promise<Answer>
export type SpaceHandler = (request: SpaceRequest) => Promise<Answer>

/** The value of a result. @throws FailureError */
export function valueFrom<T>(result: Result<T>): T {
  if (!result.ok) throw new FailureError(result.failure)
  return result.value
}

/** The spaces by the names that requests use. */
export interface SpaceAccess {
  list(): Promise<readonly Space[]>
  /** By id, name or slug. @throws FailureError where there is none */
  find(text: string): Promise<Space>
  /** The one that requests mean which name none. */
  main(): Promise<Space>
  enter(space: Space): Promise<Ask>
  /**
   * The spaces whose queue was said to be stopped, which is what unlocks their deletion: clients say so first. Nothing
   * stops by it.
   */
  readonly unlocked: Set<string>
}

export function createSpaceAccess(spaces: Spaces): SpaceAccess {
  const list = async (): Promise<readonly Space[]> => valueFrom(await spaces.list()).map(spaceOf)
  const wireIdOf = ({ wireId }: Space): string => wireId
  // The person's own is always there under its name, also where the list is damaged.
  const find = async (text: string): Promise<Space> =>
    findIn([own], text, wireIdOf) ?? foundIn(await list(), text, 'space', wireIdOf)
  return {
    list,
    find,
    main: async () => own,
    enter: async space => {
      const { call } = valueFrom(await spaces.door(space.id))
      return async (name, input) => valueFrom(await call(name, input))
    },
    unlocked: new Set()
  }
}

const spaceOf = ({ id, name, description }: SpaceInfo): Space => ({
  id,
  name,
  description,
  wireId: spaceIdOf(id),
  slug: slugOf(name)
})

const own = spaceOf(ownWorkspace)

/** The item that a text means: by its id, or else its name, or else its slug; case does not count. */
export function findIn<T extends { readonly name: string }>(
  items: readonly T[],
  text: string,
  idOf: (item: T) => string
): T | undefined {
  const wanted = text.trim().toLowerCase()
  return (
    items.find(item => idOf(item).toLowerCase() === wanted) ??
    items.find(item => item.name.toLowerCase() === wanted) ??
    items.find(item => slugOf(item.name) === wanted)
  )
}

/** The same. @throws FailureError where there is none; `what` is the domain word */
export function foundIn<T extends { readonly name: string }>(
  items: readonly T[],
  text: string,
  what: string,
  idOf: (item: T) => string
): T {
  const found = findIn(items, text, idOf)
  if (found === undefined) throw new FailureError(missing(what, text))
  return found
}

/** That nothing is called so; `what` is the domain word. */
export const missing = (what: string, text: string) => ({
  ...notFound(what, text),
  message: `There is no ${what} “${text}”.`,
  remedy: `Check the name or the id of the ${what}.`
})

/** @throws FailureError with `not-found` */
export function present<T>(value: T | undefined | null, what: string, text: string): T {
  if (value === undefined || value === null) throw new FailureError(missing(what, text))
  return value
}

/** An answer to a route that says in words why it does nothing. */
export const cannot = (status: number, message: string) => async (): Promise<Answer> => refused(status, message)

/** A request that asks for what Slipway does not have. @throws FailureError */
export function refuse(path: string, message: string, remedy: string): never {
  throw new FailureError({ kind: 'invalid-input', message, remedy, issues: [{ path, message: 'is not supported' }] })
}
