import { FailureError } from '@shared/failure-error'

/** How many are read at the same time. */
const atOnce = 8

/**
 * What `read` makes of each, in their order, some at a time. One that was deleted meanwhile is passed over.
 * @throws what `read` throws, but for `not-found`
 */
export async function* readEach<T, Read>(
  items: readonly T[],
  read: (item: T) => Read | Promise<Read>
): AsyncGenerator<Read> {
  for (let at = 0; at < items.length; at += atOnce) {
    const batch = await Promise.all(items.slice(at, at + atOnce).map(item => unlessGone(read, item)))
    for (const one of batch) if (one !== gone) yield one
  }
}

/** The same, all of it. */
export async function readAll<T, Read>(items: readonly T[], read: (item: T) => Read | Promise<Read>): Promise<Read[]> {
  const found: Read[] = []
  for await (const one of readEach(items, read)) found.push(one)
  return found
}

const gone = Symbol('gone')

async function unlessGone<T, Read>(read: (item: T) => Read | Promise<Read>, item: T): Promise<Read | typeof gone> {
  try {
    return await read(item)
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'not-found') return gone
    throw error
  }
}
