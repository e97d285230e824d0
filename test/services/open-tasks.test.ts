import { expect, it } from 'vitest'
import { scriptStep } from '../support/deployable'
import { playingEngine } from '../support/playing-engine'
import { makeTasks, manualStep, start, untilSummary } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

it('what asks and what runs is listed first, however much waits, and all of it is counted', async () => {
  const runDeployment = playingEngine(action => (action === 'Look' ? 'asks' : 'hangs'))
  const workspace = await openTestWorkspace({ ports: { runDeployment } })
  const { call } = workspace
  const [shop] = await makeTasks(call, ['Shop'], [scriptStep('Install')])
  const [till] = await makeTasks(call, ['Till'], [manualStep('Look')])
  const { projectId } = must(await call('release.get', { id: shop!.releaseId })).release
  must(await call('project.setReleases', { id: projectId, value: { keepsQueued: true } }))
  const running = await start(call, shop!)
  await untilSummary(workspace, running, ({ state }) => state === 'running')
  const asking = await start(call, till!)
  await untilSummary(workspace, asking, ({ openQuestions }) => openQuestions === 1)
  const next = await start(call, shop!)
  for (let i = 0; i < 3; i++) await start(call, shop!)
  const { tasks, count } = must(await call('deployment.listOpen', { limit: 3 }))
  expect({ ids: tasks.map(({ id }) => id), count }).toEqual({ ids: [asking, running, next], count: 6 })
})
