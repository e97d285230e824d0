// `npm start`: from a fresh clone to the running app. Without a display it plays the demo and leaves a screenshot.
import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { noteRoot, runApp } from './lib/app.mjs'
import { build } from './lib/build.mjs'
import { main, root, Stop, say } from './lib/process.mjs'
import { hasDisplay } from './lib/system.mjs'
import { setUp } from './setup.mjs'

function demoArguments() {
  const folder = join(root, '.slipway')
  mkdirSync(folder, { recursive: true })
  const screenshot = join(folder, 'demo.png')
  say(`There is no display, so the demo runs by itself; its picture goes to ${relative(root, screenshot)}.`)
  return ['demo', 'run', '--screenshot', screenshot]
}

await main(async () => {
  const given = process.argv.slice(2)
  await setUp()
  if (!build()) throw new Stop('The build failed; see above.')
  noteRoot()
  const args = given.length > 0 || hasDisplay() ? given : demoArguments()
  return runApp(args, { headless: !hasDisplay() })
})
