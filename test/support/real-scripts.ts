import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunId } from '@shared/ids'
import type { ScriptSyntax } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import { afterEach, beforeEach } from 'vitest'
import type { Connection } from '../../electron/engine/ports'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from './engine'
import { type LocalOptions, localConnection } from './local-connection'
import { ids, planOf, scriptStep } from './plans'

/** The home folder of this machine during the test, in files that call `freshHome`. */
export let home: string

/** Gives each test of a file a home folder of its own. Files share this module, so each one has to call it. */
export function freshHome(): void {
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'slipway-engine-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
}

interface Options {
  readonly syntax?: ScriptSyntax
  readonly variables?: readonly Variable[]
  /** Plain values of `sensitiveVariable(n, …)`, by n. */
  readonly secrets?: Readonly<Record<number, string>>
  readonly connection?: Partial<LocalOptions>
  /** A second step, run after the first. */
  readonly next?: string
}

/** Runs a script for real, as the one step on the one target. */
export async function runReally(body: string, options: Options = {}) {
  const { syntax = 'bash', variables = [], secrets = {}, next } = options
  const steps = [body, ...(next === undefined ? [] : [next])].map((text, i) =>
    scriptStep(i + 1, { body: text, syntax })
  )
  const plan = planOf({ steps })
  const record = recording(plan)
  const machine = localConnection({ home, ...options.connection })
  let commands = 0
  const counted: Connection = {
    ...machine,
    exec: (command, output) => {
      commands++
      return machine.exec(command, output)
    }
  }
  const ports = fakePorts({ ...record.ports, connect: connectTo({ 'web-1': counted }) })
  for (const [n, plain] of Object.entries(secrets)) ports.kept.secrets.set(ids.secret(Number(n)), plain)
  await runDeployment(requestFor(plan, ports, { snapshot: { steps, variables: [...variables] } }))
  const state = record.state()
  const run = state.runs['1.target-0000000001' as RunId]
  if (!run) throw new Error('The plan has no such run')
  const said = record.lines().filter(line => !line.startsWith('slipway '))
  /** `commands`: how many there were, the clean-up among them. */
  return { state, run, said, facts: record.facts, kept: ports.kept, commands }
}

/** Those of the shells that people log in with which this machine has; two of them it always has. */
export const loginShells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'csh', 'ksh'].filter(
  shell => shell === 'sh' || shell === 'bash' || spawnSync(shell, ['-c', 'true']).status === 0
)

/** The same wishes in each language. */
export const helpers = {
  bash: {
    get: (name: string) => `get_octopusvariable '${name}'`,
    say: (name: string) => `echo "[$(get_octopusvariable '${name}')]"`,
    set: (name: string, value: string) => `set_octopusvariable '${name}' '${value}'`,
    setSensitive: (name: string, value: string) => `set_octopusvariable '${name}' '${value}' -sensitive`,
    artifact: (path: string, name: string) => `new_octopusartifact '${path}' '${name}'`,
    write: (path: string, text: string) => `printf '%s' '${text}' > '${path}'`,
    progress: (percentage: number, message: string) => `update_progress ${percentage} '${message}'`,
    fail: (message: string) => `fail_step '${message}'`,
    level: (level: string, text: string) => `write_${level} '${text}'`,
    unended: (text: string) => `printf '%s' '${text}'`,
    where: 'pwd',
    readInput: 'if read -r line; then echo "got $line"; else echo nothing; fi',
    exit: (code: number) => `exit ${code}`
  },
  python: {
    get: (name: string) => `print(get_octopusvariable('${name}'), end='')`,
    say: (name: string) => `print('[' + get_octopusvariable('${name}') + ']')`,
    set: (name: string, value: string) => `set_octopusvariable('${name}', '${value}')`,
    setSensitive: (name: string, value: string) => `set_octopusvariable('${name}', '${value}', True)`,
    artifact: (path: string, name: string) => `new_octopusartifact('${path}', '${name}')`,
    write: (path: string, text: string) => `open('${path}', 'w').write('${text}')`,
    progress: (percentage: number, message: string) => `update_progress(${percentage}, '${message}')`,
    fail: (message: string) => `fail_step('${message}')`,
    level: (level: string, text: string) => `write_${level}('${text}')`,
    unended: (text: string) => `print('${text}', end='')`,
    where: 'import os\nprint(os.getcwd())',
    readInput: 'import sys\nline = sys.stdin.readline()\nprint("got " + line if line else "nothing")',
    exit: (code: number) => `raise SystemExit(${code})`
  }
} as const
