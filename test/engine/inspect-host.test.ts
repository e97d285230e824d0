import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConnectionStageReport, ReportedHost } from '@shared/connection-report'
import type { ExecEnd } from '@shared/deployment'
import { bytesWords } from '@shared/plan/words'
import { Secret } from '@shared/secret'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeClock, judgeDisk, judgeTools, ownTools, parseAnswer } from '../../electron/engine/host-inspection'
import { type HostQuestion, inspectHost, skippedHostStages } from '../../electron/engine/inspect-host'
import type { Connection } from '../../electron/engine/ports'
import { localConnection } from '../support/local-connection'
import { ids } from '../support/plans'
import { tempFolder } from '../support/store'

const host: ReportedHost = { kind: 'target', id: ids.target(1), name: 'web-1' }
const nothingExpected = { requiredTools: [], warnBelowMegabytes: 0 }

async function inspect(connection: Pick<Connection, 'exec'>, changes: Partial<HostQuestion> = {}) {
  const pushed: ConnectionStageReport[] = []
  const stages = await inspectHost(connection, {
    host,
    platform: 'posix',
    address: 'web-1:22',
    expectations: nothingExpected,
    sudo: { kind: 'none' },
    limitMs: 20_000,
    now: Date.now,
    onStage: stage => pushed.push(stage),
    signal: new AbortController().signal,
    ...changes
  })
  expect(pushed).toEqual(stages)
  return stages.map(({ stage, outcome, detail, failure }) => [stage, outcome, failure?.message ?? detail])
}

/** This machine with `programs` before all others on the PATH; each is the body of a shell script. */
async function machineWith(programs: Readonly<Record<string, string>>) {
  const home = await tempFolder()
  const bin = join(home, 'bin')
  await mkdir(bin)
  for (const [name, body] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${body}\n`)
    await chmod(join(bin, name), 0o755)
  }
  return localConnection({ home, shell: '/bin/sh', env: { PATH: `${bin}:${process.env.PATH}` } })
}

describe('looking at a host', () => {
  test('tells its shell, disk, clock and programs', async () => {
    expect(await inspect(await machineWith({}))).toEqual([
      ['shell', 'ok', expect.stringMatching(/^GNU bash, version \d.*\(.+\)$/)],
      ['sudo', 'skipped', 'not set up'],
      ['disk', 'ok', expect.stringMatching(/^[\d.]+ (MB|GB|TB) free on \/.*$/)],
      ['clock', 'ok', expect.stringMatching(/^in step with this machine \(within [\d.]+ s\)$/)],
      ['tools', 'ok', `all ${ownTools.length} programs found`]
    ])
  })

  test('starts a single command, whose line is always the same', async () => {
    const machine = await machineWith({})
    const lines: string[] = []
    const counting = {
      exec: (...[command, sink]: Parameters<Connection['exec']>) => {
        lines.push(command.line)
        return machine.exec(command, sink)
      }
    }
    await inspect(counting, { expectations: { requiredTools: ['git'], warnBelowMegabytes: 5 } })
    expect(lines).toEqual(['exec bash -s'])
  })

  test('warns of a full disk, a clock that is off and a program that is missing', async () => {
    const machine = await machineWith({
      df: 'echo Filesystem 1024-blocks Used Available Capacity Mounted on; echo "my disk 9000000 8990000 12288 99% /home/a b"',
      date: 'echo 1000000000'
    })
    const expectations = { requiredTools: ['no-such-program'], warnBelowMegabytes: 1024 }
    expect(await inspect(machine, { expectations, now: () => 1_000_000_300_000 })).toEqual([
      ['shell', 'ok', expect.any(String)],
      ['sudo', 'skipped', 'not set up'],
      ['disk', 'warning', 'web-1:22 has 12 MB of disk space left in the account’s home folder, less than 1024 MB.'],
      ['clock', 'warning', 'The clock of web-1:22 is 300 s behind this machine.'],
      ['tools', 'failed', 'web-1:22 lacks a program: no-such-program.']
    ])
  })

  test('says what could not be found out', async () => {
    const machine = await machineWith({ df: 'exit 1', date: 'echo yesterday' })
    const stages = await inspect(machine)
    expect(stages.slice(2, 4)).toEqual([
      ['disk', 'warning', 'How much disk space web-1:22 has left could not be found out.'],
      ['clock', 'warning', 'What time it is on web-1:22 could not be found out.']
    ])
  })

  test('a host without bash fails at its shell, and nothing else is claimed', async () => {
    const home = await tempFolder()
    await symlink('/bin/true', join(home, 'nothing'))
    const stages = await inspect(localConnection({ home, shell: '/bin/sh', env: { PATH: home } }))
    expect(stages).toEqual([
      [
        'shell',
        'failed',
        expect.stringMatching(/^bash does not run on web-1:22: starting it ended with exit code 127 \(.*bash.*\)\.$/)
      ],
      ...['sudo', 'disk', 'clock', 'tools'].map(stage => [stage, 'skipped', ''])
    ])
  })

  test('a login that answers something else fails, and its words are told', async () => {
    const stages = await inspect(await machineWith({ bash: 'echo "This account is not for you."; exit 0' }))
    expect(stages[0]).toEqual([
      'shell',
      'failed',
      'bash does not run on web-1:22: starting it ended with exit code 0 (This account is not for you.).'
    ])
  })

  test('is given up when the host does not answer in time, or when it is cancelled', async () => {
    const machine = await machineWith({ bash: 'sleep 60' })
    expect((await inspect(machine, { limitMs: 1 }))[0]?.[2]).toBe(
      'web-1:22 did not answer within 0 s when asked for its bash.'
    )
    expect((await inspect(machine, { signal: AbortSignal.abort() }))[0]?.[2]).toBe(
      'No command could be run on web-1:22: it was cancelled.'
    )
  })

  test('gives up on a sudo that never answers, and still tells the rest', async () => {
    const answer = ['shell GNU bash', 'disk x 9 9 9999999 1% /', 'clock 0', 'missing']
    const given: string[] = []
    const machine: Pick<Connection, 'exec'> = {
      exec: ({ line }, output) => {
        if (!line.includes('sudo')) {
          void output('stdout', Buffer.from(answer.map(words => `slipway-doctor ${words}\n`).join('')))
          return { ended: Promise.resolve({ kind: 'exited', code: 0 }), abandon: () => undefined }
        }
        let abandon: (reason: string) => void = () => undefined
        const ended = new Promise<ExecEnd>(resolve => {
          abandon = reason => {
            given.push(reason)
            resolve({ kind: 'lost', reason })
          }
        })
        return { ended, abandon: reason => abandon(reason) }
      }
    }
    for (const sudo of [{ kind: 'no-password' }, { kind: 'password', password: new Secret('s3same') }] as const) {
      const stages = await inspect(machine, { sudo, limitMs: 1 })
      expect(stages.map(([stage, outcome]) => `${stage} ${outcome}`)).toEqual([
        'shell ok',
        'sudo failed',
        'disk ok',
        'clock warning',
        'tools ok'
      ])
      expect(stages[1]?.[2]).toBe('sudo did not answer on web-1:22 within 0 s.')
    }
    expect(given).toEqual(['it took too long', 'it took too long'])
  })

  test('a Windows host is asked for its PowerShell only', async () => {
    const machine = await machineWith({ powershell: 'echo 5.1.20348.1' })
    expect(await inspect(machine, { platform: 'windows' })).toEqual([
      ['shell', 'ok', 'PowerShell 5.1.20348.1'],
      ['sudo', 'skipped', 'Windows hosts have no sudo'],
      ...['disk', 'clock', 'tools'].map(stage => [stage, 'skipped', 'not looked at on Windows hosts'])
    ])
  })

  test('all its stages are skipped where nobody logged in', () => {
    expect(skippedHostStages(host).map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      'shell skipped',
      'sudo skipped',
      'disk skipped',
      'clock skipped',
      'tools skipped'
    ])
  })
})

describe('what a host answers', () => {
  test('a clock is called off only when it is off by more than two seconds however long the answer took', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4_000_000_000 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (second, took, offBy, part) => {
          // The host read its clock somewhere on the way, and that clock is off by so many milliseconds.
          const askedAt = second * 1000
          const hostClock = Math.floor((askedAt + took * part + offBy) / 1000)
          fc.pre(hostClock >= 0)
          const { outcome } = judgeClock(String(hostClock), askedAt, askedAt + took, 'web-1')
          if (Math.abs(offBy) <= 2000) expect(outcome).toBe('ok')
          if (Math.abs(offBy) > 2000 + took + 1000) expect(outcome).toBe('warning')
        }
      )
    )
  })

  test('free space is read whatever the device and the folder are called', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9:./_ -]{1,20}$/)
    fc.assert(
      fc.property(word, fc.nat(), fc.nat(), fc.nat({ max: 100 }), (name, used, free, percent) => {
        const line = `${name} ${used + free} ${used} ${free} ${percent}% /${name}`
        const found = judgeDisk(line, { requiredTools: [], warnBelowMegabytes: 0 }, 'web-1')
        expect(found.detail).toMatch(new RegExp(`^${bytesWords(free * 1024)} free on /`))
      })
    )
  })

  test('lines that are no answer are never taken for one', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(parseAnswer(text)).toBeNull()
      })
    )
    expect(parseAnswer('slipway-doctor clock 12\r')).toEqual({ what: 'clock', text: '12' })
  })

  test('a missing program of our own is a warning, one that was asked for a failure', () => {
    expect(judgeTools(' ps', nothingExpected, 'web-1').outcome).toBe('warning')
    expect(judgeTools(' ps git', { requiredTools: ['git'], warnBelowMegabytes: 0 }, 'web-1').outcome).toBe('failed')
    expect(judgeTools('', { requiredTools: ['git'], warnBelowMegabytes: 0 }, 'web-1').outcome).toBe('ok')
  })
})
