import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutputFact } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { allRuns } from '@shared/plan/plan'
import { Timeline } from '@shared/replay/timeline'
import { describe, expect, it } from 'vitest'
import type { DeploymentRequest } from '../../electron/engine/context'
import { pagePolicy } from '../../electron/services/log-export/export-page'
import { makeDeployable } from '../support/deployable'
import { output } from '../support/deployment-events'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

/** An engine whose only run writes what it is told; `fails` tells how it ends. */
function writingEngine() {
  const script = { lines: ['hello'] as readonly string[], level: 'info' as OutputFact['level'], fails: false }
  const run = async ({ plan, ports }: DeploymentRequest) => {
    const id = allRuns(plan)[0]!.id
    await ports.emit({ kind: 'started' })
    await ports.emit({ kind: 'run-started', run: id })
    await ports.emit(output(id, script.lines, script.level))
    if (script.fails) {
      const failure = { kind: 'script-failed', message: 'The script failed.', remedy: '' } as const
      await ports.emit({ kind: 'run-failed', run: id, end: { kind: 'exited', code: 1 }, failure })
    } else await ports.emit({ kind: 'run-succeeded', run: id })
    await ports.emit({ kind: 'finished', outcome: script.fails ? 'failed' : 'succeeded', summary: 'It is over.' })
  }
  return { script, run }
}

async function makeWorkspace() {
  const engine = writingEngine()
  const folder = await tempFolder()
  const saved = { name: null as string | null }
  const chooseSavePath = async (name: string) => {
    saved.name = name
    return join(folder, name)
  }
  const workspace = await openTestWorkspace({ ports: { runDeployment: engine.run, chooseSavePath } })
  const world = await makeDeployable(workspace.call)
  const run = async (lines: readonly string[], fails = false): Promise<DeploymentId> => {
    Object.assign(engine.script, { lines, fails })
    const { releaseId, environmentId } = world
    const { id } = must(await workspace.call('deployment.start', { releaseId, environmentId }))
    await workspace.over(id)
    return id
  }
  return { ...workspace, world, run, saved }
}

const onlyRunOf = async ({ call }: Pick<TestWorkspace, 'call'>, id: DeploymentId): Promise<RunId> =>
  allRuns(must(await call('deployment.get', { id })).plan)[0]!.id

describe('looking through a log', () => {
  it('finds text and patterns, and says where', async () => {
    const { call, run } = await makeWorkspace()
    const deploymentId = await run(['alpha', 'beta', 'Alphabet'])
    const found = must(await call('log.search', { deploymentId, query: { text: 'ALPHA' } }))
    expect(found).toMatchObject({ count: 2, searched: 3, lines: 3, hits: { numbers: [1, 3], inRun: [0, 2] } })
    const pattern = { text: '^b.*a$', isRegex: true }
    expect(must(await call('log.search', { deploymentId, query: pattern })).hits.numbers).toEqual([2])
    expect(await call('log.search', { deploymentId, query: { text: '(', isRegex: true } })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', issues: [{ path: 'query.text' }] }
    })
  })

  it('tells what can be folded, how many lines there are, and where one is', async () => {
    const workspace = await makeWorkspace()
    const { call, run } = workspace
    const deploymentId = await run(['##[group]Build', 'x', '##[endgroup]', 'y'])
    const only = await onlyRunOf(workspace, deploymentId)
    const { counts, outline } = must(await call('log.outline', { deploymentId }))
    expect(counts).toEqual({ lines: 4, runs: [{ run: only, first: 1, levels: [0, 4, 0, 0, 0, 0] }] })
    expect(outline.items).toMatchObject([{ run: only, name: 'Build', first: 0, end: 3, hasEndMarker: true }])
    expect(must(await call('log.outline', { deploymentId, after: outline.revision })).outline.items).toEqual([])
    const filters = [{ runs: [only], levels: null }]
    expect(must(await call('log.locate', { deploymentId, spot: { kind: 'line', number: 3 }, filters }))).toEqual({
      run: only,
      positions: [2]
    })
  })

  it('says so where there is no such deployment', async () => {
    const { call } = await makeWorkspace()
    const deploymentId = 'deployment-0000000000' as DeploymentId
    for (const answer of [
      await call('log.search', { deploymentId, query: { text: 'x' } }),
      await call('log.outline', { deploymentId }),
      await call('log.compare', { deploymentId, run: '1.here' as RunId }),
      await call('log.export', { deploymentId, format: 'txt' }),
      await call('deployment.events', { id: deploymentId })
    ])
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
  })
})

describe('the past of a deployment', () => {
  it('comes in pages that can be played', async () => {
    const { call, run } = await makeWorkspace()
    const id = await run(['a', 'b'])
    const whole = must(await call('deployment.events', { id }))
    expect(whole.events.map(event => event.kind)).toEqual([
      'queued',
      'started',
      'run-started',
      'output',
      'run-succeeded',
      'finished'
    ])
    const first = must(await call('deployment.events', { id, limit: 4 }))
    const rest = must(await call('deployment.events', { id, after: first.events.at(-1)!.seq }))
    expect([first.hasMore, rest.hasMore]).toEqual([true, false])
    expect([...first.events, ...rest.events]).toEqual(whole.events)
    const timeline = new Timeline(whole.events)
    expect({ ...timeline.at(timeline.end).deployment, seq: 0 }).toEqual({
      ...must(await call('deployment.get', { id })),
      seq: 0
    })
  })
})

describe('comparing a run', () => {
  it('finds the first line that differs from the last time it went well', async () => {
    const workspace = await makeWorkspace()
    const { call, run } = workspace
    await run(['took 4 s', 'something else'])
    const good = await run(['took 5 s', 'done'])
    await run(['never counts'], true)
    const bad = await run(['took 9 s', 'lock timeout'], true)
    const comparison = must(await call('log.compare', { deploymentId: bad, run: await onlyRunOf(workspace, bad) }))
    expect(comparison).toMatchObject({
      good: { deploymentId: good, releaseVersion: '1.0.0' },
      difference: { line: { number: 2, text: 'lock timeout' }, expected: { number: 2, text: 'done' }, same: 1 }
    })
  })

  it('has nothing to compare with the first time', async () => {
    const workspace = await makeWorkspace()
    const bad = await workspace.run(['x'], true)
    const run = await onlyRunOf(workspace, bad)
    expect(must(await workspace.call('log.compare', { deploymentId: bad, run }))).toEqual({
      good: null,
      difference: null
    })
    expect(await workspace.call('log.compare', { deploymentId: bad, run: '9.here' as RunId })).toMatchObject({
      failure: { kind: 'not-found' }
    })
  })
})

describe('exporting a log', () => {
  const secret = 'correct-horse-battery'

  /** The engine of this test masks nothing: what is masked was masked by the export. */
  async function leaky() {
    const workspace = await makeWorkspace()
    const { call, world } = workspace
    const set = must(await call('variables.get', { projectId: world.projectId }))
    const variables = [{ type: 'sensitive', name: 'Password', value: secret }] as const
    must(await call('variables.save', { projectId: world.projectId, version: set.version, variables: [...variables] }))
    must(await call('release.updateVariables', { id: world.releaseId }))
    const id = await workspace.run(['\u001b[31mred\u001b[0m', `password ${secret}`, `<script>alert(1)</script>`, 'end'])
    return { ...workspace, id }
  }

  const exported = async (
    { call }: Pick<TestWorkspace, 'call'>,
    deploymentId: DeploymentId,
    format: 'txt' | 'jsonl' | 'html',
    scope?: { kind: 'lines'; first: number; last: number }
  ) => {
    const saved = must(await call('log.export', { deploymentId, format, ...(scope ? { scope } : {}) }))!
    return { saved, text: await readFile(saved.path, 'utf8') }
  }

  it('looks for the secrets of the deployment once more, in every format', async () => {
    const workspace = await leaky()
    for (const format of ['txt', 'jsonl', 'html'] as const) {
      const { saved, text } = await exported(workspace, workspace.id, format)
      expect(saved).toMatchObject({ lines: 4, masking: { secrets: 1, unavailable: 0, lines: 1 } })
      expect(text).not.toContain(secret)
      expect(text).toContain('password ••••••')
      expect(workspace.saved.name).toBe(`shop-1.0.0-test.${format}`)
    }
  })

  it('says how many secrets it could not look for', async () => {
    const workspace = await leaky()
    must(await workspace.call('vault.lock', {}))
    const { saved } = await exported(workspace, workspace.id, 'txt')
    expect(saved.masking).toEqual({ secrets: 0, unavailable: 1, lines: 0 })
  })

  it('as text has a head, and a line for each line, without escapes', async () => {
    const workspace = await makeWorkspace()
    const id = await workspace.run(['\u001b[31mred\u001b[0m', 'two', 'three'])
    const { text } = await exported(workspace, id, 'txt', { kind: 'lines', first: 1, last: 2 })
    const [head, , ...rest] = text.split('\n')
    expect(head).toBe('Shop 1.0.0 to Test')
    expect(rest.slice(-3)).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z {2}Info {7}\[1 Install on bench\] red$/),
      expect.stringMatching(/ two$/),
      ''
    ])
  })

  it('as JSON lines can be read by any program', async () => {
    const workspace = await makeWorkspace()
    const id = await workspace.run(['one'], true)
    const { text } = await exported(workspace, id, 'jsonl')
    const [head, line] = text
      .trim()
      .split('\n')
      .map(item => JSON.parse(item))
    expect(head).toMatchObject({ kind: 'deployment', id, outcome: 'failed', failures: [{ place: 'bench' }] })
    expect(line).toMatchObject({ kind: 'line', number: 1, step: '1', stepName: 'Install', place: 'bench', text: 'one' })
  })

  it('as a page holds everything, allows nothing but its own script, and ends no element early', async () => {
    const workspace = await leaky()
    const { text } = await exported(workspace, workspace.id, 'html')
    expect(text).not.toContain('<script>alert')
    expect(text).toContain('\\u003cscript>alert(1)\\u003c/script>')
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(text)![1]!
    const hash = createHash('sha256').update(script).digest('base64')
    expect(pagePolicy()).toContain(`script-src 'sha256-${hash}'`)
    expect(pagePolicy()).toContain("default-src 'none'")
    expect(text).not.toMatch(/https?:\/\//)
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!
    expect(script.length + style.length).toBeLessThan(40_000)
    const data = JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(text)![1]!)
    expect(data).toMatchObject({ lines: 4, places: ['bench'], stages: [{ number: '1', name: 'Install' }] })
    expect(data.runs[0].changes.map((change: readonly unknown[]) => change[1])).toEqual([
      'pending',
      'running',
      'succeeded'
    ])
  })

  it('as a page and as text says of what never ran that it was not run, as the window does', async () => {
    const folder = await tempFolder()
    const workspace = await openTestWorkspace({ ports: { chooseSavePath: async name => join(folder, name) } })
    const { releaseId, environmentId } = await makeDeployable(workspace.call)
    const startAt = Date.now() + 3_600_000
    const { id } = must(await workspace.call('deployment.start', { releaseId, environmentId, startAt }))
    must(await workspace.call('deployment.cancel', { id }))
    await workspace.over(id)
    const page = (await exported(workspace, id, 'html')).text
    const data = JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(page)![1]!)
    const [, shown] = data.runs[0].changes.at(-1)
    expect(data.looks[shown]).toEqual(['Not run', 'still', 'N'])
    expect((await exported(workspace, id, 'txt')).text).toMatch(/^Finished \S+: cancelled$/m)
  })

  it('is in the audit log', async () => {
    const workspace = await makeWorkspace()
    const id = await workspace.run(['one'])
    await exported(workspace, id, 'txt')
    const { entries } = must(await workspace.call('audit.list', { filter: {}, limit: 1 }))
    expect(entries[0]).toMatchObject({ verb: 'exported', subject: { kind: 'deployment', id } })
  })
})
