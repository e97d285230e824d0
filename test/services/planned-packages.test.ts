import type { ReleaseId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { describePlan } from '../../electron/cli/plan-text'
import { aPackage, storePackage } from '../support/stored-package'
import { must, openTestWorkspace } from '../support/workspace'

/** A project whose second step has a package beside its script, released. */
async function released() {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const record = await storePackage(workspace, aPackage('Shop.Web', '1.4.2', { bytes: 96_400 }))
  const environment = must(await call('environment.create', { name: 'Test' }))
  must(await call('target.create', { kind: 'local', name: 'bench', roles: ['web'], environmentIds: [environment.id] }))
  const project = must(await call('project.create', { name: 'Shop' }))
  const packages = [{ name: 'Web', packageId: 'Shop.Web', isExtracted: true }]
  const step = (name: string, more: object) => ({
    name,
    location: 'targets' as const,
    roles: ['web'],
    actions: [
      {
        type: 'script' as const,
        syntax: 'bash' as const,
        body: '#{Octopus.Action.Package[Web].PackageVersion}',
        ...more
      }
    ]
  })
  const steps = [step('Stop', { body: 'systemctl stop shop' }), step('Install', { packages })]
  must(await call('process.save', { projectId: project.id, version: 0, steps }))
  const release = must(await call('release.create', { projectId: project.id, version: '1.0.0' }))
  const planned = async (releaseId: ReleaseId) =>
    must(await call('deployment.plan', { releaseId, environmentId: environment.id }))
  return { ...workspace, record, release, environment, planned }
}

describe('a plan with packages', () => {
  it('says in a terminal where they are acquired, and shows what is brought and what the script is', async () => {
    const { call, release, environment, planned } = await released()
    const result = await planned(release.id)
    expect(describePlan(result).split('\n').slice(1)).toEqual([
      '  1. Stop: Runs on 1 target with the role web in Test.',
      '       bench (this machine)',
      '  P. Acquire packages: Brings 1 package to 1 target, before the first step that needs one.',
      '       bench (this machine)',
      '  2. Install: Runs on 1 target with the role web in Test.',
      '       bench (this machine)'
    ])
    const textOf = async (actionName: string) => {
      const run = result.plan?.stages.find(stage => stage.name === actionName)?.runs[0]
      if (!run) throw new Error('The plan has no such run')
      const source = { kind: 'plan' as const, request: { releaseId: release.id, environmentId: environment.id } }
      return must(await call('plan.script', { source, run: run.id }))
    }
    expect(await textOf('Acquire packages')).toMatchObject({ text: 'Shop.Web 1.4.2, 96 kB, unpacked', syntax: null })
    expect(await textOf('Install')).toMatchObject({ text: '1.4.2', syntax: 'bash', problem: null })
  })

  it('is refused once the repository has lost one', async () => {
    const { workspaces, release, record, planned } = await released()
    await workspaces.use(({ store }) => store.packages.remove(record.id))
    const { plan, problems } = await planned(release.id)
    expect([plan, problems.map(({ failure }) => failure.message)]).toEqual([
      null,
      ['Shop.Web 1.4.2, which “Install” uses, is not in the repository any more.']
    ])
  })
})
