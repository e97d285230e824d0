// What every script needs to start other programs and to speak to the person at the terminal.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const isRoot = process.getuid?.() === 0

/** A failure that the person can act on: its message is printed without a stack. */
export class Stop extends Error {}

export function say(text) {
  process.stdout.write(`${text}\n`)
}

/** Runs a program with its output shown; answers its exit code. Nothing here waits for a keyboard. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
  if (result.error) throw new Stop(`${command} could not be started: ${result.error.message}`)
  return result.status ?? 128
}

/** Runs a program quietly; answers its code and what it printed. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20, ...options })
  return { code: result.status ?? 128, stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
}

/** Runs a program that must succeed. `why` completes the sentence "… failed". */
export function mustRun(why, command, args, options) {
  const code = run(command, args, options)
  if (code !== 0) throw new Stop(`${why} failed (${command} ended with ${code}).`)
}

const isWindows = process.platform === 'win32'

/** npm and npx are shell scripts on Windows, which spawn starts through a shell only. */
export function npm(args, options = {}) {
  return [isWindows ? 'npm.cmd' : 'npm', args, { shell: isWindows, ...options }]
}

/** A program of a package in node_modules, without the cost of npx. */
export function bin(name) {
  return join(root, 'node_modules', '.bin', isWindows ? `${name}.cmd` : name)
}

// Daemons such as sshd live where an ordinary user's PATH does not look.
const daemonFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

export function findProgram(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...daemonFolders]) {
    const path = join(folder || '.', name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile()) return path
    } catch {
      // Not in this folder.
    }
  }
  return undefined
}

/** Runs a script's main function, turning a Stop into one plain message and exit code 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  }
}
