// What has to come from the operating system: shared libraries, a virtual display, programs that tests start.
import { capture, findProgram, isRoot, run, Stop, say } from './process.mjs'
import { electronProgram } from './runtime.mjs'

const libraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'fonts-dejavu-core']

const programsOf = {
  unpack: { unzip: 'unzip' },
  display: { Xvfb: 'xvfb', 'xvfb-run': 'xvfb', xauth: 'xauth' },
  tests: { sshd: 'openssh-server', 'ssh-keygen': 'openssh-client', python3: 'python3' }
}

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

function missingPrograms(kind) {
  return Object.entries(programsOf[kind]).flatMap(([name, owner]) => (findProgram(name) ? [] : [{ name, owner }]))
}

/** The dynamic linker knows best which libraries a program lacks. */
function missingLibraries() {
  const { code, stdout } = capture('ldd', [electronProgram()])
  if (code !== 0) return []
  return stdout
    .split('\n')
    .filter(line => line.includes('not found'))
    .map(line => line.trim().split(' ')[0])
}

/** Newer Debian and Ubuntu have renamed some libraries; the new name wins where it exists. */
function currentName(name) {
  const renamed = `${name}t64`
  return /Candidate: \d/.test(capture('apt-cache', ['policy', renamed]).stdout) ? renamed : name
}

function install(names, reason) {
  const elevated = isRoot ? '' : 'sudo '
  const line = wanted => `apt-get install -y --no-install-recommends ${wanted.join(' ')}`
  if (!findProgram('apt-get')) {
    throw new Stop(`This machine lacks ${reason}.\nDebian calls the packages: ${names.join(' ')}`)
  }
  if (!isRoot) {
    throw new Stop(`This machine lacks ${reason}. Install what is missing, then run this again:\n
  ${elevated}apt-get update && ${elevated}${line(names.map(currentName))}`)
  }
  say(`This machine lacks ${reason}; installing ${names.join(' ')} …`)
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  // Another apt-get may be at work; it is waited for.
  const apt = ['-q', '-o', 'DPkg::Lock::Timeout=300']
  run('apt-get', [...apt, 'update'], options)
  const wanted = names.map(currentName)
  if (run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', ...wanted], options) !== 0) {
    throw new Stop(`Installing system packages failed. The line to run is:\n\n  ${line(wanted)}`)
  }
}

/** Installs what is missing for the named kinds: 'unpack', 'app', 'display', 'tests'. */
export function ensureSystem(kinds) {
  if (process.platform !== 'linux') return
  const lacking = []
  const names = new Set()
  for (const kind of kinds) {
    const missing = kind === 'app' ? missingLibraries() : missingPrograms(kind).map(program => program.name)
    const owners = kind === 'app' ? libraries : missingPrograms(kind).map(program => program.owner)
    if (missing.length === 0) continue
    lacking.push(...missing)
    for (const owner of owners) names.add(owner)
  }
  if (names.size > 0) install([...names], lacking.join(', '))
}
