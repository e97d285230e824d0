// Runs the command line of the built app. Only its own output appears, so that it can be piped.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runApp } from './lib/app.mjs'
import { main, root, Stop } from './lib/process.mjs'
import { runtimeIsMissing } from './lib/runtime.mjs'
import { hasDisplay } from './lib/system.mjs'

await main(() => {
  if (runtimeIsMissing() || !existsSync(join(root, 'out/main/main.cjs'))) {
    throw new Stop('The app is not built yet. Run: npm run setup && npm run build')
  }
  return runApp(process.argv.slice(2), { headless: !hasDisplay(), stdin: 'inherit' })
})
