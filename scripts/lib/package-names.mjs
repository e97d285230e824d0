// The names of what `npm run package` makes, for the script that makes it and the one that tries it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './process.mjs'

export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const release = join(root, 'release')
const base = `${manifest.name}-${manifest.version}`

export const unpacked = join(release, 'linux-unpacked')
export const archiveRoot = base
export const archive = join(release, `${base}-linux-x64.tar.gz`)
export const deb = join(release, `${manifest.name}_${manifest.version}_amd64.deb`)
