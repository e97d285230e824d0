import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BundleActionOf, BundleContent, PackageForm } from '@shared/bundle/content'
import { bundleId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { bundled, bundleOf, farEnd, packageOf } from '../../support/bundles'
import { canMakeDisks, smallDisk } from '../../support/small-disk'

let shop: Awaited<ReturnType<typeof packageOf>>
let home: string
let count: number
beforeEach(async () => {
  shop = await packageOf({ 'app.txt': 'app' })
  home = await mkdtemp(join(tmpdir(), 'slipway-home-'))
  await chmod(home, 0o777)
  count = 0
})
afterEach(async () => {
  await shop.remove()
  await rm(home, { recursive: true, force: true })
})

type Deploy = BundleActionOf<'deploy-package'>

/** Installs the package on the one machine by a bundle of its own; answers what the runner said. */
async function install(own: Partial<Deploy> = {}, more: Partial<BundleContent> = {}) {
  count++
  const action = bundled('deploy-package', {
    step: 1,
    name: 'Web',
    package: shop.hash,
    scripts: {},
    ignoresPackagedScripts: false,
    files: [],
    installTo: null,
    skipsIfInstalled: false,
    keep: { unit: 'count', count: 1 },
    nginx: null,
    ...own
  })
  const packages = [{ sha256: shop.hash, packageId: 'Shop.Web', version: '1.4.2', fileName: 'Shop.Web.1.4.2.zip' }]
  const content = bundleOf([action], { packages, id: bundleId.parse(`bundle-000000000${count}`), ...more })
  const packageAt = (_hash: string, form: PackageForm) =>
    Promise.resolve({ ok: true, value: form === 'tar' ? shop.tree : shop.file } as const)
  const end = await farEnd({ content, packageAt }, home)
  onTestFinished(() => end.remove())
  return end.run()
}
const other = { project: 'Other' }

const apps = (path = '') => join(home, '.slipway/applications/Production/Shop.Web', path)
const installed = async () => (await readdir(apps())).sort()
const journal = () => join(home, '.slipway/offline/journal')
const folders = async () =>
  (await readFile(journal(), 'utf8'))
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t')[4]?.replace(/.*\//, ''))

describe('an installation by a bundle', () => {
  it('takes no name that the journal still has, whoever removed the folder', async () => {
    await install()
    await rm(apps('1.4.2'), { recursive: true })
    await install({}, other)
    expect(await installed()).toEqual(['1.4.2_1'])
    for (const _ of 'ab') expect((await install()).code).toBe(0)
    expect([await installed(), await folders()]).toEqual([
      ['1.4.2_1', '1.4.2_2', '1.4.2_3'],
      ['1.4.2_1', '1.4.2_2', '1.4.2_3']
    ])
  })

  it('stays where another one names its folder as well, as journals from before may say', async () => {
    await install()
    await install({}, other)
    const [line = ''] = (await readFile(journal(), 'utf8')).split('\n')
    const lines = [line.replace(/1\.4\.2\t\t1/, '1.4.2_1\t\t0'), await readFile(journal(), 'utf8')]
    await writeFile(journal(), lines.join('\n'))
    const { text } = await install()
    expect(text).toContain(`${apps('1.4.2_1')} stays: it is another installation’s by now.`)
    expect([await installed(), await folders()]).toEqual([
      ['1.4.2', '1.4.2_1', '1.4.2_2'],
      ['1.4.2', '1.4.2_1', '1.4.2_2']
    ])
  })

  it('leaves alone what Slipway itself installed beside it, and what it will', async () => {
    const entry = join(home, '.slipway/journal/project.environment.action.here/0000000001.entry')
    await install()
    await mkdir(dirname(entry), { recursive: true })
    await writeFile(entry, `path ${apps('1.4.2')}\n`)
    for (const _ of 'ab') expect((await install()).code).toBe(0)
    expect(await installed()).toEqual(['1.4.2', '1.4.2_1', '1.4.2_2'])
    await rm(apps('1.4.2'), { recursive: true })
    await install()
    expect(await installed()).toEqual(['1.4.2_2', '1.4.2_3'])
  })

  it('counts for its tenant, and for names that have a slash', async () => {
    const places = [{ tenant: 'Acme' }, { tenant: 'Beta' }, {}, { project: 'A/B' }, { project: 'A', target: 'B' }]
    for (const { target, ...place } of places) await install({ name: target === undefined ? 'Web' : 'B/Web' }, place)
    const sets = (await readFile(journal(), 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t')[1])
    expect(sets).toEqual([
      'Acme/Production/Shop/Web/web-1',
      'Beta/Production/Shop/Web/web-1',
      'Production/Shop/Web/web-1',
      'Production/A%2FB/Web/web-1',
      'Production/A/B%2FWeb/web-1'
    ])
  })

  it('counts as failed from its start, so that what was there before is no longer taken for installed', async () => {
    const body = { text: 'cp ~/.slipway/offline/journal ~/seen', isSecret: false }
    await install()
    await install({ scripts: { deploy: { syntax: 'bash', body } } })
    expect(await folders()).toEqual(['1.4.2', '1.4.2_1'])
    // As if the runner had been killed just then.
    await writeFile(journal(), await readFile(join(home, 'seen')))
    expect((await install({ skipsIfInstalled: true })).text).not.toContain('is installed already')
    const states = (await readFile(journal(), 'utf8')).trimEnd().split('\n')
    expect(states.map(line => [line.split('\t')[4], line.split('\t')[6]])).toEqual([
      [apps('1.4.2'), '1'],
      [apps('1.4.2_2'), '1']
    ])
  })

  it('is no folder that a line says of which a full disk left only a part', async () => {
    await install()
    const part = (await readFile(journal(), 'utf8')).split('\t').slice(0, 4)
    await writeFile(join(home, 'mine'), 'mine')
    await writeFile(
      journal(),
      `${await readFile(journal(), 'utf8')}${[...part, home].join('\t')}\n${[...part, '/x'].join('\t')}`
    )
    for (const _ of 'ab') expect((await install()).code).toBe(0)
    expect(await readFile(join(home, 'mine'), 'utf8')).toBe('mine')
    expect([await installed(), (await folders()).filter(folder => folder?.startsWith('1.'))]).toEqual([
      ['1.4.2_1', '1.4.2_2'],
      ['1.4.2_1', '1.4.2_2']
    ])
  })

  it.skipIf(!canMakeDisks)('that a full disk keeps from the journal leaves the lines there as they were', async () => {
    const { folder } = smallDisk('2M')
    await chmod(folder, 0o777)
    await mkdir(join(home, '.slipway'))
    await chmod(join(home, '.slipway'), 0o777)
    await symlink(folder, join(home, '.slipway/offline'))
    await install()
    // So many lines that a copy of them needs more room than the runner lets go of meanwhile.
    const before = (await readFile(journal(), 'utf8')).replace('Production/', 'Elsewhere/').repeat(100)
    await writeFile(journal(), before)
    const fill = {
      syntax: 'bash' as const,
      body: { text: 'cat /dev/zero >~/.slipway/offline/full 2>/dev/null || true', isSecret: false }
    }
    await install({ scripts: { postDeploy: fill } })
    const after = await readFile(journal(), 'utf8')
    expect(after.slice(0, before.length)).toBe(before)
    const [, , , , ...rest] = after.slice(before.length).split('\t')
    expect(rest).toEqual([apps('1.4.2_1'), '', '0', `${shop.hash}\n`])
    await rm(join(folder, 'full'))
    await install()
    expect((await folders()).at(-1)).toBe('1.4.2_2')
  })
})

describe('a purge by a bundle', () => {
  it.each([
    ['{logs,up}/**'],
    ['./logs', 'up'],
    ['logs\\**', 'up//*.txt'],
    ['**/*.{log,txt}'],
    ['logs/**/a.log', 'up/**'],
    ['logs', '*p/[x-z].txt'],
    ['logs', 'up/x.txt']
  ])('keeps what %s %s names, as targets that Slipway reaches do', async (...keep) => {
    const site = join(home, 'site')
    for (const path of ['logs/a.log', 'up/x.txt', 'old.bin']) {
      await mkdir(dirname(join(site, path)), { recursive: true })
      await writeFile(join(site, path), '')
    }
    if (process.getuid?.() === 0) spawnSync('chown', ['-R', '65534:65534', site])
    const { code } = await install({ installTo: { path: site, purge: { keep: keep.filter(Boolean) } } })
    expect(code).toBe(0)
    expect(['logs/a.log', 'up/x.txt', 'old.bin', 'app.txt'].map(path => existsSync(join(site, path)))).toEqual([
      true,
      true,
      false,
      true
    ])
  })
})
