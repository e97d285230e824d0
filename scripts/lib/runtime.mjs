// Makes `electron` in node_modules runnable: Electron's own build where it can be had, else the stand-in.
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { capture, root, Stop, say } from './process.mjs'
import { ensureStandIn, standInFits, standInFolder, standInVersion } from './stand-in.mjs'

const packageFolder = join(root, 'node_modules/electron')
const dist = join(packageFolder, 'dist')
const pathFile = join(packageFolder, 'path.txt')

const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const program = programs[process.platform] ?? 'electron'

const isLink = path => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false

export function electronProgram() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return join(override || dist, program)
}

/** The folder of the runtime in use, and whether it is the stand-in. */
export function runtimeInUse() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || dist
  const isStandIn = !process.env.ELECTRON_OVERRIDE_DIST_PATH && isLink(dist)
  const versionFile = join(folder, 'version')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown'
  return { folder, isStandIn, version }
}

function linkStandIn() {
  rmSync(dist, { recursive: true, force: true })
  symlinkSync(standInFolder, dist, 'dir')
  // Electron's package reads this file as it is, so it must not end with a newline.
  writeFileSync(pathFile, program)
}

const isReady = () => existsSync(electronProgram()) && existsSync(pathFile)

/** True when the stand-in is likely to be needed, so that what unpacks it can be installed first. */
export const runtimeIsMissing = () => !process.env.ELECTRON_OVERRIDE_DIST_PATH && !isReady()

export async function ensureRuntime() {
  if (!runtimeIsMissing()) return
  // A link to a removed cache would make Electron's installer write into that cache.
  if (isLink(dist)) rmSync(dist)
  const wanted = createRequire(import.meta.url)('electron/package.json').version
  say(`Fetching Electron ${wanted} …`)
  const installer = capture(process.execPath, [join(packageFolder, 'install.js')])
  if (installer.code === 0 && isReady()) return
  if (!standInFits) {
    throw new Stop(`Electron ${wanted} could not be downloaded:\n${installer.stderr.trim().split('\n')[0]}`)
  }
  await ensureStandIn()
  linkStandIn()
  say(`Electron ${wanted} cannot be downloaded here, so Electron ${standInVersion} stands in for it; do not ship it.`)
}
