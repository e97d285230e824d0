// `npm run screenshots`: the pictures in docs/screenshots, taken by the test that visits every screen.
import { join } from 'node:path'
import { underVirtualDisplay } from './lib/app.mjs'
import { build } from './lib/build.mjs'
import { bin, main, root, run } from './lib/process.mjs'
import { setUp } from './setup.mjs'

const words = ['test', 'test/e2e/screens.e2e.ts']

await main(async () => {
  await setUp({ tests: true })
  if (!build()) return 1
  const env = { ...process.env, SLIPWAY_SCREENSHOTS: join(root, 'docs/screenshots') }
  const isLinux = process.platform === 'linux'
  const command = isLinux ? underVirtualDisplay(bin('playwright'), words) : [bin('playwright'), words]
  return run(...command, { env })
})
