// Makes a .deb out of an unpacked application with dpkg-deb alone.
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, mustRun, root } from './process.mjs'

// Each library under its old and its new name, because Debian 13 and Ubuntu 24.04 have renamed some.
const depends = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libxss1',
  'libxtst6'
]
// A key chain keeps the key of the vault; the app also works without one and says so.
const recommends = ['libsecret-1-0', 'xdg-utils', 'fonts-dejavu-core | fonts-liberation | fonts-noto-core']

const control = ({ name, version, description, author }, size) => `Package: ${name}
Version: ${version}
Architecture: amd64
Maintainer: ${author} <maintainers@slipway.invalid>
Installed-Size: ${size}
Depends: ${depends.join(', ')}
Recommends: ${recommends.join(', ')}
Section: devel
Priority: optional
Description: ${description}
 Slipway deploys releases to servers over SSH, from a window or from the
 command line, and keeps a record of every step.
`

function addFile(tree, from, to, mode = 0o644) {
  const target = join(tree, to)
  mkdirSync(join(target, '..'), { recursive: true })
  cpSync(from, target)
  chmodSync(target, mode)
}

function addApplication(tree, unpacked) {
  const folder = join(tree, 'opt/Slipway')
  cpSync(unpacked, folder, { recursive: true, verbatimSymlinks: true })
  // Where the kernel forbids user namespaces, Chromium needs this helper to be set-uid root.
  chmodSync(join(folder, 'chrome-sandbox'), 0o4755)
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('/opt/Slipway/bin/slipway', join(tree, 'usr/bin/slipway'))
}

function addDesktopFiles(tree) {
  const icons = join(root, 'resources/icons')
  addFile(tree, join(root, 'resources/linux/slipway.desktop'), 'usr/share/applications/slipway.desktop')
  addFile(tree, join(root, 'LICENSE'), 'usr/share/doc/slipway/copyright')
  addFile(tree, join(icons, 'icon.svg'), 'usr/share/icons/hicolor/scalable/apps/slipway.svg')
  for (const file of readdirSync(icons).filter(name => name.endsWith('.png'))) {
    const size = file.replace('.png', '')
    addFile(tree, join(icons, file), `usr/share/icons/hicolor/${size}/apps/slipway.png`)
  }
}

export function makeDeb(unpacked, file, manifest) {
  const tree = join(root, 'release/deb')
  rmSync(tree, { recursive: true, force: true })
  addApplication(tree, unpacked)
  addDesktopFiles(tree)
  const size = Number.parseInt(capture('du', ['-sk', tree]).stdout, 10)
  mkdirSync(join(tree, 'DEBIAN'))
  writeFileSync(join(tree, 'DEBIAN/control'), control(manifest, size))
  mustRun('Making the .deb', 'dpkg-deb', ['--root-owner-group', '-Zzstd', '--build', tree, file])
  rmSync(tree, { recursive: true })
}
