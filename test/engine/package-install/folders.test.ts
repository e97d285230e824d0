import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deployPackage, installedAt, readInstalled, writeFiles } from '../../support/package-deploys'
import { textVariable } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'
import { canMakeDisks, smallDisk } from '../../support/small-disk'
import { aTenant } from '../../support/tenants'

freshHome()

const files = { 'app.txt': 'one', 'bin/start': '#!/bin/sh\n' }
const root = (path: string) => textVariable(1, 'Octopus.Tentacle.Agent.ApplicationDirectoryPath', path)

describe('the folder of an installation', () => {
  it('is <root>/<environment>/<package>/<version>, then with _1 and _2: an earlier one is never written over', async () => {
    const paths = []
    for (const text of ['one', 'two', 'three']) {
      const { outputs } = await deployPackage({ files: { 'app.txt': text } })
      paths.push(outputs['Package.InstallationDirectoryPath'])
    }
    expect(paths).toEqual([installedAt(), `${installedAt()}_1`, `${installedAt()}_2`])
    expect(await readInstalled('app.txt', '1.0.0_1')).toBe('two')
  })

  it('is below the root that a variable names, without what an environment’s name has that a file’s cannot', async () => {
    const { outputs } = await deployPackage({
      files,
      environment: 'Test: a/b\\c <1>?',
      version: '1.0.0+a:b',
      variables: [root(join(home, 'apps'))]
    })
    const path = join(home, 'apps/Test abc 1/Shop.Web/1.0.0+a%3Ab')
    expect(outputs['Package.InstallationDirectoryPath']).toBe(path)
    expect(statSync(join(path, 'bin/start')).mode & 0o777).toBe(0o755)
  })

  it('is inside of the tenant’s own where it is for one, so that tenants who share a place do not meet', async () => {
    const first = await deployPackage({ files, tenant: aTenant(1, { name: 'Acme: North' }) })
    expect(first.outputs['Package.InstallationDirectoryPath']).toBe(installedAt('1.0.0', 'Acme North/Test'))
    const action = { skipsIfInstalled: true }
    const second = await deployPackage({ files, action, tenant: aTenant(2) })
    expect(second.outputs['Package.InstallationDirectoryPath']).toBe(installedAt('1.0.0', 'Tenant 2/Test'))
    expect(readdirSync(join(home, '.slipway/journal'))).toHaveLength(2)
  })

  it('is a copy: what a script changes in it leaves the unpacked package as it was', async () => {
    await deployPackage({ files: { ...files, 'Deploy.sh': 'echo changed > app.txt' } })
    const [hash = ''] = readdirSync(join(home, '.slipway/packages'))
    expect(readFileSync(join(home, '.slipway/packages', hash, 'tree/app.txt'), 'utf8')).toBe('one')
    expect(await readInstalled('app.txt')).toBe('changed\n')
  })

  it('is not shared by two deployments at once', async () => {
    const both = await Promise.all([deployPackage({ files }), deployPackage({ files })])
    const paths = both.map(({ outputs }) => outputs['Package.InstallationDirectoryPath'])
    expect([...paths].sort()).toEqual([installedAt(), `${installedAt()}_1`])
    const [set = ''] = readdirSync(join(home, '.slipway/journal'))
    const entries = readdirSync(join(home, '.slipway/journal', set)).filter(name => name.endsWith('.entry'))
    expect(entries).toEqual(['0000000001.entry', '0000000002.entry'])
  })

  it('is not made where less space is left than 500 MB or what a variable says', async () => {
    const needs = (megabytes: string) => [textVariable(1, 'OctopusFreeDiskSpaceOverrideInMegaBytes', megabytes)]
    const { run } = await deployPackage({ files, variables: needs('99999999') })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'disk-low' } })
    expect(existsSync(installedAt())).toBe(false)
    expect((await deployPackage({ files, variables: needs('0') })).run.state).toBe('succeeded')
  })

  it.skipIf(!canMakeDisks)('is removed again where the disk fills up, and the one before stays as it was', async () => {
    const disk = smallDisk('400k')
    const variables = [root(disk.folder), textVariable(2, 'OctopusSkipFreeDiskSpaceCheck', 'True')]
    const first = await deployPackage({ files: { 'app.txt': 'one' }, variables })
    const path = first.outputs['Package.InstallationDirectoryPath'] ?? ''
    const second = await deployPackage({ version: '2.0.0', files: { 'large.bin': 'x'.repeat(2_000_000) }, variables })
    expect(second.run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect(readdirSync(join(disk.folder, 'Test/Shop.Web'))).toEqual(['1.0.0'])
    expect(readFileSync(join(path, 'app.txt'), 'utf8')).toBe('one')
  })

  it('cannot be made from a package that was not brought there', async () => {
    const { run } = await deployPackage({ files: {} })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'package-missing' } })
  })
})

describe('a folder of the person’s own', () => {
  const custom = () => join(home, 'www')

  it('needs no more than BusyBox has, configuration, purge and retention included', async () => {
    const tools =
      'sh cat chmod cp cut date df find grep id mkdir mktemp mv printf rm rmdir sed sha256sum tail tar tr wc xargs ls'
    mkdirSync(join(home, 'bin'))
    for (const tool of tools.split(' ')) symlinkSync('/bin/busybox', join(home, 'bin', tool))
    symlinkSync('/bin/bash', join(home, 'bin/bash'))
    await writeFiles(custom(), { 'old.txt': '', 'logs/a.log': '', [`${'long/'.repeat(30)}old.txt`]: '' })
    const options = {
      files: { 'app.txt': '#{Colour}', 'Deploy.sh': 'echo ran', [`${'deep/'.repeat(30)}x.txt`]: '#{Colour}' },
      env: { PATH: join(home, 'bin') },
      variables: [textVariable(1, 'Colour', 'blue')],
      action: {
        substituteIn: ['**/*.txt'],
        installTo: { path: custom(), purge: { keep: ['logs'] } },
        keep: { unit: 'count' as const, count: 1 }
      }
    }
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) {
      const { run, lines } = await deployPackage({ ...options, version })
      expect([run.state, lines.filter(line => line.includes('error'))]).toEqual(['succeeded', []])
    }
    expect(readdirSync(custom()).sort()).toEqual(['app.txt', 'deep', 'logs'])
    expect(readFileSync(join(custom(), `${'deep/'.repeat(30)}x.txt`), 'utf8')).toBe('blue')
    expect(readdirSync(join(installedAt(), '..')).sort()).toEqual(['2.0.0', '3.0.0'])
  })

  it.each([
    ['relative', 'www', /no absolute path/],
    ['/', '/', /cannot be installed to \//],
    ['inside of where the package was unpacked', '#{Package.InstallationDirectoryPath}/www', /is inside/]
  ])('is refused where it is %s', async (_, path, words) => {
    const { run } = await deployPackage({ files, action: { installTo: { path } } })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect('failure' in run && run.failure?.message).toMatch(words)
  })

  it('is refused where a link leads into where the package was unpacked', async () => {
    mkdirSync(join(home, '.slipway/applications'), { recursive: true })
    symlinkSync(installedAt(), custom())
    const { run } = await deployPackage({ files, action: { installTo: { path: custom() } } })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
  })

  it('keeps what is there without a purge, owner and mode of folders included', async () => {
    await writeFiles(custom(), { 'old.txt': 'old', 'app.txt': 'old', 'bin/start': 'old' })
    mkdirSync(join(custom(), 'data'), { mode: 0o700 })
    const { outputs } = await deployPackage({ files, action: { installTo: { path: `${custom()}/` } } })
    expect(outputs['Package.InstallationDirectoryPath']).toBe(custom())
    expect(outputs['Package.CopiedFileCount']).toBe('2')
    expect(readdirSync(custom()).sort()).toEqual(['app.txt', 'bin', 'data', 'old.txt'])
    expect(readFileSync(join(custom(), 'app.txt'), 'utf8')).toBe('one')
    expect(statSync(join(custom(), 'bin/start')).mode & 0o777).toBe(0o755)
  })

  it('is emptied first by a purge, hidden files included', async () => {
    await writeFiles(custom(), { 'old.txt': '', '.env': '', 'deep/er/file': '' })
    await deployPackage({ files, action: { installTo: { path: custom(), purge: { keep: [] } } } })
    expect(readdirSync(custom()).sort()).toEqual(['app.txt', 'bin'])
  })

  it('keeps what patterns name when it is purged', async () => {
    await writeFiles(custom(), {
      'old.txt': '',
      '.env': '',
      'logs/a/b.log': '',
      'up/keep.jpg': '',
      'up/gone/x.txt': ''
    })
    const keep = ['logs', '.env', 'up/*.#{Kind}', 'nothing']
    await deployPackage({
      files: { 'app.txt': 'one' },
      variables: [textVariable(1, 'Kind', 'jpg')],
      action: { installTo: { path: custom(), purge: { keep } } }
    })
    const all = readdirSync(custom(), { recursive: true }).map(String).sort()
    expect(all).toEqual(['.env', 'app.txt', 'logs', 'logs/a', 'logs/a/b.log', 'up', 'up/keep.jpg'])
  })

  it.each([
    ['holds the unpacked package', () => home, [], false],
    ['holds the unpacked package, whatever patterns keep', () => home, ['uploads/**'], false],
    ['holds what Slipway keeps there', () => home, ['uploads/**'], true],
    ['holds it through a link', () => join(home, 'link'), ['uploads/**'], true],
    ['is where packages are kept', () => join(home, '.slipway/packages'), ['uploads/**'], false]
  ])('is not emptied where it %s', async (_, path, keep, isApart) => {
    await writeFiles(home, { '.ssh/authorized_keys': 'mine' })
    symlinkSync(home, join(home, 'link'))
    const action = { installTo: { path: path(), purge: { keep } } }
    const apps = `${home}-apps`
    onTestFinished(() => rmSync(apps, { recursive: true, force: true }))
    const { run } = await deployPackage({ files, action, variables: isApart ? [root(apps)] : [] })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect('failure' in run && run.failure?.message).toMatch(/so it is not emptied\.$/)
    expect(readFileSync(join(home, '.ssh/authorized_keys'), 'utf8')).toBe('mine')
    const [hash = ''] = readdirSync(join(home, '.slipway/packages'))
    expect(readFileSync(join(home, '.slipway/packages', hash, 'tree/app.txt'), 'utf8')).toBe('one')
    expect(readdirSync(join(home, '.slipway/journal'))).toHaveLength(1)
  })

  it('gets the program that runs there replaced, not written into', async () => {
    await writeFiles(custom(), { 'app.txt': 'old' })
    const running = openSync(join(custom(), 'app.txt'), 'r')
    onTestFinished(() => closeSync(running))
    await deployPackage({ files, action: { installTo: { path: custom() } } })
    expect(readFileSync(running, 'utf8')).toBe('old')
    expect(readFileSync(join(custom(), 'app.txt'), 'utf8')).toBe('one')
  })
})
