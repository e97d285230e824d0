import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const folder = join(import.meta.dirname, '../../resources/offline/run')

/**
 * Runs lines of bash with functions of the runner of a bundle, without a bundle; answers the lines that they wrote.
 * Fails where those are no valid UTF-8.
 * @param parts the files of the runner that hold the functions, such as `25-masks`
 */
export function inRunner(parts: readonly string[], lines: readonly string[], locale: string): readonly string[] {
  const functions = parts.map(name => readFileSync(join(folder, `${name}.sh`), 'utf8'))
  const ran = spawnSync('bash', ['-s'], {
    input: [...functions, ...lines].join('\n'),
    env: { PATH: process.env.PATH, LC_ALL: locale }
  })
  if (ran.stderr.length > 0) throw new Error(ran.stderr.toString('utf8'))
  return utf8.decode(ran.stdout).split('\n').slice(0, -1)
}
