// Builds the app into out/, unless out/ already comes from these very sources.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bin, root, run, say } from './process.mjs'

const inputs = ['electron', 'shared', 'renderer', 'resources', 'electron.vite.config.ts', 'package-lock.json']
const stamp = join(root, 'out', '.built-from')

function* filesUnder(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return
  if (!stats.isDirectory()) yield { path, stats }
  else for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name))
}

/** Names, sizes and times of all files, so it changes when a file goes, too. */
function fingerprint(paths) {
  const hash = createHash('sha256')
  for (const each of paths) {
    for (const { path, stats } of filesUnder(join(root, each))) {
      hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

const ofSources = () => fingerprint(inputs)
// The development server writes there as well, without the rest.
const ofOutput = () => fingerprint(['out/main'])

function builtFrom() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return undefined
  }
}

/** Answers whether out/ is usable. */
export function build({ always = false } = {}) {
  // Taken before the build: a source that changes meanwhile is not in it.
  const sources = ofSources()
  if (!always && builtFrom() === `${sources} ${ofOutput()}`) return true
  say('Building …')
  // Removed first, so that a failed build never looks finished.
  rmSync(stamp, { force: true })
  const code = run(bin('electron-vite'), ['build', '--logLevel', 'warn'], { shell: process.platform === 'win32' })
  if (code === 0) writeFileSync(stamp, `${sources} ${ofOutput()}`)
  return code === 0
}
