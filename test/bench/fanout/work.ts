import type { FarmTarget } from '../support/farm'

/** The process that every contestant runs on every target: three steps, each a trivial loop and one line of output. */
export const steps = [1, 2, 3].map(number => ({
  name: `Step ${number}`,
  // POSIX, because a contestant may use the login shell; the server's own address proves where it ran.
  body: `i=0; while [ "$i" -lt 100 ]; do i=$((i+1)); done; set -- $SSH_CONNECTION; echo "ok-${number} $3 $i"`
}))

/** The lines that a right run leaves behind, in no particular order. */
export const wantedLines = (targets: readonly FarmTarget[]): readonly string[] =>
  targets.flatMap(target => steps.map((_, index) => `ok-${index + 1} ${target.host} 100`))

/** @throws unless every step printed its line exactly once on every target. */
export function requireAllOutputs(contestant: string, targets: readonly FarmTarget[], output: string): void {
  const seen = [...output.matchAll(/ok-\d \S+ \d+/g)].map(match => match[0]).sort()
  const wanted = [...wantedLines(targets)].sort()
  const missing = wanted.filter(line => !seen.includes(line))
  if (missing.length === 0 && seen.length === wanted.length) return
  throw new Error(
    `${contestant} printed ${seen.length} lines where ${wanted.length} belong; missing: ${missing.slice(0, 3).join(', ')} …\n${output.slice(-2000)}`
  )
}

/** What a contestant in a process of its own is told, as JSON on its standard input. */
export interface Assignment {
  readonly targets: readonly FarmTarget[]
  readonly privateKey: string
  readonly parallel: number
}
