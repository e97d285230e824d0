import { randomBytes } from 'node:crypto'
import { access, chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deployment } from '@shared/deployment'
import type { SudoInput } from '@shared/model/account'
import type { StepInput } from '@shared/model/process'
import { afterEach, describe, expect, it } from 'vitest'
import { openBackend, type TestBackend } from '../../support/backend'
import { listProcesses } from '../../support/processes'
import { type SshdOptions, startSshd, type TestSshd } from '../../support/sshd'
import { allowSudo, createSystemUser, removeSystemUser } from '../../support/system-user'
import { deploy, logLines, makeWorld, must, onlyRun, startDeployment, type World } from '../../support/world'

const isRoot = process.getuid?.() === 0

let undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.reverse()) await step()
  undo = []
})

interface Place {
  readonly sshd: TestSshd
  /** The user that steps run as. */
  readonly other: string
  readonly otherHome: string
}

/** A server and another user on it; `rules` says what the account may do. */
async function placeWith(
  rules: (login: string, other: string) => readonly string[],
  options: SshdOptions = {}
): Promise<Place> {
  const sshd = await startSshd({ password: true, ...options })
  undo.push(() => sshd.stop())
  const otherHome = await mkdtemp(join(tmpdir(), 'slipway-other-'))
  const { username: other } = await createSystemUser({ home: otherHome, shell: '/bin/sh', withPassword: false })
  undo.push(async () => {
    await removeSystemUser(other)
    await rm(otherHome, { recursive: true, force: true })
  })
  await allowSudo(sshd.username, ...rules(sshd.username, other))
  return { sshd, other, otherHome }
}

const withPassword = (login: string, other: string) => [`${login} ALL=(${other}) ALL`]
const withoutPassword = (login: string, other: string) => [`${login} ALL=(${other}) NOPASSWD: ALL`]

async function worldAt(
  { sshd, other }: Place,
  sudo: SudoInput,
  ...bodies: readonly string[]
): Promise<{ readonly backend: TestBackend; readonly world: World }> {
  const backend = await openBackend()
  undo.push(() => backend.close())
  return { backend, world: await makeWorld(backend, { server: sshd, bodies, sudo, runAs: other }) }
}

const passwordOf = ({ sshd }: Place): SudoInput => ({ kind: 'password', password: sshd.password ?? '' })

const said = async (backend: TestBackend, { id }: Deployment): Promise<readonly string[]> =>
  (await logLines(backend, id)).filter(line => line.stream !== 'slipway').map(line => line.text)

const failureOf = (deployment: Deployment) => {
  const run = onlyRun(deployment)
  return run.state === 'failed' ? run.failure : run.state
}

/** Replaces the steps and makes another release. */
async function releaseOf(backend: TestBackend, world: World, steps: readonly StepInput[]): Promise<World> {
  const { projectId } = world
  const { version } = await must(backend, 'process.get', { projectId })
  await must(backend, 'process.save', { projectId, version, steps: [...steps] })
  const release = await must(backend, 'release.create', { projectId, version: '0.0.2' })
  return { ...world, releaseId: release.id }
}

const stepOf = (name: string, body: string, more: object = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['server'],
  actions: [{ type: 'script', syntax: 'bash', body, ...more }]
})

/** Processes whose arguments or environment hold the text. */
async function processesWith(text: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name)))
    for (const part of ['cmdline', 'environ']) {
      const bytes = await readFile(`/proc/${pid}/${part}`).catch(() => Buffer.alloc(0))
      if (bytes.includes(text)) found.push(`${pid} ${part}`)
    }
  return found
}

const below = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

describe.runIf(isRoot)('a step that runs as another user', () => {
  it('runs as that user in a folder of its own, hands over artifacts and leaves nothing behind', async () => {
    const place = await placeWith(withoutPassword)
    const { backend, world } = await worldAt(
      place,
      { kind: 'no-password' },
      'id -un; echo "$HOME"; stat -c "%U %a" .; echo kept >own.txt; chmod 600 own.txt; new_octopusartifact own.txt'
    )
    const deployment = await deploy(backend, world)
    expect(await said(backend, deployment)).toEqual([place.other, place.otherHome, `${place.other} 700`])
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    const [artifact] = Object.values(deployment.runs).flatMap(run => ('artifacts' in run ? run.artifacts : []))
    expect(artifact).toMatchObject({ name: 'own.txt', size: 5 })
    // Nothing but the traces of what ran, which later deployments take along.
    expect((await below(place.otherHome)).filter(path => !path.includes('.slipway/runs'))).toEqual([])
    expect(await readdir(join(place.otherHome, '.slipway/work'))).toEqual([])
  })

  it('gives sudo its password where nobody else sees it', async () => {
    const place = await placeWith(withPassword)
    const secret = place.sshd.password ?? ''
    const { backend, world } = await worldAt(
      place,
      passwordOf(place),
      `id -un; echo "it is ${secret}"; echo armed; while [ ! -e /tmp/go-${place.other} ]; do sleep 0.1; done`
    )
    const started = await startDeployment(backend, world)
    await started.sees('armed')
    const seen = await processesWith(secret)
    // The search finds what is there: the line that begins the script's own input is in sudo's arguments.
    const control = await processesWith('slipway-begin')
    await writeFile(`/tmp/go-${place.other}`, '')
    undo.push(() => rm(`/tmp/go-${place.other}`))
    const deployment = await started.over
    expect(seen).toEqual([])
    expect(control.length).toBeGreaterThan(0)
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    expect(await said(backend, deployment)).toEqual([place.other, 'it is ••••••', 'armed'])
    for (const folder of [place.sshd.home, place.otherHome])
      for (const file of await below(folder)) expect(await readFile(file, 'utf8')).not.toContain(secret)
    const logs = (await below(backend.home)).filter(file => file.includes('deployments'))
    expect(logs.length).toBeGreaterThan(0)
    for (const file of logs) expect((await readFile(file)).includes(secret)).toBe(false)
    const accounts = await must(backend, 'account.list', {})
    expect(accounts[0]?.sudo).toEqual({ kind: 'password', hasOwnPassword: true })
    expect(JSON.stringify(accounts)).not.toContain(secret)
  })

  it.each([
    ['remembers it', 'ALL'],
    ['wants none', 'ALL, NOPASSWD: /usr/bin/sh, NOPASSWD: /bin/sh']
  ])('never gets the password to read, also where the host %s', async (_, commands) => {
    const place = await placeWith((login, other) => [
      `Defaults:${login} timestamp_type=global`,
      `${login} ALL=(${other}) ${commands}`
    ])
    const { backend, world } = await worldAt(place, passwordOf(place), 'cat; echo end')
    const remembered = `printf '%s\\n' '${place.sshd.password}' | sudo -S -p '' -v && echo known`
    const reads = 'id -un; set | grep -c "^__slipway_n=" ; echo "[$(cat)]"'
    const next = await releaseOf(backend, world, [
      stepOf('Remember', remembered),
      stepOf('As other', reads, { runAs: place.other }),
      stepOf('In Python', 'import getpass, sys; print(getpass.getuser(), repr(sys.stdin.read()))', {
        syntax: 'python',
        runAs: place.other
      })
    ])
    const deployment = await deploy(backend, next)
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    expect(await said(backend, deployment)).toEqual(['known', place.other, '0', '[]', `${place.other} ''`])
  })

  it('reads a multi-line script of any size, and keeps its exit code and streams apart', async () => {
    const place = await placeWith(withPassword)
    const padding = Array.from({ length: 3000 }, (_, n) => `# ${n} ${randomBytes(8).toString('hex')}`).join('\n')
    const { backend, world } = await worldAt(place, passwordOf(place), `${padding}\necho out\necho aside >&2\nexit 3`)
    const deployment = await deploy(backend, world)
    expect(failureOf(deployment)).toMatchObject({
      kind: 'script-failed',
      message: expect.stringContaining('exit code 3')
    })
    expect((await said(backend, deployment)).toSorted()).toEqual(['aside', 'out'])
  })

  it('works for a service user whose home cannot be written to', async () => {
    const place = await placeWith(withoutPassword)
    await chown(place.otherHome, 0, 0)
    const { backend, world } = await worldAt(
      place,
      { kind: 'no-password' },
      'pwd; stat -c "%U %a" .; echo x >x; new_octopusartifact x; env | grep ^SLIPWAY; true'
    )
    const deployment = await deploy(backend, world)
    expect(deployment).toMatchObject({ outcome: 'succeeded' })
    const [folder = '', owner, ...rest] = await said(backend, deployment)
    expect([folder, owner, rest]).toEqual([
      expect.stringMatching(/^\/tmp\/slipway-\d+\/work\//),
      `${place.other} 700`,
      []
    ])
    await expect(access(folder.split('/work/')[0] ?? '')).rejects.toThrow()
  })

  it('is ended with everything it started when the deployment is cancelled', async () => {
    const place = await placeWith(withPassword)
    const { backend, world } = await worldAt(
      place,
      passwordOf(place),
      '(trap "" TERM; exec sleep 4711) & (sleep 4711 &) ; echo armed; sleep 4711'
    )
    const started = await startDeployment(backend, world)
    await started.sees('armed')
    const running = async () => (await listProcesses()).filter(item => item.user === place.other)
    expect((await running()).length).toBeGreaterThanOrEqual(4)
    await must(backend, 'deployment.cancel', { id: started.id })
    expect(await started.over).toMatchObject({ outcome: 'cancelled' })
    await expect.poll(running, { timeout: 20_000 }).toEqual([])
  })

  it('runs on this machine too, where sudo asks for no password', async () => {
    const place = await placeWith(withoutPassword)
    const { backend, world } = await worldAt(place, { kind: 'no-password' }, 'true')
    const here = stepOf('Here', 'id -un', { runAs: place.other })
    const deployment = await deploy(
      backend,
      await releaseOf(backend, world, [{ ...here, location: 'here', roles: [] }])
    )
    expect(await said(backend, deployment)).toEqual([place.other])
  })
})

describe.runIf(isRoot)('a step that cannot become the other user', () => {
  const refusals: readonly [string, (place: Place) => SudoInput, Parameters<typeof placeWith>[0], string, RegExp][] = [
    [
      'because the password is wrong',
      () => ({ kind: 'password', password: 'mistaken' }),
      withPassword,
      'the password for sudo is wrong',
      /Correct the password/
    ],
    [
      'because sudo wants a password and the account has none',
      () => ({ kind: 'no-password' }),
      withPassword,
      'sudo wants a password, and the account has none for it',
      /NOPASSWD/
    ],
    [
      'because the rules do not name the account',
      passwordOf,
      () => [],
      'the sudo rules there do not allow it to the account',
      /Allow the account/
    ],
    [
      'because the rules name another user only',
      passwordOf,
      login => [`${login} ALL=(daemon) ALL`],
      'the sudo rules there do not allow it to the account',
      /Allow the account/
    ],
    [
      'because sudo wants a terminal',
      passwordOf,
      (login, other) => [`Defaults:${login} requiretty`, ...withPassword(login, other)],
      'sudo there works on a terminal only',
      /requiretty/
    ]
  ]

  it.each(refusals)('%s: says so and what to do', async (_, sudo, rules, why, remedy) => {
    const place = await placeWith(rules)
    const { backend, world } = await worldAt(place, sudo(place), 'echo must not run')
    const deployment = await deploy(backend, world)
    expect(failureOf(deployment)).toEqual({
      kind: 'sudo-failed',
      message: `“Say Hello” could not run as ${place.other} on web-1: ${why}.`,
      remedy: expect.stringMatching(remedy)
    })
    expect(await said(backend, deployment)).not.toContain('must not run')
  })

  it('says that sudo is not installed', async () => {
    const place = await placeWith(withPassword, { withoutSudo: true })
    const { backend, world } = await worldAt(place, passwordOf(place), 'echo must not run')
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      kind: 'sudo-failed',
      message: expect.stringContaining('sudo is not installed there')
    })
  })

  it('says that there is no such user', async () => {
    const place = await placeWith(withPassword)
    const { backend, world } = await worldAt({ ...place, other: 'no-such-user' }, passwordOf(place), 'true')
    expect(failureOf(await deploy(backend, world))).toMatchObject({
      message: expect.stringContaining('there is no such user')
    })
  })

  it('tries a wrong password once only, because hosts lock accounts after a few', async () => {
    const place = await placeWith(withPassword)
    const { backend, world } = await worldAt(place, { kind: 'password', password: 'mistaken' }, 'echo must not run')
    const lines = await said(backend, await deploy(backend, world))
    expect(lines.filter(line => line.includes('incorrect password'))).toEqual([
      expect.stringContaining('1 incorrect password attempt')
    ])
  })
})
