// `npm run check`: types, lint and the tests that start no server. It needs Node and nothing from the system.
import { checks } from './lib/checks.mjs'
import { ensureModules } from './lib/modules.mjs'
import { bin, main, run, say } from './lib/process.mjs'

await main(() => {
  ensureModules()
  const failed = checks()
  if (run(bin('vitest'), ['run', '--project', 'unit'], { shell: process.platform === 'win32' }) !== 0) {
    failed.push('unit tests')
  }
  say(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`)
  return failed.length
})
