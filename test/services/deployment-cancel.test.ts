import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { enteredBy, inShort } from '../support/audit-entries'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { homeAsIfKilled, makeTasks, manualStep, start, untidiedStore, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const passphrase = 'correct horse battery staple'
const asking: Script = action => (action === 'Sign off' ? 'asks' : 'succeeds')
const tidy: StepInput = { ...scriptStep('Tidy'), condition: { when: 'cancel' } }
const ports = { runDeployment: playingEngine(asking), openStore: untidiedStore }

/** A deployment whose release has a secret, parked on its first step; the vault was locked then. */
async function parked(steps: readonly StepInput[]) {
  const workspace = await openTestWorkspace({ ports, vault: 'untouched' })
  const { call } = workspace
  must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
  const [shop] = await makeTasks(call, ['Shop'], [manualStep('Sign off'), ...steps])
  const [project] = must(await call('project.list', {}))
  const variables = [{ type: 'sensitive' as const, name: 'Token', value: 'swordfish' }]
  must(await call('variables.save', { projectId: project!.id, version: 0, variables }))
  const release = must(await call('release.create', { projectId: project!.id, version: '2.0.0' }))
  const id = await start(call, { ...shop!, releaseId: release.id })
  await untilParked(workspace, id)
  must(await call('vault.lock', {}))
  return { ...workspace, id }
}

async function untilParked(workspace: TestWorkspace, id: DeploymentId): Promise<void> {
  await untilSummary(workspace, id, item => item.isWaiting)
  await workspace.workspaces.use(({ deployments }) => deployments.stopped(id))
}

const statesOf = async ({ call }: Pick<TestWorkspace, 'call'>, id: DeploymentId) =>
  Object.values(must(await call('deployment.get', { id })).runs).map(run => run.state)

const untilLocked = (workspace: TestWorkspace, id: DeploymentId) =>
  untilSummary(workspace, id, item => item.waitsFor === 'until the vault is unlocked')

describe('cancelling what waits for a person while the vault is locked', () => {
  it('ends it at once where nothing cleans up', async () => {
    const workspace = await parked([scriptStep('Install')])
    const { call, over, id } = workspace
    const entries = await enteredBy(workspace, async () => {
      must(await call('deployment.cancel', { id }))
      expect(await over(id)).toMatchObject({ outcome: 'cancelled', cancels: 1 })
    })
    expect(inShort(entries).map(({ summary }) => summary)).toEqual([
      'Asked to cancel the deployment of Shop 2.0.0 to Test.',
      expect.stringContaining('The deployment of Shop 2.0.0 to Test')
    ])
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 20 }))
    expect(lines.map(({ text }) => text).join('\n')).not.toContain('left out')
  })

  it('ends it at once, too, where it went on and waits for the vault', async () => {
    const workspace = await parked([scriptStep('Install')])
    const { call, over, id } = workspace
    must(await call('question.take', { deploymentId: id, question: 1 }))
    must(await call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    await untilLocked(workspace, id)
    must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'cancelled', cancels: 1 })
  })

  it('waits for the vault where something cleans up, also over a restart', async () => {
    const workspace = await parked([scriptStep('Install'), tidy])
    const { id } = workspace
    must(await workspace.call('deployment.cancel', { id }))
    expect(await untilLocked(workspace, id)).toMatchObject({ state: 'cancelling' })
    const again = await openTestWorkspace({ home: await homeAsIfKilled(workspace), ports, vault: 'untouched' })
    await untilLocked(again, id)
    must(await again.call('vault.unlock', { passphrase }))
    expect(await again.over(id)).toMatchObject({ outcome: 'cancelled', cancels: 1 })
    expect(await statesOf(again, id)).toEqual(['cancelled', 'cancelled', 'succeeded'])
  })

  it('ends it without the vault when it is asked for again', async () => {
    const workspace = await parked([scriptStep('Install'), tidy])
    const { call, over, id } = workspace
    must(await call('deployment.cancel', { id }))
    await untilLocked(workspace, id)
    must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'cancelled', cancels: 2 })
    expect(await statesOf(workspace, id)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})

describe('cancelling what cannot clean up', () => {
  it('leaves that out, and says so without saying that anybody asked for it', async () => {
    const workspace = await openTestWorkspace({ ports })
    const { call, over, home } = workspace
    const [shop] = await makeTasks(call, ['Shop'], [manualStep('Sign off'), tidy])
    const id = await start(call, shop!)
    await untilParked(workspace, id)
    const { plan } = must(await call('deployment.get', { id }))
    await writeFile(join(home, 'workspaces', 'main', 'snapshots', `${plan.release.snapshot}.json`), '{}')
    const entries = await enteredBy(workspace, async () => {
      must(await call('deployment.cancel', { id }))
      await over(id)
    })
    expect(inShort(entries).map(({ summary }) => summary)).toEqual([
      'Asked to cancel the deployment of Shop 1.0.0 to Test.',
      'Left out what cleans up after the cancel of the deployment of Shop 1.0.0 to Test.',
      expect.stringContaining('The deployment of Shop 1.0.0 to Test')
    ])
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 20 }))
    expect(lines.map(({ text }) => text).filter(text => /left out|cancel/i.test(text))).toEqual([
      'Cancelled by ada.',
      expect.stringContaining('What cleans up after a cancel is left out. The stored copy of')
    ])
  })
})
