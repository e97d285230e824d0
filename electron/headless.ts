import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ok } from '@shared/result'
import { app } from 'electron'
import { runCli } from './cli/cli'
import type { CliIo } from './cli/io'
import { type App, type AppOptions, composeApp } from './compose'
import { connectWindows, pageOrigin } from './desktop'
import { takePicture } from './picture'
import { readStandardInput, writeFully } from './standard-streams'
import { openWindow } from './window'

/**
 * Chromium's files of a run without a window, in a folder of its own: the app may be open on the same home.
 * Returns the undo.
 */
export function takeTemporaryChromiumFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'))
  app.setPath('userData', folder)
  app.disableHardwareAcceleration()
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** Carries out a command and answers the exit code. Called once Electron is ready. */
export async function runHeadless(
  words: readonly string[],
  parts: (savePath: string | null) => Omit<AppOptions, 'workspace'>
): Promise<number> {
  // Closing the picture's window must not end the process before the command is done.
  app.on('window-all-closed', () => undefined)
  let opened: App | null = null
  const io: CliIo = {
    out: text => writeFully(1, text),
    err: text => writeFully(2, text),
    hasColour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    readStdin: readStandardInput,
    readFile: path => readFile(path, 'utf8'),
    onInterrupt,
    open: async ({ workspace, savePath }) => {
      const slipway = await composeApp({ ...parts(savePath === null ? null : resolve(savePath)), workspace })
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
  return runCli(words, app.getVersion(), io)
}

/** Ctrl-C, and what else asks a process to end. */
function onInterrupt(listener: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  // Chromium turns some of them into the wish to quit.
  const onQuit = (event: { preventDefault(): void }) => {
    event.preventDefault()
    listener()
  }
  for (const signal of signals) process.on(signal, listener)
  app.on('before-quit', onQuit)
  return () => {
    for (const signal of signals) process.off(signal, listener)
    app.off('before-quit', onQuit)
  }
}
