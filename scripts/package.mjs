// `npm run package`: the app as a folder, a .tar.gz and a .deb in release/. Other kinds: docs/packaging.md.
import { rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from './lib/build.mjs'
import { makeDeb } from './lib/deb.mjs'
import { archive, archiveRoot, deb, manifest, unpacked } from './lib/package-names.mjs'
import { bin, capture, findProgram, main, mustRun, root, Stop, say } from './lib/process.mjs'
import { runtimeInUse } from './lib/runtime.mjs'
import { setUp } from './setup.mjs'

const megabytes = bytes => `${(bytes / 1e6).toFixed(1)} MB`

function makeFolder() {
  const { folder, version } = runtimeInUse()
  // The runtime that is here already is packed, so nothing is fetched.
  const runtime = [`-c.electronDist=${folder}`, `-c.electronVersion=${version}`]
  mustRun('Packaging', bin('electron-builder'), ['--linux', 'dir', '--publish', 'never', ...runtime])
  // Electron starts app.asar; its default app would be dead weight.
  rmSync(join(unpacked, 'resources/default_app.asar'), { force: true })
}

function makeArchive() {
  const names = ['--transform', `s,^linux-unpacked,${archiveRoot},`, '--owner=0', '--group=0', '--numeric-owner']
  mustRun('Making the archive', 'tar', ['-czf', archive, ...names, '-C', `${unpacked}/..`, 'linux-unpacked'])
}

function printSizes() {
  const folderSize = Number.parseInt(capture('du', ['-sb', unpacked]).stdout, 10)
  say(`\n${relative(root, unpacked)}  ${megabytes(folderSize)}`)
  for (const file of [archive, deb]) {
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats) say(`${relative(root, file)}  ${megabytes(stats.size)}`)
  }
}

await main(async () => {
  if (process.platform !== 'linux') throw new Stop('This makes Linux packages; docs/packaging.md names the others.')
  await setUp()
  if (!build()) throw new Stop('The build failed; see above.')
  for (const old of [unpacked, archive, deb]) rmSync(old, { recursive: true, force: true })
  makeFolder()
  makeArchive()
  if (findProgram('dpkg-deb')) makeDeb(unpacked, deb, manifest)
  else say('There is no dpkg-deb here, so no .deb was made.')
  printSizes()
  if (runtimeInUse().isStandIn) say('\nThese hold the stand-in Electron: they are for trying out, not for release.')
})
