import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, type Failure } from '@shared/failure'
import type { Result } from '@shared/result'
import { app, dialog } from 'electron'
import { registerAppScheme } from './app-protocol'
import { type CommandLine, readCommandLine } from './command-line'
import { type App, type AppOptions, composeApp } from './compose'
import {
  chooseFolder,
  chooseOpenFile,
  chooseOpenPath,
  choosePackages,
  chooseSavePath,
  pageOrigin,
  runDesktop
} from './desktop'
import { hardenProcess } from './hardening'
import { runHeadless, takeTemporaryChromiumFolder } from './headless'
import { createNetworkLedger } from './network-ledger'
import { rescue } from './rescue'
import { systemKeyChain } from './safe-storage'
import { writeFully } from './standard-streams'
import { createScanThreads } from './store/log/scan/scan-thread'
import { guardSockets } from './transports/socket-guard'
import { createWorkerSshTransport } from './transports/ssh/worker-client'
import { uiOrigin } from './ui-files'
import { confineEverything } from './window'

const network = createNetworkLedger(Date.now)

/** What the app is made of on every way of starting it. */
const partsFor = (
  home: string,
  choose: AppOptions['chooseSavePath'],
  isDesktop: boolean
): Omit<AppOptions, 'workspace'> => ({
  home,
  // A window will connect sooner or later; most commands never do.
  ssh: createWorkerSshTransport({ workerPath: join(__dirname, 'ssh-worker.cjs'), startsNow: isDesktop, network }),
  logScans: createScanThreads({ workerPath: join(__dirname, 'log-worker.cjs') }),
  network,
  slipwayVersion: app.getVersion(),
  door: isDesktop ? 'window' : 'command-line',
  keyChain: systemKeyChain,
  chooseSavePath: choose,
  ...(isDesktop ? { chooseOpenFile, chooseFolder, choosePackages } : {}),
  report: message => writeFully(2, `slipway: ${message}\n`)
})

async function startDesktop(home: string): Promise<void> {
  const compose = (opensWhenNeeded: boolean) =>
    composeApp({ ...partsFor(home, chooseSavePath, true), chooseOpenPath, workspace: 'main', opensWhenNeeded })
  const slipway = await compose(false)
  if (slipway.ok) {
    await runDesktop(slipway.value, home)
    return
  }
  const { failure } = slipway
  writeFully(2, `${describe(failure)}\n`)
  const rescued = await afterFailure(failure, () => compose(true))
  if (rescued) await runDesktop(rescued, home)
  else app.exit(1)
}

/** Tells why nothing could be opened. Answers the app where the person could do something about it. */
async function afterFailure(failure: Failure, compose: () => Promise<Result<App>>): Promise<App | null> {
  if (failure.kind === 'storage-damaged')
    return rescue({ failure, compose, showMessageBox: options => dialog.showMessageBox(options) })
  dialog.showErrorBox('Slipway cannot start', describe(failure))
  return null
}

function prepareHome(given: string | null): string {
  const home = resolve(given || process.env.SLIPWAY_HOME || app.getPath('userData'))
  mkdirSync(home, { recursive: true, mode: 0o700 })
  return home
}

function openDesktop({ home: given }: CommandLine): void {
  const home = prepareHome(given)
  // Chromium's own files, and with them the lock of the single instance, belong to the home folder.
  app.setPath('userData', join(home, 'chromium'))
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => startDesktop(home))
  else app.exit(0)
}

/** The demo that runs by itself leaves nothing behind, unless it was given a home. */
const isThrowAway = ({ home, words }: CommandLine): boolean =>
  home === null &&
  !process.env.SLIPWAY_HOME &&
  words
    .filter(word => !word.startsWith('-'))
    .join(' ')
    .startsWith('demo run')

function runCommand(command: CommandLine): void {
  takeTemporaryChromiumFolder()
  const temporary = isThrowAway(command) ? mkdtempSync(join(tmpdir(), 'slipway-demo-')) : null
  const home = temporary ?? prepareHome(command.home)
  const end = (code: number): void => {
    if (temporary) rmSync(temporary, { recursive: true, force: true, maxRetries: 3 })
    app.exit(code)
  }
  void app
    .whenReady()
    .then(() => runHeadless(command.words, savePath => partsFor(home, async () => savePath, false)))
    .then(end, () => end(1))
}

function start(): void {
  // Before anything else can open a socket.
  const { apply } = guardSockets({
    thread: 'app',
    name: 'app',
    policy: network.policy(),
    now: Date.now,
    report: network.record
  })
  network.follow(apply)
  registerAppScheme()
  hardenProcess(pageOrigin() !== uiOrigin)
  confineEverything()
  const command = readCommandLine(process.argv, process.defaultApp === true)
  if (command.words.length > 0) runCommand(command)
  else openDesktop(command)
}

start()
