import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import type { NginxSite } from '@shared/model/package-action'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { siteFiles } from '../../../electron/engine/package-install/nginx-files'
import { openLab } from '../../support/certificates'
import { freePort, nginxIn, nginxProgram } from '../../support/nginx'
import { deployPackage } from '../../support/package-deploys'
import { sensitiveVariable, textVariable } from '../../support/plans'
import { freshHome, home } from '../../support/real-scripts'
import { aTenant } from '../../support/tenants'

freshHome()

const folder = (name: string) => join(home, 'nginx', name)
const variables = () => [
  textVariable(1, 'Octopus.Action.Nginx.ConfigRoot', folder('conf.d')),
  textVariable(2, 'Octopus.Action.Nginx.SslRoot', folder('ssl'))
]

/** NGINX is this script, and sudo lets nobody do anything. */
function nginxIs(script: string): { readonly PATH: string } {
  const nginx = nginxIn(join(home, 'nginx'))
  nginx.is(script)
  return withPrograms(nginx)
}

async function realNginx(): Promise<{ readonly PATH: string }> {
  const nginx = nginxIn(join(home, 'nginx'))
  await nginx.runs()
  return withPrograms(nginx)
}

function withPrograms({ program }: ReturnType<typeof nginxIn>): { readonly PATH: string } {
  program('sudo', 'exit 1')
  return { PATH: `${folder('bin')}:${process.env.PATH}` }
}

const site = (port: number, changes: Partial<NginxSite> = {}): NginxSite => ({
  bindings: [{ protocol: 'http', port, ip: '127.0.0.1' }],
  locations: [{ path: '/' }, { path: '/health', directives: 'return 200 "#{Octopus.Release.Number}";' }],
  ...changes
})

const safeSite = (port: number): NginxSite =>
  site(port, { bindings: [{ protocol: 'https', port, ip: '127.0.0.1', certificate: 'Cert' }] })

/** A certificate with its key, as PEM. */
async function newCertificate() {
  const lab = await openLab()
  onTestFinished(() => lab.close())
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.example'
  await lab.openssl(...request.split(' '), '-keyout', 'key', '-out', 'certificate')
  return { key: String(await lab.read('key')), certificate: String(await lab.read('certificate')) }
}

const withCertificate = ({ key, certificate }: Awaited<ReturnType<typeof newCertificate>>) => ({
  variables: [
    ...variables(),
    textVariable(3, 'Cert.CertificatePem', certificate),
    textVariable(4, 'Cert.SubjectCommonName', 'shop.example'),
    sensitiveVariable(5, 'Cert.PrivateKeyPem')
  ],
  secrets: { 5: key }
})

describe('a site of NGINX', () => {
  it.skipIf(!existsSync(nginxProgram))(
    'serves the package and its locations; what is refused is taken back',
    async () => {
      const [env, port] = [await realNginx(), await freePort()]
      const files = { 'index.html': 'hello from 1' }
      const { lines, run } = await deployPackage({ files, env, variables: variables(), action: { nginx: site(port) } })
      expect(lines.filter(line => line.includes('error'))).toEqual([])
      expect(run.state).toBe('succeeded')
      const page = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
      await vi.waitFor(async () => expect(await page('/')).toBe('hello from 1'), { timeout: 20_000 })
      expect(await page('/health')).toBe('0.0.1')
      const before = readFileSync(folder('conf.d/Shop.Web.Test.conf'), 'utf8')
      const broken = site(port, { locations: [{ path: '/', directives: 'no_such_thing on;' }] })
      const second = await deployPackage({ files, env, variables: variables(), action: { nginx: broken } })
      expect(second.run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
      expect('failure' in second.run && second.run.failure?.message).toMatch(/unknown directive "no_such_thing"/)
      expect(readFileSync(folder('conf.d/Shop.Web.Test.conf'), 'utf8')).toBe(before)
      expect(readdirSync(folder('conf.d'))).toEqual(['Shop.Web.Test.conf', 'Shop.Web.Test.conf.d'])
      expect(await page('/')).toBe('hello from 1')
    }
  )

  it.skipIf(!existsSync(nginxProgram))(
    'has its certificate with a key that only root reads, and no copy of it',
    async () => {
      const [env, port] = [await realNginx(), await freePort()]
      const { key, certificate } = await newCertificate()
      const { run, lines } = await deployPackage({
        files: { 'index.html': 'safe' },
        env: { ...env, TMPDIR: folder('temp') },
        ...withCertificate({ key, certificate }),
        action: { nginx: safeSite(port) }
      })
      expect(lines.filter(line => line.includes('error'))).toEqual([])
      expect(run.state).toBe('succeeded')
      expect(statSync(folder('ssl/shop.example/shop.example.key')).mode & 0o777).toBe(0o600)
      expect(readdirSync(folder('temp')).filter(name => name.startsWith('tmp.'))).toEqual([])
      const body = () =>
        new Promise<string>((resolve, reject) => {
          const options = { rejectUnauthorized: false, agent: false }
          get(`https://127.0.0.1:${port}/`, options, answer => answer.on('data', data => resolve(String(data)))).on(
            'error',
            reject
          )
        })
      await vi.waitFor(async () => expect(await body()).toBe('safe'), { timeout: 20_000 })
    }
  )

  it.skipIf(!existsSync(nginxProgram))('keeps its certificate when NGINX refuses the new one', async () => {
    const [env, port] = [await realNginx(), await freePort()]
    const [good, other] = [await newCertificate(), await newCertificate()]
    const deploy = (pair: typeof good) =>
      deployPackage({
        files: { 'index.html': 'safe' },
        env,
        ...withCertificate(pair),
        action: { nginx: safeSite(port) }
      })
    expect((await deploy(good)).run.state).toBe('succeeded')
    const { run } = await deploy({ certificate: other.certificate, key: good.key })
    expect('failure' in run && run.failure?.message).toMatch(/refuses the site, which was taken back: .*mismatch/)
    const kept = (part: string) => readFileSync(folder(`ssl/shop.example/shop.example.${part}`), 'utf8').trim()
    expect([kept('crt'), kept('key')]).toEqual([good.certificate.trim(), good.key.trim()])
  })

  it('that was there is put back first, when the attempt before came to no end', async () => {
    const deploy = (env: Readonly<Record<string, string>>, answer: string) => {
      const nginx = site(80, { locations: [{ path: '/', directives: `return 200 ${answer}` }] })
      return deployPackage({ files: { a: '' }, env, variables: variables(), action: { nginx } })
    }
    const served = () => readFileSync(folder('conf.d/Shop.Web.Test.conf'), 'utf8')
    expect((await deploy(nginxIs('true'), 'former')).run.state).toBe('succeeded')
    const before = served()
    expect((await deploy(nginxIs('kill -KILL 0'), 'untested')).run.state).toBe('failed')
    expect(served()).toContain('untested')
    expect((await deploy(nginxIs('echo no >&2; exit 1'), 'refused')).run.state).toBe('failed')
    expect(served()).toBe(before)
    expect(readdirSync(folder('conf.d'))).toEqual(['Shop.Web.Test.conf', 'Shop.Web.Test.conf.d'])
  })

  it('is set up between Deploy and PostDeploy: tested first, then told', async () => {
    const env = nginxIs(`echo "nginx $*" >> "$HOME/order"`)
    const note = (name: string) => `echo ${name} >> "$HOME/order"`
    const files = { 'PreDeploy.sh': note('pre'), 'Deploy.sh': note('deploy'), 'PostDeploy.sh': note('post') }
    await deployPackage({ files, env, variables: variables(), action: { nginx: site(80) } })
    const order = readFileSync(join(home, 'order'), 'utf8').trim().split('\n')
    expect(order).toEqual(['pre', 'deploy', 'nginx -t', 'nginx -s reload', 'post'])
  })

  it('is one of the tenant’s own where it is for one', async () => {
    const env = nginxIs('true')
    const deploy = (tenant: ReturnType<typeof aTenant> | undefined) =>
      deployPackage({
        files: { a: '' },
        env,
        variables: variables(),
        action: { nginx: site(80) },
        ...(tenant === undefined ? {} : { tenant })
      })
    for (const tenant of [undefined, aTenant(1), aTenant(2)]) expect((await deploy(tenant)).run.state).toBe('succeeded')
    expect(readdirSync(folder('conf.d')).filter(name => name.endsWith('.conf'))).toEqual([
      'Shop.Web.Test.Acme.conf',
      'Shop.Web.Test.Tenant_2.conf',
      'Shop.Web.Test.conf'
    ])
  })

  it('is refused before PreDeploy where the folder for sites is not there', async () => {
    const missing = [textVariable(1, 'Octopus.Action.Nginx.ConfigRoot', join(home, 'nowhere'))]
    const env = nginxIs('true')
    const { run, lines } = await deployPackage({
      files: { 'PreDeploy.sh': 'echo ran' },
      env,
      variables: missing,
      action: { nginx: site(80) }
    })
    expect(run).toMatchObject({ state: 'failed', failure: { kind: 'install-failed' } })
    expect(lines).not.toContain('stdout info ran')
  })

  it('with https needs a certificate', async () => {
    const env = nginxIs('true')
    const bindings: NginxSite['bindings'] = [{ protocol: 'https', port: 443 }]
    const { run } = await deployPackage({
      files: { a: '' },
      env,
      variables: variables(),
      action: { nginx: { ...site(443), bindings } }
    })
    expect('failure' in run && run.failure?.message).toBe(
      'The binding to port 443 is for https and names no certificate.'
    )
  })

  it('is written as one server, with further locations and certificates in files of their own', () => {
    const files = siteFiles({
      name: 'Shop.Web.Test',
      sites: '/etc/nginx/conf.d',
      ssl: '/etc/ssl',
      root: '/var/www/the shop',
      hostName: 'shop.example',
      bindings: [
        { protocol: 'http', port: 80 },
        { protocol: 'https', port: 443, ip: '::1', certificate: 'Cert' }
      ],
      locations: [{ path: '= /' }, { path: '/api', directives: 'proxy_pass http://localhost:5000' }],
      certificates: [{ name: 'shop.example', chain: 'CHAIN\n', key: 'KEY\n' }]
    })
    expect(Object.fromEntries(files)).toEqual({
      'site.conf': [
        'server {',
        '    listen 80;',
        '    listen [::1]:443 ssl;',
        '    server_name shop.example;',
        '    ssl_certificate "/etc/ssl/shop.example/shop.example.crt";',
        '    ssl_certificate_key "/etc/ssl/shop.example/shop.example.key";',
        '    location = / {',
        '        root "/var/www/the shop";',
        '        try_files $uri $uri/ =404;',
        '    }',
        '    include "/etc/nginx/conf.d/Shop.Web.Test.conf.d/location.*.conf";',
        '}',
        ''
      ].join('\n'),
      'locations/location.1.conf': 'location /api {\n    proxy_pass http://localhost:5000;\n}\n',
      'ssl/shop.example/shop.example.crt': 'CHAIN\n',
      'ssl/shop.example/shop.example.key': 'KEY\n'
    })
  })
})
