// What has to come from the operating system: shared libraries, a virtual display, programs that tests start.
import { existsSync, readdirSync } from 'node:fs'
import { capture, findProgram, isRoot, run, Stop, say } from './process.mjs'

// What is needed, and the Debian package that has it.
const programs = {
  unpack: { unzip: 'unzip' },
  display: { Xvfb: 'xvfb', 'xvfb-run': 'xvfb', xauth: 'xauth' },
  tests: {
    sshd: 'openssh-server',
    'ssh-keygen': 'openssh-client',
    openssl: 'openssl',
    python3: 'python3',
    ip: 'iproute2',
    sudo: 'sudo',
    busybox: 'busybox',
    bzip2: 'bzip2',
    nginx: 'nginx-light'
  }
}
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1'
}

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const pairs = (needed, isPresent) =>
  Object.entries(needed).flatMap(([name, owner]) => (isPresent(name) ? [] : [{ name, owner }]))

function missingFonts() {
  const folder = '/usr/share/fonts'
  const some = existsSync(folder) && readdirSync(folder).length > 0
  return some ? [] : [{ name: 'a font', owner: 'fonts-dejavu-core' }]
}

function missingForApp() {
  const ldconfig = findProgram('ldconfig')
  const known = ldconfig ? capture(ldconfig, ['-p']).stdout : ''
  // A system that keeps no such list has to be taken at its word.
  if (known === '') return []
  return [...pairs(libraries, name => known.includes(`\t${name} `)), ...missingFonts()]
}

const missingFor = kind => (kind === 'app' ? missingForApp() : pairs(programs[kind], findProgram))

/** Newer Debian and Ubuntu have renamed some libraries; the new name wins where it exists. */
function currentName(name) {
  const renamed = `${name}t64`
  return /Candidate: \d/.test(capture('apt-cache', ['policy', renamed]).stdout) ? renamed : name
}

function stopWithAdvice(names, reason) {
  if (!findProgram('apt-get')) {
    throw new Stop(`This machine lacks ${reason}.\nDebian calls the packages: ${names.join(' ')}`)
  }
  const line = `sudo apt-get install -y --no-install-recommends ${names.map(currentName).join(' ')}`
  throw new Stop(`This machine lacks ${reason}. Run this, then try again:\n\n  sudo apt-get update && ${line}`)
}

function install(names, reason) {
  if (!isRoot || !findProgram('apt-get')) stopWithAdvice(names, reason)
  say(`This machine lacks ${reason}; installing ${names.join(' ')} …`)
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  // Another apt-get may be at work; it is waited for.
  const apt = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0']
  run('apt-get', [...apt, 'update'], options)
  const line = ['install', '-y', '--no-install-recommends', ...names.map(currentName)]
  if (run('apt-get', [...apt, ...line], options) !== 0) {
    throw new Stop(`Installing system packages failed. The line to run is:\n\n  apt-get ${line.join(' ')}`)
  }
}

/** Installs what is missing for the named kinds: 'unpack', 'app', 'display', 'tests'. */
export function ensureSystem(kinds) {
  if (process.platform !== 'linux') return
  const missing = kinds.flatMap(missingFor)
  if (missing.length === 0) return
  const owners = [...new Set(missing.map(({ owner }) => owner))]
  install(owners, missing.map(({ name }) => name).join(', '))
}
