import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { runDeployment } from '../../electron/engine/run'
import { sleep } from '../../electron/sleep'
import { scriptStep } from '../support/deployable'
import { localConnection } from '../support/local-connection'
import { tempFolder } from '../support/store'
import { makeTasks, manualStep, start, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace, type WorkspaceOptions } from '../support/workspace'

/** A workspace with the real engine; what it runs has a home folder of its own. */
async function realWorkspace(options: Pick<WorkspaceOptions, 'vault'> = {}) {
  const machine = await tempFolder()
  const here = async () => ok(localConnection({ home: machine }))
  const workspace = await openTestWorkspace({ ...options, ports: { runDeployment, here, sleep } })
  return { ...workspace, machine }
}

const linesOf = async ({ call }: Pick<TestWorkspace, 'call'>, deploymentId: DeploymentId) =>
  must(await call('log.page', { deploymentId, from: 0, count: 200 })).lines.map(line => line.text)

/** Waits until the engine has let go of everything that waits. */
async function untilParked({ workspaces }: TestWorkspace): Promise<void> {
  while (workspaces.openDeployments().length > 0) await new Promise(resolve => setImmediate(resolve))
}

const waitsFor = (file: string): string => `until [ -e ${file} ]; do sleep 0.05; done`
const afterCancel = (name: string, body: string): StepInput => ({
  ...scriptStep(name, body),
  condition: { when: 'cancel' }
})

describe('with the real engine', () => {
  it('a deployment that is cancelled before its turn ends without having begun', async () => {
    const workspace = await realWorkspace()
    const { call, over, machine } = workspace
    const gate = join(machine, 'gate')
    const [shop] = await makeTasks(call, ['Shop'], [scriptStep('Install', waitsFor(gate)), afterCancel('Tidy', 'true')])
    const first = await start(call, shop!)
    const second = await start(call, shop!)
    must(await call('deployment.cancel', { id: second }))
    expect(await over(second)).toMatchObject({ outcome: 'cancelled', startedAt: null })
    await writeFile(gate, '')
    expect(await over(first)).toMatchObject({ outcome: 'succeeded' })
  })

  it('one script at a time runs on a host, and the log says who has it', async () => {
    const workspace = await realWorkspace()
    const { call, over, machine } = workspace
    const [begun, gate] = [join(machine, 'begun'), join(machine, 'gate')]
    const [shop] = await makeTasks(call, ['Shop'], [scriptStep('Install', `touch ${begun}; ${waitsFor(gate)}`)])
    const [blog] = await makeTasks(call, ['Blog'])
    const first = await start(call, shop!)
    await untilSummary(workspace, first, ({ state }) => state === 'running')
    await workspace.until(async () => {
      const { runs } = must(await call('deployment.get', { id: first }))
      return Object.values(runs).some(run => run.state === 'running') ? true : null
    })
    const second = await start(call, blog!)
    const waiting = await workspace.until(async () => {
      const lines = await linesOf(workspace, second)
      return lines.find(line => line.includes('the deployment of Shop 1.0.0 to Test')) ?? null
    })
    expect(waiting).toContain('the deployment of Shop 1.0.0 to Test')
    await writeFile(gate, '')
    expect(await over(first)).toMatchObject({ outcome: 'succeeded' })
    expect(await over(second)).toMatchObject({ outcome: 'succeeded' })
  })

  it('what a person did while nothing ran is in the log once', async () => {
    const workspace = await realWorkspace()
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'], [manualStep('Sign off'), scriptStep('Install')])
    const id = await start(call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    await untilParked(workspace)
    must(await call('question.take', { deploymentId: id, question: 1 }))
    must(
      await call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed', note: 'Fine.\r\nReally.' })
    )
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    const lines = await linesOf(workspace, id)
    const at = lines.indexOf('ada answered “Proceed”: Fine.')
    expect(lines.slice(at, at + 2)).toEqual(['ada answered “Proceed”: Fine.', 'Really.'])
    expect(lines.filter(line => line.includes('answered'))).toHaveLength(1)
    expect(lines).toContain('hello')
  })

  it('a deployment that is cancelled while it waits for a person cleans up', async () => {
    const workspace = await realWorkspace()
    const { call, over, machine } = workspace
    const tidied = join(machine, 'tidied')
    const steps = [scriptStep('Install'), manualStep('Sign off'), afterCancel('Tidy', `touch ${tidied}`)]
    const [shop] = await makeTasks(call, ['Shop'], steps)
    const id = await start(call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    must(await call('deployment.cancel', { id }))
    expect(await over(id)).toMatchObject({ outcome: 'cancelled', cancels: 1 })
    expect(existsSync(tidied)).toBe(true)
  })

  it('a deployment that waits for a person goes on when the vault, locked meanwhile, is opened again', async () => {
    const workspace = await realWorkspace({ vault: 'untouched' })
    const { call, over } = workspace
    const passphrase = 'correct horse battery staple'
    must(await call('vault.setUp', { protection: 'passphrase', passphrase }))
    await makeTasks(
      call,
      ['Shop'],
      [manualStep('Sign off'), scriptStep('Install', 'echo "token is $(get_octopusvariable Token)"')]
    )
    const [project] = must(await call('project.list', {}))
    const variables = [{ type: 'sensitive' as const, name: 'Token', value: 'swordfish' }]
    must(await call('variables.save', { projectId: project!.id, version: 0, variables }))
    const release = must(await call('release.create', { projectId: project!.id, version: '2.0.0' }))
    const [environment] = must(await call('environment.list', {}))
    const id = await start(call, { releaseId: release.id, environmentId: environment!.id })
    await untilSummary(workspace, id, item => item.isWaiting)
    await untilParked(workspace)
    must(await call('vault.lock', {}))
    must(await call('question.take', { deploymentId: id, question: 1 }))
    must(await call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    await untilSummary(workspace, id, item => item.waitsFor === 'until the vault is unlocked')
    must(await call('vault.unlock', { passphrase }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
    expect(await linesOf(workspace, id)).toContain('token is ••••••')
  })
})
