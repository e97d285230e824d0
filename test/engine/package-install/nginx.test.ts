import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { NginxSite } from '@shared/model/package-action'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { siteFiles } from '../../../electron/engine/package-install/nginx-files'
import { openLab } from '../../support/certificates'
import { deployPackage, writeFiles } from '../../support/package-deploys'
import { sensitiveVariable, textVariable } from '../../support/plans'
import { home } from '../../support/real-scripts'

const nginxProgram = '/usr/sbin/nginx'

const freePort = (): Promise<number> =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const folder = (name: string) => join(home, 'nginx', name)
const variables = () => [
  textVariable(1, 'Octopus.Action.Nginx.ConfigRoot', folder('conf.d')),
  textVariable(2, 'Octopus.Action.Nginx.SslRoot', folder('ssl'))
]

/** Puts a program called `nginx` on the path, and the folders of its own there. */
async function nginxIs(script: string): Promise<{ readonly PATH: string }> {
  for (const name of ['conf.d', 'ssl', 'logs', 'temp']) mkdirSync(folder(name), { recursive: true })
  await writeFiles(join(home, 'nginx'), { 'bin/nginx': `#!/bin/sh\n${script}\n`, 'bin/sudo': '#!/bin/sh\nexit 1\n' })
  return { PATH: `${folder('bin')}:${process.env.PATH}` }
}

/** A real NGINX with everything in the test's folder, as a service that runs until the test ends. */
async function realNginx() {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder('temp')};`)
  const env = await nginxIs(`exec ${nginxProgram} -e ${folder('logs/error.log')} -c ${folder('nginx.conf')} "$@"`)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const lines = [`${user} daemon off; pid ${folder('pid')}; events {}`, 'http {', 'access_log off;', ...temp]
  writeFileSync(folder('nginx.conf'), [...lines, `include ${folder('conf.d/*.conf')};`, '}'].join('\n'))
  const child = spawn(folder('bin/nginx'), [], { stdio: 'ignore' })
  onTestFinished(async () => {
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  })
  await vi.waitFor(() => expect(statSync(folder('pid')).size).toBeGreaterThan(0), { timeout: 20_000 })
  return env
}

const site = (port: number, changes: Partial<NginxSite> = {}): NginxSite => ({
  bindings: [{ protocol: 'http', port, ip: '127.0.0.1' }],
  locations: [{ path: '/' }, { path: '/health', directives: 'return 200 "#{Octopus.Release.Number}";' }],
  ...changes
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
      const lab = await openLab()
      onTestFinished(() => lab.close())
      const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.example'
      await lab.openssl(...request.split(' '), '-keyout', 'key', '-out', 'certificate')
      const [key, certificate] = [String(await lab.read('key')), String(await lab.read('certificate'))]
      const { run, lines } = await deployPackage({
        files: { 'index.html': 'safe' },
        env: { ...env, TMPDIR: folder('temp') },
        variables: [
          ...variables(),
          textVariable(3, 'Cert.CertificatePem', certificate),
          textVariable(4, 'Cert.SubjectCommonName', 'shop.example'),
          sensitiveVariable(5, 'Cert.PrivateKeyPem')
        ],
        secrets: { 5: key },
        action: {
          nginx: site(port, { bindings: [{ protocol: 'https', port, ip: '127.0.0.1', certificate: 'Cert' }] })
        }
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

  it('is set up between Deploy and PostDeploy: tested first, then told', async () => {
    const env = await nginxIs(`echo "nginx $*" >> "$HOME/order"`)
    const note = (name: string) => `echo ${name} >> "$HOME/order"`
    const files = { 'PreDeploy.sh': note('pre'), 'Deploy.sh': note('deploy'), 'PostDeploy.sh': note('post') }
    await deployPackage({ files, env, variables: variables(), action: { nginx: site(80) } })
    const order = readFileSync(join(home, 'order'), 'utf8').trim().split('\n')
    expect(order).toEqual(['pre', 'deploy', 'nginx -t', 'nginx -s reload', 'post'])
  })

  it('is refused before PreDeploy where the folder for sites is not there', async () => {
    const missing = [textVariable(1, 'Octopus.Action.Nginx.ConfigRoot', join(home, 'nowhere'))]
    const env = await nginxIs('true')
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
    const env = await nginxIs('true')
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
