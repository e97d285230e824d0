/**
 * Does `work` for each item, at most `limit` at a time; the next begins as soon as one has ended. After `stop` was
 * aborted nothing more begins. Settles when all that began have ended; rejects with the first error, after that.
 */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  stop: AbortSignal,
  work: (item: T) => Promise<void>
): Promise<void> {
  const queue = items.values()
  const errors: unknown[] = []
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (stop.aborted) return
      await work(item).catch(error => {
        errors.push(error)
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
  if (errors.length > 0) throw errors[0]
}
