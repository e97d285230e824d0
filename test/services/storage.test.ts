import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectId, ReleaseId } from '@shared/ids'
import { expect, it, vi } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { tempFolder } from '../support/store'
import { calm } from '../support/summaries'
import { must, openTestWorkspace } from '../support/workspace'

const queued = (number: number): DeploymentSummary => ({
  id: `deployment-${String(number).padStart(10, '0')}` as DeploymentId,
  projectId: 'project-0000000001' as ProjectId,
  projectName: 'Shop',
  releaseId: 'release-0000000001' as ReleaseId,
  releaseVersion: '1.0.0',
  environmentId: 'environment-0000000001' as EnvironmentId,
  environmentName: 'Test',
  state: 'queued',
  outcome: null,
  hasWarnings: false,
  runsDone: 0,
  runsTotal: 1,
  queuedAt: number,
  queuedBy: 'ada',
  startedAt: null,
  finishedAt: null,
  ...calm,
  summary: null
})

it('a damaged file is mended, which a notice and the audit log tell', async () => {
  const first = await openTestWorkspace()
  must(await first.call('environment.create', { name: 'Test', description: '', isProduction: false }))
  await first.close()
  const file = 'records/environments/000001.a.json'
  await truncate(join(first.home, 'workspaces', 'main', file), 40)
  const { call } = await openTestWorkspace({ home: first.home })
  expect(must(await call('environment.list', {})).map(item => item.name)).toEqual(['Test'])
  const notices = must(await call('workspace.info', {})).notices.filter(notice => notice.kind === 'repaired')
  expect(notices.map(notice => notice.text)).toEqual([
    `Slipway mended its own files. ${file} was damaged, and was restored from the journal. Check the health of this disk.`
  ])
  const entered = async () => must(await call('audit.list', { filter: { verbs: ['repaired'] } })).entries
  const isEntered = async () =>
    expect(await entered()).toMatchObject([
      { door: 'slipway', summary: `The file ${file} was damaged; it was restored from the journal.` }
    ])
  await vi.waitFor(isEntered, { timeout: 20_000 })
})

it('deployments without a log are dropped, also where they are too many to be known at the start', async () => {
  const home = join(await tempFolder(), 'home')
  const place = { folder: join(home, 'workspaces', 'main'), keyFile: join(home, 'keys', 'main.key') }
  const store = must(await openStore({ ...place, now: Date.now, actor: testActor }))
  await Promise.all(Array.from({ length: 2200 }, (_, i) => store.deployments.put(queued(i))))
  await store.close()
  const { call } = await openTestWorkspace({ home })
  const left = async () => must(await call('deployment.list', {}))
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 25_000, interval: 100 })
  expect(must(await call('environment.list', {}))).toEqual([])
})
