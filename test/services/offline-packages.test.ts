import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NginxSite } from '@shared/model/package-action'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { makeZip } from '../support/make-zip'
import { bundleIn, imported, logOf, password, runThere, script, secret, shopWith } from '../support/offline-shop'
import { tempFolder } from '../support/store'
import { must } from '../support/workspace'

describe('a bundle with packages', () => {
  it('carries a site of NGINX, with everything that is known and what is secret encrypted', async () => {
    const locations = [
      { path: '/' },
      { path: '/api', directives: 'proxy_set_header Key "#{Db.Password}"' },
      { path: '/docs', directives: 'alias #{Octopus.Action.Package.InstallationDirectoryPath}/docs/' }
    ]
    const nginx: NginxSite = {
      hostName: '#{Octopus.Environment.Name}.example',
      bindings: [{ protocol: 'http', port: 8080 }],
      locations
    }
    const action = { type: 'deploy-package', package: { packageId: 'Shop.Web' }, nginx } as const
    const zip = join(await tempFolder(), 'Shop.Web.1.4.2.zip')
    await writeFile(zip, await makeZip({ 'site.txt': 'as it is' }))
    const { workspace, drop, deploy } = await shopWith([{ ...script('Web', ''), actions: [action] }], password, zip)
    const deployed = await deploy()
    expect(deployed).toMatchObject({ outcome: 'handed-over' })
    const file = (path: string) => readFile(join(bundleIn(drop), path), 'utf8')
    expect(await file('plan.txt')).toContain('served by NGINX as /etc/nginx/conf.d/Shop.Web.Test.conf')
    expect(await file('actions/01-web/nginx/0001')).toBe(
      [
        'server {',
        '    listen 8080;',
        '    server_name Test.example;',
        '    location / {',
        '        root "#{Slipway.Nginx.Root}";',
        '        try_files $uri $uri/ =404;',
        '    }',
        '    include "/etc/nginx/conf.d/Shop.Web.Test.conf.d/location.*.conf";',
        '}',
        ''
      ].join('\n')
    )
    expect(await readdir(join(bundleIn(drop), 'actions/01-web/nginx'))).toEqual(['0001', '0003'])
    expect(await logOf(workspace, deployed.id)).toContain(
      'Replaced where it runs: #{Octopus.Action.Package.InstallationDirectoryPath}'
    )
  })

  it('fails where an output would decide what the files of a site are called', async () => {
    const nginx: NginxSite = {
      bindings: [{ protocol: 'http', port: 80 }],
      locations: [{ path: '/' }],
      configName: '#{Octopus.Action[Install].Output.Path}'
    }
    const action = { type: 'deploy-package', package: { packageId: 'Shop.Web' }, nginx } as const
    const zip = join(await tempFolder(), 'Shop.Web.1.4.2.zip')
    await writeFile(zip, await makeZip({ 'site.txt': 'as it is' }))
    const web = { ...script('Web', ''), actions: [action] }
    const { deploy } = await shopWith([script('Install', 'true'), web], password, zip)
    expect(await deploy()).toMatchObject({
      outcome: 'failed',
      summary: expect.stringContaining('has to be known when a bundle is made')
    })
  })

  it('carries packages that are configured already, and leaves out those that its receipt tells of', async () => {
    const packageStep: StepInput = {
      ...script('Web', ''),
      actions: [
        {
          type: 'deploy-package',
          package: { packageId: 'Shop.Web' },
          substituteIn: ['*.ini'],
          keep: { unit: 'count', count: 1 }
        }
      ]
    }
    const zip = join(await tempFolder(), 'Shop.Web.1.4.2.zip')
    await writeFile(
      zip,
      await makeZip({ 'config.ini': 'db=#{Db.Password} on #{Octopus.Deployment.Machines}', 'site.txt': 'as it is' })
    )
    const { workspace, drop, deploy } = await shopWith([packageStep], password, zip)
    const [target] = must(await workspace.call('target.list', {}))
    if (target?.kind !== 'offline') throw new Error('The target is not offline')
    const { id: targetId, ...kept } = target
    must(
      await workspace.call('target.update', { id: targetId, value: { ...kept, password: null, isIncremental: true } })
    )
    const first = await deploy()
    expect(first).toMatchObject({ outcome: 'handed-over' })
    const home = await tempFolder()
    const there = await runThere(workspace, bundleIn(drop), home)
    expect(await imported(workspace, there.receipt)).toMatchObject({ kind: 'imported', returned: 1 })
    expect(must(await workspace.call('deployment.get', { id: first.id })), there.text).toMatchObject({
      outcome: 'succeeded'
    })
    const files = await readdir(home, { recursive: true })
    const installed = files.find(name => /applications.*1\.4\.2.*config\.ini$/.test(name)) ?? 'nowhere'
    expect(await readFile(join(home, installed), 'utf8')).toBe(`db=${secret} on ${targetId}`)

    await deploy()
    const packages = await readdir(join(`${bundleIn(drop)}_2`, 'packages')).catch(() => [])
    expect(packages).toEqual([])
    const again = await runThere(workspace, `${bundleIn(drop)}_2`, home)
    expect(await imported(workspace, again.receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
    expect(await readFile(join(bundleIn(drop), 'plan.txt'), 'utf8')).toContain('removes all but 1 earlier installation')
  })

  it('carries a package that the target has in another form than it needs now', async () => {
    const slot = { packageId: 'Shop.Web' }
    const zip = join(await tempFolder(), 'Shop.Web.1.4.2.zip')
    await writeFile(zip, await makeZip({ 'site.txt': 'as it is' }))
    const deploys: StepInput = { ...script('Web', ''), actions: [{ type: 'deploy-package', package: slot }] }
    const { workspace, drop, deploy } = await shopWith([deploys], password, zip)
    const { call } = workspace
    const [target] = must(await call('target.list', {}))
    if (target?.kind !== 'offline') throw new Error('The target is not offline')
    const { id: targetId, ...kept } = target
    must(await call('target.update', { id: targetId, value: { ...kept, password: null, isIncremental: true } }))
    const { plan } = await deploy()
    const home = await tempFolder()
    const there = await runThere(workspace, bundleIn(drop), home)
    expect(await imported(workspace, there.receipt)).toMatchObject({ kind: 'imported', returned: 1 })

    const transfers: StepInput = {
      ...script('Send', ''),
      actions: [{ type: 'transfer-package', package: slot, to: 'box' }]
    }
    const projectId = plan.project.id
    must(await call('process.save', { projectId, version: 1, steps: [deploys, transfers] }))
    const release = must(await call('release.create', { projectId, version: '1.1.0' }))
    const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId: plan.environment.id }))
    await workspace.over(id)
    const next = join(drop, 'Test', 'Shop', '1.1.0', 'till-1')
    const packages = await readdir(join(next, 'packages'))
    expect(packages.map(name => name.replace(/.*\./, ''))).toEqual(['file'])
    const again = await runThere(workspace, next, home)
    expect(await imported(workspace, again.receipt), again.text).toMatchObject({ kind: 'imported', returned: 2 })
    expect(must(await call('deployment.get', { id }))).toMatchObject({ outcome: 'succeeded' })
    expect(await readdir(join(home, 'box'))).toEqual(['Shop.Web.1.4.2.zip'])
  })
})
