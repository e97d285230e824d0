import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import type { EnvironmentId, TriggerId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import type { Trigger } from '@shared/model/trigger'
import { createFeedTransport } from '../../electron/transports/feeds/feed-transport'
import { zipOf } from './archives'
import { testClock } from './clock'
import { scriptStep } from './deployable'
import { playingEngine, type Script } from './playing-engine'
import { tempFolder } from './store'
import { must, openTestWorkspace, type TestWorkspace, type WorkspaceOptions } from './workspace'

export type When = Input<'trigger.create'>['value']['when']
export type Does = Input<'trigger.create'>['value']['does']

export const every10: When = { kind: 'schedule', cron: '*/10 * * * *', timeZone: 'UTC' }
export const deployWeb: StepInput = {
  name: 'Web',
  location: 'targets',
  roles: ['server'],
  actions: [{ type: 'deploy-package', package: { packageId: 'Shop.Web' } }]
}

/** The project “Shop” for the local target of “Test”, and “Production”; the clock stands at noon. */
export async function shop(steps: readonly StepInput[] = [scriptStep('Install')], script?: Script) {
  const clock = testClock(Date.UTC(2026, 10, 28, 12))
  const { now, sleep } = clock
  const feeds = createFeedTransport()
  const ports = { runsTriggers: true, now, sleep, feeds, runDeployment: playingEngine(script) }
  const options: WorkspaceOptions = { ports }
  const workspace = await openTestWorkspace(options)
  const { call } = workspace
  const test = must(await call('environment.create', { name: 'Test' })).id
  const production = must(await call('environment.create', { name: 'Production' })).id
  const where = { roles: ['server'], environmentIds: [test, production] }
  must(await call('target.create', { kind: 'local', name: 'bench', ...where }))
  const projectId = must(await call('project.create', { name: 'Shop' })).id
  const saved = must(await call('process.save', { projectId, version: 0, steps: [...steps] }))
  const folder = await tempFolder()
  return {
    ...workspace,
    clock,
    options,
    test,
    production,
    projectId,
    actionId: saved.steps[0]!.actions[0]!.id,
    release: async (version: string) => must(await call('release.create', { projectId, version })),
    deploy: async (version: string, environmentId: EnvironmentId) => {
      const release = must(await call('release.list', { projectId })).find(item => item.version === version)
      return must(await call('deployment.start', { releaseId: release!.id, environmentId })).id
    },
    bring: async (...versions: string[]) => {
      const paths: string[] = []
      for (const version of versions) {
        paths.push(join(folder, `Shop.Web.${version}.zip`))
        await writeFile(paths.at(-1)!, zipOf([{ name: 'app.txt', content: version }]))
      }
      return must(await call('package.import', { paths }))
    }
  }
}
export type Shop = Awaited<ReturnType<typeof shop>>

export const make = async (
  { call, projectId }: Pick<Shop, 'call' | 'projectId'>,
  name: string,
  when: When,
  does: Does
) => must(await call('trigger.create', { projectId, value: { name, when, does } })).id

export const listed = async ({ call }: Pick<TestWorkspace, 'call'>, id: TriggerId) =>
  must(await call('trigger.list', {})).find(trigger => trigger.id === id)!

/** Waits until something became of a trigger, other than `before`. */
export const lastOf = (workspace: Pick<TestWorkspace, 'call' | 'until'>, id: TriggerId, before?: Trigger['last']) =>
  workspace.until(async () => {
    const { last } = await listed(workspace, id)
    return last === undefined || last.at === before?.at ? null : last
  })

/** Goes on by so many minutes. */
export async function go({ clock }: Pick<Shop, 'clock'>, minutes: number): Promise<void> {
  for (let half = 0; half < minutes * 2; half++) {
    clock.advance(30_000)
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  }
}

export const versions = async ({ call, projectId }: Pick<Shop, 'call' | 'projectId'>) =>
  must(await call('release.list', { projectId })).map(({ version }) => version)

export const spoken = async ({ call }: Pick<TestWorkspace, 'call'>) =>
  must(await call('audit.list', { filter: { subjects: ['trigger'], verbs: ['fired'] } })).entries.map(
    ({ summary, door }) => `${door}: ${summary}`
  )
