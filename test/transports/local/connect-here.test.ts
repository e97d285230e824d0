import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Command, Connection } from '../../../electron/engine/ports'
import { cleanEnvironment } from '../../../electron/transports/local/clean-environment'
import { connectHere } from '../../../electron/transports/local/connect-here'
import { LocalConnection } from '../../../electron/transports/local/connection'
import { listProcesses } from '../../support/processes'
import { command, never, runOn } from '../../support/ssh'

const megabyte = 1 << 20
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function here(): Promise<Connection> {
  const result = await connectHere(never)
  if (!result.ok) throw new Error(result.failure.message)
  return result.value
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'slipway-here-'))
  folders.push(made)
  return made
}

describe('commands on this machine', () => {
  test('get their input, write to both streams and end with their exit code', async () => {
    expect(await runOn(await here(), 'cat; echo aside >&2; exit 7', 'hello')).toEqual({
      end: { kind: 'exited', code: 7 },
      stdout: 'hello',
      stderr: 'aside\n'
    })
  })

  test('start in the home folder and lead a process group of their own', async () => {
    const { stdout } = await runOn(await here(), 'pwd; test "$(ps -o pgid= -p $$ | tr -d " ")" = $$ && echo leader')
    expect(stdout).toBe(`${homedir()}\nleader\n`)
  })

  test('can open their outputs by name, as they can everywhere else', async () => {
    expect(await runOn(await here(), 'echo out > /dev/stdout; echo err > /dev/stderr')).toEqual({
      end: { kind: 'exited', code: 0 },
      stdout: 'out\n',
      stderr: 'err\n'
    })
  })

  test('never run what the person’s own shell reads at its start', async () => {
    const home = await folder()
    await writeFile(join(home, '.bashrc'), 'echo from bashrc; echo from bashrc >&2')
    const connection = new LocalConnection(home, { ...cleanEnvironment(process.env), HOME: home })
    const said: string[] = []
    const inner: Command = { argv: ['bash', '-c', 'echo script'], line: '', stdin: new Uint8Array(0) }
    const end = await connection.exec(inner, (_, chunk) => void said.push(Buffer.from(chunk).toString())).ended
    expect({ end, said: said.join('') }).toEqual({ end: { kind: 'exited', code: 0 }, said: 'script\n' })
  })

  test('that are signalled as a group still deliver what they wrote', async () => {
    expect(await runOn(await here(), 'echo last words; kill -TERM 0; sleep 1000')).toEqual({
      end: { kind: 'signalled', signal: 'SIGTERM' },
      stdout: 'last words\n',
      stderr: ''
    })
  })

  test('that leave a process behind without output end all the same', async () => {
    const marker = `sleep 7.0${process.pid}`
    expect(await runOn(await here(), `${marker} > /dev/null 2>&1 & echo done`)).toMatchObject({
      end: { kind: 'exited', code: 0 },
      stdout: 'done\n'
    })
  })

  test('that do not exist end as behind a shell', async () => {
    const missing: Command = { line: '', argv: ['slipway-no-such-program'], stdin: new Uint8Array() }
    expect(await (await here()).exec(missing, () => undefined).ended).toEqual({ kind: 'exited', code: 127 })
    const bare = new LocalConnection(tmpdir(), { PATH: '' })
    const said: string[] = []
    const execution = bare.exec(missing, (stream, chunk) => {
      said.push(`${stream}: ${Buffer.from(chunk).toString()}`)
    })
    expect([await execution.ended, said]).toEqual([
      { kind: 'exited', code: 127 },
      ['stderr: slipway-no-such-program: command not found\n']
    ])
  })

  test('that no process could be given are lost with the reason', async () => {
    const impossible: Command = { line: '', argv: ['echo', 'a\0b'], stdin: new Uint8Array() }
    expect(await (await here()).exec(impossible, () => undefined).ended).toMatchObject({ kind: 'lost' })
  })

  test('are held back by a slow sink without losing a byte', async () => {
    let received = 0
    let pending = 0
    let together = 0
    const size = 20 * megabyte
    const execution = (await here()).exec(command(`head -c ${size} /dev/zero`), async (_stream, chunk) => {
      pending += 1
      together = Math.max(together, pending)
      await new Promise(resolve => setImmediate(resolve))
      received += chunk.byteLength
      pending -= 1
    })
    expect(await execution.ended).toEqual({ kind: 'exited', code: 0 })
    expect({ received, together }).toEqual({ received: size, together: 1 })
  })

  test('count as lost when the connection closes, and are not killed by it', async () => {
    const connection = await here()
    const marker = `sleep 6.1${process.pid}`
    let report: () => void = () => undefined
    const started = new Promise<void>(resolve => {
      report = resolve
    })
    const execution = connection.exec(command(`echo started; exec ${marker}`), () => report())
    await started
    connection.close()
    const lost = { kind: 'lost', reason: 'the connection was closed' }
    expect([await execution.ended, (await runOn(connection, 'true')).end]).toEqual([lost, lost])
    let found = await listProcesses()
    while (!found.some(item => item.command === marker)) found = await listProcesses()
    for (const item of found) if (item.command === marker) process.kill(item.pid)
  })

  test('a sink that fails makes its command lost', async () => {
    const execution = (await here()).exec(command('echo hello'), () => {
      throw new Error('the disk is full')
    })
    expect(await execution.ended).toEqual({
      kind: 'lost',
      reason: 'the output could not be taken: the disk is full'
    })
  })
})

describe('the environment of commands on this machine', () => {
  test('is the person’s own without what is about the app', () => {
    expect(
      cleanEnvironment({
        HOME: '/home/ada',
        PATH: '/usr/bin',
        LANG: 'C.UTF-8',
        SSH_AUTH_SOCK: '/run/agent',
        AWS_PROFILE: 'test',
        EMPTY: '',
        ABSENT: undefined,
        SLIPWAY_HOME: '/x',
        ELECTRON_RUN_AS_NODE: '1',
        CHROME_DESKTOP: 'x',
        NODE_OPTIONS: '--inspect',
        npm_config_registry: 'x',
        VITEST: 'true',
        PWD: '/opt/app',
        SHLVL: '2'
      })
    ).toEqual({
      HOME: '/home/ada',
      PATH: '/usr/bin',
      LANG: 'C.UTF-8',
      SSH_AUTH_SOCK: '/run/agent',
      AWS_PROFILE: 'test',
      EMPTY: ''
    })
  })

  test('reaches them', async () => {
    const { stdout } = await runOn(await here(), 'env')
    const names = stdout.split('\n').map(line => line.split('=')[0])
    expect(names).toContain('PATH')
    expect(names.filter(name => /^(VITEST|NODE_ENV|SLIPWAY)/.test(name ?? ''))).toEqual([])
  })
})

describe('fetching a file of this machine', () => {
  const fetch = async (path: string, from = tmpdir()) => {
    const chunks: Uint8Array[] = []
    const result = await new LocalConnection(from, {}).download(path, async chunk => {
      chunks.push(Uint8Array.from(chunk))
    })
    return { result, text: Buffer.concat(chunks).toString() }
  }

  test('streams it, by a path that is absolute or begins in the folder of the commands', async () => {
    const at = await folder()
    await writeFile(join(at, 'it’s a report.txt'), 'content')
    const expected = { result: { ok: true, value: { bytes: 7 } }, text: 'content' }
    expect(await fetch('it’s a report.txt', at)).toEqual(expected)
    expect(await fetch(join(at, 'it’s a report.txt'))).toEqual(expected)
  })

  test('says whether it is missing or no file', async () => {
    const at = await folder()
    const failures = []
    for (const path of [join(at, 'nothing'), at, '/dev/null']) {
      const { result } = await fetch(path)
      failures.push(!result.ok && [result.failure.kind, result.failure.message])
    }
    expect(failures).toEqual([
      ['artifact-missing', `There is no file ${join(at, 'nothing')} on this machine.`],
      ['artifact-missing', `The file ${at} on this machine could not be read: it is no ordinary file.`],
      ['artifact-missing', 'The file /dev/null on this machine could not be read: it is no ordinary file.']
    ])
  })

  test('says when it could not be stored', async () => {
    const at = await folder()
    await writeFile(join(at, 'file'), 'content')
    const result = await new LocalConnection(at, {}).download('file', () => Promise.reject(new Error('no room')))
    expect(result).toMatchObject({ ok: false, failure: { kind: 'storage-failed' } })
  })
})

test('a cancelled connection to this machine does not come about', async () => {
  expect(await connectHere(AbortSignal.abort())).toMatchObject({ ok: false, failure: { kind: 'cancelled' } })
})
