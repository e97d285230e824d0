// Makes a fresh clone ready to run: packages, Electron, and what the operating system has to provide.
// Quick when there is nothing to do, so every other script starts with it.
//
//   node scripts/setup.mjs            to run the app
//   node scripts/setup.mjs --tests    to run the tests as well
import { pathToFileURL } from 'node:url'
import { ensureModules } from './lib/modules.mjs'
import { main, Stop, say } from './lib/process.mjs'
import { ensureRuntime, runtimeInUse, runtimeIsMissing } from './lib/runtime.mjs'
import { standInFits, standInIsCached } from './lib/stand-in.mjs'
import { ensureSystem } from './lib/system.mjs'

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 18)) return
  throw new Stop(`Slipway needs Node 20.18 or newer; this is ${process.versions.node}.`)
}

/**
 * The app needs no display for its commands; what drives its window brings a virtual one.
 * @param {{ tests?: boolean, display?: boolean }} needs
 */
export async function setUp({ tests = false, display = tests } = {}) {
  checkNode()
  ensureModules()
  const kinds = ['app']
  if (display) kinds.push('display')
  if (tests) kinds.push('tests')
  if (runtimeIsMissing() && standInFits && !standInIsCached()) kinds.push('unpack')
  ensureSystem(kinds)
  await ensureRuntime()
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setUp({ tests: process.argv.includes('--tests') })
    const { version, isStandIn } = runtimeInUse()
    say(`Ready, with Electron ${version}${isStandIn ? ' standing in' : ''}.`)
  })
}
