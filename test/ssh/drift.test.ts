import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeploymentId, RunId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBackend, type TestBackend } from '../support/backend'
import { makeZip } from '../support/make-zip'
import { startSshd, type TestSshd } from '../support/sshd'
import { deploy, makeWorld, must, type World } from '../support/world'

let folder: string
let sshd: TestSshd
let backend: TestBackend
let world: World
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-drift-'))
  sshd = await startSshd({ password: true })
  backend = await openBackend()
  const variables = [
    { type: 'text' as const, name: 'colour', value: 'blue' },
    { type: 'sensitive' as const, name: 'key', value: secret }
  ]
  world = await makeWorld(backend, { server: sshd, bodies: ['true'], variables })
})
afterEach(async () => {
  await backend.close()
  await sshd.stop()
  await rm(folder, { recursive: true, force: true })
})

const secret = 'correct horse'

const files = { 'app.json': '{"colour":"none","key":"none"}', 'lib/one.txt': 'one\n', 'lib/two words.txt': 'two\n' }

async function install(version: string): Promise<DeploymentId> {
  const path = join(folder, `Shop.${version}.zip`)
  await writeFile(path, await makeZip({ ...files, 'version.txt': `${version}\n` }))
  await must(backend, 'package.import', { paths: [path] })
  const { projectId } = world
  const process = await must(backend, 'process.get', { projectId })
  const action = { type: 'deploy-package' as const, package: { packageId: 'Shop' }, structuredIn: ['*.json'] }
  const known = process.steps[0]?.actions[0]
  await must(backend, 'process.save', {
    projectId,
    version: process.version,
    steps: [
      {
        ...(process.steps[0] === undefined ? {} : { id: process.steps[0].id }),
        name: 'Shop',
        location: 'targets',
        roles: ['server'],
        actions: [{ ...action, ...(known?.type === 'deploy-package' ? { id: known.id } : {}) }]
      }
    ]
  })
  const release = await must(backend, 'release.create', { projectId, version })
  const deployment = await deploy(backend, { ...world, releaseId: release.id })
  expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
  return deployment.id
}

const check = async (deploymentId: DeploymentId) => {
  const { places } = await must(backend, 'drift.check', { deploymentId })
  const [place] = places
  if (places.length !== 1 || place === undefined) throw new Error(`There are ${places.length} places`)
  return place
}

const installed = (path: string): string => join(sshd.home, '.slipway/applications/Test/Shop/1.0.0', path)

describe('files that were changed after they were installed', () => {
  it('are found, shown beside those of the package, kept or put back', async () => {
    const deploymentId = await install('1.0.0')
    const before = await check(deploymentId)
    expect(before).toMatchObject({
      state: 'same',
      words: 'All 4 files are as they were.',
      files: 4,
      folder: join(sshd.home, '.slipway/applications/Test/Shop/1.0.0')
    })
    const { run } = before

    await writeFile(installed('app.json'), '{"colour":"red"}')
    await appendFile(installed('lib/one.txt'), 'and more\n')
    await rm(installed('lib/two words.txt'))
    await writeFile(installed('left.log'), 'behind\n')
    expect(await check(deploymentId)).toMatchObject({
      state: 'drifted',
      words: '2 files changed, 1 file missing, 1 file extra.',
      changed: ['app.json', 'lib/one.txt'],
      missing: ['lib/two words.txt'],
      extra: ['left.log']
    })
    expect(await must(backend, 'drift.file', { deploymentId, run, path: 'lib/one.txt' })).toEqual({
      parts: [
        { kind: 'same', text: 'one\n' },
        { kind: 'added', text: 'and more\n' }
      ],
      why: null
    })

    const settle = (path: string, how: 'keep' | 'restore') =>
      backend.call('drift.settle', { deploymentId, run: run as RunId, path, how })
    expect(await settle('lib/one.txt', 'restore')).toMatchObject({ ok: true })
    expect(await settle('lib/two words.txt', 'restore')).toMatchObject({ ok: true })
    expect(await readFile(installed('lib/one.txt'), 'utf8')).toBe('one\n')
    expect(await readFile(installed('lib/two words.txt'), 'utf8')).toBe('two\n')
    expect(await settle('app.json', 'restore')).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    expect(await settle('left.log', 'restore')).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    expect(await settle('app.json', 'keep')).toMatchObject({ ok: true })
    expect(await settle('left.log', 'keep')).toMatchObject({ ok: true })
    expect(await check(deploymentId)).toMatchObject({ state: 'same', words: 'All 5 files are as they were.' })
    expect(await readFile(installed('app.json'), 'utf8')).toBe('{"colour":"red"}')

    await rm(installed('lib/one.txt'))
    expect(await settle('lib/one.txt', 'keep')).toMatchObject({ ok: true })
    expect(await check(deploymentId)).toMatchObject({ state: 'same', files: 4 })
  })

  it('are shown without the secrets that were put in', async () => {
    const deploymentId = await install('1.0.0')
    const { run } = await check(deploymentId)
    expect(await readFile(installed('app.json'), 'utf8')).toContain(secret)
    const difference = await must(backend, 'drift.file', { deploymentId, run, path: 'app.json' })
    expect(JSON.stringify(difference)).not.toContain(secret)
    expect(difference.parts?.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
      expect.stringContaining('••••••')
    ])
  })

  it('are not looked for where something else was installed since, or nobody answers', async () => {
    const first = await install('1.0.0')
    await install('1.1.0')
    expect(await check(first)).toMatchObject({ state: 'replaced', words: '1.1.0 was installed there since.' })
    await sshd.stop()
    expect(await check(first)).toMatchObject({ state: 'unreachable' })
  })
})
