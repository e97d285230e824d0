import type { DemoGuide, GuideAbout } from '@shared/demo-guide'
import { stepInputs } from '@shared/model/process'
import { ok } from '@shared/result'
import { expect, test } from 'vitest'
import { scriptStep } from '../support/deployable'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

/** A demo that consists of what the guide is about: a project with two releases, and a runbook. */
async function openDemo(): Promise<TestWorkspace> {
  const workspace = await openTestWorkspace({
    demo: {
      fill: async services => {
        const plain = { description: '', isProduction: false }
        const production = must(await services.environments.create({ name: 'Production', ...plain })).id
        const aboard = must(await services.environments.create({ name: 'Aboard', ...plain })).id
        const place = { environmentIds: [production], roles: ['server'], isDisabled: false, policyId: null }
        const marked = must(await services.targets.create({ kind: 'local', name: 'web-2', ...place })).id
        const { id: groupId } = must(await services.groups.create({ name: 'Demo' }))
        const project = must(await services.projects.create({ name: 'Tickets', description: '', groupId }))
        const steps = stepInputs.parse([scriptStep('Do')])
        must(await services.processes.save(project.id, 0, steps))
        const make = async (version: string) =>
          must(await services.releases.create({ projectId: project.id, version, notes: '', packages: [] })).id
        const [before, after] = [await make('1.0.0'), await make('1.1.0')]
        const about = { name: 'Mend', description: '', environments: { kind: 'all' } } as const
        const runbook = must(await services.runbooks.create(project.id, about))
        must(await services.runbooks.save(runbook.id, 0, steps))
        must(await services.runbooks.publish(runbook.id))
        const runbookId = runbook.id
        await services.demoGuide.begin({ projectId: project.id, before, after, production, aboard, runbookId, marked })
        return ok(null)
      }
    }
  })
  must(await workspace.call('workspace.open', { kind: 'demo' }))
  return workspace
}

async function guideOf({ call }: TestWorkspace): Promise<DemoGuide> {
  const guide = must(await call('demoGuide.get', {}))
  if (guide === null) throw new Error('There is no guide')
  return guide
}

const statesOf = ({ steps }: DemoGuide) => Object.fromEntries(steps.map(({ step, state }) => [step, state]))
const allOpen = {
  dashboard: 'open',
  compare: 'open',
  explain: 'open',
  plan: 'open',
  deploy: 'open',
  mend: 'open',
  bundle: 'open'
}

test('outside of the demo there is no guide, and nothing of it can be changed', async () => {
  const { call } = await openTestWorkspace()
  expect(must(await call('demoGuide.get', {}))).toBeNull()
  expect(await call('demoGuide.change', { change: 'put-away', isPutAway: true })).toMatchObject({
    ok: false,
    failure: { kind: 'forbidden' }
  })
})

test('what was looked at, skipped and put away is kept when Slipway starts again', async () => {
  const first = await openDemo()
  expect(statesOf(await guideOf(first))).toEqual(allOpen)
  must(await first.call('demoGuide.change', { change: 'looked-at', step: 'compare' }))
  must(await first.call('demoGuide.change', { change: 'skipped', step: 'plan', isSkipped: true }))
  must(await first.call('demoGuide.change', { change: 'skipped', step: 'explain', isSkipped: true }))
  must(await first.call('demoGuide.change', { change: 'skipped', step: 'explain', isSkipped: false }))
  must(await first.call('demoGuide.change', { change: 'put-away', isPutAway: true }))
  const kept = { ...allOpen, compare: 'done', plan: 'skipped' }
  expect(statesOf(await guideOf(first))).toEqual(kept)

  const second = await first.restart()
  must(await second.call('workspace.open', { kind: 'demo' }))
  const guide = await guideOf(second)
  expect([statesOf(guide), guide.isPutAway]).toEqual([kept, true])
})

test('what is done shows by what was deployed and run, and by nothing else', async () => {
  const workspace = await openDemo()
  const { call } = workspace
  const { about } = await guideOf(workspace)
  const deploy = async (chosen: GuideAbout['after']) => {
    const { id } = must(await call('deployment.start', { releaseId: chosen, environmentId: about.production }))
    await workspace.over(id)
    return id
  }
  const older = await deploy(about.before)
  expect(await guideOf(workspace)).toMatchObject({ explained: older, deployed: null, isMended: false, bundled: null })
  expect(statesOf(await guideOf(workspace))).toEqual(allOpen)

  const newer = await deploy(about.after)
  expect(await guideOf(workspace)).toMatchObject({ explained: newer, deployed: newer, isMended: false })
  expect(statesOf(await guideOf(workspace))).toEqual({ ...allOpen, deploy: 'done' })

  const { id: prepared } = must(await call('runbook.prepare', { id: about.runbookId, isDraft: false }))
  const run = must(await call('deployment.start', { releaseId: prepared, environmentId: about.production }))
  await workspace.over(run.id)
  expect(await guideOf(workspace)).toMatchObject({ deployed: newer, isMended: true })
  expect(statesOf(await guideOf(workspace))).toEqual({ ...allOpen, deploy: 'done', mend: 'done' })
})

test('what was done counts as done even if it was skipped before', async () => {
  const workspace = await openDemo()
  must(await workspace.call('demoGuide.change', { change: 'skipped', step: 'compare', isSkipped: true }))
  must(await workspace.call('demoGuide.change', { change: 'looked-at', step: 'compare' }))
  expect(statesOf(await guideOf(workspace))).toEqual({ ...allOpen, compare: 'done' })
})
