import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import type { Deployment, Run } from '@shared/deployment'
import { lineClip } from '@shared/log'
import { afterEach, describe, expect, it } from 'vitest'
import { createWorkerSshTransport } from '../../../electron/transports/ssh/worker-client'
import { openBackend, type TestBackend } from '../../support/backend'
import { generateKey } from '../../support/keys'
import { buildSshWorker } from '../../support/ssh-worker'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { deploy, logLines, makeWorld, must, onlyRun, startDeployment, type World } from '../../support/world'

let undo: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

async function server(options: SshdOptions = {}): Promise<TestSshd> {
  const sshd = await startSshd(options)
  undo.push(() => sshd.stop())
  return sshd
}

async function backendWith(
  sshd: TestSshd,
  ...bodies: readonly string[]
): Promise<{ readonly backend: TestBackend; readonly world: World }> {
  const backend = await openBackend({ ssh: createWorkerSshTransport({ workerPath: await buildSshWorker() }) })
  undo.push(() => backend.close())
  return { backend, world: await makeWorld(backend, { server: sshd, bodies }) }
}

/** Changes the target and accepts `hostKey` for what it is then. */
async function moveTarget(
  backend: TestBackend,
  world: World,
  sshd: TestSshd,
  change: Partial<Extract<Input<'target.update'>['value'], { kind: 'ssh' }>>
): Promise<void> {
  const target = (await must(backend, 'target.list', {})).find(item => item.id === world.targetId)
  if (target?.kind !== 'ssh') throw new Error('The world has no SSH target')
  const { id, hostKey: _, ...value } = target
  await must(backend, 'target.update', { id, value: { ...value, ...change } })
  await must(backend, 'target.trust', { id, hostKey: sshd.hostKey, replace: true })
}

/** The failure of the only run, which must tell what to do, and so must the deployment's own summary. */
function failureOf(deployment: Deployment): Extract<Run, { state: 'failed' }>['failure'] {
  const run = onlyRun(deployment)
  if (deployment.state !== 'finished' || run.state !== 'failed')
    throw new Error(`The deployment is ${deployment.state} and its run ${run.state}`)
  expect(deployment.outcome).toBe('failed')
  for (const name of ['Say Hello', 'web-1', 'Test']) expect(deployment.summary).toContain(name)
  expect(run.failure.message).toMatch(/\S.*\.$/)
  expect(run.failure.remedy).toMatch(/\S.*\.$/)
  return run.failure
}

const outputOf = async (backend: TestBackend, deployment: Deployment): Promise<readonly string[]> =>
  (await logLines(backend, deployment.id, 'stdout')).filter(line => line.level !== 'verbose').map(line => line.text)

describe('a deployment that works', () => {
  it('runs the steps in order on one connection and logs their lines', async () => {
    const { backend, world } = await backendWith(await server(), 'echo "Hello, World!"', 'echo again; echo aside >&2')
    const deployment = await deploy(backend, world)
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    expect(await outputOf(backend, deployment)).toEqual(['Hello, World!', 'again'])
    expect((await logLines(backend, deployment.id, 'stderr')).map(line => line.text)).toEqual(['aside'])
  })
})

describe('a deployment whose target cannot be used', () => {
  it('names the host that does not resolve', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    await moveTarget(backend, world, sshd, { host: 'no-such-host.invalid' })
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'host-unresolved',
      message: expect.stringContaining('no-such-host.invalid')
    })
  })

  it('names the port that refuses', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    await sshd.stopListening()
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'connection-refused',
      message: expect.stringContaining(String(sshd.port))
    })
  })

  it('says that the key was not accepted', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    const [account] = await must(backend, 'account.list', {})
    const { privateKey } = await generateKey('ed25519')
    if (account?.kind !== 'private-key') throw new Error('The world has no account')
    const { id, name, username, kind } = account
    await must(backend, 'account.update', { id, value: { kind, name, username, privateKey } })
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'authentication-failed',
      message: expect.stringContaining(sshd.username)
    })
  })

  it('shows both fingerprints when the host key changed, and does not log in', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    const pinned = sshd.hostKey
    await sshd.replaceHostKey()
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'host-key-changed',
      detail: { expectedFingerprint: pinned.fingerprint, actualFingerprint: sshd.hostKey.fingerprint }
    })
    expect(sshd.log()).not.toContain('Accepted publickey')
  })

  it('refuses to start where no host key was accepted', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    const [target] = await must(backend, 'target.list', {})
    if (target?.kind !== 'ssh') throw new Error('The world has no SSH target')
    const { id, hostKey: _, ...value } = target
    await must(backend, 'target.update', { id, value: { ...value, host: 'localhost' } })
    const { releaseId, environmentId } = world
    expect(await backend.call('deployment.start', { releaseId, environmentId })).toMatchObject({
      ok: false,
      failure: { kind: 'plan-has-problems' }
    })
    expect(await must(backend, 'deployment.list', {})).toEqual([])
  })

  it('says that bash is missing', async () => {
    const sshd = await server({ withoutBash: true, shell: '/bin/sh' })
    const { backend, world } = await backendWith(sshd, 'echo unreachable')
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'interpreter-missing',
      message: expect.stringMatching(/bash/i)
    })
  })
})

describe('a script that does not end well', () => {
  it('fails with the exit code, and later steps are skipped with a reason', async () => {
    const { backend, world } = await backendWith(await server(), 'echo before; exit 7', 'echo never')
    const deployment = await deploy(backend, world)
    const [first, second] = Object.values(deployment.runs)
    expect(first).toMatchObject({
      state: 'failed',
      end: { kind: 'exited', code: 7 },
      failure: { kind: 'script-failed', message: expect.stringContaining('7') }
    })
    expect(second).toMatchObject({ state: 'skipped', reason: expect.stringMatching(/\S/) })
    expect(deployment).toMatchObject({
      state: 'finished',
      outcome: 'failed',
      summary: expect.stringMatching(/Say Hello.*web-1.*7/)
    })
    expect(await outputOf(backend, deployment)).toEqual(['before'])
  })

  it('is lost, and therefore failed, when its sshd is killed', async () => {
    const sshd = await server()
    const { backend, world } = await backendWith(sshd, 'echo begun; sleep 300')
    const started = await startDeployment(backend, world)
    await started.sees('begun')
    expect(await sshd.killSessions()).toBeGreaterThan(0)
    const deployment = await started.over
    expect(failureOf(deployment)).toMatchObject({ kind: 'connection-lost' })
    expect(onlyRun(deployment)).toMatchObject({ end: { kind: 'lost' } })
    expect(await outputOf(backend, deployment)).toEqual(['begun'])
  })

  it('is killed on cancel although it ignores SIGTERM, with all that it started', async () => {
    const sshd = await server()
    const body = 'trap "" TERM INT HUP; (trap "" TERM HUP; sleep 301) & echo armed; while :; do sleep 1; done'
    const { backend, world } = await backendWith(sshd, body)
    const started = await startDeployment(backend, world)
    await started.sees('armed')
    await must(backend, 'deployment.cancel', { id: started.id })
    const deployment = await started.over
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'cancelled' })
    expect(onlyRun(deployment)).toMatchObject({ state: 'cancelled' })
    // One that is dead but not yet collected by its parent is over.
    const left = (await sshd.processes()).filter(item => /sleep|trap/.test(item.command))
    expect(left.filter(item => !item.command.endsWith('<defunct>'))).toEqual([])
  })
})

describe('output that is out of the ordinary', () => {
  it('keeps all of 50 MB', async () => {
    const lines = 500_000
    const body = `seq -f 'line %.0f ${'x'.repeat(88)}' 1 ${lines}`
    const { backend, world } = await backendWith(await server(), body)
    const deployment = await deploy(backend, world)
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    const run = onlyRun(deployment)
    expect(run.lines).toBeGreaterThanOrEqual(lines)
    const numbers: number[] = []
    const filter = { runs: [run.id], levels: ['info' as const] }
    for (let from = 0; ; from += 1000) {
      const page = await must(backend, 'log.page', { deploymentId: deployment.id, filter, from, count: 1000 })
      for (const { stream, text } of page.lines)
        if (stream === 'stdout') numbers.push(Number(/^line (\d+) x/.exec(text)?.[1]))
      if (from + page.lines.length >= page.total) break
    }
    expect(numbers.length).toBe(lines)
    expect(numbers.every((number, index) => number === index + 1)).toBe(true)
  })

  it('shows the beginning of a line of 1 MB and keeps the whole', async () => {
    const { backend, world } = await backendWith(
      await server(),
      'echo before; head -c 1000000 /dev/zero | tr "\\0" x; echo; echo after'
    )
    const deployment = await deploy(backend, world)
    const [before, long, after] = await logLines(backend, deployment.id, 'stdout')
    expect([before?.text, after?.text]).toEqual(['before', 'after'])
    expect(long).toMatchObject({ text: 'x'.repeat(lineClip), fullLength: 1_000_000 })
    const whole = await must(backend, 'log.line', { deploymentId: deployment.id, number: long?.number ?? 0 })
    expect(whole).toEqual({ text: 'x'.repeat(1_000_000) })
  })

  it('replaces bytes that are no UTF-8 and goes on', async () => {
    const { backend, world } = await backendWith(await server(), "printf 'a\\377\\376b\\n\\303\\274ber\\n'; echo after")
    const deployment = await deploy(backend, world)
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    expect(await outputOf(backend, deployment)).toEqual(['a\ufffd\ufffdb', 'über', 'after'])
  })

  it('keeps a last line without a line break', async () => {
    const { backend, world } = await backendWith(await server(), "printf 'one\\ntwo'")
    const deployment = await deploy(backend, world)
    expect(await outputOf(backend, deployment)).toEqual(['one', 'two'])
  })

  it('tells what the login shell prints apart from what the script prints', async () => {
    const sshd = await server()
    await mkdir(sshd.home, { recursive: true })
    await writeFile(join(sshd.home, '.bashrc'), 'echo "WELCOME TO THIS HOST"\n', { mode: 0o644 })
    const { backend, world } = await backendWith(sshd, 'echo "Hello, World!"')
    const deployment = await deploy(backend, world)
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    expect(await outputOf(backend, deployment)).toEqual(['Hello, World!'])
    const verbose = (await logLines(backend, deployment.id)).filter(line => line.level === 'verbose')
    expect(verbose.map(line => line.text)).toContain('WELCOME TO THIS HOST')
  })
})
