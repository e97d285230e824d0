import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunId } from '@shared/ids'
import type { ScriptSyntax } from '@shared/model/process'
import type { Variable } from '@shared/model/variable-set'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from '../support/engine'
import { type LocalOptions, localConnection } from '../support/local-connection'
import { ids, planOf, scriptStep, sensitiveVariable, textVariable } from '../support/plans'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-engine-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

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
async function runReally(body: string, options: Options = {}) {
  const { syntax = 'bash', variables = [], secrets = {}, next } = options
  const steps = [body, ...(next === undefined ? [] : [next])].map((text, i) =>
    scriptStep(i + 1, { body: text, syntax })
  )
  const plan = planOf({ steps })
  const record = recording(plan)
  const machine = localConnection({ home, ...options.connection })
  const ports = fakePorts({ emit: record.emit, connect: connectTo({ 'web-1': machine }) })
  for (const [n, plain] of Object.entries(secrets)) ports.kept.secrets.set(ids.secret(Number(n)), plain)
  await runDeployment(requestFor(plan, ports, { snapshot: { steps, variables: [...variables] } }))
  const state = record.state()
  const run = state.runs['1.target-0000000001' as RunId]
  if (!run) throw new Error('The plan has no such run')
  const said = record.lines().filter(line => !line.startsWith('slipway '))
  return { state, run, said, facts: record.facts, kept: ports.kept }
}

/** Those of the shells that people log in with which this machine has; two of them it always has. */
const loginShells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'csh', 'ksh'].filter(
  shell => shell === 'sh' || shell === 'bash' || spawnSync(shell, ['-c', 'true']).status === 0
)

const helpers = {
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
    where: 'import os\nprint(os.getcwd())',
    readInput: 'import sys\nline = sys.stdin.readline()\nprint("got " + line if line else "nothing")',
    exit: (code: number) => `raise SystemExit(${code})`
  }
} as const

describe.each(['bash', 'python'] as const)('a %s script', syntax => {
  const call = helpers[syntax]

  it('reads variables by name, and unknown ones as empty text', async () => {
    const variables = [textVariable(1, 'Greeting', "it's “fine” $HOME `id` \\ #{x}")]
    const { said } = await runReally([call.say('Greeting'), call.say('Nothing')].join('\n'), { syntax, variables })
    expect(said).toEqual(["stdout info [it's “fine” $HOME `id` \\ #{x}]", 'stdout info []'])
  })

  it('gets a variable without a line break after it', async () => {
    const { said } = await runReally([call.get('A'), call.get('A')].join('\n'), {
      syntax,
      variables: [textVariable(1, 'A', 'x')]
    })
    expect(said).toEqual(['stdout info xx'])
  })

  it('sees what the system knows about it', async () => {
    const names = ['Project.Name', 'Release.Number', 'Environment.Name', 'Machine.Name', 'Step.Name', 'Action.Number']
    const { said } = await runReally(names.map(name => call.say(`Octopus.${name}`)).join('\n'), { syntax })
    const values = ['Hello World', '0.0.1', 'Test', 'web-1', 'Step 1', '1']
    expect(said).toEqual(values.map(value => `stdout info [${value}]`))
  })

  it('passes a value on to a later step', async () => {
    const { said, run } = await runReally(call.set('Port', '80 80'), {
      syntax,
      next: call.say('Octopus.Action[Step 1].Output.Port')
    })
    expect(run.outputs).toEqual([{ name: 'Port', value: '80 80' }])
    expect(said).toEqual(['stdout info [80 80]'])
  })

  it('passes a sensitive value on, which is masked from then on and never in clear', async () => {
    const { said, run, kept, facts } = await runReally(call.setSensitive('Token', 'hunter22'), {
      syntax,
      next: call.say('Octopus.Action[Step 1].Output.Token')
    })
    expect(run.outputs).toEqual([{ name: 'Token', secret: [...kept.secrets.keys()][0] }])
    expect([...kept.secrets.values()]).toEqual(['hunter22'])
    expect(said).toEqual(['stdout info [••••••]'])
    expect(JSON.stringify(facts)).not.toContain('hunter22')
  })

  it('keeps a file as an artifact, even when it fails afterwards', async () => {
    const body = [call.write('out.txt', 'content'), call.artifact('out.txt', 'Report'), call.exit(3)].join('\n')
    const { run, kept } = await runReally(body, { syntax })
    expect(run).toMatchObject({ state: 'failed', end: { kind: 'exited', code: 3 } })
    expect(run.artifacts).toEqual([{ id: [...kept.artifacts.keys()][0], name: 'Report', size: 7 }])
    expect([...kept.artifacts.values()]).toEqual(['content'])
  })

  it('fails when it names an artifact that does not exist', async () => {
    const { run, said } = await runReally(call.artifact('nothing.txt', 'x'), { syntax })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'script-failed' } })
    expect(said.join('\n')).toContain('nothing.txt” to keep as an artifact')
  })

  it('reports progress', async () => {
    const { run } = await runReally(call.progress(40, 'Almost half'), { syntax })
    expect(run.progress).toEqual({ percentage: 40, message: 'Almost half' })
  })

  it('fails with the message it gives', async () => {
    const { run, state } = await runReally(call.fail('The disk is full'), { syntax })
    expect(run).toMatchObject({
      state: 'failed',
      end: { kind: 'exited', code: 1 },
      failure: { kind: 'script-failed', message: '“Step 1” on web-1 ended with exit code 1: The disk is full' }
    })
    expect(state).toMatchObject({
      outcome: 'failed',
      summary:
        'The deployment of Hello World 0.0.1 to Test failed: “Step 1” on web-1 ended with exit code 1: The disk is full'
    })
  })

  it('writes lines at the levels it chooses', async () => {
    const levels = ['verbose', 'highlight', 'wait', 'warning']
    const { said } = await runReally(levels.map(level => call.level(level, `about ${level}`)).join('\n'), { syntax })
    expect(said).toEqual(levels.map(level => `stdout ${level} about ${level}`))
  })

  it('starts in a private work folder that is gone afterwards', async () => {
    const { said } = await runReally(call.where, { syntax })
    expect(said).toEqual([`stdout info ${home}/.slipway/work/deployment-0000000001.target-0000000001`])
    expect(statSync(join(home, '.slipway/work')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(home, '.slipway/work'))).toEqual([])
  })

  it('cannot read anything from its input', async () => {
    const { said } = await runReally(call.readInput, { syntax })
    expect(said).toEqual(['stdout info nothing'])
  })

  it.each([0, 1, 7, 255])('ends with the exit code %i that it chooses', async code => {
    const { run } = await runReally(call.exit(code), { syntax })
    expect(run.state).toBe(code === 0 ? 'succeeded' : 'failed')
    if (run.state === 'failed') expect(run.end).toEqual({ kind: 'exited', code })
  })

  it('understands scripts with the line breaks of Windows', async () => {
    const { said } = await runReally([call.say('Octopus.Step.Name'), call.say('Nothing'), ''].join('\r\n'), { syntax })
    expect(said).toEqual(['stdout info [Step 1]', 'stdout info []'])
  })

  it('gets any text as it is, whatever quotes, control characters or scripts it holds', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).map(value => value.replaceAll(/[\0\ud800-\udfff]/g, ''))
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async values => {
        const variables = values.map((value, i) => textVariable(i + 1, `V${i}`, value.replaceAll('#{', '')))
        const out = (i: number) =>
          syntax === 'bash'
            ? `get_octopusvariable V${i} > v${i}`
            : `open('v${i}', 'w', encoding='utf-8', newline='').write(get_octopusvariable('V${i}'))`
        const keep = values.map((_, i) => [out(i), call.artifact(`v${i}`, `v${i}`)].join('\n'))
        const { kept, run } = await runReally(keep.join('\n'), { syntax, variables })
        expect(run.state).toBe('succeeded')
        expect([...kept.artifacts.values()]).toEqual(
          variables.map(variable => variable.type === 'text' && variable.value)
        )
      }),
      { numRuns: 15 }
    )
  })

  it('has no secret in its arguments or environment', async () => {
    const body =
      syntax === 'bash'
        ? 'cat /proc/$$/cmdline /proc/$$/environ | tr "\\0" "\\n" > seen; env >> seen; new_octopusartifact seen'
        : "data = open('/proc/self/cmdline').read() + open('/proc/self/environ').read()\nopen('seen', 'w').write(data)\nnew_octopusartifact('seen')"
    const { kept, run } = await runReally(body, {
      syntax,
      variables: [sensitiveVariable(1, 'Password')],
      secrets: { 1: 'swordfish-99' }
    })
    expect(run.state).toBe('succeeded')
    const [seen = ''] = kept.artifacts.values()
    expect(seen).toContain('PATH=')
    expect(seen).not.toContain('swordfish-99')
    expect(seen).not.toContain(Buffer.from('swordfish-99').toString('base64'))
  })

  it('leaves no secret on the disk while it runs', async () => {
    const search =
      syntax === 'bash'
        ? 'cat <<< x >/dev/null; grep -rl "sword""fish-99" "$HOME" && echo found; [ -d "$TMPDIR" ] && echo searched'
        : [
            'import os',
            'for folder, _, names in os.walk(os.environ["HOME"]):',
            '    for name in names:',
            '        if b"sword" + b"fish-99" in open(os.path.join(folder, name), "rb").read(): print("found")',
            'print("searched")'
          ].join('\n')
    const { said } = await runReally(search, {
      syntax,
      variables: [sensitiveVariable(1, 'Password')],
      secrets: { 1: 'swordfish-99' },
      connection: { env: { TMPDIR: home } }
    })
    expect(said).toEqual(['stdout info searched'])
  })
})

describe('a bash script', () => {
  it('runs in the same shell as its helpers, so that exit, traps and set -e do what they say', async () => {
    const body = 'trap \'echo "trap $?"\' EXIT\nset -euo pipefail\necho one\nfalse\necho never'
    const { said, run } = await runReally(body)
    expect(said).toEqual(['stdout info one', 'stdout info trap 1'])
    expect(run).toMatchObject({ state: 'failed', end: { code: 1 } })
  })

  it('calls every helper under set -euo pipefail', async () => {
    const body = [
      'set -euo pipefail',
      'touch "a b"',
      'get_octopusvariable Nothing',
      'set_octopusvariable A ""',
      'set_octopusvariable B b -sensitive',
      'new_octopusartifact "a b"',
      'update_progress 5',
      'write_verbose x',
      '[ "$(decode_servicemessagevalue "$(encode_servicemessagevalue "ü b")")" = "ü b" ]',
      'echo end'
    ].join('\n')
    const { said, run } = await runReally(body)
    expect(said).toEqual(['stdout verbose x', 'stdout info end'])
    expect(run.state).toBe('succeeded')
  })

  it('finds its variables in octopus_parameters', async () => {
    const variables = [textVariable(1, 'My]Var $(x) "q"', 'v')]
    const { said } = await runReally(`name='My]Var $(x) "q"'; echo "\${octopus_parameters[$name]}"`, { variables })
    expect(said).toEqual(['stdout info v'])
  })

  it('numbers its lines from 1 in the messages of the shell', async () => {
    const { said } = await runReally('true\nno_such_command_here\ntrue')
    expect(said).toEqual(['stderr error slipway: line 2: no_such_command_here: command not found'])
  })

  it('ends by the signal that killed it', async () => {
    const { run } = await runReally('kill -KILL $$')
    expect(run).toMatchObject({
      state: 'failed',
      end: { kind: 'signalled', signal: 'SIGKILL' },
      failure: { kind: 'script-signalled' }
    })
  })

  it('has #{Name} replaced before it runs, and is warned of names that nobody defined', async () => {
    const { said, facts } = await runReally('echo "#{Octopus.Step.Name} ##{x} #{Nobody}"')
    expect(said).toEqual(['stdout info Step 1 #{x} #{Nobody}'])
    expect(facts).toContainEqual(
      expect.objectContaining({
        stream: 'slipway',
        level: 'warning',
        text: 'Not defined, and left as written: #{Nobody}'
      })
    )
  })

  it('sees sensitive variables in clear, while the log does not', async () => {
    const { said } = await runReally(`v=$(get_octopusvariable Password); echo "\${#v} $v #{Password}"; echo "$v" >&2`, {
      variables: [sensitiveVariable(1, 'Password')],
      secrets: { 1: 'swordfish' }
    })
    expect(said.toSorted()).toEqual(['stderr error ••••••', 'stdout info 9 •••••• ••••••'])
  })

  it('may be long, and may print a lot', async () => {
    const { said, run } = await runReally(`# ${'x'.repeat(900_000)}\nseq 1 20000`)
    expect(run).toMatchObject({ state: 'succeeded', lines: 20_002 })
    expect(said).toEqual(Array.from({ length: 20_000 }, (_, i) => `stdout info ${i + 1}`))
  })

  it.each(loginShells)('starts from the login shell %s', async shell => {
    const { said, run } = await runReally('echo "$BASH_VERSION" | grep -c .', { connection: { shell } })
    expect(said).toEqual(['stdout info 1'])
    expect(run.state).toBe('succeeded')
  })

  it('fails in words that name bash when there is none', async () => {
    const { run } = await runReally('true', { connection: { shell: '/bin/sh', env: { PATH: '/nowhere' } } })
    expect(run).toMatchObject({
      state: 'failed',
      failure: { kind: 'interpreter-missing', message: '“Step 1” could not begin on web-1: bash was not found there.' }
    })
  })

  it('fails when the login shell ends by itself, even with exit code 0, and repeats what it said', async () => {
    const shell = join(home, 'login')
    writeFileSync(shell, '#!/bin/sh\necho "This account is for file transfer only."\nexit 0\n', { mode: 0o755 })
    const { run, said } = await runReally('true', { connection: { shell } })
    expect(run).toMatchObject({
      state: 'failed',
      failure: {
        kind: 'script-failed',
        message:
          '“Step 1” did not begin on web-1: the login ended with exit code 0, after saying: This account is for file transfer only.'
      }
    })
    expect(said).toEqual(['stdout verbose This account is for file transfer only.'])
  })

  it('lists what the login shell prints apart from its own output', async () => {
    const shell = join(home, 'login')
    writeFileSync(shell, '#!/bin/sh\nprintf "Welcome\\nmotd: "\nexec /bin/sh "$@"\n', { mode: 0o755 })
    const { said, facts } = await runReally('echo mine', { connection: { shell } })
    expect(said).toEqual(['stdout verbose Welcome', 'stdout verbose motd: ', 'stdout info mine'])
    expect(facts).toContainEqual(
      expect.objectContaining({
        stream: 'slipway',
        text: 'The lines above came from the login shell, before the script began.'
      })
    )
  })

  it('fails in words when its work folder cannot be made', async () => {
    writeFileSync(join(home, '.slipway'), 'in the way')
    const { run } = await runReally('echo never')
    expect(run).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringMatching(/exit code 1: The work folder .* cannot be made\.$/) }
    })
  })
})

describe('a python script', () => {
  it('shows its own lines in a traceback, and nothing of what started it', async () => {
    const { said, run } = await runReally('def go():\n    raise ValueError("no")\ngo()\n', { syntax: 'python' })
    expect(said.slice(0, 5)).toEqual([
      'stderr error Traceback (most recent call last):',
      'stderr error   File "script.py", line 3, in <module>',
      'stderr error     go()',
      'stderr error   File "script.py", line 2, in go',
      'stderr error     raise ValueError("no")'
    ])
    expect(said.at(-1)).toBe('stderr error ValueError: no')
    expect(run).toMatchObject({ state: 'failed', end: { code: 1 } })
  })

  it('reports a syntax error with its line', async () => {
    const { said, run } = await runReally('print("x"\n', { syntax: 'python' })
    expect(said.join('\n')).toContain('File "script.py", line 1')
    expect(run.state).toBe('failed')
  })

  it('is __main__, and prints any text in UTF-8 whatever the locale is', async () => {
    const { said } = await runReally('print(__name__, "ü€", "\\ud800")', {
      syntax: 'python',
      connection: { env: { LANG: 'C', LC_ALL: 'POSIX', PYTHONIOENCODING: 'ascii' } }
    })
    expect(said).toEqual(['stdout info __main__ ü€ \\ud800'])
  })

  it('fails in words that name python3 when there is none', async () => {
    const { run } = await runReally('pass', {
      syntax: 'python',
      connection: { shell: '/bin/sh', env: { PATH: '/nowhere' } }
    })
    expect(run).toMatchObject({ failure: { kind: 'interpreter-missing', message: expect.stringContaining('python3') } })
  })

  it('also answers to the names that Octopus gives its helpers', async () => {
    const body =
      'printverbose("v")\nupdateprogress(7, "m")\nopen("f", "w").close()\ncreateartifact("f")\nfailstep("no")'
    const { said, run } = await runReally(body, { syntax: 'python' })
    expect(said).toEqual(['stdout verbose v'])
    expect(run).toMatchObject({ progress: { percentage: 7 }, artifacts: [{ name: 'f', size: 0 }] })
  })
})

describe('cancelling a script', () => {
  const cancelWhen = async (
    body: string,
    mark: string,
    { shell, ...changes }: { readonly shell?: string; readonly graceMs?: number } = {}
  ) => {
    const steps = [scriptStep(1, { body })]
    const plan = planOf({ steps })
    const record = recording(plan)
    const controller = new AbortController()
    const ports = fakePorts({
      connect: connectTo({ 'web-1': localConnection({ home, ...(shell === undefined ? {} : { shell }) }) }),
      emit: async fact => {
        await record.emit(fact)
        if (fact.kind === 'output' && fact.stream === 'stdout' && fact.text.includes(mark)) {
          record.facts.push({ kind: 'cancel-requested', by: 'Ada' })
          controller.abort()
        }
      }
    })
    const snapshot = { steps, variables: [] }
    await runDeployment(requestFor(plan, ports, { snapshot, signal: controller.signal, ...changes }))
    const pids = readFileSync(join(home, 'pids'), 'utf8').trim().split('\n').map(Number)
    return { state: record.state(), alive: pids.filter(isAlive), lines: record.lines() }
  }
  const isAlive = (pid: number): boolean => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '')[0] !== 'Z'
    } catch {
      return false
    }
  }

  it('ends it with everything it started, also children that left its process group', async () => {
    const body =
      'echo $$ > ~/pids; sleep 300 & echo $! >> ~/pids\n' +
      'setsid sleep 300 & sleep 0.3; pgrep -P $$ >> ~/pids; echo ready; wait'
    const { state, alive } = await cancelWhen(body, 'ready')
    expect(alive).toEqual([])
    expect(state).toMatchObject({ state: 'finished', outcome: 'cancelled' })
    expect(Object.values(state.runs).map(run => run.state)).toEqual(['cancelled'])
  })

  it.each(loginShells)('works from the login shell %s', async shell => {
    const { alive } = await cancelWhen('echo $$ > ~/pids; sleep 300 & echo $! >> ~/pids; echo ready; wait', 'ready', {
      shell
    })
    expect(alive).toEqual([])
  })

  it('ends a script that ignores TERM', async () => {
    const body = "trap '' TERM; echo $$ > ~/pids; echo ready; while :; do sleep 1; done"
    const { state, alive, lines } = await cancelWhen(body, 'ready', { graceMs: 300 })
    expect(alive).toEqual([])
    expect(state).toMatchObject({ outcome: 'cancelled' })
    expect(lines.join('\n')).not.toContain('did not confirm')
  })

  it('lets a script clean up after itself', async () => {
    const body =
      "trap 'echo cleaned > ~/cleaned; exit 0' TERM; echo $$ > ~/pids; echo ready; while :; do sleep 0.1; done"
    const { state } = await cancelWhen(body, 'ready')
    expect(readFileSync(join(home, 'cleaned'), 'utf8')).toBe('cleaned\n')
    expect(state).toMatchObject({ outcome: 'cancelled' })
  })
})
