// `npm run screenshots`: the pictures in docs/screenshots, taken by the test that visits every screen.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { underVirtualDisplay } from './lib/app.mjs'
import { build } from './lib/build.mjs'
import { bin, main, root, run } from './lib/process.mjs'
import { quantise } from './lib/quantise.mjs'
import { setUp } from './setup.mjs'

const folder = join(root, 'docs/screenshots')
const words = ['test', 'test/e2e/screens.e2e.ts']

await main(async () => {
  await setUp({ tests: true })
  if (!build()) return 1
  // Pictures of screens that are no more would stay for ever.
  rmSync(folder, { recursive: true, force: true })
  const env = { ...process.env, SLIPWAY_SCREENSHOTS: folder }
  const isLinux = process.platform === 'linux'
  const command = isLinux ? underVirtualDisplay(bin('playwright'), words) : [bin('playwright'), words]
  const code = run(...command, { env })
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    writeFileSync(file, quantise(readFileSync(file)))
  }
  return code
})
