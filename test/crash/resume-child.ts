import { writeSync } from 'node:fs'
import { work } from './resume-work'

// Said at once and whole: what waits in a buffer would die with the process.
const [home = ''] = process.argv.slice(2)
work(home, told => writeSync(1, `${JSON.stringify(told)}\n`)).then(
  () => process.exit(0),
  (error: unknown) => {
    writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  }
)
