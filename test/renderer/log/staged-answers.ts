/** Answers and pauses that come when a test says so. */
export function stagedAnswers() {
  const answers: (() => void)[] = []
  const pauses: (() => void)[] = []
  const release = (list: (() => void)[]): Promise<void> => {
    for (const each of list.splice(0)) each()
    return new Promise(done => setTimeout(done, 0))
  }
  return {
    /** Holds an answer back. */
    later: <T>(value: T): Promise<T> => new Promise(done => answers.push(() => done(value))),
    /** Runs something after a pause; returns the undo. */
    afterPause: (run: () => void): (() => void) => {
      pauses.push(run)
      return () => {
        const at = pauses.indexOf(run)
        if (at >= 0) pauses.splice(at, 1)
      }
    },
    /** Lets the answers that are on their way come. */
    answer: () => release(answers),
    /** Lets the pauses pass. */
    pass: () => release(pauses),
    /** How many pauses there are. */
    pauses: () => pauses.length
  }
}
