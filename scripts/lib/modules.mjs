// Brings node_modules into line with package-lock.json.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustRun, npm, root, say } from './process.mjs'

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * npm writes node_modules/.package-lock.json as the last act of an install, so it says what is really there,
 * after an interrupted install too. A package for another platform is optional and may be missing.
 */
export function modulesAreCurrent() {
  const wanted = packagesIn('package-lock.json')
  const present = packagesIn('node_modules/.package-lock.json')
  if (!wanted || !present) return false
  const paths = Object.keys(wanted).filter(path => path !== '')
  return paths.every(path =>
    present[path] ? present[path].version === wanted[path].version : wanted[path].optional || wanted[path].peer
  )
}

export function ensureModules() {
  if (modulesAreCurrent()) return
  say('Installing the packages of package-lock.json …')
  // No install script is needed here, and the ones that exist would compile parts that Electron cannot load.
  mustRun('Installing packages', ...npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']))
}
