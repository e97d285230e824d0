import { readAll } from './batches'
import type { Query } from './query'
import type { Json, JsonObject } from './wire'

const usualTake = 30

/** Which of the items a request wants. `ids` names them already, so nothing is left out then, whatever `skip` says. */
export interface Span {
  readonly skip: number
  readonly take: number
}

export const spanOf = (query: Query): Span =>
  query.list('ids') === undefined
    ? { skip: query.skip, take: query.take ?? usualTake }
    : { skip: 0, take: query.take ?? Number.MAX_SAFE_INTEGER }

/** A page of resources as Octopus answers it. */
export function collectionOf(
  itemType: string,
  items: readonly Json[],
  { total, take }: { readonly total: number; readonly take: number }
): JsonObject {
  const perPage = Math.min(take, 2_147_483_647)
  const pages = perPage === 0 ? 1 : Math.max(1, Math.ceil(total / perPage))
  return {
    ItemType: itemType,
    TotalResults: total,
    ItemsPerPage: perPage,
    NumberOfPages: pages,
    LastPageNumber: pages - 1,
    Items: items,
    Links: {}
  }
}

/** What is filtered by. */
export interface Listed {
  readonly id: string
  readonly name: string
}

/** The items that `ids`, `name` and `partialName` let through; case does not count, and unknown ids are passed over. */
export function filtered<T>(items: readonly T[], query: Query, listed: (item: T) => Listed): readonly T[] {
  const ids = query.list('ids')?.map(id => id.toLowerCase())
  const whole = query.text('name')?.toLowerCase()
  const part = query.text('partialName')?.toLowerCase()
  return items.filter(item => {
    const { id, name } = listed(item)
    return (
      (ids === undefined || ids.includes(id.toLowerCase())) &&
      (whole === undefined || name.toLowerCase() === whole) &&
      (part === undefined || name.toLowerCase().includes(part))
    )
  })
}

/** The page that a query asks for, of items that are all at hand. */
export async function pageOf<T>(
  itemType: string,
  items: readonly T[],
  query: Query,
  shown: (item: T) => Json | Promise<Json>
): Promise<JsonObject> {
  const { skip, take } = spanOf(query)
  const page = items.slice(skip, skip + take)
  return collectionOf(itemType, await readAll(page, shown), { total: items.length, take })
}
