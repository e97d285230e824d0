import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import {
  bundleIn,
  imported,
  listed,
  logOf,
  offlinePorts,
  runThere,
  script,
  secret,
  shopWith,
  statesOf
} from '../support/offline-shop'
import { tempFolder } from '../support/store'
import { homeAsIfKilled, manualStep, untidiedStore } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

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
    const again = await openTestWorkspace({
      home,
      ports: { runDeployment, offline: offlinePorts, openStore: untidiedStore }
    })
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
})
