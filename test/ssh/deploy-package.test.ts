import { execFileSync } from 'node:child_process'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { StepInput } from '@shared/model/process'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { ZipFile } from 'yazl'
import { openBackend, type TestBackend } from '../support/backend'
import { startSshd, type TestSshd } from '../support/sshd'
import { allowSudo, createSystemUser, removeSystemUser } from '../support/system-user'
import { deploy, logLines, makeWorld, must, type World } from '../support/world'

let folder: string
let sshd: TestSshd
let backend: TestBackend
let world: World
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-deploys-'))
  sshd = await startSshd({ password: true })
  backend = await openBackend()
  const variables = [{ type: 'text' as const, name: 'colour', value: 'blue' }]
  world = await makeWorld(backend, { server: sshd, bodies: ['true'], variables })
})
afterEach(async () => {
  await backend.close()
  await sshd.stop()
  rmSync(folder, { recursive: true, force: true })
})

type Files = Readonly<Record<string, string>>

/** Packs files as a zip archive under any name. */
async function zipped(fileName: string, files: Files): Promise<string> {
  const path = join(folder, fileName)
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}

/** Packs files with this machine's tar. */
function tarred(fileName: string, how: string, files: Files): string {
  const [path, root] = [join(folder, fileName), mkdtempSync(join(folder, 'tree-'))]
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  execFileSync('tar', [how, path, '-C', root, ...readdirSync(root)])
  return path
}

const note = (what: string) => `echo "${what} \${PWD##*/} $(tr -d ' \\r\\n' <app.json)" >> "$HOME/order"\n`
const program: Files = {
  'app.json': '{"colour":"none"}',
  'PreDeploy.sh': note('pre'),
  'Deploy.sh': note('deploy'),
  'PostDeploy.sh': note('post')
}

/** The same program in archives of every kind, as their tools name and fill them. */
const archives = async (): Promise<Readonly<Record<string, string>>> => ({
  'Shop.Zip': await zipped('Shop.Zip.1.2.3.zip', program),
  'Shop.NuGet': await zipped('Shop.NuGet.1.2.3.nupkg', {
    ...program,
    'Shop.NuGet.nuspec':
      '<?xml version="1.0"?><package><metadata><id>Shop.NuGet</id><version>1.2.3</version></metadata></package>',
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': '<Relationships/>'
  }),
  'shop-jar': await zipped('shop-jar-1.2.3.jar', { ...program, 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n' }),
  shop_wheel: await zipped('shop_wheel-1.2.3-py3-none-any.whl', { ...program, 'shop_wheel/__init__.py': '' }),
  'Shop.Gz': tarred('Shop.Gz.1.2.3.tar.gz', '-czf', program),
  'Shop.Bz2': tarred('Shop.Bz2.1.2.3.tar.bz2', '-cjf', program),
  'shop-npm': tarred('shop-npm-1.2.3.tgz', '-czf', { 'package/package.json': '{"name":"shop-npm"}', ...program })
})

/** A workspace of its own, in the place of the one that the test began with. */
async function another(): Promise<TestBackend> {
  await backend.close()
  backend = await openBackend()
  return backend
}

async function importAll(paths: readonly string[]) {
  const imported = await must(backend, 'package.import', { paths: [...paths] })
  return imported.map(item => {
    if (item.kind !== 'imported') throw new Error(`It was not imported: ${JSON.stringify(item)}`)
    return item.package
  })
}

async function deployed(to: World, steps: readonly StepInput[]) {
  const { projectId } = to
  const process = await must(backend, 'process.get', { projectId })
  await must(backend, 'process.save', { projectId, version: process.version, steps: [...steps] })
  const release = await must(backend, 'release.create', { projectId, version: '0.0.2' })
  const deployment = await deploy(backend, { ...to, releaseId: release.id })
  return { deployment, lines: await logLines(backend, deployment.id) }
}

describe('deploying packages to a real server', () => {
  it('takes every kind of archive through its scripts, configured before Deploy, into a folder of its own', async () => {
    const all = await archives()
    const packages = await importAll(Object.values(all))
    expect(packages.map(({ packageId }) => packageId).sort()).toEqual(Object.keys(all).sort())
    const steps = packages.map(
      ({ packageId }): StepInput => ({
        name: packageId,
        location: 'targets',
        roles: ['server'],
        actions: [{ type: 'deploy-package', package: { packageId }, structuredIn: ['*.json'] }]
      })
    )
    const { deployment, lines } = await deployed(world, steps)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
    expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    const order = readFileSync(join(sshd.home, 'order'), 'utf8').trim().split('\n')
    expect(order).toHaveLength(3 * packages.length)
    for (const [at] of packages.entries())
      expect(order.slice(3 * at, 3 * at + 3)).toEqual([
        'pre 1.2.3 {"colour":"none"}',
        'deploy 1.2.3 {"colour":"blue"}',
        'post 1.2.3 {"colour":"blue"}'
      ])
    const root = join(sshd.home, '.slipway/applications/Test')
    expect(readdirSync(root).sort()).toEqual(packages.map(({ packageId }) => packageId).sort())
    for (const { packageId } of packages) expect(existsSync(join(root, packageId, '1.2.3/Deploy.sh'))).toBe(false)
    expect(existsSync(join(root, 'Shop.NuGet/1.2.3/_rels'))).toBe(false)
    expect(readdirSync(join(sshd.home, '.slipway/journal'))).toHaveLength(packages.length)
  })

  it.runIf(process.getuid?.() === 0)(
    'happens as another user where the step says so, files and journal included',
    async () => {
      const otherHome = mkdtempSync(join(tmpdir(), 'slipway-other-'))
      const { username } = await createSystemUser({ home: otherHome, shell: '/bin/sh', withPassword: false })
      onTestFinished(async () => {
        await removeSystemUser(username)
        rmSync(otherHome, { recursive: true, force: true })
      })
      await allowSudo(sshd.username, `${sshd.username} ALL=(${username}) ALL`)
      const sudo = { kind: 'password' as const, password: sshd.password ?? '' }
      const variables = [{ type: 'text' as const, name: 'colour', value: 'blue' }]
      const other = await makeWorld(await another(), { server: sshd, bodies: ['true'], variables, sudo })
      const files = { 'app.json': '{"colour":"none"}', 'Deploy.sh': 'id -un; stat -c %U app.json; cat app.json' }
      await importAll([await zipped('Shop.Other.1.0.0.zip', files)])
      const { deployment, lines } = await deployed(other, [
        {
          name: 'Install',
          location: 'targets',
          roles: ['server'],
          actions: [
            { type: 'deploy-package', package: { packageId: 'Shop.Other' }, structuredIn: ['*.json'], runAs: username }
          ]
        }
      ])
      expect(lines.filter(({ level }) => level === 'error')).toEqual([])
      expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
      const said = lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)
      expect(said.slice(0, 2)).toEqual([username, username])
      expect(said.join('')).toContain('blue')
      expect(existsSync(join(otherHome, '.slipway/applications/Test/Shop.Other/1.0.0/app.json'))).toBe(true)
      expect(readdirSync(join(sshd.home, '.slipway'))).toEqual(['packages'])
      expect(readdirSync('/tmp').filter(name => name.includes(deployment.id))).toEqual([])
    }
  )
})
