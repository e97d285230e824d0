import { join } from 'node:path'
import type { RunId } from '@shared/ids'
import { expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { bundleIn, forgedReceipt, imported, receiptOf, runThere, script, shopWith } from '../support/offline-shop'
import { playingEngine } from '../support/playing-engine'
import { tempFolder } from '../support/store'
import { makeTasks, start } from '../support/tasks'
import { make, shop } from '../support/triggers'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const currentOf = async ({ call }: Pick<TestWorkspace, 'call'>, project: string) => {
  const [group] = must(await call('dashboard.get', {})).groups
  const row = group?.projects.find(item => item.project.name === project)
  return Object.values(row?.cells ?? {})[0]?.current?.releaseVersion ?? null
}

it('is what ran last on the machine of a bundle, whichever receipt comes back first', async () => {
  const { workspace, drop, deploy } = await shopWith([script('Install', 'echo done')])
  const { call, over } = workspace
  const machine = await tempFolder()
  const { project, environment } = (await deploy()).plan
  const first = await runThere(workspace, bundleIn(drop), machine)
  const { id: releaseId } = must(await call('release.create', { projectId: project.id, version: '1.1.0' }))
  await over(must(await call('deployment.start', { releaseId, environmentId: environment.id })).id)
  const second = await runThere(workspace, join(drop, 'Test', 'Shop', '1.1.0', 'till-1'), machine)
  await imported(workspace, second.receipt)
  await imported(workspace, first.receipt)
  expect(await currentOf(workspace, 'Shop')).toBe('1.1.0')
})

it('is what was there before, where a newer receipt says that the bundle has failed after all', async () => {
  const steps = [script('Install', 'echo done'), script('Mop up', 'true', { condition: { when: 'failure' } })]
  const { workspace, drop, deploy } = await shopWith(steps, '', undefined, { roles: ['vault'] })
  const { call, over } = workspace
  const { project, environment } = (await deploy()).plan
  await imported(workspace, (await runThere(workspace, bundleIn(drop))).receipt)
  const { id: releaseId } = must(await call('release.create', { projectId: project.id, version: '1.1.0' }))
  await over(must(await call('deployment.start', { releaseId, environmentId: environment.id })).id)
  const bundle = join(drop, 'Test', 'Shop', '1.1.0', 'till-1')
  const { receipt } = await runThere(workspace, bundle)
  await imported(workspace, receipt)
  expect(await currentOf(workspace, 'Shop')).toBe('1.1.0')
  const whole = await receiptOf(receipt)
  const skipped = whole.events.find(event => event.kind === 'action-ended' && event.state === 'skipped')
  const failed = { ...skipped, state: 'failed', code: 3, at: whole.writtenAt }
  const newer = { ...whole, outcome: 'failed', events: [...whole.events, failed] }
  expect(await imported(workspace, await forgedReceipt(bundle, newer))).toMatchObject({ kind: 'imported', returned: 1 })
  expect(await currentOf(workspace, 'Shop')).toBe('1.0.0')
})

it('is what succeeded last, also where the clock was set back since', async () => {
  const at = await shop()
  for (const version of ['1.0.0', '1.1.0']) await at.release(version)
  const does = { kind: 'deploy-release', to: at.test } as const
  const id = await make(at, 'Promote', { kind: 'schedule', cron: '0 0 1 1 *', timeZone: 'UTC' }, does)
  await at.over(await at.deploy('1.1.0', at.test))
  at.clock.advance(-3_600_000)
  await at.over(await at.deploy('1.0.0', at.test))
  expect(await currentOf(at, 'Shop')).toBe('1.0.0')
  const ways = must(await at.call('rollback.ways', { projectId: at.projectId, environmentId: at.test }))
  expect(ways.map(({ release }) => release.version)).toEqual(['1.1.0'])
  const { last } = must(await at.call('trigger.fire', { id }))
  expect(last).toMatchObject({ outcome: 'done', message: 'Began the deployment of 1.1.0 to Test.' })
})

it('is not a deployment of which nothing ran since, but which somebody said to be done', async () => {
  let engine = async ({ ports }: DeploymentRequest): Promise<void> => {
    await ports.emit({ kind: 'started' })
    for (const run of Object.keys(ports.state().runs) as RunId[]) await ports.emit({ kind: 'run-started', run })
    throw new Error('The power went off')
  }
  const workspace = await openTestWorkspace({ ports: { runDeployment: request => engine(request) } })
  const { call, over } = workspace
  const [task] = await makeTasks(call, ['Shop'])
  if (task === undefined) throw new Error('There is no task')
  const old = await start(call, task)
  const { plan, runs } = await over(old)
  engine = playingEngine()
  const newer = must(await call('release.create', { projectId: plan.project.id, version: '1.1.0' }))
  await over(await start(call, { ...task, releaseId: newer.id }))
  const decisions = (Object.keys(runs) as RunId[]).map(run => ({ run, choice: 'done' as const, reason: 'It was.' }))
  must(await call('deployment.resume', { id: old, decisions }))
  await over(old)
  expect(await currentOf(workspace, 'Shop')).toBe('1.1.0')
})
