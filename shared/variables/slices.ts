/** Long work that pauses now and then, so that whoever runs it can do something else in between. */
export type Slices<T> = Generator<void, T, void>

/** Long work without pauses. */
export function inOneGo<T>(work: Slices<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
