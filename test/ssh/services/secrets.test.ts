import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AppEvent } from '@shared/api'
import { redacted } from '@shared/secret'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkerSshTransport } from '../../../electron/transports/ssh/worker-client'
import { openBackend, type TestBackend } from '../../support/backend'
import { buildSshWorker } from '../../support/ssh-worker'
import { startSshd, type TestSshd } from '../../support/sshd'
import { logLines, makeWorld, must, startDeployment, type World } from '../../support/world'

const run = promisify(execFile)

const secret = `Tr0ub4dor-${randomBytes(12).toString('hex')}`
const outputSecret = `made-${randomBytes(12).toString('hex')}`
const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
const planted = [secret, outputSecret]

/** Those of the files that hold one of the planted values. What vanishes meanwhile is passed over. */
async function withSecret(files: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0))
    if (planted.some(value => bytes.includes(value))) found.push(file)
  }
  return found
}

/** Regular files below `folders`, on their own file system, that pass `tests` of find(1). */
async function filesBelow(folders: readonly string[], ...tests: readonly string[]): Promise<readonly string[]> {
  // find says 1 where a folder vanished under its hands; what it found counts all the same.
  const search = run('find', [...folders, '-xdev', '-type', 'f', ...tests, '-print0'], { maxBuffer: 64 << 20 })
  const { stdout } = await search.catch((error: { readonly stdout: string }) => error)
  return stdout.split('\0').filter(Boolean)
}

/** What the target's account has written to scratch folders since `startedAt`, and everything in its home. */
async function onTarget(sshd: TestSshd, startedAt: number): Promise<readonly string[]> {
  const scratch = ['/tmp', '/var/tmp', '/dev/shm']
  const since = `@${Math.floor(startedAt / 1000)}`
  return [
    ...(await filesBelow([sshd.home])),
    ...(await filesBelow(scratch, '-user', sshd.username, '-newermt', since, '-size', '-65536k'))
  ]
}

/** Processes that show one of the planted values in their arguments or their environment, as `ps` on the target would. */
async function processesWithSecret(): Promise<readonly string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    for (const part of ['cmdline', 'environ']) {
      const bytes = await readFile(`/proc/${pid}/${part}`).catch(() => Buffer.alloc(0))
      if (planted.some(value => bytes.includes(value)))
        found.push(`${pid} ${part}: ${bytes.toString('utf8').slice(0, 200)}`)
    }
  }
  return found
}

const body = (value: string): string => `
echo "direct #{Password}"
value=$(get_octopusvariable Password)
echo "by name $value"
printf '%s' "$value" | base64
echo "on stderr $value" >&2
set_octopusvariable Made "${value}" -sensitive
echo armed
while [ ! -e "$HOME/go" ]; do sleep 0.1; done
`

describe('a sensitive value', () => {
  let sshd: TestSshd
  let backend: TestBackend
  let world: World
  const pushed: AppEvent[] = []
  let log: readonly string[] = []
  let startedAt = 0
  let seenInProcesses: readonly string[] = []
  let seenOnTarget: readonly string[] = []

  beforeAll(async () => {
    sshd = await startSshd()
    backend = await openBackend({ ssh: createWorkerSshTransport({ workerPath: await buildSshWorker() }) })
    startedAt = Date.now()
    backend.subscribe(event => pushed.push(event))
    world = await makeWorld(backend, {
      server: sshd,
      // The second value is put together on the target, so that it is not in the release either.
      bodies: [
        body(`made-$(printf '%s' '${outputSecret.slice(5)}')`),
        'echo "passed on #{Octopus.Action[Say Hello].Output.Made}"'
      ],
      variables: [{ type: 'sensitive', name: 'Password', value: secret }]
    })
    const started = await startDeployment(backend, world)
    await started.sees('armed')
    // The script runs now and holds the value.
    seenInProcesses = await processesWithSecret()
    seenOnTarget = await withSecret(await onTarget(sshd, startedAt))
    await writeFile(join(sshd.home, 'go'), '')
    const deployment = await started.over
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    log = (await logLines(backend, deployment.id)).map(line => line.text)
  })

  afterAll(async () => {
    await backend?.close()
    await sshd?.stop()
  })

  it('is shown as dots in the log, in every form it was printed', () => {
    expect(log).toEqual(
      expect.arrayContaining([
        `direct ${redacted}`,
        `by name ${redacted}`,
        `on stderr ${redacted}`,
        `passed on ${redacted}`
      ])
    )
    expect(log.filter(line => line.includes(base64))).toEqual([])
    expect(log.filter(line => planted.some(value => line.includes(value)))).toEqual([])
  })

  it('is in no argument and no environment of any process while the script runs', async () => {
    expect(seenInProcesses).toEqual([])
    // The search would have found it.
    const control = spawn('sleep', ['60'], { env: { CONTROL: secret } })
    await once(control, 'spawn')
    expect(await processesWithSecret()).toEqual([expect.stringMatching(`^${control.pid} environ`)])
    control.kill()
  })

  it('is nowhere on the disk of the target, neither during the run nor after it', async () => {
    expect(seenOnTarget).toEqual([])
    expect(await withSecret(await onTarget(sshd, startedAt))).toEqual([])
    // The search would have found it.
    const control = join(sshd.home, 'control')
    await writeFile(control, `before ${secret} after`)
    expect(await withSecret(await onTarget(sshd, startedAt))).toEqual([control])
  })

  it('is in no file of the workspace in clear, nor is the login key', async () => {
    expect(await withSecret(await filesBelow([backend.home]))).toEqual([])
    const keyLine = sshd.privateKey.split('\n')[2] ?? ''
    planted.push(keyLine)
    expect(keyLine.length).toBeGreaterThan(20)
    expect(await withSecret(await filesBelow([backend.home]))).toEqual([])
  })

  it('is in nothing that is pushed to the window or answered to it', async () => {
    const { projectId } = world
    const answers = [
      await must(backend, 'variables.get', { projectId }),
      await must(backend, 'account.list', {}),
      await must(backend, 'release.get', { id: world.releaseId }),
      await must(backend, 'deployment.list', {})
    ]
    const everything = JSON.stringify([pushed, answers])
    expect(pushed.length).toBeGreaterThan(0)
    expect(planted.filter(value => everything.includes(value))).toEqual([])
  })
})
