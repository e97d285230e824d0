// What `electron <folder>` runs first when the runtime carries no default app of its own:
// it finds the application on the command line, names it, and loads it.
//
// It is an ES module with a top-level await because Electron holds back `ready` until such a module has settled;
// an application must be able to register its schemes before that.
import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

function readCommandLine(argv) {
  const preloads = []
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]
    if (word === '-r' || word === '--require') preloads.push(argv[++i])
    else if (word === '-v' || word === '--version') return { preloads, wantsVersion: true }
    else if (!word.startsWith('-')) return { preloads, target: word }
  }
  return { preloads }
}

function readPackage(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
}

/** The file to load, and the folder and package that give the application its name. */
function locate(target) {
  const path = resolve(target)
  const isFolder = statSync(path).isDirectory()
  const folder = isFolder ? path : dirname(path)
  const manifest = readPackage(folder)
  return { folder, manifest, entry: isFolder ? join(folder, manifest?.main ?? 'index.js') : path }
}

function introduce({ folder, manifest }) {
  if (manifest?.productName ?? manifest?.name) app.setName(manifest.productName ?? manifest.name)
  if (manifest?.version) app.setVersion(manifest.version)
  if (manifest?.desktopName) app.setDesktopName(manifest.desktopName)
  app.setAppPath(folder)
}

function giveUp(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

const { preloads, target, wantsVersion } = readCommandLine(process.argv)
if (wantsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`)
  process.exit(0)
}
if (!target) giveUp('Name the folder of an application: electron <folder>')

try {
  process.defaultApp = true
  const application = locate(target)
  introduce(application)
  const require = createRequire(join(application.folder, 'package.json'))
  for (const preload of preloads) require(resolve(preload))
  await import(pathToFileURL(application.entry).href)
} catch (error) {
  giveUp(`The application could not be started.\n${error?.stack ?? error}`)
}
