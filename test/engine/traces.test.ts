import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunId } from '@shared/ids'
import type { ScriptSyntax } from '@shared/model/process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scriptCommand } from '../../electron/engine/commands'
import { parseTraces, traceCommand, traceFile } from '../../electron/engine/traces'
import { helpers } from '../support/real-scripts'

const folder = 'deployment-0000000001.target-0000000001'
const run = '1.target-0000000001' as RunId
const file = traceFile(folder, Date.UTC(2026, 10, 28))
const nonce = '0123456789abcdef0123456789abcdef'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-traces-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const env = () => ({ ...process.env, HOME: home })
const commandOf = (script: string, syntax: ScriptSyntax) =>
  scriptCommand({
    syntax,
    platform: 'posix',
    nonce,
    folder,
    script,
    isLast: true,
    variables: [],
    traces: { file, run }
  })

function perform(script: string, syntax: ScriptSyntax = 'bash'): number | null {
  const { argv, stdin } = commandOf(script, syntax)
  return spawnSync(argv[0], argv.slice(1), { input: stdin, env: env(), cwd: home }).status
}

function found(of: string = folder) {
  const { argv } = traceCommand(of, 'posix')
  return parseTraces(spawnSync(argv[0], argv.slice(1), { env: env(), encoding: 'utf8' }).stdout)
}

describe.each(['bash', 'python'] as const)('what a %s script leaves where it ran', syntax => {
  const say = helpers[syntax]

  it('tells that it succeeded, and the names of what it passed on', () => {
    expect(perform(`${say.set('Url of it', 'https://x')}\n${say.setSensitive('Token', 'swordfish')}`, syntax)).toBe(0)
    expect(found()).toEqual(new Map([[run, { kind: 'ended', code: 0, outputs: ['Url of it', 'Token'] }]]))
  })

  it('holds no value, and only its owner can read the folder', () => {
    perform(`${say.set('Url', 'https://x')}\n${say.setSensitive('Token', 'swordfish')}`, syntax)
    expect(readFileSync(join(home, '.slipway/runs', file), 'utf8')).not.toMatch(/https|swordfish|aHR0c|c3dvcmRm/)
    expect(statSync(join(home, '.slipway/runs')).mode & 0o777).toBe(0o700)
  })

  it('tells the exit code, however it ended', () => {
    for (const [script, code] of [
      [say.exit(3), 3],
      [say.exit(0), 0],
      [say.fail('no'), 1]
    ] as const) {
      expect(perform(script, syntax)).toBe(code)
      expect(found()).toEqual(new Map([[run, { kind: 'ended', code, outputs: [] }]]))
    }
  })

  it('is no matter of how it ended: where nothing can be left any more it ends as it said', () => {
    const remove =
      syntax === 'bash'
        ? 'set -e\nrm -r ~/.slipway/runs'
        : 'import os, shutil\nshutil.rmtree(os.path.expanduser("~/.slipway/runs"))'
    const set = say.set('Url', 'https://x')
    for (const [script, code] of [
      ['', 0],
      [set, 0],
      [`${set}\n${say.exit(0)}`, 0],
      [say.exit(3), 3],
      [`${set}\n${say.exit(3)}`, 3]
    ] as const)
      expect([script, perform(`${remove}\n${script}`, syntax)]).toEqual([script, code])
  })

  it('does not tell that it ended where what it passed on could not be told', () => {
    const runs = syntax === 'bash' ? '~/.slipway/runs' : 'os.path.expanduser("~/.slipway/runs")'
    const [away, back] =
      syntax === 'bash'
        ? [`mv ${runs} ~/aside`, `mv ~/aside ${runs}`]
        : [`import os\nos.rename(${runs}, "../aside")`, `os.rename("../aside", ${runs})`]
    expect(perform(`${away}\n${say.set('Url', 'https://x')}\n${back}`, syntax)).toBe(0)
    expect(found()).toEqual(new Map([[run, { kind: 'died', outputs: [] }]]))
  })

  it('tells that it runs, and that it died when it was killed', async () => {
    const { argv, stdin } = commandOf(syntax === 'bash' ? 'sleep 60' : 'import time\ntime.sleep(60)', syntax)
    const child = spawn(argv[0], argv.slice(1), { env: env(), cwd: home, stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.end(stdin)
    await once(child.stdout, 'data')
    while (found().size === 0) await new Promise(resolve => setImmediate(resolve))
    expect(found()).toEqual(new Map([[run, { kind: 'running' }]]))
    child.kill('SIGTERM')
    await once(child, 'exit')
    // A shell that a signal ends must not be taken for one that succeeded.
    expect(found()).toEqual(new Map([[run, { kind: 'died', outputs: [] }]]))
  })
})

describe('traces', () => {
  it('are those of the last attempt', () => {
    perform('set_octopusvariable A 1; exit 4')
    perform('set_octopusvariable B 1')
    expect(found()).toEqual(new Map([[run, { kind: 'ended', code: 0, outputs: ['B'] }]]))
  })

  it('tell of a script under set -e that failed', () => {
    expect(perform('set -e\nfalse\necho never')).toBe(1)
    expect(found()).toEqual(new Map([[run, { kind: 'ended', code: 1, outputs: [] }]]))
  })

  it('do not take the end of a subshell for the end of the script', () => {
    expect(perform('(exit 0); (exit 5); kill -KILL $$')).toBe(null)
    expect(found()).toEqual(new Map([[run, { kind: 'died', outputs: [] }]]))
  })

  it('are of one deployment in one place', () => {
    perform('true')
    expect(found('deployment-0000000001.target-0000000002')).toEqual(new Map())
  })

  it('go after a month, with the first script of a later deployment', () => {
    const runs = join(home, '.slipway/runs')
    mkdirSync(runs, { recursive: true })
    const day = Number(file.split('.')[0])
    for (const name of [`${day - 31}.deployment-old.here`, `${day - 30}.deployment-new.here`, 'notes'])
      writeFileSync(join(runs, name), '')
    perform('true')
    expect(readdirSync(runs).sort()).toEqual([`${day - 30}.deployment-new.here`, file, 'notes'].sort())
  })

  it('are left out where they cannot be written, and the script runs all the same', () => {
    writeFileSync(join(home, 'blocked'), '')
    mkdirSync(join(home, '.slipway'))
    writeFileSync(join(home, '.slipway/runs'), 'in the way')
    expect(perform('true')).toBe(0)
    expect(perform('print("hello")', 'python')).toBe(0)
  })
})

describe('parameters', () => {
  const withParameters = (script: string, parameters: string, syntax: ScriptSyntax) => {
    const { argv, stdin } = scriptCommand({
      syntax,
      platform: 'posix',
      nonce,
      folder,
      script,
      isLast: true,
      variables: [],
      parameters
    })
    return spawnSync(argv[0], argv.slice(1), { input: stdin, env: env(), cwd: home, encoding: 'utf8' })
  }

  it('are read as each language’s command line reads them', () => {
    const bash = withParameters(`printf '[%s]' "$@"`, `--name "a b" 'c $HOME' d\\ e`, 'bash')
    expect(bash.stdout).toContain('[--name][a b][c $HOME][d e]')
    const python = withParameters('import sys\nprint(sys.argv[1:])', `--name "a b" 'c $HOME' d\\ e`, 'python')
    expect(python.stdout).toContain("['--name', 'a b', 'c $HOME', 'd e']")
  })

  it('that cannot be read fail the script before it begins to work', () => {
    const { status, stdout } = withParameters('echo worked', 'an "open end', 'bash')
    expect(status).toBe(1)
    expect(stdout).not.toContain('worked')
  })
})
