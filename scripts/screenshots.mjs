// `npm run screenshots`: the pictures in docs/screenshots, taken by the tests that visit the screens.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { underVirtualDisplay } from './lib/app.mjs'
import { build } from './lib/build.mjs'
import { bin, main, root, run } from './lib/process.mjs'
import { quantise } from './lib/quantise.mjs'
import { setUp } from './setup.mjs'

const folder = join(root, 'docs/screenshots')
const tests = join(root, 'test/e2e')
const takesPictures = name => name.endsWith('.e2e.ts') && readFileSync(join(tests, name), 'utf8').includes('/exhibit')

await main(async () => {
  await setUp({ tests: true })
  if (!build()) return 1
  // Pictures of screens that are no more would stay for ever.
  rmSync(folder, { recursive: true, force: true })
  const words = ['test', ...readdirSync(tests).filter(takesPictures)]
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
