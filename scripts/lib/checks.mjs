// The checks that read the sources without running them.
import { bin, run, say } from './process.mjs'

const shell = process.platform === 'win32'
const steps = [
  ['types', 'tsc', ['-b']],
  ['lint', 'biome', ['check', '--error-on-warnings']]
]

/** Runs all of them and answers the names of those that failed. */
export function checks() {
  return steps.flatMap(([name, program, args]) => {
    say(`Checking ${name} …`)
    return run(bin(program), args, { shell }) === 0 ? [] : [name]
  })
}
