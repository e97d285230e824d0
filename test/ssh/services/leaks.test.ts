import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AppEvent, api, type CallName } from '@shared/api'
import type { Deployment } from '@shared/deployment'
import { redacted } from '@shared/secret'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkerSshTransport } from '../../../electron/transports/ssh/worker-client'
import { failingScript, talkingScript } from '../../leaks/scripts'
import { filesBelow, inFiles, inProcesses, type Needles, namesIn, onTarget } from '../../leaks/search'
import { awkwardSecrets, formsOf, unique } from '../../leaks/secrets'
import { openBackend, type TestBackend } from '../../support/backend'
import { generateKey, type TestKey } from '../../support/keys'
import { buildSshWorker } from '../../support/ssh-worker'
import { startSshd, type TestSshd } from '../../support/sshd'
import { logLines, makeWorld, must, startDeployment, type World } from '../../support/world'

const variables = awkwardSecrets()
const visible = `visible-${unique()}`
const phrase = `phrase ${unique()} of the key`
const sudoPassword = `sudo's ${unique()}`
/** What must be found wherever something is to be found: without it a search that finds nothing proves nothing. */
const control: Needles = new Map([['control', [visible]]])

describe('secrets of every shape, printed in every way', () => {
  let key: TestKey
  let sshd: TestSshd
  let backend: TestBackend
  let world: World
  let needles: Needles
  let deployment: Deployment
  let log: readonly string[] = []
  let startedAt = 0
  let seenInProcesses: readonly string[] = []
  let seenOnTarget: readonly string[] = []
  const pushed: AppEvent[] = []

  beforeAll(async () => {
    key = await generateKey('ed25519', { passphrase: phrase })
    sshd = await startSshd({ password: true, authorizedKeys: [key] })
    backend = await openBackend({ ssh: createWorkerSshTransport({ workerPath: await buildSshWorker() }) })
    backend.subscribe(event => pushed.push(event))
    startedAt = Date.now()
    const hidden = {
      Passphrase: phrase,
      PrivateKey: key.privateKey,
      ...(sshd.password ? { Login: sshd.password } : {})
    }
    const all = { ...variables, ...hidden, Sudo: sudoPassword }
    needles = new Map(Object.entries(all).map(([name, secret]) => [name, formsOf(secret)]))
    world = await plantedWorld(hidden)
    const started = await startDeployment(backend, world)
    await started.sees(`armed ${visible}`)
    // The scripts run now and hold every value.
    seenInProcesses = await inProcesses(needles)
    seenOnTarget = await inFiles(await onTarget(sshd, startedAt), needles)
    await writeFile(join(sshd.home, 'go'), '')
    deployment = await started.over
    log = (await logLines(backend, deployment.id)).map(line => line.text)
  }, 180_000)

  /** Two targets, one by key and one by password, and a step that prints before one that fails. */
  async function plantedWorld(hidden: Readonly<Record<string, string>>): Promise<World> {
    const made = await makeWorld(backend, {
      server: { ...sshd, host: sshd.host, port: sshd.port, privateKey: sshd.privateKey, hostKey: sshd.hostKey },
      bodies: [talkingScript(Object.keys(variables), hidden), failingScript],
      variables: [
        { type: 'text', name: 'Visible', value: visible },
        ...Object.entries(variables).map(([name, value]) => ({ type: 'sensitive' as const, name, value }))
      ]
    })
    const sudo = { kind: 'password', password: sudoPassword } as const
    const { username } = sshd
    const byKey = { kind: 'private-key', username, privateKey: key.privateKey, passphrase: phrase, sudo } as const
    const [account] = await must(backend, 'account.list', {})
    await must(backend, 'account.update', { id: account?.id ?? '', value: { ...byKey, name: 'By key' } })
    if (sshd.password === null) return made
    const byPassword = { kind: 'password', name: 'By password', username, password: sshd.password } as const
    const { id } = await must(backend, 'account.create', byPassword)
    const target = await must(backend, 'target.create', {
      ...{ kind: 'ssh', name: 'web-2', roles: ['server'], environmentIds: [made.environmentId] },
      ...{ host: sshd.host, port: sshd.port, accountId: id }
    })
    await must(backend, 'target.trust', { id: target.id, hostKey: sshd.hostKey })
    return made
  }

  afterAll(async () => {
    await backend?.close()
    await sshd?.stop()
  })

  it('were printed: the deployment ran as far as it was to, and said so', () => {
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'failed' })
    const shown = ['in words: <••••••>', `verbose ${redacted}`, `warning ${redacted}`, `passed on ${redacted}`]
    expect(shown.filter(line => !log.includes(line))).toEqual([])
    expect(log.filter(line => line.includes(redacted)).length).toBeGreaterThan(Object.keys(variables).length * 15)
  })

  it('are nowhere in the log', () => {
    const text = Buffer.from(log.join('\n'))
    expect(namesIn(text, control)).toEqual(['control'])
    expect(namesIn(text, needles)).toEqual([])
    expect(log.filter(line => namesIn(Buffer.from(line), needles).length > 0)).toEqual([])
  })

  it('are in no argument and no environment of any process while scripts hold them', async () => {
    expect(seenInProcesses).toEqual([])
    const found = spawn('sleep', ['60'], { env: { CONTROL: visible } })
    await once(found, 'spawn')
    expect(await inProcesses(control)).toEqual([`control in ${found.pid} environ`])
    found.kill()
  })

  it('are nowhere on the disk of the target, neither during the run nor after it', async () => {
    expect(seenOnTarget).toEqual([])
    expect(await inFiles(await onTarget(sshd, startedAt), needles)).toEqual([])
    const planted = join(sshd.home, 'control')
    await writeFile(planted, `before ${visible} after`)
    expect(await inFiles(await onTarget(sshd, startedAt), control)).toEqual([`control in ${planted}`])
  })

  it('are in no file that the app keeps: records, snapshots, vault, keys, logs, audit, artifacts', async () => {
    const files = await filesBelow([backend.home])
    expect((await inFiles(files, control)).length).toBeGreaterThan(1)
    expect(await inFiles(files, needles)).toEqual([])
  })

  it('are in nothing that is pushed to the window', () => {
    const text = Buffer.from(JSON.stringify(pushed))
    expect(namesIn(text, control)).toEqual(['control'])
    expect(namesIn(text, needles)).toEqual([])
    expect(pushed.filter(event => namesIn(Buffer.from(JSON.stringify(event)), needles).length > 0)).toEqual([])
  })

  it('are in nothing that any reading call answers', async () => {
    const answers = JSON.stringify(await everyAnswer())
    expect(namesIn(Buffer.from(answers), control)).toEqual(['control'])
    expect(namesIn(Buffer.from(answers), needles)).toEqual([])
    expect(backend.reports).toEqual([])
  })

  /** Every call that asks for nothing or for one of the records here. Derived, so that a new call is heard as well. */
  async function everyAnswer(): Promise<readonly unknown[]> {
    const { projectId, releaseId, environmentId, targetId } = world
    const ids = [projectId, releaseId, targetId, deployment.id]
    const inputs = [
      {},
      ...ids.map(id => ({ id })),
      { projectId },
      { releaseId, environmentId },
      { deploymentId: deployment.id, from: -1000, count: 1000 }
    ]
    const answers: unknown[] = []
    for (const name of Object.keys(api) as CallName[]) {
      if (/delete|resetDemo|start|cancel|open$/i.test(name)) continue
      for (const input of inputs) {
        if (!api[name].input.safeParse(input).success) continue
        answers.push([name, await backend.call(name, input as never)])
      }
    }
    return answers
  }
})
