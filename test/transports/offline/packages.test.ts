import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BundleActionOf, type PackageForm, packageContent } from '@shared/bundle/content'
import { bundleManifest } from '@shared/bundle/format'
import { bundleId, sha256 } from '@shared/ids'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeBundle } from '../../../electron/transports/offline/write-bundle'
import {
  bash,
  bundled,
  bundleOf,
  clear,
  farEnd,
  packageOf,
  password,
  secretPassword,
  signer
} from '../../support/bundles'

const cleanUp: { remove(): Promise<void> }[] = []
let shop: Awaited<ReturnType<typeof packageOf>>
beforeEach(async () => {
  shop = await packageOf({
    'PreDeploy.sh': `echo "packaged pre in \${PWD##*/}"`,
    'postdeploy.py': "print('packaged post, db is', open('config.ini').read())",
    'DeployFailed.sh': 'echo "going back in $PWD" >>~/failed',
    'config.ini': 'db=#{Db}',
    'bin/start.sh': '#!/bin/sh\necho started',
    '@odd/site.txt': 'site'
  })
  cleanUp.push(shop)
})
afterEach(async () => {
  for (const one of cleanUp.splice(0)) await one.remove()
})

const packageAt = (_hash: string, form: PackageForm) =>
  Promise.resolve({ ok: true, value: form === 'tar' ? shop.tree : shop.file } as const)
const contentOf = (...actions: Parameters<typeof bundleOf>[0]) =>
  bundleOf(actions, {
    packages: [{ sha256: shop.hash, packageId: 'Shop.Web', version: '1.4.2', fileName: 'Shop.Web.1.4.2.zip' }]
  })
const deploy = (more: Partial<BundleActionOf<'deploy-package'>> = {}) =>
  bundled('deploy-package', {
    step: 1,
    name: 'Web',
    package: shop.hash,
    scripts: {},
    ignoresPackagedScripts: false,
    files: [],
    installTo: null,
    skipsIfInstalled: false,
    keep: null,
    nginx: null,
    ...more
  })
const far = async (...order: Parameters<typeof farEnd>) => {
  const end = await farEnd(...order)
  cleanUp.push(end)
  return end
}
/** What actions wrote, without folders of this one machine. */
const said = ({ text }: { readonly text: string }, home: string) =>
  text
    .slice(text.indexOf('\n1. '))
    .replaceAll(home, '~')
    .split('\n')
    .filter(line => /^ {2,}/.test(line))
    .map(line => line.trim())

it('unpacks, configures, copies and runs the scripts of step and package in their order', async () => {
  const variables = [{ name: 'Db', value: 'db-passw0rd', isSensitive: true }]
  const place = await mkdtemp(join(tmpdir(), 'slipway-site-'))
  await chmod(place, 0o777)
  cleanUp.push({ remove: () => rm(place, { recursive: true }) })
  const site = join(place, 'site')
  const content = contentOf(
    deploy({
      variables,
      scripts: {
        preDeploy: { syntax: 'bash', body: clear('echo "configured pre sees $(cat config.ini)"') },
        deploy: {
          syntax: 'bash',
          body: clear(
            `echo "configured deploy in \${PWD##*/}: $(bin/start.sh) from #{OctopusOriginalPackageDirectoryPath}"`
          )
        }
      },
      files: [{ path: 'config.ini', content: Buffer.from('db=db-passw0rd'), isSecret: false }],
      installTo: { path: site, purge: { keep: ['uploads/**'] } }
    }),
    bash(2, 'After', 'cd "$(get_octopusvariable "Octopus.Action[Web].Output.Package.InstallationDirectoryPath")" && ls')
  )
  const end = await far({ content, password: secretPassword, packageAt })
  const ran = await end.run(undefined, `${password}\n`)
  expect(said(ran, end.home)).toEqual([
    'Unpacked to ~/.slipway/applications/Production/Shop.Web/1.4.2.',
    'configured pre sees db=#{Db}',
    'Running PreDeploy.sh of the package.',
    'packaged pre in 1.4.2',
    '1 configured files were put in.',
    'configured deploy in site: started from ~/.slipway/applications/Production/Shop.Web/1.4.2',
    'Running postdeploy.py of the package.',
    'packaged post, db is db=••••••',
    '@odd',
    'bin',
    'config.ini',
    'It succeeded.'
  ])
  expect(await readFile(join(site, 'config.ini'), 'utf8')).toBe('db=db-passw0rd')
})

it('keeps what is for a tenant in a folder of the tenant, and says whom the bundle is for', async () => {
  const end = await far({ content: { ...contentOf(deploy()), tenant: 'Acme' }, packageAt })
  expect(await readFile(join(end.bundle, 'plan.txt'), 'utf8')).toMatch(
    /^Shop 1\.4\.2 to Production for Acme, on web-1 /
  )
  expect(bundleManifest.parse(JSON.parse(await readFile(join(end.bundle, 'manifest.json'), 'utf8'))).tenant).toBe(
    'Acme'
  )
  expect(said(await end.run(), end.home)).toContain(
    'Unpacked to ~/.slipway/applications/Acme/Production/Shop.Web/1.4.2.'
  )
})

it('lets the package undo a failed installation, installs anew beside it, and skips what is there', async () => {
  const failing = contentOf(
    deploy({ scripts: { deploy: { syntax: 'bash', body: clear('[ -e ~/ready ] || fail_step "not ready"') } } }),
    deploy({ step: 2, name: 'Web', skipsIfInstalled: true })
  )
  const end = await far({ content: failing, packageAt })
  const first = await end.run()
  expect(first).toMatchObject({ code: 1, text: expect.stringContaining('“Web” ended with exit code 1: not ready.') })
  expect(await readFile(join(end.home, 'failed'), 'utf8')).toBe(
    `going back in ${end.home}/.slipway/applications/Production/Shop.Web/1.4.2\n`
  )
  await writeFile(join(end.home, 'ready'), '')
  const second = await end.run()
  expect(second).toMatchObject({ code: 0, text: expect.stringContaining('Shop.Web 1.4.2 is installed already') })
  expect((await readdir(join(end.home, '.slipway/applications/Production/Shop.Web'))).sort()).toEqual([
    '1.4.2',
    '1.4.2_1'
  ])
})

it('transfers packages and lays them beside scripts; a later bundle may leave out what the target has', async () => {
  const references = [
    { name: 'tools', package: shop.hash, isExtracted: true },
    { name: 'raw', package: shop.hash, isExtracted: false }
  ]
  const actions = [
    bundled('transfer-package', { step: 1, name: 'Send', package: shop.hash, to: '~/in/box' }),
    bash(2, 'Use', 'sh tools/bin/start.sh; ls *.zip', { references }),
    bundled('package-script', {
      step: 3,
      name: 'Run',
      package: shop.hash,
      syntax: 'bash',
      file: 'bin/start.sh',
      parameters: null,
      files: []
    })
  ]
  const content = contentOf(...actions)
  const end = await far({ content, packageAt })
  expect(await end.run()).toMatchObject({
    code: 0,
    text: expect.stringMatching(/started\n.*1\.4\.2\.zip[\s\S]*started\n/)
  })
  expect(await readdir(join(end.home, 'in/box'))).toEqual(['Shop.Web.1.4.2.zip'])

  const lacking = await far({
    content: { ...content, lacks: [packageContent(shop.hash, 'tar'), packageContent(shop.hash, 'file')] },
    packageAt
  })
  expect(await readdir(lacking.bundle)).not.toContain('packages')
  expect(await lacking.run()).toMatchObject({
    code: 1,
    text: expect.stringContaining('neither in this bundle nor here from an earlier one')
  })
  const root = join(end.home, '.slipway')
  expect(await lacking.run(['--yes', '--root', root])).toMatchObject({ code: 0 })
})

it.each([
  ['holds what was unpacked and what the runner keeps', (home: string) => home],
  ['holds it through a link', (home: string) => join(home, 'link')],
  ['is where the runner keeps packages', (home: string) => join(home, '.slipway/offline/packages')]
])('empties no folder that %s', async (_, place) => {
  const home = await mkdtemp(join(tmpdir(), 'slipway-home-'))
  await chmod(home, 0o777)
  cleanUp.push({ remove: () => rm(home, { recursive: true }) })
  await writeFile(join(home, 'mine'), 'mine')
  await chmod(join(home, 'mine'), 0o666)
  await symlink(home, join(home, 'link'))
  const content = contentOf(deploy({ installTo: { path: place(home), purge: { keep: ['uploads/**'] } } }))
  const end = await far({ content, packageAt }, home)
  expect(await end.run()).toMatchObject({ code: 1, text: expect.stringContaining('is not emptied, because') })
  expect(await readFile(join(home, 'mine'), 'utf8')).toBe('mine')
  expect(await readdir(join(home, '.slipway/offline/packages'))).toEqual([`${shop.hash}.tar`])
  expect(await installedIn(home)).toEqual(['1.4.2'])
})

it.each([
  ['$HOME/one', 'one'],
  [`\${HOME}/a $5/two`, 'a $5/two'],
  ['~', ''],
  ['three', 'three']
])('transfers a package to %s as other targets do', async (to, place) => {
  const action = bundled('transfer-package', { step: 1, name: 'Send', package: shop.hash, to })
  const end = await far({ content: contentOf(action), packageAt })
  const ran = await end.run()
  expect(said(ran, end.home)[0]).toBe(`${join('~', place)}/Shop.Web.1.4.2.zip`)
  expect(await readdir(join(end.home, place))).toContain('Shop.Web.1.4.2.zip')
})

it.each([
  ['/srv/$seed', 'mentions seed, which is not set in the environment here'],
  ['', 'No folder is named'],
  ['~/taken', 'a folder of that name is there']
])('transfers no package to “%s”', async (to, words) => {
  const action = bundled('transfer-package', { step: 1, name: 'Send', package: shop.hash, to })
  const end = await far({ content: contentOf(action), packageAt })
  await mkdir(join(end.home, 'taken/Shop.Web.1.4.2.zip'), { recursive: true })
  end.own()
  expect(await end.run()).toMatchObject({ code: 1, text: expect.stringContaining(words) })
})

const installedIn = async (home: string) => (await readdir(`${home}/.slipway/applications/Production/Shop.Web`)).sort()
const journalOf = (home: string) => join(home, '.slipway/offline/journal')

it('installs another file of the same version, and skips only the very file that is there', async () => {
  const other = await packageOf({ 'config.ini': 'other' })
  cleanUp.push(other)
  const there = await far({ content: contentOf(deploy()), packageAt })
  await there.run()
  const root = join(there.home, '.slipway')
  const again = async (number: number, hash = shop.hash, packageId = 'Shop.Web') => {
    const content = contentOf(deploy({ package: hash, skipsIfInstalled: true }))
    const packages = content.packages.map(item => ({ ...item, sha256: hash, packageId }))
    const id = bundleId.parse(`bundle-000000000${number}`)
    const at = (which: string, form: PackageForm) =>
      which === other.hash
        ? Promise.resolve({ ok: true, value: form === 'tar' ? other.tree : other.file } as const)
        : packageAt(which, form)
    const end = await far({ content: { ...content, id, packages }, packageAt: at })
    return (await end.run(['--yes', '--root', root])).text.includes('is installed already')
  }
  expect([await again(1), await again(2, shop.hash, 'shop.WEB')]).toEqual([true, true])
  expect([await again(3, other.hash), await again(4, other.hash)]).toEqual([false, true])
  const journal = (await readFile(journalOf(there.home), 'utf8')).trimEnd().split('\n')
  expect(journal.map(line => line.split('\t')[7])).toEqual([shop.hash, other.hash])
  await writeFile(journalOf(there.home), journal.map(line => `${line.replace(/\t[0-9a-f]{64}$/, '')}\n`).join(''))
  expect(await again(5, other.hash)).toBe(false)
})

it('keeps as many earlier installations that succeeded as it may, and none of those that failed', async () => {
  const always = { when: { step: 'always', action: 'success' } } as const
  const count = (number: number) => ({ keep: { unit: 'count', count: number } }) as const
  const fails = { scripts: { deploy: { syntax: 'bash', body: clear('exit 1') } } } as const
  const content = contentOf(
    deploy({ name: 'Other' }),
    deploy({ step: 2, ...always }),
    deploy({ step: 3, ...always, ...fails, ...count(1) }),
    deploy({ step: 4, ...always, ...count(2) }),
    deploy({ step: 5, ...always, ...count(1) })
  )
  const end = await far({ content, packageAt })
  expect(await readFile(join(end.bundle, 'plan.txt'), 'utf8')).toContain('removes all but 1 earlier installation')
  const { text } = await end.run()
  expect(await installedIn(end.home)).toEqual(['1.4.2', '1.4.2_3', '1.4.2_4'])
  const gone = text.split('\n').filter(line => line.includes('Removed the earlier installation'))
  expect(gone.map(line => line.slice(line.lastIndexOf('/')))).toEqual(['/1.4.2_1.', '/1.4.2_2.'])
  const journal = (await readFile(journalOf(end.home), 'utf8')).trimEnd().split('\n')
  expect(journal.map(line => line.split('\t')[4]?.replace(/.*\//, ''))).toEqual(['1.4.2', '1.4.2_3', '1.4.2_4'])
})

it('removes installations that are older than it keeps them, and leaves the others', async () => {
  const end = await far({ content: contentOf(deploy(), deploy({ step: 2 })), packageAt })
  expect(await end.run()).toMatchObject({ code: 0 })
  const journal = await readFile(journalOf(end.home), 'utf8')
  const [old = '', young = ''] = journal.split('\n')
  await writeFile(journalOf(end.home), `${old.replace(/^\d+/, '1000')}\n${young}\n`)
  const content = contentOf(deploy({ keep: { unit: 'days', count: 1 } }))
  const next = await far({ content: { ...content, id: bundleId.parse('bundle-0a1b2c3d4f') }, packageAt })
  expect(await next.run(['--yes', '--root', join(end.home, '.slipway')])).toMatchObject({ code: 0 })
  expect(await installedIn(end.home)).toEqual(['1.4.2_1', '1.4.2_2'])
  expect(await readFile(journalOf(end.home), 'utf8')).not.toMatch(/^1000\t/m)
})

it('installs nothing where a package that it refers to is missing', async () => {
  const missing = sha256.parse('b'.repeat(64))
  const references = [{ name: 'tools', package: missing, isExtracted: true }]
  const content = contentOf(deploy({ references }), bash(2, 'Next', 'echo never'))
  const tools = { sha256: missing, packageId: 'Tools', version: '1.0.0', fileName: 'Tools.1.0.0.zip' }
  const end = await far({
    content: { ...content, packages: [...content.packages, tools], lacks: [packageContent(missing, 'tar')] },
    packageAt
  })
  const ran = await end.run()
  expect(ran).toMatchObject({ code: 1, text: expect.stringContaining('neither in this bundle nor here') })
  expect(said(ran, end.home)).not.toContain('Running PreDeploy.sh of the package.')
  expect((await readFile(journalOf(end.home), 'utf8')).trimEnd().split('\t')[6]).toBe('0')
})

it('carries links to folders as links, also one to the folder that it is in', async () => {
  await mkdir(join(shop.tree, 'lib/shop-1.4'), { recursive: true })
  await writeFile(join(shop.tree, 'lib/shop-1.4/code.txt'), 'code')
  await symlink('shop-1.4', join(shop.tree, 'lib/shop'))
  await symlink('.', join(shop.tree, 'lib/loop'))
  const end = await far({ content: contentOf(deploy()), packageAt })
  const names = execFileSync('tar', ['-tf', join(end.bundle, `packages/${shop.hash}.tar`)], { encoding: 'utf8' })
  expect(names.split('\n').filter(name => name.startsWith('./lib'))).toEqual([
    './lib/',
    './lib/loop',
    './lib/shop',
    './lib/shop-1.4/',
    './lib/shop-1.4/code.txt'
  ])
  expect(await end.run()).toMatchObject({ code: 0 })
  const installed = join(end.home, '.slipway/applications/Production/Shop.Web/1.4.2')
  expect(await readFile(join(installed, 'lib/loop/shop/code.txt'), 'utf8')).toBe('code')
})

it('writes the same bytes again, packs them into one archive, and takes no place that is taken', async () => {
  const content = contentOf(deploy())
  const end = await far({ content, packageAt })
  const again = await far({ content, packageAt })
  const list = async (bundle: string) =>
    (await readFile(join(bundle, 'manifest.sha256'), 'utf8'))
      .split('\n')
      .filter(line => !/bundle\.(sh|json)$/.test(line))
  const entries = await list(end.bundle)
  expect(await list(again.bundle)).toEqual(entries)
  expect(entries.map(line => line.slice(66).replace(shop.hash, 'HASH'))).toMatchInlineSnapshot(`
    [
      "actions/01-web/action.sh",
      "deploy.ps1",
      "deploy.sh",
      "manifest.json",
      "packages/HASH.tar",
      "plan.txt",
      "runner/bash.sh",
      "runner/nginx-check.sh",
      "runner/nginx-site.sh",
      "runner/powershell.ps1",
      "runner/python.py",
      "runner/run.sh",
      "signer.pem",
      "",
    ]
  `)
  const manifest = bundleManifest.parse(JSON.parse(await readFile(join(end.bundle, 'manifest.json'), 'utf8')))
  expect([manifest.key, manifest.packages.map(({ isHere }) => isHere)]).toEqual(['open', [true]])
  const order = { content, password: null, signer, packageAt }
  const archive = join(end.base, 'shop.tar')
  expect(await writeBundle({ ...order, to: { kind: 'archive', path: archive } })).toMatchObject({ ok: true })
  expect(await writeBundle({ ...order, to: { kind: 'archive', path: archive } })).toMatchObject({
    ok: false,
    failure: { kind: 'conflict' }
  })
  await mkdir(join(end.base, 'out'))
  execFileSync('tar', ['-xf', archive, '-C', join(end.base, 'out')])
  expect(
    execFileSync('sha256sum', ['-c', '--quiet', 'manifest.sha256'], { cwd: join(end.base, 'out/shop') }).length
  ).toBe(0)
})
