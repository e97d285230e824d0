import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PackageRecord } from '@shared/model/package'
import type { StepInput } from '@shared/model/process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBackend, type TestBackend } from '../support/backend'
import { startSshd, type TestSshd } from '../support/sshd'
import { deploy, logLines, makeWorld, must, type World } from '../support/world'

let folder: string
let sshd: TestSshd
let backend: TestBackend
let world: World
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-packages-'))
  sshd = await startSshd()
  backend = await openBackend()
  world = await makeWorld(backend, { server: sshd, bodies: ['true'] })
})
afterEach(async () => {
  await backend.close()
  await sshd.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Writes files below a folder and answers its path. */
function written(name: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Packs files as people do, and imports the archive. */
async function importArchive(name: string, files: Readonly<Record<string, string>>): Promise<PackageRecord> {
  const archive = join(folder, `${name}.tar.gz`)
  execFileSync('tar', ['-czf', archive, '-C', written(name, files), '.'])
  const [imported] = await must(backend, 'package.import', { paths: [archive] })
  if (imported?.kind !== 'imported') throw new Error(`It was not imported: ${JSON.stringify(imported)}`)
  return imported.package
}

const step = (name: string, action: StepInput['actions'][number]): StepInput => ({
  name,
  location: 'targets',
  roles: ['server'],
  actions: [action]
})

async function released(version: string, steps: readonly StepInput[]): Promise<World> {
  const { projectId } = world
  const process = await must(backend, 'process.get', { projectId })
  await must(backend, 'process.save', { projectId, version: process.version, steps: [...steps] })
  const release = await must(backend, 'release.create', { projectId, version })
  return { ...world, releaseId: release.id }
}

async function deployed(target: World) {
  const deployment = await deploy(backend, target)
  const lines = await logLines(backend, deployment.id)
  if (deployment.state !== 'finished') throw new Error(`It is ${deployment.state}`)
  return {
    outcome: deployment.outcome,
    summary: deployment.summary,
    said: lines.filter(line => line.stream !== 'slipway').map(line => line.text),
    about: (what: string) =>
      lines.filter(line => line.stream === 'slipway' && line.text.includes(what)).map(line => line.text)
  }
}

const numbers = Array.from({ length: 50 }, (_, index) => index)
const filesOf = (version: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(numbers.map(index => [`lib/${index}.txt`, `file ${index}\n`])),
  'version.txt': `${version}\n`,
  'scripts/say.sh': 'cat version.txt\necho "#{Octopus.Action.Package.PackageId} on #{Octopus.Machine.Name}"\n'
})

describe('packages on real servers', () => {
  it('are brought once, lie beside scripts, run scripts of their own and are put where they are to be', async () => {
    const shop = await importArchive('Shop.Web.1.0.0', filesOf('1.0.0'))
    const steps = [
      step('Put', {
        type: 'transfer-package',
        package: { packageId: 'Shop.Web' },
        to: '$HOME/drop/#{Octopus.Environment.Name}'
      }),
      step('Look', {
        type: 'script',
        syntax: 'bash',
        body: 'cat Web/version.txt; ls Web/lib | wc -l; echo "#{Octopus.Action[Put].Output.Package.FileName}"',
        packages: [{ name: 'Web', packageId: 'Shop.Web', isExtracted: true }]
      }),
      step('Say', {
        type: 'package-script',
        syntax: 'bash',
        package: { packageId: 'Shop.Web' },
        file: 'scripts/say.sh'
      })
    ]
    const first = await deployed(await released('0.0.2', steps))
    expect([first.outcome, first.said.map(line => line.trim())]).toEqual([
      'succeeded',
      ['1.0.0', '50', 'Shop.Web.1.0.0.tar.gz', '1.0.0', 'Shop.Web on web-1']
    ])
    const put = join(sshd.home, 'drop/Test')
    expect(readdirSync(put)).toEqual([shop.fileName])
    expect(readFileSync(join(put, shop.fileName))).toHaveLength(shop.bytes)
    expect(readdirSync(join(sshd.home, '.slipway/work'))).toEqual([])

    const again = await deployed(await released('0.0.3', steps))
    expect(again.about('Shop.Web 1.0.0: ')).toEqual([
      'Shop.Web 1.0.0: already there.',
      'Shop.Web 1.0.0: already there.'
    ])

    await importArchive('Shop.Web.1.0.1', filesOf('1.0.1'))
    const next = await deployed(await released('0.0.4', steps.slice(1)))
    expect(next.said.map(line => line.trim())).toEqual([
      '1.0.1',
      '50',
      '#{Octopus.Action[Put].Output.Package.FileName}',
      '1.0.1',
      'Shop.Web on web-1'
    ])
    expect(next.about('Shop.Web 1.0.1: ')).toEqual([
      expect.stringMatching(/^Shop\.Web 1\.0\.1: 1 of 52 files changed, /)
    ])
  })
})
