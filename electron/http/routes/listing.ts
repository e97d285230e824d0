import { type Answer, done } from '../answer'
import { readAll } from '../batches'
import { filtered, type Listed, pageOf } from '../paging'
import type { Query } from '../query'
import { findIn, present, type SpaceHandler, type SpaceRequest } from '../request'
import type { Route } from '../router'
import type { Json } from '../wire'

/** How records of a kind are listed and shown. */
export interface Listing<T extends { readonly name: string }> {
  /** Such as `environments`. */
  readonly path: string
  /** As Octopus calls one. */
  readonly itemType: string
  /** The domain word, for failures. */
  readonly what: string
  readonly idOf: (item: T) => string
  readonly all: (request: SpaceRequest) => Promise<readonly T[]>
  readonly shown: (item: T, request: SpaceRequest) => Json | Promise<Json>
  /** What lists are narrowed by besides `ids` and `partialName`; absent for nothing. */
  readonly narrowedBy?: (query: Query) => (item: T) => boolean
}

const listedBy =
  <T extends { readonly name: string }>({ idOf }: Listing<T>) =>
  (item: T): Listed => ({ id: idOf(item), name: item.name })

/** The record that the address names by its id, name or slug. @throws FailureError where there is none */
export async function named<T extends { readonly name: string }>(
  listing: Listing<T>,
  request: SpaceRequest,
  text = request.params.id ?? ''
): Promise<T> {
  return present(findIn(await listing.all(request), text, listing.idOf), listing.what, text)
}

/** `GET /x`, `GET /x/all` and `GET /x/{id}` of a kind of records. */
export function readingRoutes<T extends { readonly name: string }>(
  listing: Listing<T>
): readonly Route<SpaceHandler>[] {
  const wantedIn = async (request: SpaceRequest): Promise<readonly T[]> => {
    const found = filtered(await listing.all(request), request.query, listedBy(listing))
    return listing.narrowedBy === undefined ? found : found.filter(listing.narrowedBy(request.query))
  }
  const list: SpaceHandler = async request => {
    const wanted = await wantedIn(request)
    return done(await pageOf(listing.itemType, wanted, request.query, item => listing.shown(item, request)))
  }
  const all: SpaceHandler = async request => {
    const wanted = await wantedIn(request)
    return done(await readAll(wanted, item => listing.shown(item, request)))
  }
  const get: SpaceHandler = async request => done(await listing.shown(await named(listing, request), request))
  return [
    { method: 'GET', pattern: listing.path, handle: list },
    { method: 'GET', pattern: `${listing.path}/all`, handle: all },
    { method: 'GET', pattern: `${listing.path}/:id`, handle: get }
  ]
}

/** What a deletion is answered with; clients do not look at it. */
export const deleted: Answer = done({})
