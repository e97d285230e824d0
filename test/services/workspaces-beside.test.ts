import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SshTransport } from '../../electron/engine/ports'
import { createNetworkLedger } from '../../electron/network-ledger'
import { testClock } from '../support/clock'
import { makeDeployable, scriptStep } from '../support/deployable'
import { environments, make, open, openMain } from '../support/further-workspaces'
import { every10, go, lastOf, make as makeTrigger, shop } from '../support/triggers'
import { must, noSsh, openTestWorkspace, patientEngine, type TestWorkspace } from '../support/workspace'

let workspace: TestWorkspace
beforeEach(async () => {
  workspace = await openTestWorkspace()
})

describe('a workspace that is open beside the window’s', () => {
  it('is the same one that the window goes to, and stays open when the window leaves', async () => {
    const id = await make(workspace, 'Acme')
    const call = await workspace.callBeside(id)
    must(await call('environment.create', { name: 'Theirs' }))
    expect(await environments(workspace)).toEqual([])
    must(await open(workspace, id))
    expect(await environments(workspace)).toEqual(['Theirs'])
    must(await openMain(workspace))
    must(await call('environment.create', { name: 'More' }))
    must(await open(workspace, id))
    expect(await environments(workspace)).toEqual(['Theirs', 'More'])
  })

  it('tells windows nothing until they are in it', async () => {
    const id = await make(workspace, 'Acme')
    const call = await workspace.callBeside(id)
    const tellsOfEnvironments = () =>
      workspace.pushed().filter(event => event.type === 'catalog.changed' && event.entity === 'environment').length
    must(await call('environment.create', { name: 'Theirs' }))
    expect(tellsOfEnvironments()).toBe(0)
    must(await open(workspace, id))
    must(await call('environment.create', { name: 'More' }))
    expect(tellsOfEnvironments()).toBe(1)
  })

  it('keeps nobody in the window, whatever is under way, and counts when everything is closed', async () => {
    const busy = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const id = await make(busy, 'Acme')
    const call = await busy.callBeside(id)
    const { releaseId, environmentId } = await makeDeployable(call)
    const started = must(await call('deployment.start', { releaseId, environmentId }))
    must(await open(busy, id))
    must(await openMain(busy))
    expect(busy.workspaces.openDeployments()).toEqual([expect.stringContaining('Shop')])
    const refused = await busy.call('workspace.delete', { id, confirmName: 'Acme' })
    expect(refused).toMatchObject({ failure: { kind: 'in-use', message: expect.stringContaining('deleted during') } })
    must(await call('deployment.cancel', { id: started.id }))
  })

  it('is closed first when it is deleted, and its calls fail from then on', async () => {
    const id = await make(workspace, 'Acme')
    const call = await workspace.callBeside(id)
    must(await call('environment.create', { name: 'Theirs' }))
    must(await workspace.call('workspace.delete', { id, confirmName: 'Acme' }))
    expect(await call('environment.list', {})).toMatchObject({ failure: { kind: 'not-found' } })
    expect(await readdir(join(workspace.home, 'workspaces'))).toEqual(['main'])
  })

  it('is closed with everything else', async () => {
    const id = await make(workspace, 'Acme')
    must(await (await workspace.callBeside(id))('environment.create', { name: 'Theirs' }))
    await workspace.close()
    const later = await openTestWorkspace({ home: workspace.home })
    must(await open(later, id))
    expect(await environments(later)).toEqual(['Theirs'])
  })

  it('may be the person’s own, while the window is in another one', async () => {
    must(await workspace.call('environment.create', { name: 'Mine' }))
    must(await open(workspace, await make(workspace, 'Acme')))
    expect(await environments({ call: await workspace.callBeside('main') })).toEqual(['Mine'])
    const inMain = await workspace.workspaces.inMain(async ({ store }) => store.environments.all())
    expect(inMain.map(({ name }) => name)).toEqual(['Mine'])
  })

  it('asks the person in the window what its servers ask during a log-in, and gets the answer', async () => {
    const question = { host: 'bastion', title: '', instructions: '', prompts: [{ text: 'Code: ', echo: false }] }
    const given: (readonly string[] | null)[] = []
    const ssh: SshTransport = {
      ...noSsh,
      probe: async (_endpoint, _onStage, signal, ask) => {
        given.push((await ask!(question, signal))?.map(answer => answer.reveal()) ?? null)
        return { stages: [], hostKeys: [], connection: null }
      }
    }
    const asked = await openTestWorkspace({ ports: { ssh, sleep: testClock(0).sleep } })
    const id = await make(asked, 'Acme')
    const call = await asked.callBeside(id)
    must(await call('vault.setUp', { protection: 'keychain' }))
    const login = { kind: 'password', name: 'Deploy', username: 'deploy', password: 'hunter two' } as const
    const account = must(await call('account.create', login))
    const bastion = { name: 'bastion', host: 'bastion.example', port: 22, accountId: account.id }
    const jumpHost = must(await call('jumpHost.create', bastion))
    must(await asked.call('workspace.update', { id, value: { name: 'Acme & Sons', description: '' } }))
    const tested = call('jumpHost.test', { id: jumpHost.id })
    const prompt = await asked.until(async () => {
      const found = asked.pushed().find(event => event.type === 'prompt.asked')
      return found?.type === 'prompt.asked' ? found.prompt : null
    })
    expect(prompt).toEqual({ ...question, id: prompt.id, workspace: 'Acme & Sons' })
    // A window that was loaded anew asks for it.
    expect(must(await asked.call('prompt.list', {}))).toEqual([prompt])
    expect(must(await call('prompt.list', {}))).toEqual([prompt])
    must(await asked.call('prompt.answer', { id: prompt.id, answers: ['123456'] }))
    must(await tested)
    expect(must(await asked.call('prompt.list', {}))).toEqual([])
    expect(given).toEqual([['123456']])
    expect(asked.pushed()).toContainEqual({ type: 'prompt.closed', id: prompt.id })
    expect(await asked.call('prompt.answer', { id: prompt.id, answers: ['123456'] })).toMatchObject({
      failure: { kind: 'not-found', message: 'Nobody waits for this answer any more.' }
    })
  })

  it('shares the guards of the network: one air gap is the gap of all, and each tells its own', async () => {
    const network = createNetworkLedger(Date.now)
    const limits: (number | null)[] = []
    const ssh = { ...noSsh, limitTransfers: (limit: number | null) => limits.push(limit) }
    const shared = await openTestWorkspace({ ports: { network, ssh } })
    const call = await shared.callBeside(await make(shared, 'Acme'))
    must(await call('settings.setTransferLimit', { transferLimit: 500_000 }))
    must(await call('settings.setAirGap', { isAirGapped: true }))
    expect(network.policy().isAirGapped).toBe(true)
    expect(must(await call('network.get', {}))).toMatchObject({ isAirGapped: true, isAirGappedByOthers: false })
    const own = must(await shared.call('network.get', {}))
    expect(own).toMatchObject({ isAirGapped: false, isAirGappedByOthers: true })
    expect(limits.at(-1)).toBe(500_000)
    const acme = must(await shared.call('workspace.list', {})).find(({ name }) => name === 'Acme')!
    must(await shared.call('workspace.delete', { id: acme.id, confirmName: 'Acme' }))
    expect([network.policy().isAirGapped, limits.at(-1)]).toEqual([false, null])
  })
})

describe('leaving a workspace', () => {
  it('is refused for a deployment that was just being started, which goes on', async () => {
    const busy = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const id = await make(busy, 'Acme')
    const { releaseId, environmentId, targetId } = await makeDeployable(busy.call)
    const [started, left] = await Promise.all([
      busy.call('deployment.start', { releaseId, environmentId }),
      open(busy, id)
    ])
    const refusal = { kind: 'in-use', message: expect.stringContaining('left during the deployment of Shop 1.0.0') }
    expect(left).toMatchObject({ ok: false, failure: refusal })
    const deployment = must(started)
    expect(must(await busy.call('deployment.get', { id: deployment.id })).state).not.toBe('cancelling')
    // What was ended for leaving can be done again.
    expect(must(await busy.call('health.check', {}))).toMatchObject([{ targetId, checkedAt: expect.any(Number) }])
    must(await busy.call('deployment.cancel', { id: deployment.id }))
  })

  it('is refused for what a trigger is beginning', async () => {
    const at = await shop([scriptStep('Install')], () => 'hangs')
    const other = await make(at, 'Acme')
    const id = await makeTrigger(at, 'Often', every10, { kind: 'create-release', environmentId: at.test })
    const fired = at.workspaces.use(async ({ triggers }) => void triggers.fire(id))
    const left = open(at, other)
    await fired
    expect(await left).toMatchObject({ ok: false, failure: { kind: 'in-use' } })
    const [begun] = must(await at.call('deployment.list', {}))
    expect(begun).toMatchObject({ state: expect.stringMatching(/queued|running/) })
    must(await at.call('deployment.cancel', { id: begun!.id }))
    // The schedule goes on.
    await go(at, 10)
    expect(await lastOf(at, id)).toMatchObject({ outcome: 'done' })
  })
})
