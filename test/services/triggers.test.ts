import type { DeploymentId, EnvironmentId, ProjectId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { scriptStep } from '../support/deployable'
import {
  type Does,
  deployWeb,
  every10,
  go,
  lastOf,
  listed,
  make,
  type Shop,
  shop,
  spoken,
  versions,
  type When
} from '../support/triggers'
import { must, openTestWorkspace } from '../support/workspace'

describe('a schedule', () => {
  it('makes a release when its time comes, deploys it, and says so as Slipway itself', async () => {
    const at = await shop()
    const id = await make(at, 'Nightly', every10, { kind: 'create-release', environmentId: at.test })
    expect(await listed(at, id)).toMatchObject({ nextAt: Date.UTC(2026, 10, 28, 12, 10), trouble: null })
    await go(at, 10)
    const last = await lastOf(at, id)
    expect(last).toEqual({
      at: at.clock.now(),
      outcome: 'done',
      message: 'Made the release 0.0.1 and began its deployment to Test.',
      deploymentId: expect.any(String)
    })
    const deployment = await at.over(last.deploymentId as DeploymentId)
    expect(deployment).toMatchObject({ outcome: 'succeeded', comment: 'Begun by the trigger “Nightly”.' })
    expect(await spoken(at)).toEqual([
      'slipway: The trigger “Nightly” of “Shop” was set off: Made the release 0.0.1 and began its deployment to Test.'
    ])
    const { entries } = must(await at.call('audit.list', { filter: { verbs: ['launched', 'created'] } }))
    expect(
      entries.filter(({ subject }) => ['release', 'deployment'].includes(subject.kind)).map(item => item.door)
    ).toEqual(['slipway', 'slipway'])
  })

  it('leaves to the lifecycle what that deploys by itself', async () => {
    const at = await shop()
    const [own] = must(await at.call('lifecycle.list', {}))
    const { id: lifecycleId, name, description, retention } = own!
    const environments = [{ id: at.test, isAutomatic: true }]
    const phases = [{ name: 'Test', environments, minimum: 0, isOptional: false }]
    must(await at.call('lifecycle.update', { id: lifecycleId, value: { name, description, retention, phases } }))
    const id = await make(at, 'Nightly', every10, { kind: 'create-release', environmentId: at.test })
    const last = must(await at.call('trigger.fire', { id })).last
    expect(last).toMatchObject({
      outcome: 'done',
      message: 'Made the release 0.0.1, which its lifecycle deploys to Test.'
    })
    await at.over(last!.deploymentId as DeploymentId)
    expect(must(await at.call('deployment.list', {}))).toHaveLength(1)
  })

  it('leaves a time out while what it began is still under way, and says so', async () => {
    const at = await shop([scriptStep('Install')], () => 'hangs')
    const id = await make(at, 'Often', every10, { kind: 'create-release', environmentId: at.test })
    await go(at, 10)
    const first = await lastOf(at, id)
    await go(at, 10)
    const second = await lastOf(at, id, first)
    expect(second).toMatchObject({
      outcome: 'nothing-to-do',
      message: 'What it began the last time is still under way: this time was left out.',
      deploymentId: first.deploymentId
    })
    must(await at.call('deployment.cancel', { id: first.deploymentId as DeploymentId }))
    await at.over(first.deploymentId as DeploymentId)
    await go(at, 10)
    expect(await lastOf(at, id, second)).toMatchObject({ outcome: 'done' })
    expect(await versions(at)).toEqual(['0.0.2', '0.0.1'])
  })

  it('knows what it began also after a time that it missed, and does not begin the same once more behind it', async () => {
    const at = await shop([scriptStep('Install')], () => 'hangs')
    const id = await make(at, 'Often', every10, { kind: 'create-release', environmentId: at.test })
    await go(at, 10)
    const { deploymentId } = await lastOf(at, id)
    // The computer slept.
    at.clock.advance(15 * 60_000)
    const missed = await at.until(async () => {
      const { last } = await listed(at, id)
      return last?.outcome === 'missed' ? last : null
    })
    expect(missed).toMatchObject({ deploymentId })
    await go(at, 10)
    expect(await lastOf(at, id, missed)).toMatchObject({ outcome: 'nothing-to-do', deploymentId })
    expect(await versions(at)).toEqual(['0.0.1'])

    must(await at.call('deployment.cancel', { id: deploymentId as DeploymentId }))
    await at.over(deploymentId as DeploymentId)
    must(await at.call('project.setReleases', { id: at.projectId, value: { isDisabled: true } }))
    expect(must(await at.call('trigger.fire', { id })).last).toEqual({
      at: at.clock.now(),
      outcome: 'nothing-to-do',
      message: 'The project is disabled.'
    })
  })

  it('is not made up for when Slipway did not run at its time, which is said once', async () => {
    const at = await shop()
    const id = await make(at, 'Nightly', every10, { kind: 'create-release' })
    await at.close()
    at.clock.advance(25 * 60_000)
    const again = await openTestWorkspace({ ...at.options, home: at.home })
    const last = await lastOf(again, id)
    expect(last).toMatchObject({
      outcome: 'missed',
      message: expect.stringMatching(/^Slipway did not run at its time, 2026-11-28 \d\d:20\. What it should/)
    })
    expect(await versions({ ...again, projectId: at.projectId })).toEqual([])
    expect(must(await again.call('workspace.info', {})).notices).toMatchObject([
      { kind: 'trigger', text: expect.stringContaining('The trigger “Nightly” of “Shop” missed its time') }
    ])
    await again.close()
    const third = await openTestWorkspace({ ...at.options, home: at.home })
    expect((await listed(third, id)).last).toEqual(last)
    expect(await spoken(third)).toHaveLength(1)
  })

  it('has not missed a time of which nothing was written down, because nothing was to be done again', async () => {
    const at = await shop()
    const everyMinute: When = { kind: 'schedule', cron: '* * * * *', timeZone: 'UTC' }
    const id = await make(at, 'Promote', everyMinute, { kind: 'deploy-release', to: at.test })
    at.clock.advance(30_000)
    const { last } = must(await at.call('trigger.fire', { id }))
    expect(last).toMatchObject({ outcome: 'nothing-to-do', message: 'There is no release yet.' })
    await go(at, 1)
    await at.close()
    const again = await openTestWorkspace({ ...at.options, home: at.home })
    await again.workspaces.use(({ triggers }) => triggers.settled())
    expect((await listed(again, id)).last).toEqual(last)
    expect(await spoken(again)).toEqual([])
  })

  it('missed no time at which its project was disabled', async () => {
    const at = await shop()
    const id = await make(at, 'Nightly', every10, { kind: 'create-release' })
    must(await at.call('project.setReleases', { id: at.projectId, value: { isDisabled: true } }))
    await go(at, 25)
    must(await at.call('project.setReleases', { id: at.projectId, value: {} }))
    await at.close()
    const again = await openTestWorkspace({ ...at.options, home: at.home })
    await again.workspaces.use(({ triggers }) => triggers.settled())
    expect({ last: (await listed(again, id)).last, said: await spoken(again) }).toEqual({ last: undefined, said: [] })
  })

  it('does nothing while it or its project is disabled', async () => {
    const at = await shop()
    const does: Does = { kind: 'create-release' }
    const id = await make(at, 'Nightly', every10, does)
    must(await at.call('trigger.update', { id, value: { name: 'Nightly', when: every10, does, isDisabled: true } }))
    expect(await listed(at, id)).toMatchObject({ nextAt: null })
    await go(at, 30)
    expect(await at.call('trigger.fire', { id })).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    must(await at.call('trigger.update', { id, value: { name: 'Nightly', when: every10, does } }))
    must(await at.call('project.setReleases', { id: at.projectId, value: { isDisabled: true } }))
    expect(await listed(at, id)).toMatchObject({ nextAt: null })
    expect(must(await at.call('trigger.fire', { id })).last).toMatchObject({
      outcome: 'nothing-to-do',
      message: 'The project is disabled.'
    })
    expect(await versions(at)).toEqual([])
  })
})

describe('a trigger that deploys a release', () => {
  it('takes the newest one that succeeded where it comes from', async () => {
    const at = await shop()
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await at.release(version)
    const does: Does = { kind: 'deploy-release', from: at.test, to: at.production }
    const id = await make(at, 'Promote', every10, does)
    const fire = async () => must(await at.call('trigger.fire', { id })).last
    expect(await fire()).toMatchObject({ outcome: 'nothing-to-do', message: 'No release has succeeded in Test yet.' })
    await at.over(await at.deploy('1.1.0', at.test))
    await at.over(await at.deploy('1.0.0', at.test))
    const done = await fire()
    expect(done).toMatchObject({ outcome: 'done', message: 'Began the deployment of 1.1.0 to Production.' })
    await at.over(done!.deploymentId as DeploymentId)
    expect(await fire()).toMatchObject({ outcome: 'nothing-to-do', message: '1.1.0 is in Production already.' })
    const value = { name: 'Promote', when: every10, does: { ...does, evenIfCurrent: true } }
    must(await at.call('trigger.update', { id, value }))
    expect(await fire()).toMatchObject({ outcome: 'done' })
  })

  it('takes the newest one at all where it comes from nowhere, and not one that is on its way', async () => {
    const at = await shop([scriptStep('Install')], () => 'hangs')
    const id = await make(at, 'Newest', every10, { kind: 'deploy-release', to: at.test })
    const fire = async () => must(await at.call('trigger.fire', { id })).last
    expect(await fire()).toMatchObject({ outcome: 'nothing-to-do', message: 'There is no release yet.' })
    await at.release('1.0.0')
    await at.deploy('1.0.0', at.test)
    expect(await fire()).toMatchObject({ message: '1.0.0 is being deployed to Test already.' })
  })

  it('fails with what stands against the deployment, is a notice then, and says the same once', async () => {
    const at = await shop()
    await at.release('1.0.0')
    const from = at.clock.now() - 1000
    const frozen = { name: 'Holidays', startsAt: from, endsAt: from + 3_600_000 }
    must(await at.call('freeze.create', frozen))
    const id = await make(at, 'Newest', every10, { kind: 'deploy-release', to: at.test })
    const last = must(await at.call('trigger.fire', { id })).last
    expect(last).toMatchObject({ outcome: 'failed', message: expect.stringContaining('Holidays') })
    must(await at.call('trigger.fire', { id }))
    expect(await spoken(at)).toHaveLength(1)
    expect(must(await at.call('workspace.info', {})).notices).toMatchObject([
      { kind: 'trigger', text: expect.stringContaining('The trigger “Newest” of “Shop” failed') }
    ])
  })
})

describe('a trigger that runs a runbook', () => {
  it('runs what was published, and nothing before that', async () => {
    const at = await shop()
    const made = must(await at.call('runbook.create', { projectId: at.projectId, value: { name: 'Restart' } }))
    const { id: runbookId } = must(
      await at.call('runbook.save', { id: made.id, version: 0, steps: [scriptStep('Restart')] })
    )
    const id = await make(at, 'Weekly', every10, { kind: 'run-runbook', runbookId, environmentId: at.test })
    const fire = async () => must(await at.call('trigger.fire', { id })).last
    expect(await fire()).toMatchObject({
      outcome: 'failed',
      message: 'Nothing of the runbook “Restart” was published yet. A trigger runs only what was published.'
    })
    const published = must(await at.call('runbook.publish', { id: runbookId }))
    must(await at.call('runbook.save', { id: runbookId, version: 1, steps: [scriptStep('Something else')] }))
    const done = await fire()
    expect(done).toMatchObject({ outcome: 'done', message: 'Began the run of “Restart” in Test.' })
    const { plan } = await at.over(done!.deploymentId as DeploymentId)
    expect(plan.release.id).toBe(published.id)
  })

  it('says so once the runbook is gone', async () => {
    const at = await shop()
    const { id: runbookId } = must(
      await at.call('runbook.create', { projectId: at.projectId, value: { name: 'Restart' } })
    )
    const id = await make(at, 'Weekly', every10, { kind: 'run-runbook', runbookId, environmentId: at.test })
    must(await at.call('runbook.delete', { id: runbookId, confirmName: 'Restart' }))
    expect(await listed(at, id)).toMatchObject({ trouble: 'The runbook that it runs is gone.' })
    expect(must(await at.call('trigger.fire', { id })).last).toMatchObject({
      outcome: 'failed',
      message: 'The runbook that it runs is gone. Choose another runbook.'
    })
  })
})

describe('a trigger that is saved', () => {
  const refused = async (at: Shop, when: When, does: Does) => {
    const answer = await at.call('trigger.create', { projectId: at.projectId, value: { name: 'T', when, does } })
    return answer.ok ? null : answer.failure.issues
  }

  it('names the field of what is gone or cannot be', async () => {
    const at = await shop([deployWeb])
    const gone = 'environment-0000000000' as EnvironmentId
    const does: Does = { kind: 'create-release' }
    expect(await refused(at, every10, { kind: 'deploy-release', to: gone })).toEqual([
      { path: 'value.does.to', message: 'no longer exists' }
    ])
    expect(await refused(at, { kind: 'schedule', cron: '61 * * * *' }, does)).toEqual([
      { path: 'value.when.cron', message: 'has 61 as a minute, which cannot be' }
    ])
    const lost = { kind: 'package', actionId: 'action-0000000000', reference: '' } as When
    expect(await refused(at, lost, does)).toEqual([
      { path: 'value.when.actionId', message: 'is no place of the process that gets a package' }
    ])
  })

  it('has a name of its own within its project, and goes with it', async () => {
    const at = await shop()
    await make(at, 'Nightly', every10, { kind: 'create-release' })
    const value = { name: 'nightly', when: every10, does: { kind: 'create-release' as const } }
    expect(await at.call('trigger.create', { projectId: at.projectId, value })).toMatchObject({
      ok: false,
      failure: { kind: 'conflict' }
    })
    const other = must(await at.call('project.create', { name: 'Blog' })).id
    must(await at.call('trigger.create', { projectId: other as ProjectId, value }))
    must(await at.call('project.delete', { id: at.projectId, confirmName: 'Shop' }))
    expect(must(await at.call('trigger.list', {})).map(item => item.projectId)).toEqual([other])
  })

  it('shows its times before it is saved', async () => {
    const { call } = await shop()
    expect(must(await call('trigger.times', { when: every10, count: 2 }))).toEqual([
      Date.UTC(2026, 10, 28, 12, 10),
      Date.UTC(2026, 10, 28, 12, 20)
    ])
    expect(await call('trigger.times', { when: { kind: 'schedule', cron: '* *' } })).toMatchObject({
      ok: false,
      failure: { issues: [{ path: 'when.cron', message: 'must be five fields, or six' }] }
    })
  })
})
