import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { redactorFor } from '../../electron/services/deployment-redactor'
import { makeDeployable } from '../support/deployable'
import { playingEngine } from '../support/playing-engine'
import { must, openTestWorkspace } from '../support/workspace'

/** What is shown of a text that came from the only run of a deployment that is over. */
async function shown(text: string, texts: readonly string[] = []): Promise<string> {
  const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine() } })
  const { call } = workspace
  const { projectId, environmentId } = await makeDeployable(call)
  must(
    await call('variables.save', {
      projectId,
      version: 0,
      variables: [
        { type: 'sensitive', name: 'ConnPw', value: 'start-#{Half}' },
        { type: 'text', name: 'Half', value: 'rest' },
        { type: 'sensitive', name: 'Cfg', value: '{"password":"S3cretPw!"}' },
        { type: 'text', name: 'Copy', value: '<#{Cfg.password}>' }
      ]
    })
  )
  const release = must(await call('release.create', { projectId, version: '2.0.0' }))
  const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId }))
  await workspace.over(id)
  const deployment = must(await call('deployment.get', { id }))
  const runs = deployment.plan.stages.flatMap(stage => stage.runs.map(run => run.id))
  const store = must(await workspace.workspaces.use(async of => ok(of.store)))
  return must(await redactorFor({ store }, deployment, { runs, texts })).text(text)
}

describe('what other machines tell of a deployment that is over', () => {
  it('shows neither what sensitive values became that are templates, nor parts of secrets in other values', async () => {
    expect(await shown('a start-rest, b S3cretPw!, c rest')).toBe('a ••••••, b ••••••, c rest')
  })

  it('nor what templates made of secrets that were filled in there', async () => {
    expect(await shown('key=S3CRETPW!')).toBe('key=S3CRETPW!')
    expect(await shown('key=S3CRETPW!', ['key=#{Cfg.password | ToUpper}'])).toBe('key=••••••')
  })
})
