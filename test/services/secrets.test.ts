import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { makeDeployable } from '../support/deployable'
import { must, openTestWorkspace } from '../support/workspace'

const planted = {
  password: 'planted-password-9f2c',
  key: 'planted-private-key-51ad',
  passphrase: 'planted-passphrase-77be',
  variable: 'planted-variable-c04e',
  output: 'planted-output-e6d1'
}

/** Every file below a folder, as text. */
async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(files.map(async file => [file, await readFile(file, 'latin1')] as const)))
}

describe('secrets', () => {
  it('go in and come out of no call, no push, no report and no file', async () => {
    const leaking = async ({ plan, ports, snapshot }: DeploymentRequest) => {
      const run = plan.stages[0]!.runs[0]!.id
      await ports.emit({ kind: 'started' })
      await ports.emit({ kind: 'run-started', run })
      const secret = must(await ports.secrets.put(new Secret(planted.output)))
      await ports.emit({ kind: 'output-variable', run, variable: { name: 'Token', secret } })
      const sensitive = snapshot.variables.flatMap(item => (item.type === 'sensitive' ? [item.secret] : []))
      const opened = must(await ports.secrets.open(sensitive[0]!))
      expect(opened.reveal()).toBe(planted.variable)
      await ports.emit({ kind: 'run-succeeded', run })
      await ports.emit({ kind: 'finished', outcome: 'succeeded', summary: 'Done.' })
    }
    const workspace = await openTestWorkspace({ ports: { runDeployment: leaking } })
    const { call, over, pushed, reports, home } = workspace
    const { projectId, environmentId } = await makeDeployable(call)
    const answers: unknown[] = [
      await call('account.create', { kind: 'password', name: 'P', username: 'p', password: planted.password }),
      await call('account.create', {
        kind: 'private-key',
        name: 'K',
        username: 'k',
        privateKey: planted.key,
        passphrase: planted.passphrase
      }),
      await call('account.list', {}),
      await call('variables.save', {
        projectId,
        version: 0,
        variables: [{ type: 'sensitive', name: 'Token', value: planted.variable }]
      }),
      await call('variables.get', { projectId })
    ]
    const release = must(await call('release.create', { projectId, version: '2.0.0' }))
    const started = must(await call('deployment.start', { releaseId: release.id, environmentId }))
    answers.push(await over(started.id), await call('release.get', { id: release.id }), await call('dashboard.get', {}))
    answers.push(await call('deployment.list', {}), await call('workspace.info', {}))
    // Refused input must not be repeated either.
    answers.push(
      await workspace.dispatch('account.create', { kind: 'password', name: 7, password: planted.password }),
      await workspace.dispatch('variables.save', { projectId, version: planted.variable, variables: planted.variable })
    )
    await workspace.close()

    const everywhere = new Map([
      ['answers', JSON.stringify(answers)],
      ['pushes', JSON.stringify(pushed())],
      ['reports', JSON.stringify(reports)],
      ...(await filesBelow(home))
    ])
    expect(everywhere.size).toBeGreaterThan(10)
    const leaks = [...everywhere].flatMap(([place, text]) =>
      Object.values(planted)
        .filter(secret => text.includes(secret))
        .map(secret => `${secret} in ${place}`)
    )
    expect(leaks).toEqual([])
  })
})
