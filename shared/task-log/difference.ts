import type { LogStream } from '../deployment'
import { normalised } from './normalise'

/** A line of one run, whole. */
export interface RunLine {
  /** In the whole log. */
  readonly number: number
  readonly stream: LogStream
  readonly text: string
}

/** Where a run begins to differ from one that went well. */
export interface Difference {
  /** The first line that is not like the other's; null where this run has no further line on that stream. */
  readonly line: RunLine | null
  /** What the other has in its place; null where it has no further line. */
  readonly expected: RunLine | null
  /** How many lines of this run, before that one, are like those of the other. */
  readonly same: number
}

/** The streams that scripts write to. What Slipway says itself depends on how long things took. */
const compared = ['stdout', 'stderr'] as const

/**
 * The first line of a run that is not like that of a run which went well. Streams are compared by themselves, because
 * how they mix is chance; of two differences the earlier one counts. Null when there is none.
 */
export function firstDifference(own: readonly RunLine[], other: readonly RunLine[]): Difference | null {
  const found = compared.flatMap(stream => {
    const difference = differenceIn(
      own.filter(line => line.stream === stream),
      other.filter(line => line.stream === stream)
    )
    return difference === null ? [] : [difference]
  })
  // A line that is missing at the end comes after every line that is there.
  const place = ({ line }: Pick<Difference, 'line'>): number => line?.number ?? Number.POSITIVE_INFINITY
  const [first] = found.sort((a, b) => place(a) - place(b))
  if (first === undefined) return null
  const before = own.filter(line => line.stream !== 'slipway' && line.number < place(first)).length
  return { ...first, same: before }
}

function differenceIn(own: readonly RunLine[], other: readonly RunLine[]): Omit<Difference, 'same'> | null {
  for (let i = 0; i < Math.max(own.length, other.length); i++) {
    const [line, expected] = [own[i], other[i]]
    if (line && expected && (line.text === expected.text || normalised(line.text) === normalised(expected.text)))
      continue
    return { line: line ?? null, expected: expected ?? null }
  }
  return null
}
