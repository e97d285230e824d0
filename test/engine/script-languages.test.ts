import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { connectTo, fakePorts, recording, requestFor } from '../support/engine'
import { localConnection } from '../support/local-connection'
import { planOf, scriptStep, sensitiveVariable, textVariable } from '../support/plans'
import { freshHome, home, loginShells, runReally } from '../support/real-scripts'

freshHome()

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
        text: "Left as written. The following tokens were unable to be evaluated: '#{Nobody}'"
      })
    )
  })

  it('prints all variables when a variable asks for it: as written, or as scripts see them; secrets as dots', async () => {
    const variables = [
      textVariable(1, 'OctopusPrintVariables', 'True'),
      textVariable(2, 'OctopusPrintEvaluatedVariables', 'true'),
      textVariable(3, 'Url', 'sql://#{Pin}@db'),
      textVariable(4, 'Host', '#{Octopus.Machine.Name}.example'),
      sensitiveVariable(5, 'Pin')
    ]
    const { facts } = await runReally('true', { variables, secrets: { 5: '123' } })
    const lines = facts.flatMap(fact => (fact.kind === 'output' && fact.stream === 'slipway' ? [fact] : []))
    expect(lines.filter(line => line.level === 'warning')).toHaveLength(2)
    const [raw, evaluated] = lines.filter(line => line.level === 'verbose').map(line => line.text.split('\n'))
    expect(raw).toEqual(
      expect.arrayContaining([
        '[Url] = “sql://#{Pin}@db”',
        '[Host] = “#{Octopus.Machine.Name}.example”',
        '[Pin] = “••••••”'
      ])
    )
    expect(evaluated).toEqual(
      expect.arrayContaining(['[Url] = “••••••”', '[Host] = “web-1.example”', '[Pin] = “••••••”'])
    )
  })

  it('gets the lists of all targets when it mentions them, and not otherwise', async () => {
    const count = `echo "\${#__slipway_names[@]}"`
    const { said: few } = await runReally(count)
    const { said: many } = await runReally(`${count} # Octopus.Deployment.Targets Octopus.Environment.MachinesInRole`)
    const numbers = [few, many].map(([line]) => Number(line?.split(' ').at(-1)))
    expect((numbers[1] ?? 0) - (numbers[0] ?? 0)).toBe(3)
  })

  it('has references in values replaced once and not once more', async () => {
    const variables = [textVariable(1, 'Literal', '##{Other}'), textVariable(2, 'Other', 'expanded')]
    const { said } = await runReally('echo "#{Literal}" "$(get_octopusvariable Literal)"', { variables })
    expect(said).toEqual(['stdout info #{Other} #{Other}'])
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

  it('keeps its folder for what it has to do on exit', async () => {
    const { said, commands, run } = await runReally('trap "pwd > where; cat where" EXIT; (exit 3)')
    expect(said).toEqual([`stdout info ${home}/.slipway/work/deployment-0000000001.target-0000000001`])
    expect([commands, run.state === 'failed' && run.end]).toEqual([2, { kind: 'exited', code: 3 }])
  })

  it('arrives whole where characters have several bytes, and without what bash cannot hold', async () => {
    const { said } = await runReally("echo 'Grüße, €uro, 漢字, 🚢\0.'", { connection: { env: { LC_ALL: 'C.UTF-8' } } })
    expect(said).toEqual(['stdout info Grüße, €uro, 漢字, 🚢.'])
  })

  it('arrives whole in a bash that cannot read a number of bytes', async () => {
    const old = join(home, 'bin')
    mkdirSync(old)
    // Refuses `read -N` as bash 3.2 does, and is bash in all else.
    writeFileSync(
      join(old, 'bash'),
      '#!/bin/bash\n[ "$1" = -c ] || exit 99\nshift\nexec /bin/bash -c "read() { return 2; }; $1" "$2"\n',
      { mode: 0o755 }
    )
    const { said, commands } = await runReally('echo "Grüße von $0"', {
      connection: { env: { PATH: `${old}:${process.env.PATH}` } }
    })
    expect([said, commands]).toEqual([['stdout info Grüße von slipway'], 1])
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
    const ports = fakePorts({
      connect: connectTo({ 'web-1': localConnection({ home, ...(shell === undefined ? {} : { shell }) }) }),
      ...record.ports,
      emit: async fact => {
        await record.ports.emit(fact)
        if (fact.kind === 'output' && fact.stream === 'stdout' && fact.text.includes(mark)) {
          record.add({ kind: 'cancel-requested', by: 'Ada' })
        }
      }
    })
    const snapshot = { steps, variables: [] }
    await runDeployment(requestFor(plan, ports, { snapshot, ...changes }))
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
