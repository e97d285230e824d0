import type { EnvironmentId, ProjectId } from '@shared/ids'
import type { Retention } from '@shared/model/lifecycle'
import { describe, expect, it } from 'vitest'
import { testClock } from '../support/clock'
import { makeDeployable } from '../support/deployable'
import { script, shopWith } from '../support/offline-shop'
import { playingEngine } from '../support/playing-engine'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const newest = (count: number): Retention => ({ keep: 'releases', count })

/** “Shop” 1.0.0 for “Test”, and a clock that stands. */
async function shop(runsTriggers = false, runDeployment = playingEngine()) {
  const clock = testClock()
  const ports = { runsTriggers, now: clock.now, sleep: clock.sleep, runDeployment }
  const workspace = await openTestWorkspace({ ports })
  const { call } = workspace
  const { projectId, environmentId } = await makeDeployable(call)
  const step = async () => {
    clock.advance(1000)
  }
  return {
    ...workspace,
    clock,
    projectId,
    environmentId,
    keep: async (retention: Retention) => {
      const [own] = must(await call('lifecycle.list', {}))
      const { id, name, description, phases } = own!
      must(await call('lifecycle.update', { id, value: { name, description, phases, retention } }))
    },
    release: async (version: string) => {
      await step()
      return must(await call('release.create', { projectId, version })).id
    },
    deploy: async (version: string) => {
      await step()
      await deployed(workspace, projectId, version, environmentId)
    }
  }
}

async function deployed(
  { call, over }: TestWorkspace,
  projectId: ProjectId,
  version: string,
  environmentId: EnvironmentId
): Promise<void> {
  const release = must(await call('release.list', { projectId })).find(item => item.version === version)
  await over(must(await call('deployment.start', { releaseId: release!.id, environmentId })).id)
}

const shown = (verdicts: readonly { readonly release: { readonly version: string }; readonly why: string }[]) =>
  verdicts.map(({ release, why }) => `${release.version}: ${why}`)

const versions = async ({ call, projectId }: Pick<TestWorkspace, 'call'> & { readonly projectId: ProjectId }) =>
  must(await call('release.list', { projectId })).map(({ version }) => version)

describe('releases that are too many', () => {
  it('stay while a deployment of theirs is interrupted: somebody has to say what became of it', async () => {
    const play = playingEngine()
    // It leaves the deployment as it is, as if the app had ended.
    let engine: typeof play = async () => undefined
    const at = await shop(false, request => engine(request))
    await at.deploy('1.0.0')
    engine = play
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      await at.release(version)
      await at.deploy(version)
    }
    await at.keep(newest(1))
    const preview = async () => must(await at.call('retention.preview', { projectId: at.projectId }))
    expect(shown((await preview()).goes)).toEqual([])
    expect(shown((await preview()).stays)).toContain('1.0.0: A deployment of it is queued, under way or interrupted.')
    const [open] = must(await at.call('deployment.list', { states: ['interrupted'], limit: 9 }))
    must(await at.call('deployment.giveUp', { id: open!.id, reason: 'Old.' }))
    expect(shown((await preview()).goes)).toEqual(['1.0.0: It is not the newest one that “Test” keeps.'])
  })

  it('are shown with why, and nothing is changed', async () => {
    const at = await shop()
    for (const version of ['1.1.0', '1.2.0', '1.3.0', '1.4.0']) await at.release(version)
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await at.deploy(version)
    expect(must(await at.call('retention.preview', {})).goes).toEqual([])
    await at.keep(newest(1))
    const report = must(await at.call('retention.preview', { projectId: at.projectId }))
    expect(shown(report.goes)).toEqual(['1.3.0: It was never deployed, and is not the newest one.'])
    expect(shown(report.stays)).toEqual([
      '1.4.0: It was never deployed, and is the newest one.',
      '1.2.0: It is what Test has.',
      '1.1.0: It is the way back in Test.',
      '1.0.0: It is the newest one that “Test” keeps.'
    ])
    expect(await versions(at)).toHaveLength(5)
  })

  it('go with their deployments when somebody says so, and the audit log names them', async () => {
    const at = await shop()
    await at.keep(newest(1))
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) await at.release(version)
    for (const version of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await at.deploy(version)
    const report = must(await at.call('retention.apply', { projectId: at.projectId }))
    expect(report.goes).toMatchObject([{ projectName: 'Shop', release: { version: '1.0.0' } }])
    expect(await versions(at)).toEqual(['1.3.0', '1.2.0', '1.1.0'])
    expect(must(await at.call('deployment.list', {})).map(item => item.releaseVersion)).toEqual([
      '1.3.0',
      '1.2.0',
      '1.1.0'
    ])
    const { entries } = must(await at.call('audit.list', { filter: { verbs: ['deleted'] } }))
    expect(entries.map(({ summary, door }) => [summary, door])).toEqual([
      ['Let 1 release of “Shop” go that the lifecycle does not keep.', 'window'],
      [expect.stringContaining('1.0.0'), 'window']
    ])
  })

  it('stay while a bundle of theirs is out, because its receipt could not be taken in any more', async () => {
    const { workspace, deploy } = await shopWith([script('Install', 'echo done')], undefined, undefined, {
      roles: ['vault']
    })
    const { call } = workspace
    await deploy()
    const [project] = must(await call('project.list', {}))
    const [environment] = must(await call('environment.list', {}))
    for (const version of ['1.1.0', '1.2.0', '1.3.0'])
      must(await call('release.create', { projectId: project!.id, version }))
    for (const version of ['1.1.0', '1.2.0']) await deployed(workspace, project!.id, version, environment!.id)
    const [own] = must(await call('lifecycle.list', {}))
    const { id, name, description, phases } = own!
    must(await call('lifecycle.update', { id, value: { name, description, phases, retention: newest(1) } }))
    const { goes, stays } = must(await call('retention.apply', { projectId: project!.id }))
    expect([shown(goes), shown(stays).filter(line => line.startsWith('1.0.0'))]).toEqual([
      [],
      ['1.0.0: A bundle of it is out, and its receipt has not told of all its runs yet.']
    ])
    expect(must(await call('bundle.all', {})).bundles).toHaveLength(3)
  })

  it('go by themselves soon after the start and every four hours, where a lifecycle says so', async () => {
    const at = await shop(true)
    for (const version of ['1.1.0', '1.2.0']) await at.release(version)
    const rest = async (ms: number) => {
      at.clock.advance(ms)
      await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
    }
    await rest(10 * 60_000)
    expect(await versions(at)).toEqual(['1.2.0', '1.1.0', '1.0.0'])
    await at.keep(newest(1))
    await rest(4 * 3_600_000)
    await at.until(async () => ((await versions(at)).length === 1 ? true : null))
    expect(await versions(at)).toEqual(['1.2.0'])
    const gone = await at.until(async () => {
      const { entries } = must(await at.call('audit.list', { filter: { verbs: ['deleted'] } }))
      return entries.length === 3 ? entries : null
    })
    expect(gone.map(({ door }) => door)).toEqual(['slipway', 'slipway', 'slipway'])
  })

  it('stay while a release that stays deploys them as a step, and while their progression is prevented', async () => {
    const at = await shop()
    const { call } = at
    const parent = must(await call('project.create', { name: 'Suite' })).id
    const step = {
      name: 'Deploy Shop',
      location: 'here' as const,
      roles: [],
      actions: [{ type: 'deploy-release' as const, projectId: at.projectId, when: 'always' as const }]
    }
    must(await call('process.save', { projectId: parent, version: 0, steps: [step] }))
    must(await call('release.create', { projectId: parent, version: '1.0.0' }))
    const prevented = await at.release('1.1.0')
    await at.release('1.2.0')
    await at.release('1.3.0')
    must(await call('release.prevent', { id: prevented, reason: 'It loses orders.' }))
    await at.keep(newest(1))
    const report = must(await call('retention.preview', {}))
    expect(shown(report.goes)).toEqual(['1.2.0: It was never deployed, and is not the newest one.'])
    expect(shown(report.stays)).toEqual([
      '1.3.0: It was never deployed, and is the newest one.',
      '1.1.0: Its progression is prevented, and that is not resolved yet.',
      '1.0.0: Suite 1.0.0 deploys it as a step.',
      '1.0.0: It was never deployed, and is the newest one.'
    ])
  })

  it('go by channels where the project says that each keeps its own, and the audit log says when it began', async () => {
    const at = await shop()
    const { call, projectId } = at
    await at.keep(newest(1))
    const value = { name: 'Hotfix', description: '', rules: [], isDefault: false }
    const channelId = must(await call('channel.create', { projectId, value })).id
    for (const version of ['1.1.0', '1.2.0', '1.3.0']) {
      at.clock.advance(1000)
      must(await call('release.create', { projectId, version, channelId }))
    }
    const goes = async () => shown(must(await call('retention.preview', { projectId })).goes)
    expect(await goes()).toEqual([
      '1.2.0: It was never deployed, and is not the newest one.',
      '1.1.0: It was never deployed, and is not the newest one.',
      '1.0.0: It was never deployed, and is not the newest one.'
    ])
    must(await call('project.setReleases', { id: projectId, value: { hasDiscreteChannels: true } }))
    expect(await goes()).toEqual([
      '1.2.0: It was never deployed, and is not the newest one of “Hotfix”.',
      '1.1.0: It was never deployed, and is not the newest one of “Hotfix”.'
    ])
    const { entries } = must(await call('audit.list', { filter: { verbs: ['changed'] } }))
    expect(entries.flatMap(({ changes = [] }) => changes.map(({ field }) => field))).toContain(
      'Each channel keeps its own releases'
    )
  })
})
