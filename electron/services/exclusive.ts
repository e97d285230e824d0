/** Runs pieces of work one after the other, in the order of the calls; one that fails does not stop the next. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>

export function createExclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
