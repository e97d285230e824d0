import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Input } from '@shared/api'
import { type Deployment, isOpen } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type App, composeApp } from '../../electron/compose'
import { readDemoFile } from '../../electron/demo/content-file'
import { simulatedComment } from '../../electron/demo/history/fill-history'
import { simulatedLine } from '../../electron/demo/history/simulated-run'
import { createNetworkLedger } from '../../electron/network-ledger'
import { noKeyChain } from '../../electron/store/vault-key-chain'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { tempFolder } from '../support/store'
import { must } from '../support/workspace'

const composeDemo = async (home: string): Promise<App> =>
  must(
    await composeApp({
      home,
      workspace: 'demo',
      ssh: createSshTransport(),
      network: createNetworkLedger(Date.now),
      slipwayVersion: '0.0.0',
      door: 'window',
      keyChain: noKeyChain,
      chooseSavePath: async () => null,
      report: message => {
        throw new Error(message)
      }
    })
  )

/** A demo of one test. */
async function openDemo(home: string): Promise<App> {
  const app = await composeDemo(home)
  onTestFinished(() => app.close())
  return app
}

/** One demo for all tests of a block, in any order, because opening one takes seconds. */
function sharedDemo(): { app(): App; readonly home: string } {
  let home = ''
  let app: App | null = null
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'slipway-demo-'))
    app = await composeDemo(home)
  }, 180_000)
  afterAll(async () => {
    await app?.close()
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }, 180_000)
  return {
    app: () => {
      if (app === null) throw new Error('The demo is not open')
      return app
    },
    get home() {
      return home
    }
  }
}

/** Deploys a release of the demo, by the names that people use. */
async function deploy({ call, broadcaster }: App, project: string, version: string, environment: string) {
  const { id: projectId } = must(await call('project.list', {})).find(item => item.name === project)!
  const release = must(await call('release.list', { projectId })).find(item => item.version === version)!
  const place = must(await call('environment.list', {})).find(item => item.name === environment)!
  const { id } = must(await call('deployment.start', { releaseId: release.id, environmentId: place.id }))
  return untilOver({ call, broadcaster }, id)
}

const named = <Item extends { readonly name: string }>(items: readonly Item[], name: string): Item =>
  items.find(item => item.name === name)!

async function untilOver(
  { call, broadcaster }: Pick<App, 'call' | 'broadcaster'>,
  id: DeploymentId
): Promise<Deployment> {
  for (;;) {
    const next = new Promise<void>(resolve => {
      const stop = broadcaster.subscribe(() => {
        stop()
        resolve()
      })
    })
    const state = must(await call('deployment.get', { id }))
    if (!isOpen(state)) return state
    await next
  }
}

const linesOf = async ({ call }: App, deploymentId: DeploymentId) =>
  must(await call('log.page', { deploymentId, from: 0, count: 1000 })).lines

describe('the demo workspace', () => {
  // Nothing is changed here.
  const demo = sharedDemo()

  it('holds what its file says, ready to be deployed', async () => {
    const app = demo.app()
    const { call } = app
    const file = readDemoFile()
    const names = (records: readonly { readonly name: string }[]) => records.map(record => record.name).sort()
    expect(names(must(await call('environment.list', {})))).toEqual(names(file.environments))
    expect(names(must(await call('target.list', {})))).toEqual(names(file.targets))
    expect(names(must(await call('project.list', {})))).toEqual(names(file.projects))
    const info = must(await call('workspace.info', {}))
    expect(info).toMatchObject({ kind: 'demo', isEmpty: false })
    expect(info.notices.map(notice => notice.kind)).toContain('demo')
    const said: string[] = []
    for (const project of must(await call('project.list', {}))) {
      for (const release of must(await call('release.list', { projectId: project.id }))) {
        for (const environment of must(await call('environment.list', {}))) {
          const { problems } = must(
            await call('deployment.plan', { releaseId: release.id, environmentId: environment.id })
          )
          const place = `${project.name} ${release.version} in ${environment.name}`
          if (environment.name !== 'Aboard') said.push(...problems.map(({ failure }) => `${place}: ${failure.message}`))
        }
      }
    }
    expect(said).toEqual([
      'Harbour FX 2.1.0 in Production: Production is closed: Test needs 1 success, has 0.',
      'Harbour FX 2.0.0 in Production: Production is closed: Test needs 1 success, has 0.'
    ])
  })

  it('begins with a month of deployments, each of which says that it is simulated and hides its secrets', {
    timeout: 180_000
  }, async () => {
    const app = demo.app()
    const { call } = app
    const past = must(await call('deployment.list', {}))
    const hours = (ms: number) => Math.floor((Date.now() - ms) / 3_600_000)
    expect(
      past.map(({ projectName, releaseVersion: version, environmentName, outcome }) =>
        [projectName, version, environmentName, outcome].join(' ')
      )
    ).toEqual([
      'Harbour Tickets 3.2.0 Test succeeded',
      'Harbour Tickets 3.2.0 Test succeeded',
      'Harbour Tickets 3.1.1 Test succeeded',
      'Harbour Tickets 3.1.1 Production succeeded',
      'Harbour Tickets 3.1.0 Production succeeded',
      'Harbour Tickets 3.1.1 Production succeeded',
      'Harbour Tickets 3.1.1 Test succeeded',
      'Harbour Tickets 3.1.0 Production succeeded',
      'Harbour Tickets 3.1.0 Test succeeded',
      'Harbour Tickets 3.1.0 Production succeeded',
      'Harbour Tickets 3.1.0 Test succeeded',
      'Harbour Tickets 3.1.0 Test failed',
      'Harbour Tickets 3.0.0 Production succeeded',
      'Harbour Tickets 3.0.0 Test succeeded'
    ])
    expect(hours(past[0]!.queuedAt)).toBeLessThan(48)
    expect(hours(past.at(-1)!.queuedAt)).toBeGreaterThan(29 * 24)
    for (const { id, startedAt, finishedAt, comment } of past) {
      const [first, ...others] = await linesOf(app, id)
      expect([first?.text, comment]).toEqual([simulatedLine, simulatedComment])
      expect(others.map(({ text }) => text).join()).not.toContain('salt-and-gulls')
      expect(finishedAt! - startedAt!).toBeGreaterThan(20_000)
    }
    const continued = must(await call('deployment.get', { id: past[5]!.id }))
    const said = (await linesOf(app, continued.id)).map(({ text }) => text)
    expect(continued.resumedAt).toHaveLength(1)
    expect(said).toContain('Connecting to postgres://tickets:••••••@bookings.invalid/ferries, log level warning')
    const broken =
      '“Migrate the Bookings” on database-1 ended with exit code 1: Another migration holds the lock of the bookings. Wait until it is over, then continue.'
    expect(said).toContain(broken)
  })
})

describe('the demo workspace, deployed to', () => {
  // Each deploys another project, or to another environment, and looks at that only.
  const demo = sharedDemo()

  it('says hello on each server of Test', async () => {
    const app = demo.app()
    const state = await deploy(app, 'Hello World', '0.0.1', 'Test')
    expect(state).toMatchObject({ state: 'finished', outcome: 'succeeded' })
    const hellos = (await linesOf(app, state.id)).filter(line => line.text === 'Hello, World!')
    expect(hellos).toHaveLength(2)
  })

  // What scripts wait for is waited for at once.
  it.concurrent.each([['Test'], ['Production']])(
    'opens the shop in %s, release after release',
    {
      timeout: 180_000
    },
    async environment => {
      const app = demo.app()
      const states: Deployment[] = []
      for (const version of ['1.0.0', '1.1.0', '1.2.0'])
        states.push(await deploy(app, 'Harbour Books', version, environment))
      expect(states.map(state => (state.state === 'finished' ? state.outcome : state.state))).toEqual([
        'succeeded',
        'succeeded',
        'succeeded'
      ])
      const last = states.at(-1)!
      const lines = await linesOf(app, last.id)
      const text = lines.map(line => line.text).join('\n')
      expect(text).not.toContain('salt-and-paper')
      expect(text).toContain('postgres://shop:••••••@')
      expect(text).toContain('All 4 checks passed.')
      expect(lines.some(line => line.text.includes('\u001b[32m'))).toBe(true)
      expect(lines.some(line => line.level === 'highlight')).toBe(true)
      // Three releases are there by now, one more than needed.
      expect(lines.some(line => line.level === 'warning')).toBe(true)
      const runs = Object.values(last.runs)
      expect(runs.flatMap(run => run.artifacts).map(item => item.name)).toContain('catalogue-1.2.0.json')
      expect(runs.flatMap(run => run.outputs).map(item => item.name)).toEqual(
        expect.arrayContaining(['Checksum', 'Books'])
      )
      expect(runs.some(run => run.progress?.percentage === 100)).toBe(true)
    }
  )

  it.concurrent('rolls a package out server by server, configured for its environment', {
    timeout: 180_000
  }, async () => {
    const app = demo.app()
    const states = [await deploy(app, 'Harbour FX', '2.0.0', 'Test'), await deploy(app, 'Harbour FX', '2.1.0', 'Test')]
    expect(states.map(state => (state.state === 'finished' ? state.summary : state.state))).toEqual([
      expect.stringContaining('Harbour FX 2.0.0 was deployed to Test'),
      expect.stringContaining('Harbour FX 2.1.0 was deployed to Test')
    ])
    const said = (await linesOf(app, states[1]!.id)).map(line => line.text)
    expect(said.filter(text => text === 'Quotes come every 60 seconds from file')).toHaveLength(2)
    expect(said.filter(text => text === 'The settings are in place')).toHaveLength(2)
    expect(said.filter(text => / (gets no new visitors|is back in the pool)\.$/.test(text))).toEqual([
      'test-web-1 gets no new visitors.',
      'test-web-1 is back in the pool.',
      'test-web-2 gets no new visitors.',
      'test-web-2 is back in the pool.'
    ])
  })

  it('fails on the one server that is marked, until a runbook ends that; then it goes on from there', {
    timeout: 180_000
  }, async () => {
    const app = demo.app()
    const { call } = app
    const failed = await deploy(app, 'Harbour Tickets', '3.2.0', 'Production')
    const advice =
      'web-2 is marked for maintenance, so its counter stays closed. Run the runbook “End Maintenance” on web-2, then continue this deployment.'
    expect(failed).toMatchObject({
      outcome: 'failed',
      summary: `The deployment of Harbour Tickets 3.2.0 to Production failed: “Open the Counters” on web-2 ended with exit code 1: ${advice}`
    })
    const stateOf = (state: Deployment) =>
      state.plan.stages.flatMap(stage =>
        stage.runs.map(run => {
          const place = state.plan.targets.find(({ id }) => id === run.targetId)?.name ?? 'here'
          return `${stage.name} on ${place}: ${state.runs[run.id]!.state}`
        })
      )
    const before = stateOf(failed)
    expect(before.filter(words => !words.endsWith('succeeded'))).toEqual([
      'Open the Counters on web-2: failed',
      'Announce on here: skipped'
    ])
    const text = (await linesOf(app, failed.id)).map(line => line.text).join('\n')
    expect(text).toContain('  Since Tuesday, by Jonas: the disk is being replaced.')
    expect(text).toContain('postgres://tickets:••••••@bookings.invalid/ferries, log level warning')
    expect(text).not.toContain('salt-and-gulls')

    const runbook = named(must(await call('runbook.list', {})), 'End Maintenance')
    const { id: releaseId } = must(await call('runbook.prepare', { id: runbook.id, isDraft: false }))
    const { id: environmentId } = named(must(await call('environment.list', {})), 'Production')
    const choices = { only: [named(must(await call('target.list', {})), 'web-2').id] }
    const run = must(await call('deployment.start', { releaseId, environmentId, choices }))
    expect(await untilOver(app, run.id)).toMatchObject({ outcome: 'succeeded' })

    const again = Object.values(failed.runs).filter(({ state }) => state === 'failed')
    const decisions = again.map(run => ({ run: run.id, choice: 'retry' as const }))
    must(await call('deployment.resume', { id: failed.id, decisions }))
    const after = await untilOver(app, failed.id)
    expect(after).toMatchObject({ outcome: 'succeeded' })
    const attempts = Object.values(after.runs).map(({ attempt }) => attempt)
    expect(stateOf(after).filter((_, index) => attempts[index] === 2)).toEqual([
      'Open the Counters on web-2: succeeded'
    ])
  })

  it('hands a release over to the ferry in a bundle, and the guide ticks that', { timeout: 180_000 }, async () => {
    const app = demo.app()
    expect(await deploy(app, 'Harbour Tickets', '3.2.0', 'Aboard')).toMatchObject({
      outcome: 'handed-over',
      summary: expect.stringContaining('a bundle was written for ferry-aurora')
    })
    const guide = must(await app.call('demoGuide.get', {}))
    expect([guide?.steps.at(-1), guide?.isReceiptIn]).toEqual([{ step: 'bundle', state: 'done' }, false])
  })

  it('confines what runs on this machine, too', async () => {
    const outside = await tempFolder()
    const app = demo.app()
    const project = must(await app.call('project.create', { name: 'Wanderer' }))
    const body = `echo "at $(hostname) in $HOME"; touch '${outside}/written' || echo refused`
    const steps: Input<'process.save'>['steps'] = [
      { name: 'Wander', location: 'here', roles: [], actions: [{ type: 'script', syntax: 'bash', body }] }
    ]
    must(await app.call('process.save', { projectId: project.id, version: 0, steps }))
    must(await app.call('release.create', { projectId: project.id, version: '1.0.0' }))
    const state = await deploy(app, 'Wanderer', '1.0.0', 'Test')
    const said = (await linesOf(app, state.id)).filter(line => line.stream === 'stdout').map(line => line.text)
    const home = join(demo.home, 'workspaces', 'demo', 'servers', 'hosts', 'workstation')
    expect(said[0]).toBe(`at workstation in ${await realpath(home)}`)
    const { notices } = must(await app.call('workspace.info', {}))
    const isConfined = notices.some(notice => notice.kind === 'demo' && notice.text.includes('their own folders only'))
    expect([said[1] === 'refused', await readdir(outside)]).toEqual([isConfined, isConfined ? [] : ['written']])
  })
})

describe('the demo workspace, opened once more or made anew,', () => {
  it('finds its servers again the next time, on whatever ports', async () => {
    const home = await tempFolder()
    const first = await openDemo(home)
    const before = must(await first.call('target.list', {}))
    await first.close()
    const second = await openDemo(home)
    const after = must(await second.call('target.list', {}))
    expect(after.map(target => [target.id, target.name])).toEqual(before.map(target => [target.id, target.name]))
    expect(await deploy(second, 'Hello World', '0.0.1', 'Production')).toMatchObject({ outcome: 'succeeded' })
  })

  it('is made anew without what was changed in it', async () => {
    const app = await openDemo(await tempFolder())
    await deploy(app, 'Hello World', '0.0.1', 'Test')
    must(await app.call('environment.create', { name: 'Added' }))
    must(await app.call('demoGuide.change', { change: 'looked-at', step: 'compare' }))
    const before = must(await app.call('deployment.count', {})).count
    must(await app.call('workspace.resetDemo', {}))
    expect(must(await app.call('environment.list', {})).map(item => item.name)).toEqual([
      'Test',
      'Production',
      'Aboard'
    ])
    expect(must(await app.call('deployment.count', {})).count).toBe(before - 1)
    expect(must(await app.call('demoGuide.get', {}))?.steps.map(({ state }) => state)).toEqual(Array(7).fill('open'))
    expect(await deploy(app, 'Hello World', '0.0.1', 'Test')).toMatchObject({ outcome: 'succeeded' })
  })
})
