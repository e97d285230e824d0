// How the built app is started: which flags, and under which display.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { isRoot, root, say } from './process.mjs'
import { electronProgram } from './runtime.mjs'

// Chromium refuses to run as root with its sandbox on.
export const sandboxFlags = () => (isRoot ? ['--no-sandbox'] : [])

// Keeps Chromium's own complaints, about D-Bus and the like, out of what a command says.
const quietFlag = '--log-level=3'

// Without a display server Electron starts only when told so on its command line; a switch set by the app comes too late.
// Off-screen windows work in this mode, ordinary ones do not.
export const headlessFlags = ['--ozone-platform=headless', '--disable-gpu', quietFlag]

export function noteRoot() {
  if (isRoot) say('Running as root, so the Chromium sandbox is off. Use an ordinary account for daily work.')
}

/** A command under a virtual display, whatever display there is. */
export function underVirtualDisplay(command, args) {
  return ['xvfb-run', ['-a', '-s', '-screen 0 1400x900x24', command, ...args]]
}

// Those of our options before a command whose value is the next word, which would be taken for the command.
const optionsWithValue = ['--home', '--workspace', '--passphrase-file']

/**
 * A command of ours stands behind `--`: before it, Chromium would take options such as `--type=…` or `--lang=…` for its own.
 * What stands before the first word is meant for Chromium. The installed launcher does the same.
 */
export function withSeparator(args) {
  const first = args.findIndex(word => optionsWithValue.includes(word) || !word.startsWith('-'))
  return first < 0 ? args : [...args.slice(0, first), '--', ...args.slice(first)]
}

function appCommand(args, headless) {
  const chromiumFlags = headless ? headlessFlags : args.length > 0 ? [quietFlag] : []
  return [electronProgram(), [root, ...sandboxFlags(), ...chromiumFlags, ...withSeparator(args)]]
}

/** Runs the built app in the foreground, in the folder of whoever asks, and answers its exit code. */
export async function runApp(args, { headless = false, stdin = 'ignore' } = {}) {
  const [command, words] = appCommand(args, headless)
  const child = spawn(command, words, { stdio: [stdin, 'inherit', 'inherit'] })
  // The app ends in its own time and with its own code. Ctrl-C reaches it from the terminal; the others are passed on.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const [code, signal] = await once(child, 'exit')
  // As a shell counts it.
  return code ?? 128 + constants.signals[signal]
}
