import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BundleActionOf, type PackageForm, siteRoot } from '@shared/bundle/content'
import { bundleId } from '@shared/ids'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type ReadySite, siteFiles } from '../../../electron/engine/package-install/nginx-files'
import { readReceipt } from '../../../electron/transports/offline/read-receipt'
import { bash, bundled, bundleOf, farEnd, packageOf, password, secretPassword } from '../../support/bundles'
import { openLab } from '../../support/certificates'
import { freePort, nginxIn, nginxProgram } from '../../support/nginx'

const isRoot = process.getuid?.() === 0
const mayBecomeOthers = isRoot && spawnSync('sudo', ['-n', '-u', 'games', 'true']).status === 0
const name = 'Shop.Web.Test'
type Web = BundleActionOf<'deploy-package'>
type Site = Pick<ReadySite, 'bindings' | 'locations'> & Partial<ReadySite>

const cleanUp: { remove(): Promise<void> }[] = []
let shop: Awaited<ReturnType<typeof packageOf>>
/** The home of the machine far away, with its NGINX. */
let home: string
let nginx: ReturnType<typeof nginxIn>
let bundles = 0
beforeEach(async () => {
  bundles = 0
  shop = await packageOf({
    'index.html': 'hello from the bundle',
    'PreDeploy.sh': 'echo pre >>~/order',
    'Deploy.sh': 'echo deploy >>~/order',
    'PostDeploy.sh': 'echo post >>~/order',
    'DeployFailed.sh': 'echo failed >>~/order'
  })
  home = await mkdtemp(join(tmpdir(), 'slipway-nginx-'))
  await chmod(home, 0o755)
  const nobody = isRoot ? { uid: 65534, gid: 65534 } : null
  if (nobody) await chown(home, nobody.uid, nobody.gid)
  nginx = nginxIn(home, nobody)
  // As rules with NOPASSWD do.
  nginx.program('sudo', 'shift; if [ "$1" = -l ]; then exit 0; fi; exec "$@"')
  cleanUp.push(shop, { remove: () => rm(home, { recursive: true, force: true }) })
})
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one.remove()
})

const packageAt = (_hash: string, form: PackageForm) =>
  Promise.resolve({ ok: true, value: form === 'tar' ? shop.tree : shop.file } as const)

const plain = (port: number, directives?: string): Site => ({
  bindings: [{ protocol: 'http', port, ip: '127.0.0.1' }],
  locations: [{ path: '/', ...(directives === undefined ? {} : { directives }) }]
})

/** A bundle on that machine: a script that passes a greeting on, then the package with its site. */
async function bundleWith(site: Site, more: Partial<Web> = {}) {
  const where = { name, sites: nginx.folder('conf.d'), ssl: nginx.folder('ssl') }
  const files = [...siteFiles({ certificates: [], ...site, ...where, root: siteRoot })].map(([path, text]) => ({
    path,
    text: { text, isSecret: path.endsWith('.key') }
  }))
  const web = bundled('deploy-package', {
    step: 2,
    name: 'Web',
    package: shop.hash,
    scripts: {},
    ignoresPackagedScripts: false,
    files: [],
    installTo: null,
    skipsIfInstalled: false,
    keep: null,
    nginx: { ...where, files },
    ...more
  })
  bundles += 1
  const content = bundleOf([bash(1, 'Build', 'set_octopusvariable Greeting "good day"'), web], {
    id: bundleId.parse(`bundle-000000000${bundles}`),
    packages: [{ sha256: shop.hash, packageId: 'Shop.Web', version: '1.4.2', fileName: 'Shop.Web.1.4.2.zip' }]
  })
  const end = await farEnd({ content, packageAt, password: secretPassword }, home)
  cleanUp.push(end)
  return { ...end, run: (...args: readonly string[]) => end.run(['--yes', ...args], `${password}\n`) }
}

const served = () => readFileSync(nginx.folder(`conf.d/${name}.conf`), 'utf8')
const sites = () => readdirSync(nginx.folder('conf.d'))
const order = () => readFileSync(join(home, 'order'), 'utf8').trim().split('\n')

it.skipIf(!existsSync(nginxProgram))(
  'serves the package as soon as its bundle ran; what NGINX refuses later is taken back',
  async () => {
    await nginx.runs()
    const port = await freePort()
    const page = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
    const locations = [
      { path: '/' },
      { path: '/greeting', directives: 'return 200 "#{Octopus.Action[Build].Output.Greeting}"' },
      { path: '/folder', directives: 'return 200 "#{Octopus.Action.Package.InstallationDirectoryPath}"' }
    ]
    const first = await bundleWith({ ...plain(port), locations })
    expect(await readFile(join(first.bundle, 'plan.txt'), 'utf8')).toContain(
      `served by NGINX as ${nginx.folder('conf.d')}/${name}.conf`
    )
    expect(await readFile(join(first.bundle, 'README.txt'), 'utf8')).toContain('bash 3.2 or newer and tar, nginx')
    const ran = await first.run()
    expect(ran).toMatchObject({ code: 0, text: expect.stringContaining('NGINX serves') })
    await vi.waitFor(async () => expect(await page('/')).toBe('hello from the bundle'), { timeout: 20_000 })
    const folder = join(home, '.slipway/applications/Production/Shop.Web/1.4.2')
    expect([await page('/greeting'), await page('/folder')]).toEqual(['good day', folder])
    const before = served()

    const again = await first.run()
    expect(again).toMatchObject({ code: 0, text: expect.stringContaining('2. Web: succeeded before.') })
    expect(order()).toEqual(['pre', 'deploy', 'post'])

    const broken = await bundleWith(plain(port, 'no_such_thing on'))
    expect(await broken.run()).toMatchObject({
      code: 1,
      text: expect.stringMatching(/“Web” failed: NGINX refuses the site, which was taken back: .*"no_such_thing"/)
    })
    expect([served(), sites()]).toEqual([before, [`${name}.conf`, `${name}.conf.d`]])
    expect(await page('/')).toBe('hello from the bundle')
    expect(order()).toEqual(['pre', 'deploy', 'post', 'pre', 'deploy', 'failed'])
    const receipt = readReceipt(await broken.receipt(), broken.known)
    expect(receipt.ok && receipt.value.events).toContainEqual(
      expect.objectContaining({ kind: 'action-ended', state: 'failed', code: 74, isRetried: false })
    )

    expect(await (await bundleWith(plain(port))).run()).toMatchObject({ code: 0 })
    expect(served()).toContain(`root "${folder}_2"`)
  }
)

it.skipIf(!existsSync(nginxProgram))('brings a certificate whose key is in clear in its place only', async () => {
  await nginx.runs()
  const lab = await openLab()
  cleanUp.push({ remove: () => lab.close() })
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.example'
  await lab.openssl(...request.split(' '), '-keyout', 'key', '-out', 'certificate')
  const [key, chain] = [String(await lab.read('key')), String(await lab.read('certificate'))]
  const port = await freePort()
  const end = await bundleWith({
    ...plain(port),
    bindings: [{ protocol: 'https', port, ip: '127.0.0.1' }],
    certificates: [{ name: 'shop.example', chain, key }]
  })
  expect(await end.run()).toMatchObject({ code: 0 })
  const secretLine = key.split('\n')[1] ?? ''
  const filesBelow = async (folder: string) =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
  const all = [...(await filesBelow(end.bundle)), ...(await filesBelow(home))]
  const place = nginx.folder('ssl/shop.example/shop.example.key')
  expect(all.filter(file => readFileSync(file).includes(secretLine))).toEqual([place])
  expect(statSync(place).mode & 0o777).toBe(0o600)
  const body = () =>
    new Promise<string>((resolve, reject) => {
      const options = { rejectUnauthorized: false, agent: false }
      const asked = get(`https://127.0.0.1:${port}/`, options, answer => {
        answer.on('data', data => resolve(String(data)))
      })
      asked.on('error', reject)
    })
  await vi.waitFor(async () => expect(await body()).toBe('hello from the bundle'), { timeout: 20_000 })
})

it('is tested before NGINX is told, after Deploy and before PostDeploy', async () => {
  nginx.is('echo "nginx $*" >>~/order')
  expect(await (await bundleWith(plain(80))).run()).toMatchObject({ code: 0 })
  expect(order()).toEqual(['pre', 'deploy', 'nginx -t', 'nginx -s reload', 'post'])
})

it('has the former site back when the runner was killed before NGINX had accepted the new one', async () => {
  nginx.is('true')
  expect(await (await bundleWith(plain(80, 'return 200 former'))).run()).toMatchObject({ code: 0 })
  const before = served()
  nginx.is('kill -KILL "$(cat ~/.slipway/offline/lock/owner)" 0')
  const next = await bundleWith(plain(80, 'return 200 untested'))
  expect(await next.run()).toMatchObject({ code: null })
  expect(served()).toContain('untested')
  nginx.is('echo "nginx: [emerg] not today" >&2; exit 1')
  expect(await next.run()).toMatchObject({ code: 4, text: expect.stringContaining('nobody knows how far it came') })
  expect(await next.run('--retry-unfinished')).toMatchObject({
    code: 1,
    text: expect.stringContaining('NGINX refuses the site, which was taken back: nginx: [emerg] not today.')
  })
  expect([served(), sites()]).toEqual([before, [`${name}.conf`, `${name}.conf.d`]])
})

it('has the former site back when the runner is stopped while the new one is tested', async () => {
  nginx.is('true')
  expect(await (await bundleWith(plain(80, 'return 200 former'))).run()).toMatchObject({ code: 0 })
  const before = served()
  nginx.is(': >~/testing; exec sleep 60')
  const runner = (await bundleWith(plain(80, 'return 200 untested'))).start()
  const over = runner.ended(`${password}\n`)
  await vi.waitFor(() => expect(existsSync(join(home, 'testing'))).toBe(true), { timeout: 20_000 })
  process.kill(-(runner.child.pid ?? 0), 'SIGINT')
  expect(await over).toMatchObject({ code: 1, text: expect.stringContaining('because the runner was stopped') })
  expect([served(), sites()]).toEqual([before, [`${name}.conf`, `${name}.conf.d`]])
})

it('does not begin where there is no folder for sites, or where sudo does not allow it', async () => {
  nginx.is('true')
  rmSync(nginx.folder('conf.d'), { recursive: true })
  expect(await (await bundleWith(plain(80))).run()).toMatchObject({
    code: 1,
    text: expect.stringContaining(`“Web” failed: NGINX cannot be set up: There is no folder ${nginx.folder('conf.d')}.`)
  })
  expect(order()).toEqual(['failed'])
  if (!isRoot) return
  mkdirSync(nginx.folder('conf.d'))
  nginx.program('sudo', 'exit 1')
  expect(await (await bundleWith(plain(80))).run()).toMatchObject({
    code: 1,
    text: expect.stringContaining('NGINX cannot be set up: sudo does not allow cp without a password.')
  })
})

it.skipIf(!mayBecomeOthers)(
  'is set up by whoever starts the runner, also where scripts run as another user',
  async () => {
    nginx.is('echo "$(id -un) $*" >>~/told')
    nginx.program('sudo', 'exec /usr/bin/sudo "$@"')
    const { bundle, written } = await bundleWith(plain(80), { runAs: 'games', ignoresPackagedScripts: true })
    const args = [join(bundle, 'deploy.sh'), '--yes', '--signer', written.words]
    const env = { HOME: home, PATH: `${nginx.folder('bin')}:${process.env.PATH}` }
    expect(spawnSync('sh', args, { env, input: `${password}\n` }).status).toBe(0)
    expect(readFileSync(join(home, 'told'), 'utf8')).toBe('root -t\nroot -s reload\n')
  }
)
