import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import type { Deployment } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import type { NginxSite } from '@shared/model/package-action'
import type { StepInput } from '@shared/model/process'
import type { VariableScope } from '@shared/model/variable-scope'
import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { derived, mac } from '../../electron/transports/offline/bundle-key'
import { claimedBundle, openOutput, readReceipt } from '../../electron/transports/offline/read-receipt'
import { signerWords, writeBundle } from '../../electron/transports/offline/write-bundle'
import { makeZip } from '../support/make-zip'
import { tempFolder } from '../support/store'
import { homeAsIfKilled, manualStep, untidiedStore } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const password = 'correct horse'
const secret = 'tr0ub4dor-and-3'
const offline = {
  // Passwords are stretched less here: that is another test's business.
  write: (order: Parameters<typeof writeBundle>[0]) => writeBundle({ ...order, iterations: 1000 }),
  words: signerWords,
  claimedBundle,
  readReceipt,
  openOutput
}

const script = (name: string, body: string, more: Partial<StepInput> = {}): StepInput => ({
  name,
  location: 'targets',
  roles: ['till'],
  actions: [{ type: 'script', syntax: 'bash', body }],
  ...more
})

interface Shop {
  readonly workspace: TestWorkspace
  readonly drop: string
  /** Deploys, and answers how that ended. */
  deploy(): Promise<Deployment>
}

/** @param zip a package to import first; @param scope of the secret */
async function shopWith(
  steps: readonly StepInput[],
  own: string = password,
  zip?: string,
  scope: VariableScope = {}
): Promise<Shop> {
  const drop = await tempFolder()
  const ports = { runDeployment, offline, openStore: untidiedStore }
  const workspace = await openTestWorkspace({ ports })
  const { call } = workspace
  if (zip !== undefined) must(await call('package.import', { paths: [zip] }))
  const environment = must(await call('environment.create', { name: 'Test' }))
  const where = { roles: ['till'], environmentIds: [environment.id] }
  must(await call('target.create', { kind: 'offline', name: 'till-1', dropFolder: drop, password: own, ...where }))
  const project = must(await call('project.create', { name: 'Shop' }))
  must(
    await call('variables.save', {
      projectId: project.id,
      version: 0,
      variables: [{ name: 'Db.Password', type: 'sensitive', value: secret, scope }]
    })
  )
  must(await call('process.save', { projectId: project.id, version: 0, steps: [...steps] }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  const deploy = async () => {
    const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId: environment.id }))
    return workspace.over(id)
  }
  return { workspace, drop, deploy }
}

/** Runs a bundle as a machine without Slipway would; answers the receipt's file. */
async function runThere(
  { call }: TestWorkspace,
  bundle: string,
  at?: string
): Promise<{ readonly text: string; readonly receipt: string }> {
  const home = at ?? (await tempFolder())
  const { words } = must(await call('bundle.key', {}))
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const ran = spawnSync(
    'sh',
    [join(bundle, 'deploy.sh'), '--yes', '--signer', words, '--password-file', passwordFile],
    {
      cwd: home,
      env: { HOME: home, PATH: '/usr/bin:/bin' },
      encoding: 'utf8'
    }
  )
  const kept = join(home, '.slipway', 'offline')
  if (ran.status !== 0 && !existsSync(kept)) throw new Error(`${ran.stdout}${ran.stderr}`)
  const { bundle: folder } = JSON.parse(await readFile(join(bundle, 'manifest.json'), 'utf8'))
  const receipt = join(kept, folder, `receipt-${folder}.json`)
  return { text: `${ran.stdout}${ran.stderr}`, receipt }
}

const bundleIn = (drop: string) => join(drop, 'Test', 'Shop', '1.0.0', 'till-1')

/** Puts events into a receipt as anybody can who has its bundle, where that has no password. */
async function withEvents(receipt: string, bundle: string, events: readonly object[]): Promise<string> {
  const seed = /^bundle_seed='([0-9a-f]{64})'$/m.exec(await readFile(join(bundle, 'bundle.sh'), 'utf8'))?.[1]
  if (seed === undefined) throw new Error('The bundle has a password')
  const [body = ''] = (await readFile(receipt, 'utf8')).split(',\n"mac"')
  const text = `${body.slice(0, -1)}${events.map(event => `,\n${JSON.stringify(event)}`).join('')}]`
  const forged = join(await tempFolder(), 'receipt.json')
  await writeFile(forged, `${text},\n"mac":"${mac(derived(new Secret(seed), 'receipt'), Buffer.from(text))}"}\n`)
  return forged
}
const statesOf = ({ plan, runs }: Deployment) =>
  Object.fromEntries(plan.stages.map(stage => [stage.name, runs[stage.runs[0]!.id]?.state]))
const logOf = async ({ call }: TestWorkspace, deploymentId: DeploymentId) =>
  must(await call('log.page', { deploymentId, from: 0, count: 500 })).lines.map(line => line.text)
const imported = async ({ call }: TestWorkspace, path: string) => {
  const [result] = must(await call('receipt.import', { paths: [path] }))
  if (result === undefined) throw new Error('Nothing was said of the receipt')
  return result
}

const listed = async ({ call }: TestWorkspace, filter: Input<'bundle.all'> = {}) =>
  must(await call('bundle.all', filter)).bundles

const steps = [
  script('Install', 'echo "the password is #{Db.Password}"\nset_octopusvariable Path /srv/shop'),
  script('Check', 'echo "installed in #{Octopus.Action[Install].Output.Path}"'),
  script('Mourn', 'echo sad', { condition: { when: 'failure' } }),
  script('Left out', 'echo never', { condition: { when: 'variable', expression: '#{Nobody.Said}' } })
]

describe('a deployment to a target that nobody reaches', () => {
  it('is handed over in one bundle, and what came of it is known once its receipt is imported', async () => {
    const { workspace, drop, deploy } = await shopWith(steps)
    const { call } = workspace
    const before = await deploy()
    expect(before).toMatchObject({ state: 'finished', outcome: 'handed-over' })
    expect(statesOf(before)).toEqual({
      Install: 'handed-over',
      Check: 'handed-over',
      Mourn: 'handed-over',
      'Left out': 'skipped'
    })
    const [bundle] = must(await call('bundle.list', { deploymentId: before.id }))
    expect(bundle).toMatchObject({ path: bundleIn(drop), isThere: true, acknowledgedAt: null })
    const said = await logOf(workspace, before.id)
    expect(said).toContain(`The bundle for till-1 is in ${bundleIn(drop)}`)
    expect(said).toContain(`It is signed by ${must(await call('bundle.key', {})).words}`)
    const files = await readdir(bundleIn(drop), { recursive: true, withFileTypes: true })
    for (const file of files.filter(item => item.isFile()))
      expect((await readFile(join(file.parentPath, file.name))).includes(secret), file.name).toBe(false)

    const there = await runThere(workspace, bundleIn(drop))
    expect(there.text).not.toContain(secret)
    const tampered = join(await tempFolder(), 'receipt.json')
    await writeFile(tampered, (await readFile(there.receipt, 'utf8')).replace('/srv/shop', '/srv/else'))
    expect(await imported(workspace, tampered)).toMatchObject({
      kind: 'refused',
      message: 'The receipt was changed after it was written, or is damaged.'
    })
    expect(await listed(workspace)).toMatchObject([
      { state: 'refused', refused: { message: 'The receipt was changed after it was written, or is damaged.' } }
    ])
    expect(await imported(workspace, there.receipt)).toMatchObject({ kind: 'imported', returned: 3, missing: 0 })
    expect(await listed(workspace)).toMatchObject([{ state: 'received', missing: 0, refused: null }])
    const after = must(await call('deployment.get', { id: before.id }))
    expect(after).toMatchObject({ state: 'finished', outcome: 'succeeded', receipts: [{ by: 'ada' }] })
    expect(statesOf(after)).toEqual({
      Install: 'succeeded',
      Check: 'succeeded',
      Mourn: 'skipped',
      'Left out': 'skipped'
    })
    const lines = await logOf(workspace, before.id)
    expect(lines).toContain('the password is ••••••')
    expect(lines).toContain('installed in /srv/shop')
    expect(after.runs[after.plan.stages[0]!.runs[0]!.id]?.outputs).toMatchObject([{ name: 'Path', value: '/srv/shop' }])
    const seq = after.seq
    expect(await imported(workspace, there.receipt)).toMatchObject({
      kind: 'refused',
      message: 'This very receipt was imported before.'
    })
    expect(await listed(workspace)).toMatchObject([{ state: 'received', refused: null }])
    expect(must(await call('deployment.get', { id: before.id })).seq).toBe(seq)
  })

  it('takes nothing from a receipt that tells of what another bundle holds', async () => {
    const { workspace, drop, deploy } = await shopWith([script('Install', 'echo done')], password, undefined, {
      roles: ['vault']
    })
    const { call } = workspace
    const [first] = must(await call('target.list', {}))
    if (first?.kind !== 'offline') throw new Error('The target is not offline')
    const { id: _id, password: _password, ...kept } = first
    must(await call('target.create', { ...kept, name: 'kiosk-1', password: '' }))
    const deployed = await deploy()
    const kiosk = join(drop, 'Test', 'Shop', '1.0.0', 'kiosk-1')
    const { receipt } = await runThere(workspace, kiosk)
    const run = deployed.plan.stages[0]!.runs.find(item => item.targetId === first.id)!.id
    const events = [
      { kind: 'action-started', at: 1, run, attempt: 1 },
      { kind: 'line', at: 2, run, stream: 'stdout', level: 'info', text: 'all is well' },
      { kind: 'action-ended', at: 3, run, state: 'succeeded', code: 0, isRetried: false, message: '' }
    ]
    expect(await imported(workspace, await withEvents(receipt, kiosk, events))).toMatchObject({
      kind: 'refused',
      message: 'The receipt tells of actions that its bundle does not hold.'
    })
    expect(await listed(workspace, { targetId: first.id })).toMatchObject([{ state: 'waiting', refused: null }])
    expect(await imported(workspace, receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
    expect(must(await call('deployment.get', { id: deployed.id })).runs[run]).toMatchObject({ state: 'handed-over' })
    expect(await logOf(workspace, deployed.id)).not.toContain('all is well')
    const own = await runThere(workspace, bundleIn(drop))
    expect(await imported(workspace, own.receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
  })

  it('is listed with all bundles of the workspace, by their state and their target', async () => {
    const { workspace, drop, deploy } = await shopWith(steps)
    const [first, second] = [await deploy(), await deploy()]
    const [newer, older] = await listed(workspace)
    expect([newer?.deployment?.id, older?.deployment?.id]).toEqual([second.id, first.id])
    expect(newer).toMatchObject({
      targetName: 'till-1',
      deployment: { projectName: 'Shop', releaseVersion: '1.0.0', environmentName: 'Test', runbook: null },
      isThere: true,
      state: 'waiting',
      acknowledgedAt: null,
      runs: 3,
      missing: 3,
      refused: null
    })
    expect(newer).not.toHaveProperty('seed')
    const there = await runThere(workspace, bundleIn(drop))
    await imported(workspace, there.receipt)
    expect((await listed(workspace, { state: 'waiting' })).map(({ id }) => id)).toEqual([newer?.id])
    expect((await listed(workspace, { state: 'received' })).map(({ id }) => id)).toEqual([older?.id])
    const all = must(await workspace.call('bundle.all', { limit: 1, skip: 1 }))
    expect([all.total, all.bundles[0]?.id, all.targets.map(({ name }) => name)]).toEqual([2, older?.id, ['till-1']])
    const [{ id: targetId } = { id: undefined }] = all.targets
    expect(await listed(workspace, { ...(targetId === undefined ? {} : { targetId }), limit: 9 })).toHaveLength(2)
    const told = workspace.pushed().filter(event => event.type === 'catalog.changed' && event.entity === 'bundle')
    expect(told.length).toBeGreaterThan(0)
  })

  it('has failed once its receipt says so, and each deployment gets a bundle of its own', async () => {
    const { workspace, drop, deploy } = await shopWith([script('Install', 'echo no >&2\nexit 3'), ...steps.slice(1)])
    await deploy()
    const second = await deploy()
    const there = await runThere(workspace, `${bundleIn(drop)}_2`)
    expect(await imported(workspace, there.receipt)).toMatchObject({ kind: 'imported', deploymentId: second.id })
    const after = must(await workspace.call('deployment.get', { id: second.id }))
    expect(after).toMatchObject({ outcome: 'failed' })
    expect(statesOf(after)).toMatchObject({ Install: 'failed', Check: 'skipped', Mourn: 'succeeded' })
    expect(await imported(await shopWith(steps).then(other => other.workspace), there.receipt)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('which this workspace did not write')
    })
  })

  it('fails before anything is written where secrets have no password', async () => {
    const { workspace, drop, deploy } = await shopWith(steps, '')
    const ended = await deploy()
    expect(ended).toMatchObject({ outcome: 'failed', summary: expect.stringContaining('password') })
    expect(statesOf(ended)).toMatchObject({ Install: 'failed', Check: 'skipped' })
    expect(
      await readdir(drop, { recursive: true, withFileTypes: true }).then(all => all.filter(i => i.isFile()))
    ).toEqual([])
    expect(must(await workspace.call('bundle.list', { deploymentId: ended.id }))).toEqual([])
  })

  it('hands over what a person has to approve only after that', async () => {
    const { workspace, drop, deploy } = await shopWith([
      script('Install', 'true'),
      manualStep('Sign off'),
      script('Open', 'true')
    ])
    const { call, until } = workspace
    const over = deploy()
    const [question] = await until(async () => {
      const open = must(await call('question.list', {}))
      return open.length === 0 ? null : open
    })
    const deploymentId = question!.deployment.id
    expect(must(await call('bundle.list', { deploymentId })).map(({ runs }) => runs.length)).toEqual([1])
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'proceed' }))
    await over
    expect(must(await call('bundle.list', { deploymentId })).map(({ path }) => path)).toEqual([
      bundleIn(drop),
      `${bundleIn(drop)}_2`
    ])
  })

  it('is whole again after the app was killed in the middle of an import, which can be repeated', async () => {
    const { workspace, drop, deploy } = await shopWith(steps)
    const { id, seq, plan } = await deploy()
    const { receipt } = await runThere(workspace, bundleIn(drop))
    await workspace.workspaces.use(async ({ store }) => {
      const log = await store.logs.open(id)
      const targetId = plan.targets[0]!.id
      await log.append({ kind: 'receipt', targetId, receipt: 'a'.repeat(64) as never, by: 'ada', seq: seq + 1, at: 1 })
      const summary = must(await workspace.call('deployment.list', {}))[0]!
      await store.commit([store.deployments.putting({ ...summary, state: 'running' } as never)])
      await log.close()
    })
    const home = await homeAsIfKilled(workspace)
    await mkdir(home, { recursive: true })
    const again = await openTestWorkspace({ home, ports: { runDeployment, offline, openStore: untidiedStore } })
    expect(must(await again.call('deployment.get', { id }))).toMatchObject({
      state: 'finished',
      outcome: 'handed-over'
    })
    expect(must(await again.call('workspace.info', {})).notices).toEqual([])
    expect(await imported(again, receipt)).toMatchObject({ kind: 'imported', returned: 3 })
    expect(must(await again.call('deployment.get', { id }))).toMatchObject({ outcome: 'succeeded' })
  })

  it('leaves nothing behind when its project is deleted, neither a kept bundle nor what its receipts are checked by', async () => {
    const { workspace, deploy } = await shopWith(steps)
    const { call, home } = workspace
    const [target] = must(await call('target.list', {}))
    if (target?.kind !== 'offline') throw new Error('The target is not offline')
    const { id, password: _password, ...kept } = target
    must(await call('target.update', { id, value: { ...kept, dropFolder: '' } }))
    const ended = await deploy()
    const [bundle] = must(await call('bundle.list', { deploymentId: ended.id }))
    expect(bundle?.path.startsWith(home)).toBe(true)
    const [project] = must(await call('project.list', {}))
    must(await call('project.delete', { id: project!.id, confirmName: 'Shop' }))
    expect(existsSync(join(bundle!.path, '..'))).toBe(false)
    expect(must(await call('bundle.list', { deploymentId: ended.id }))).toEqual([])
    expect(must(await call('data.verify', {}))).toMatchObject({ faults: [], warnings: [] })
  })

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
    await writeFile(zip, await makeZip({ 'config.ini': 'db=#{Db.Password}', 'site.txt': 'as it is' }))
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
    expect(await readFile(join(home, installed), 'utf8')).toBe(`db=${secret}`)

    await deploy()
    const packages = await readdir(join(`${bundleIn(drop)}_2`, 'packages')).catch(() => [])
    expect(packages).toEqual([])
    const again = await runThere(workspace, `${bundleIn(drop)}_2`, home)
    expect(await imported(workspace, again.receipt)).toMatchObject({ kind: 'imported', returned: 1, missing: 0 })
    expect(await readFile(join(bundleIn(drop), 'plan.txt'), 'utf8')).toContain('removes all but 1 earlier installation')
  })
})
