import { writeSync } from 'node:fs'
import { work } from './work'

// Said at once and whole: what waits in a buffer would die with the process.
const [home = ''] = process.argv.slice(2)
writeSync(1, '\n')
work(home, words => writeSync(1, `${JSON.stringify(words)}\n`)).catch((error: unknown) => {
  writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
