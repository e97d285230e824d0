// `npm run package:smoke`: unpacks what `npm run package` made and starts it as a user would, shipping fuses and all.
// With --install, as root, the .deb is really installed, tried and removed again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright'
import { underVirtualDisplay } from './lib/app.mjs'
import { archive, archiveRoot, deb, manifest } from './lib/package-names.mjs'
import { capture, isRoot, main, mustRun, root, Stop, say } from './lib/process.mjs'
import { setUp } from './setup.mjs'

const { FuseState } = createRequire(import.meta.url)('@electron/fuses/dist/constants.js')
const { FuseV1Options, getCurrentFuseWire } = createRequire(import.meta.url)('@electron/fuses')

const pictures = join(root, 'release/smoke')
const startLimit = 60_000

const shippedFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false
}

function expectTrue(condition, complaint) {
  if (!condition) throw new Stop(complaint)
}

async function checkFuses(folder) {
  const wire = await getCurrentFuseWire(join(folder, 'slipway'))
  for (const [name, wanted] of Object.entries(shippedFuses)) {
    const state = wire[FuseV1Options[name]]
    const expected = wanted ? FuseState.ENABLE : FuseState.DISABLE
    expectTrue(state === expected, `The fuse ${name} is not ${wanted ? 'on' : 'off'} in ${folder}.`)
  }
}

/** Resolves with the address where the started app lets itself be driven. */
function debuggingAddress(child) {
  return new Promise((resolve, reject) => {
    let output = ''
    const limit = setTimeout(() => reject(new Stop(`The app did not start in time.\n${output}`)), startLimit)
    child.stderr.on('data', chunk => {
      output += chunk
      const address = /DevTools listening on (ws:\S+)/.exec(output)?.[1]
      if (!address) return
      clearTimeout(limit)
      resolve(address)
    })
    child.once('exit', code => {
      clearTimeout(limit)
      reject(new Stop(`The app ended with ${code} before it could be driven.\n${output}`))
    })
  })
}

/** Waits until a page has loaded: driving a page that is still on its way may hang. */
async function untilPageLoads(address) {
  const list = `http://${new URL(address).host}/json/list`
  const until = Date.now() + startLimit
  while (Date.now() < until) {
    const targets = await (await fetch(list)).json()
    if (targets.some(({ type, title }) => type === 'page' && title)) return
    await wait(100)
  }
  throw new Stop('The window shows no page with a title.')
}

/** Ends the process group, and waits until nobody holds its output any more: only then does nobody write its data. */
async function end(child, closed) {
  const kill = signal => {
    try {
      process.kill(-child.pid, signal)
    } catch {
      // All of it has ended already.
    }
  }
  kill('SIGTERM')
  const hurry = setTimeout(() => kill('SIGKILL'), 10_000)
  await closed
  clearTimeout(hurry)
}

/** A start with data of its own; the whole process group ends with it, the virtual display included. */
async function withStartedApp(program, work) {
  const data = mkdtempSync(join(tmpdir(), 'slipway-smoke-'))
  const args = [`--user-data-dir=${data}`, '--remote-debugging-port=0', '--disable-gpu']
  const child = spawn(...underVirtualDisplay(program, args), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SLIPWAY_HOME: data }
  })
  const closed = once(child, 'close')
  try {
    const address = await debuggingAddress(child)
    await untilPageLoads(address)
    const browser = await chromium.connectOverCDP(address)
    await work(browser.contexts()[0])
    await browser.close()
  } finally {
    await end(child, closed)
    rmSync(data, { recursive: true, force: true })
  }
}

async function checkWindow(name, program) {
  const picture = join(pictures, `${name}.png`)
  const began = Date.now()
  await withStartedApp(program, async context => {
    const page = context.pages()[0] ?? (await context.waitForEvent('page'))
    await page.getByRole('heading', { name: /Welcome to Slipway/ }).waitFor({ timeout: startLimit })
    say(`${name}: the first page shows after ${((Date.now() - began) / 1000).toFixed(1)} s`)
    await page.screenshot({ path: picture })
  })
  say(`  picture: ${relative(root, picture)}`)
}

function checkDebContents() {
  const { stdout } = capture('dpkg-deb', ['--contents', deb])
  const lines = stdout.split('\n')
  const has = (start, end) => lines.some(line => line.startsWith(start) && line.endsWith(end))
  expectTrue(
    has('-rwsr-xr-x root/root', 'opt/Slipway/chrome-sandbox'),
    'chrome-sandbox is not set-uid root in the .deb.'
  )
  expectTrue(has('l', './usr/bin/slipway -> /opt/Slipway/bin/slipway'), 'The .deb has no /usr/bin/slipway.')
  expectTrue(has('-rw-r--r--', 'applications/slipway.desktop'), 'The .deb has no desktop entry.')
  expectTrue(has('-rw-r--r--', '256x256/apps/slipway.png'), 'The .deb has no icon.')
}

function sizeOf(file) {
  say(`${relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB`)
}

async function tryArchive(work) {
  mustRun('Unpacking the archive', 'tar', ['-xzf', archive, '-C', work])
  const folder = join(work, archiveRoot)
  await checkFuses(folder)
  await checkWindow('archive', join(folder, 'bin/slipway'))
}

async function tryDeb(work) {
  checkDebContents()
  const tree = join(work, 'deb')
  mustRun('Unpacking the .deb', 'dpkg-deb', ['--extract', deb, tree])
  await checkFuses(join(tree, 'opt/Slipway'))
  await checkWindow('deb', join(tree, 'opt/Slipway/bin/slipway'))
}

async function tryInstalled() {
  expectTrue(isRoot, 'Installing the .deb needs root.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  mustRun('Installing the .deb', 'apt-get', ['install', '-qy', '--no-install-recommends', deb], { env })
  try {
    await checkWindow('installed', '/usr/bin/slipway')
  } finally {
    mustRun('Removing the .deb', 'apt-get', ['remove', '-qy', manifest.name], { env })
  }
  expectTrue(!existsSync('/opt/Slipway') && !existsSync('/usr/bin/slipway'), 'Removing the .deb left files behind.')
}

await main(async () => {
  await setUp({ display: true })
  expectTrue(existsSync(archive), 'There is nothing to try yet. Run: npm run package')
  const work = mkdtempSync(join(tmpdir(), 'slipway-packages-'))
  mkdirSync(pictures, { recursive: true })
  try {
    sizeOf(archive)
    await tryArchive(work)
    if (existsSync(deb)) {
      sizeOf(deb)
      await tryDeb(work)
      if (process.argv.includes('--install')) await tryInstalled()
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  say('The packages start, with the fuses of a release.')
})
