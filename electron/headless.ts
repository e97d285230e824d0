import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ok } from '@shared/result'
import { app } from 'electron'
import { runCli } from './cli/cli'
import { exitCodes } from './cli/errors'
import type { CliIo } from './cli/io'
import { type App, type AppOptions, composeApp } from './compose'
import { connectWindows, pageOrigin } from './desktop'
import { takePicture } from './picture'
import { readStandardInput, statusLine, writeFully } from './standard-streams'
import { askAtTerminal } from './terminal-question'
import { openWindow } from './window'

const chromiumFolder = /^slipway-cli-(\d+)-/

/**
 * Chromium's files of a run without a window, in a folder of its own: the app may be open on the same home. Chromium
 * writes until after our last word, so each run removes what those before it left.
 */
export function takeTemporaryChromiumFolder(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = chromiumFolder.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) removeIfOurs(join(tmpdir(), name))
  }
  const folder = mkdtempSync(join(tmpdir(), `slipway-cli-${process.pid}-`))
  app.setPath('userData', folder)
  app.disableHardwareAcceleration()
  process.once('exit', () => removeIfOurs(folder))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function removeIfOurs(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // Another person's, on a machine that is shared.
  }
}

/** Carries out a command and answers the exit code. Called once Electron is ready. */
export async function runHeadless(
  words: readonly string[],
  parts: (savePath: string | null) => Omit<AppOptions, 'workspace'>
): Promise<number> {
  // Closing the picture's window must not end the process before the command is done.
  app.on('window-all-closed', () => undefined)
  let opened: App | null = null
  const interrupts = listenForInterrupts()
  const io: CliIo = {
    out: text => writeFully(1, text),
    err: text => writeFully(2, text),
    status: process.stderr.isTTY ? text => writeFully(2, statusLine(text, process.stderr.columns)) : null,
    hasColour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    readStdin: readStandardInput,
    passphraseFile: process.env.SLIPWAY_PASSPHRASE_FILE || null,
    question: process.stdin.isTTY && process.stderr.isTTY ? askAtTerminal : null,
    readFile: path => readFile(path),
    onInterrupt: interrupts.handle,
    open: async ({ workspace, savePath, openPath, folder, isAgent }) => {
      const slipway = await composeApp({
        ...parts(savePath === null ? null : resolve(savePath)),
        workspace,
        chooseOpenPath: async () => (openPath === null ? null : resolve(openPath)),
        chooseFolder: async () => (folder === null ? null : resolve(folder)),
        isAgent,
        opensWhenNeeded: true
      })
      if (!slipway.ok) return slipway
      opened = slipway.value
      const { call, broadcaster, close } = slipway.value
      return ok({ call, subscribe: broadcaster.subscribe, close })
    },
    takePicture: async (deployment, file) => {
      if (!opened) throw new Error('The app is not open')
      const origin = pageOrigin()
      connectWindows(opened, origin)
      const window = openWindow({ origin, stateFile: '', path: `/deployments/${deployment}`, isOffscreen: true })
      const taken = await takePicture(window, resolve(file))
      window.destroy()
      return taken
    }
  }
  const code = await Promise.race([runCli(words, app.getVersion(), io), interrupts.unhandled])
  if (code !== null) return code
  io.err('Cancelled.\n')
  await (opened as App | null)?.close()
  return exitCodes.cancelled
}

/**
 * Ctrl-C, and what else asks a process to end. `handle` hears of it until its undo is called; where nobody handles
 * it, `unhandled` settles.
 */
function listenForInterrupts() {
  let endAtOnce: (nothing: null) => void = () => undefined
  const unhandled = new Promise<null>(resolve => {
    endAtOnce = resolve
  })
  let handler: (() => void) | null = null
  const interrupt = () => (handler ? handler() : endAtOnce(null))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
  // Chromium turns some of them into the wish to quit.
  app.on('before-quit', event => {
    event.preventDefault()
    interrupt()
  })
  const handle = (listener: () => void): (() => void) => {
    handler = listener
    return () => {
      handler = null
    }
  }
  return { handle, unhandled }
}
