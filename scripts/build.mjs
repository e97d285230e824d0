// `npm run build`: a production build in out/.
import { build } from './lib/build.mjs'
import { ensureModules } from './lib/modules.mjs'
import { main } from './lib/process.mjs'

await main(() => {
  ensureModules()
  return build({ always: true }) ? 0 : 1
})
