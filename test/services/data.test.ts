import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { DataReport } from '@shared/data'
import { describe, expect, it } from 'vitest'
import { makeDeployable } from '../support/deployable'
import { liveIn } from '../support/lived-in'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, patientEngine, type TestWorkspace, type WorkspaceOptions } from '../support/workspace'

const names = async ({ call }: TestWorkspace) => must(await call('environment.list', {})).map(item => item.name)

/** A workspace whose person always chooses the same file, be it to save or to open. */
async function openWith(
  options: WorkspaceOptions = {}
): Promise<{ readonly workspace: TestWorkspace; readonly file: string }> {
  const file = join(await tempFolder(), 'backup.tar.gz')
  const ports = { chooseSavePath: async () => file, chooseOpenPath: async () => file, ...options.ports }
  return { workspace: await openTestWorkspace({ ...options, ports }), file }
}

const restore = async ({ call }: TestWorkspace) => {
  const chosen = must(await call('data.chooseBackup', {}))
  return call('data.restore', { path: chosen?.path ?? '' })
}

const isSound = (report: DataReport) => ({ faults: report.faults, warnings: report.warnings })
const nothingFound = { faults: [], warnings: [] }

describe('checking the data', () => {
  it('of a workspace that was used finds nothing, and says how much it looked at', async () => {
    const workspace = await openTestWorkspace()
    await liveIn(workspace)
    const report = must(await workspace.call('data.verify', {}))
    expect(isSound(report)).toEqual(nothingFound)
    expect(report.secretsOpened).toBe(true)
    const { counts } = report
    expect({
      ...counts,
      bytes: 0,
      files: 0,
      commits: 0,
      events: 0,
      records: 0,
      references: 0,
      auditEntries: 0
    }).toEqual({
      files: 0,
      bytes: 0,
      records: 0,
      references: 0,
      commits: 0,
      events: 0,
      auditEntries: 0,
      snapshots: 1,
      logs: 2,
      artifacts: 0,
      secrets: 1
    })
    for (const [name, count] of Object.entries(counts)) if (name !== 'artifacts') expect(count, name).toBeGreaterThan(0)
    expect(must(await workspace.call('data.status', {})).lastCheck).toEqual(report)
  })

  it('of a new workspace finds nothing', async () => {
    const { call } = await openTestWorkspace()
    expect(must(await call('data.status', {}))).toEqual({ lastCheck: null })
    expect(isSound(must(await call('data.verify', {})))).toEqual(nothingFound)
  })

  it('works beside another Slipway that has the workspace open, and changes nothing', async () => {
    const first = await openTestWorkspace()
    await liveIn(first)
    const second = await openTestWorkspace({ home: first.home, opensWhenNeeded: true })
    const report = must(await second.call('data.verify', {}))
    expect(isSound(report)).toEqual(nothingFound)
    expect(report.secretsOpened).toBe(false)
    expect(await second.call('environment.list', {})).toMatchObject({ failure: { kind: 'workspace-locked' } })
  })

  it('names what is missing or was changed, where it is and what to do', async () => {
    const workspace = await openTestWorkspace()
    const { deployments } = await liveIn(workspace)
    await workspace.close()
    const folder = join(workspace.home, 'workspaces', 'main')
    const log = join(folder, 'deployments', deployments[0] ?? '', 'events.ndjson')
    await writeFile(log, (await readFile(log, 'utf8')).replace('"kind":"started"', '"kind":"stopped"'))
    const [snapshot = ''] = await readdir(join(folder, 'snapshots'))
    await writeFile(join(folder, 'snapshots', snapshot), '{}')
    const other = await openTestWorkspace({ home: workspace.home, opensWhenNeeded: true })
    const { faults } = must(await other.call('data.verify', {}))
    expect(faults).toEqual([
      {
        file: `snapshots/${snapshot}`,
        place: null,
        what: expect.stringMatching(/^It was changed: its SHA-256 is [0-9a-f]{64}, not its name\.$/),
        remedy: expect.stringContaining('backup')
      },
      {
        file: `deployments/${deployments[0]}/events.ndjson`,
        place: expect.stringMatching(/^byte \d+$/),
        what: 'It tells there of “stopped”, which this version of Slipway does not know.',
        remedy: expect.stringContaining('backup')
      }
    ])
  })
})

describe('a log that was changed', () => {
  it.each([
    ['lacks what everything relies on', '"release":', '"relaase":'],
    ['has another name in its plan', '"name":"bench"', '"name":"bunch"']
  ])('so that it %s is named', async (_what, before, after) => {
    const workspace = await openTestWorkspace()
    const { deployments } = await liveIn(workspace)
    await workspace.close()
    const file = `deployments/${deployments[0]}/events.ndjson`
    const path = join(workspace.home, 'workspaces', 'main', file)
    const text = await readFile(path, 'utf8')
    expect(text).toContain(before)
    await writeFile(path, text.replace(before, after))
    const other = await openTestWorkspace({ home: workspace.home, opensWhenNeeded: true })
    expect(must(await other.call('data.verify', {})).faults[0]).toMatchObject({
      file,
      what: expect.stringContaining('It was changed after the deployment was over')
    })
  })
})

describe('a backup', () => {
  it('brings back the workspace as it was; what came after is kept beside it', async () => {
    const { workspace, file } = await openWith()
    const { call, home } = workspace
    const { deployments } = await liveIn(workspace)
    const before = must(await call('deployment.get', { id: deployments[0] ?? ('' as never) }))
    const written = must(await call('data.backup', {}))
    expect(written).toMatchObject({ path: file, isAudited: true, report: { faultCount: 0, warningCount: 0 } })
    must(await call('environment.create', { name: 'After' }))

    const restored = must(await restore(workspace))
    expect(await names(workspace)).toEqual(['Test'])
    expect(must(await call('deployment.get', { id: deployments[0] ?? ('' as never) }))).toEqual(before)
    expect(isSound(must(await call('data.verify', {})))).toEqual(nothingFound)
    expect(restored.keptAs).toMatch(new RegExp(`^${join(home, 'workspaces', 'main-before-restore-')}[0-9TZ]+$`))
    expect(await readdir(join(home, 'workspaces'))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^staging|restore\.json|tmp$/)])
    )
    const kept = await openTestWorkspace({ home: await homeWith(restored.keptAs ?? '') })
    expect(await names(kept)).toEqual(['Test', 'After'])
  })

  it('is taken while another Slipway works, from its very files, and is complete', async () => {
    const first = await openTestWorkspace()
    await liveIn(first)
    const { workspace: second, file } = await openWith({ home: first.home, opensWhenNeeded: true })
    let isOver = false
    const busy = (async () => {
      for (let i = 0; !isOver; i++) {
        must(await first.call('environment.create', { name: `Environment ${i}` }))
        // On a fast disk the workspace would outgrow what a backup takes.
        await setTimeout(10)
      }
    })()
    const taken = []
    for (let round = 0; round < 3; round++) {
      const known = (await names(first)).length
      const report = must(await second.call('data.backup', { overwrite: true }))
      expect(report).toMatchObject({ path: file, isAudited: false, report: { faults: [] } })
      taken.push({ known, records: report?.report.counts.records ?? 0 })
    }
    isOver = true
    await busy
    for (const { known, records } of taken) expect(records).toBeGreaterThanOrEqual(known)
  })

  it('opens on another machine with the passphrase of its vault', async () => {
    const { workspace, file } = await openWith({ vault: 'untouched' })
    const passphrase = 'correct horse battery'
    must(await workspace.call('vault.setUp', { protection: 'passphrase', passphrase }))
    await liveIn(workspace)
    expect(must(await workspace.call('data.backup', {}))?.key).toBe('included')

    const ports = { chooseOpenPath: async () => file }
    const elsewhere = await openTestWorkspace({ vault: 'untouched', ports })
    must(await restore(elsewhere))
    expect(must(await elsewhere.call('vault.status', {}))).toMatchObject({ protection: 'passphrase', isLocked: true })
    must(await elsewhere.call('vault.unlock', { passphrase }))
    expect(must(await elsewhere.call('data.verify', {}))).toMatchObject({ faults: [], secretsOpened: true })
  }, 120_000)

  it('replaces a file only when that is said', async () => {
    const { workspace, file } = await openWith()
    await writeFile(file, 'something')
    expect(await workspace.call('data.backup', {})).toMatchObject({ failure: { kind: 'conflict' } })
    expect(await readFile(file, 'utf8')).toBe('something')
    expect(must(await workspace.call('data.backup', { overwrite: true }))?.path).toBe(file)
  })

  it('is not written of a workspace that is damaged, and the fault is named', async () => {
    const { workspace, file } = await openWith()
    await liveIn(workspace)
    const folder = join(workspace.home, 'workspaces', 'main')
    const [secret = ''] = (await readdir(join(folder, 'vault'))).filter(name => name.startsWith('secret-'))
    await writeFile(join(folder, 'vault', secret), 'nonsense')
    expect(await workspace.call('data.backup', {})).toMatchObject({
      failure: { kind: 'storage-damaged', message: expect.stringContaining(`vault/${secret}`) }
    })
    await expect(readFile(file)).rejects.toThrow('ENOENT')
  })

  it('is not written when nobody chose a place', async () => {
    const { call } = await openTestWorkspace()
    expect(must(await call('data.backup', {}))).toBeNull()
    expect(must(await call('data.chooseBackup', {}))).toBeNull()
  })

  it('says in the audit log that it was taken, and later that it was restored', async () => {
    const { workspace } = await openWith()
    must(await workspace.call('data.backup', {}))
    must(await restore(workspace))
    const entries = await workspace.workspaces.use(({ store }) => store.audit.page({}, null, 10))
    expect(entries.entries[0]).toMatchObject({ verb: 'restored', subject: { kind: 'workspace' } })
    expect(must(await workspace.call('data.verify', {})).faults).toEqual([])
  })
})

/** A home whose workspace is this folder. */
async function homeWith(folder: string): Promise<string> {
  const home = join(await tempFolder(), 'home')
  await mkdir(join(home, 'workspaces'), { recursive: true })
  await cp(folder, join(home, 'workspaces', 'main'), { recursive: true })
  return home
}

describe('restoring', () => {
  it('waits until no deployment is open', async () => {
    const { workspace } = await openWith({ ports: { runDeployment: patientEngine } })
    const { call } = workspace
    must(await call('data.backup', {}))
    const { releaseId, environmentId } = await makeDeployable(call)
    const { id } = must(await call('deployment.start', { releaseId, environmentId }))
    expect(await restore(workspace)).toMatchObject({ failure: { kind: 'in-use' } })
    must(await call('deployment.cancel', { id }))
  })

  it('of a file that was not chosen is refused', async () => {
    const { workspace, file } = await openWith()
    must(await workspace.call('data.backup', {}))
    expect(await workspace.call('data.restore', { path: file })).toMatchObject({ failure: { kind: 'conflict' } })
  })

  it('of a damaged backup is refused, and the workspace stays as it is', async () => {
    const { workspace, file } = await openWith()
    const { call } = workspace
    must(await call('environment.create', { name: 'Mine' }))
    must(await call('data.backup', {}))
    must(await call('data.chooseBackup', {}))
    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, bytes.length - 200))
    expect(await call('data.restore', { path: file })).toMatchObject({ failure: { kind: 'storage-damaged' } })
    expect(await names(workspace)).toEqual(['Mine'])
  })

  it('of the demo’s backup is refused in a person’s own workspace', async () => {
    const { workspace } = await openWith()
    must(await workspace.call('workspace.open', { kind: 'demo' }))
    must(await workspace.call('data.backup', {}))
    must(await workspace.call('workspace.open', { kind: 'main' }))
    expect(await restore(workspace)).toMatchObject({ failure: { kind: 'conflict' } })
  })

  it('works where nothing can be opened any more', async () => {
    const { workspace, file } = await openWith()
    await liveIn(workspace)
    must(await workspace.call('data.backup', {}))
    await workspace.close()
    const folder = join(workspace.home, 'workspaces', 'main')
    for (const slot of ['a', 'b']) await writeFile(join(folder, 'records', `manifest.${slot}.json`), '{}')
    const ports = { chooseOpenPath: async () => file }
    const broken = await openTestWorkspace({ home: workspace.home, opensWhenNeeded: true, ports })
    expect(await broken.call('environment.list', {})).toMatchObject({ failure: { kind: 'storage-damaged' } })
    must(await restore(broken))
    expect(await names(broken)).toEqual(['Test'])
  })
})
