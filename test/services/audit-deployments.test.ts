import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeOf } from '../../electron/services/workspace-open'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { enteredBy, entriesOf, inShort, key } from '../support/audit-entries'
import { makeDeployable } from '../support/deployable'
import { untilSummary } from '../support/tasks'
import { must, openTestWorkspace, patientEngine, type TestWorkspace } from '../support/workspace'

describe('the audit log', () => {
  it('tells of a deployment from its launch to its end', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { call, over } = workspace
    const { projectId, environmentId } = await makeDeployable(call)
    const variables = [{ type: 'sensitive', name: 'Token', value: 'the token' } as const]
    must(await call('variables.save', { projectId, version: 0, variables }))
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    const entries = await enteredBy(workspace, async () => {
      const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId }))
      must(await call('deployment.cancel', { id }))
      await over(id)
    })
    expect(entries.map(entry => [entry.door, entry.projectId, entry.environmentId])).toEqual([
      ['window', projectId, environmentId],
      ['window', projectId, environmentId],
      ['window', projectId, environmentId],
      ['slipway', projectId, environmentId]
    ])
    expect(inShort(entries).map(({ verb, summary, changes }) => [verb, summary, changes])).toEqual([
      [
        'launched',
        'Launched the deployment of Shop 2.0.0 to Test on 1 target.',
        [
          ['Release', null, '2.0.0'],
          ['Release hash', null, release.snapshot],
          ['Environment', null, 'Test'],
          ['Targets', null, 'bench'],
          ['Steps', null, '1']
        ]
      ],
      ['used', 'Used the variable “Token” to deploy Shop 2.0.0 to Test.', []],
      ['cancelled', 'Asked to cancel the deployment of Shop 2.0.0 to Test.', []],
      ['finished', 'The deployment of Shop 2.0.0 to Test was cancelled.', [['Outcome', null, 'Cancelled.']]]
    ])
  })

  it('names the accounts of targets and of the jump hosts before them', async () => {
    const workspace = await openTestWorkspace()
    const { call, over } = workspace
    const { environmentId, releaseId, targetId } = await makeDeployable(call)
    must(await call('target.delete', { id: targetId }))
    const accountOf = async (name: string) =>
      must(await call('account.create', { kind: 'password', name, username: 'deploy', password: 'p' })).id
    const hop = { name: 'bastion', host: 'bastion.example', accountId: await accountOf('Bastion') }
    const { id: viaId } = must(await call('jumpHost.create', hop))
    must(await call('jumpHost.trust', { id: viaId, hostKey: key('A') }))
    const target = { kind: 'ssh', name: 'web-1', host: 'web-1.example', viaId } as const
    const places = { roles: ['server'], environmentIds: [environmentId] }
    const { id } = must(await call('target.create', { ...target, ...places, accountId: await accountOf('Deployer') }))
    must(await call('target.trust', { id, hostKey: key('B') }))
    const entries = await enteredBy(workspace, async () =>
      over(must(await call('deployment.start', { releaseId, environmentId })).id)
    )
    expect(inShort(entries).map(({ summary }) => summary)[1]).toBe(
      'Used the account “Deployer” and the account “Bastion” to deploy Shop 1.0.0 to Test.'
    )
  })

  it('tells of what a crash cut off, by Slipway itself and once', async () => {
    const workspace = await openTestWorkspace({ ports: { runDeployment: patientEngine } })
    const { releaseId, environmentId } = await makeDeployable(workspace.call)
    const { id } = must(await workspace.call('deployment.start', { releaseId, environmentId }))
    const file = join(workspace.home, 'workspaces', 'main', 'deployments', id, 'events.ndjson')
    await untilSummary(workspace, id, ({ state }) => state === 'running')
    const untilThen = await readFile(file, 'utf8')
    await workspace.close()
    await writeFile(file, `${untilThen.trimEnd().split('\n').slice(0, 2).join('\n')}\n`)
    // It was made when the deployment was over, which it never was.
    await rm(join(dirname(file), 'seal.json'))
    const place = placeOf(workspace.home, 'main')
    const store = must(await openStore({ ...place, now: Date.now, actor: testActor }))
    await store.deployments.remove(id)
    await store.close()
    const again = await openTestWorkspace({ home: workspace.home })
    const found = async (of: TestWorkspace) =>
      (await entriesOf(of)).filter(entry => entry.subject.id === id && entry.door === 'slipway').slice(-2)
    const entries = await found(again)
    expect(entries.map(entry => [entry.verb, entry.summary])).toEqual([
      ['launched', 'ada launched the deployment of Shop 1.0.0 to Test; entered later, from its own log.'],
      [
        'interrupted',
        'The deployment of Shop 1.0.0 to Test was interrupted because Slipway ended while it was under way.'
      ]
    ])
    expect(await found(await again.restart())).toEqual(entries)
  })
})
