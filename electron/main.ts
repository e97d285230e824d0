import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe } from '@shared/failure'
import { app, dialog } from 'electron'
import { registerAppScheme } from './app-protocol'
import { readCommandLine } from './command-line'
import { type AppOptions, composeApp } from './compose'
import { chooseSavePath, runDesktop } from './desktop'
import { createWorkerSshTransport } from './transports/ssh/worker-client'

const report = (message: string): void => {
  process.stderr.write(`slipway: ${message}\n`)
}

/** What the app is made of on every way of starting it. */
const partsFor = (home: string): Omit<AppOptions, 'workspace'> => ({
  home,
  ssh: createWorkerSshTransport({ workerPath: join(__dirname, 'ssh-worker.cjs') }),
  slipwayVersion: app.getVersion(),
  chooseSavePath,
  report
})

async function startDesktop(home: string): Promise<void> {
  const slipway = await composeApp({ ...partsFor(home), workspace: 'main' })
  if (slipway.ok) {
    runDesktop(slipway.value, home)
    return
  }
  report(describe(slipway.failure))
  dialog.showErrorBox('Slipway cannot start', describe(slipway.failure))
  app.exit(1)
}

function start(): void {
  const { home: given } = readCommandLine(process.argv, process.defaultApp === true)
  const home = resolve(given || process.env.SLIPWAY_HOME || app.getPath('userData'))
  mkdirSync(home, { recursive: true, mode: 0o700 })
  // Chromium's own files, and with them the lock of the single instance, belong to the home folder.
  app.setPath('userData', join(home, 'chromium'))
  registerAppScheme()
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => startDesktop(home))
  else app.exit(0)
}

start()
