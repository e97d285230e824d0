import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CallName } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, EnvironmentId, ProjectGroupId, ProjectId, ReleaseId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { ElectronApplication, Page } from 'playwright/test'
import { openStore } from '../../electron/store/open-store'
import type { Store } from '../../electron/store/store'
import { callApi } from '../e2e/support/api'
import { goTo } from '../e2e/support/navigate'
import { testActor } from '../support/actor'
import { calm } from '../support/summaries'
import { type Backend, must } from '../support/world'
import { print, printGoal, printTable } from './support/table'
import { openWindow, quantile, watchCpu } from './support/window'

const projects = 50
const environments = 10
const groups = 5
const minute = 60_000
const megabyte = 1024
const liveChanges = 40

const numbered = (prefix: string, number: number): string => `${prefix}-${String(number).padStart(10, '0')}`
const projectIdOf = (number: number) => numbered('project', number) as ProjectId
const environmentIdOf = (number: number) => numbered('environment', number) as EnvironmentId
const groupIdOf = (number: number) => numbered('group', number) as ProjectGroupId

interface Size {
  readonly releases: number
}

const release = (number: number, begun: number): Release => ({
  id: numbered('release', number) as ReleaseId,
  projectId: projectIdOf(number % projects),
  version: `1.${Math.floor(number / projects)}.0`,
  notes: 'What changed.',
  snapshot: 'a'.repeat(64) as Release['snapshot'],
  createdAt: begun + number * minute,
  createdBy: 'ada'
})

/** One of each release; of ten of them one failed. Each project comes to each environment in turn. */
function deployment(number: number, begun: number): DeploymentSummary {
  const project = number % projects
  const environment = Math.floor(number / projects) % environments
  const at = begun + number * minute
  return {
    ...calm,
    id: numbered('deployment', number) as DeploymentId,
    projectId: projectIdOf(project),
    projectName: `Project ${project}`,
    releaseId: numbered('release', number) as ReleaseId,
    releaseVersion: `1.${Math.floor(number / projects)}.0`,
    environmentId: environmentIdOf(environment),
    environmentName: `Environment ${environment}`,
    state: 'finished',
    outcome: number % 10 === 7 ? 'failed' : 'succeeded',
    hasWarnings: number % 25 === 0,
    runsDone: 4,
    runsTotal: 4,
    queuedAt: at,
    queuedBy: 'ada',
    startedAt: at + 10,
    finishedAt: at + 20_000 + (number % 97) * 1000,
    summary: 'All 4 runs are over.'
  }
}

async function inBatches(count: number, work: (from: number, to: number) => Promise<void>): Promise<void> {
  const size = 500
  for (let from = 0; from < count; from += size) await work(from, Math.min(count, from + size))
}

const upTo = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** Writes the workspace that the app opens then. */
async function fillStore(store: Store, folder: string, releases: number): Promise<void> {
  const begun = Date.now() - releases * minute
  await store.commit([
    ...upTo(0, groups).map(n => store.groups.putting({ id: groupIdOf(n), name: `Group ${n}` })),
    ...upTo(0, environments).map(n =>
      store.environments.putting({
        id: environmentIdOf(n),
        name: `Environment ${n}`,
        description: '',
        isProduction: n === environments - 1,
        sortOrder: n
      })
    ),
    ...upTo(0, projects).map(n =>
      store.projects.putting({
        id: projectIdOf(n),
        name: `Project ${n}`,
        description: '',
        groupId: groupIdOf(n % groups),
        createdAt: begun
      })
    )
  ])
  await inBatches(releases, async (from, to) => {
    await store.commit(upTo(from, to).map(n => store.releases.putting(release(n, begun))))
    await store.commit(upTo(from, to).map(n => store.deployments.putting(deployment(n, begun))))
    // A summary whose log is gone would be dropped when the workspace is opened.
    for (const n of upTo(from, to))
      await mkdir(join(folder, 'deployments', numbered('deployment', n)), { recursive: true })
  })
}

async function prepare(home: string, { releases }: Size): Promise<void> {
  const folder = join(home, 'workspaces', 'main')
  const keyFile = join(home, 'keys', 'main.key')
  const opened = await openStore({ folder, keyFile, now: Date.now, actor: testActor, report: print })
  if (!opened.ok) throw new Error(opened.failure.message)
  await fillStore(opened.value, folder, releases)
  await opened.value.close()
}

/** Nothing is pushed to it: the bench looks at the window. */
const backendOf = (page: Page): Backend => ({
  call: (name, input) => callApi(page, name as CallName, input as never) as never,
  subscribe: () => () => undefined
})

/** Settles in the frame after a table with so many rows is drawn. Milliseconds since the page began, or since `mark`. */
const tableDrawn = (page: Page, label: string, rows: number): Promise<number> =>
  page.evaluate(
    ({ name, wanted }) =>
      new Promise<number>(resolve => {
        const start = Number(document.documentElement.dataset.mark ?? 0)
        const look = () => {
          const found = document.querySelectorAll(`table[aria-label="${name}"] tbody tr`).length
          if (found < wanted) return requestAnimationFrame(look)
          const painted = new MessageChannel()
          painted.port1.onmessage = () => resolve(performance.now() - start)
          return requestAnimationFrame(() => painted.port2.postMessage(null))
        }
        look()
      }),
    { name: label, wanted: rows }
  )

async function dashboardTimes(page: Page, count: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    await page.reload()
    times.push(await tableDrawn(page, 'Projects by environment', 12))
  }
  return times
}

async function overviewTimes(page: Page, count: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    await page.evaluate(() => {
      document.documentElement.dataset.mark = String(performance.now())
    })
    await goTo(page, `/projects/${projectIdOf(i)}`)
    times.push(await tableDrawn(page, 'Releases by environment', 5))
    await goTo(page, '/')
    await tableDrawn(page, 'Projects by environment', 12)
  }
  return times
}

type Watched = Window & {
  live: { inWindow: number[]; sinceQueued: number[] }
  slipway: { subscribe(listener: (event: never) => void): () => void }
}

/** Notes for each new deployment how long it took until its cell was painted. */
function watchCells(): void {
  const live: Watched['live'] = { inWindow: [], sinceQueued: [] }
  const seen = new Set<string>()
  ;(window as unknown as Watched).slipway.subscribe(
    (event: { type: string; summary?: { id: string; queuedAt: number } }) => {
      const { summary } = event
      if (event.type !== 'deployment.changed' || summary === undefined || seen.has(summary.id)) return
      seen.add(summary.id)
      const came = performance.now()
      const look = (): void => {
        if (document.querySelector(`td a[href="/deployments/${summary.id}"]`) === null) {
          requestAnimationFrame(look)
          return
        }
        const painted = new MessageChannel()
        painted.port1.onmessage = () => {
          live.inWindow.push(performance.now() - came)
          live.sinceQueued.push(Date.now() - summary.queuedAt)
        }
        requestAnimationFrame(() => painted.port2.postMessage(null))
      }
      queueMicrotask(look)
    }
  )
  Object.assign(window, { live })
}

async function liveTimes(page: Page, backend: Backend): Promise<Watched['live']> {
  const { id: projectId } = await must(backend, 'project.create', { name: 'A live one' })
  await must(backend, 'process.save', {
    projectId,
    version: 0,
    steps: [{ name: 'Do', location: 'here', roles: [], actions: [{ type: 'script', syntax: 'bash', body: 'true' }] }]
  })
  const { id: releaseId } = await must(backend, 'release.create', { projectId, version: '1.0.0' })
  await page.reload()
  await tableDrawn(page, 'Projects by environment', 12)
  await page.evaluate(watchCells)
  for (let i = 0; i < liveChanges; i++) {
    const { id } = await must(backend, 'deployment.start', { releaseId, environmentId: environmentIdOf(i % 2) })
    for (let state = ''; state !== 'finished'; await page.waitForTimeout(60))
      state =
        (await must(backend, 'deployment.list', { projectId, limit: 1 })).find(item => item.id === id)?.state ?? ''
  }
  return page.evaluate(() => (window as unknown as Watched).live)
}

/** Of the main process and of the window, in megabytes. */
async function memoryOf(app: ElectronApplication): Promise<readonly [main: number, window: number]> {
  const kilobytes = await app.evaluate(({ app: main }) => {
    const of = (type: string) =>
      main
        .getAppMetrics()
        .filter(metric => metric.type === type)
        .reduce((sum, { memory }) => sum + memory.workingSetSize, 0)
    return [of('Browser'), of('Tab')] as const
  })
  return [kilobytes[0] / megabyte, kilobytes[1] / megabyte]
}

/** The dashboard and the overview of a project in a workspace of 50 projects, 10 environments and many releases. */
export async function run(args: readonly string[]): Promise<void> {
  const at = args.indexOf('--releases')
  const size: Size = { releases: at < 0 ? 10_000 : Number(args[at + 1]) }
  const { app, page, close } = await openWindow(home => prepare(home, size))
  try {
    const backend = backendOf(page)
    await tableDrawn(page, 'Projects by environment', 12)
    const dashboard = await dashboardTimes(page, 10)
    const answered = await answerTimes(page)
    const cpu = await watchCpu(page)
    const before = await cpu()
    const overview = await overviewTimes(page, 10)
    const perVisit = ((await cpu()) - before) / 20
    const live = await liveTimes(page, backend)
    const [main, window] = await memoryOf(app)
    const row = (name: string, times: readonly number[]) => [
      name,
      String(times.length),
      ...[0.5, 0.95, 1].map(share => quantile(times, share).toFixed(0))
    ]
    print(`${projects} projects, ${environments} environments, ${size.releases} releases with a deployment each`)
    printTable(
      ['ms', 'times', 'p50', 'p95', 'max'],
      [
        row('dashboard, from the load of the page', dashboard),
        row('overview of a project, from the click', overview),
        ...answered.map(([name, times]) => row(name, times)),
        row('live change, from its news in the window', live.inWindow),
        row('live change, since it was queued', live.sinceQueued)
      ]
    )
    print(`processor time of the window, an overview or the dashboard each: ${(perVisit * 1000).toFixed(0)} ms`)
    print(`memory: main process ${main.toFixed(0)} MB, window ${window.toFixed(0)} MB`)
    const slowest = quantile(dashboard, 1)
    printGoal('dashboard is there', '< 1000 ms', `${slowest.toFixed(0)} ms`, slowest < 1000)
    printGoal(
      'live changes that were seen',
      `${liveChanges}`,
      `${live.inWindow.length}`,
      live.inWindow.length >= liveChanges
    )
  } finally {
    await close()
  }
}

type Bridged = Window & { slipway: { call(name: string, input: unknown): Promise<unknown> } }

/** How long calls take that look through everything, as the window itself sees it. */
async function answerTimes(page: Page): Promise<readonly (readonly [string, readonly number[]])[]> {
  const times = async (name: CallName, input: unknown): Promise<readonly number[]> => {
    const found: number[] = []
    for (let i = 0; i < 10; i++)
      found.push(
        await page.evaluate(
          async asked => {
            const start = performance.now()
            await (window as unknown as Bridged).slipway.call(asked.name, asked.input)
            return performance.now() - start
          },
          { name, input }
        )
      )
    return found
  }
  return [
    ['search.find “project 4 1.1”', await times('search.find', { text: 'project 4 1.1', limit: 40 })],
    ['deployment.statistics of a year', await times('deployment.statistics', { days: 364 })],
    ['dashboard.get', await times('dashboard.get', {})],
    ['release.matrix', await times('release.matrix', { projectId: projectIdOf(1) })]
  ]
}
