import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { workspaceId } from '@shared/ids'
import type { WorkspaceKey } from '@shared/workspace'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { kindOf } from '../../electron/services/workspace-open'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { type Caller, environments, make, open, openMain } from '../support/further-workspaces'
import { testKeyChain } from '../support/key-chain'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const names = async ({ call }: Caller) => must(await call('workspace.list', {})).map(item => item.name)
const summaries = async ({ call }: Caller) =>
  must(await call('audit.list', { limit: 20 })).entries.map(entry => entry.summary)

let workspace: TestWorkspace
beforeEach(async () => {
  workspace = await openTestWorkspace()
})

describe('further workspaces', () => {
  it('are listed between the person’s own and the demo, by name, and making one opens nothing', async () => {
    const zebra = await make(workspace, 'Zebra')
    const acme = await make(workspace, 'Acme', 'The customer in Bern')
    expect(must(await workspace.call('workspace.list', {}))).toEqual([
      { id: 'main', kind: 'main', name: 'Default', description: '' },
      { id: acme, kind: 'workspace', name: 'Acme', description: 'The customer in Bern' },
      { id: zebra, kind: 'workspace', name: 'Zebra', description: '' },
      { id: 'demo', kind: 'demo', name: 'Demo', description: '' }
    ])
    expect(must(await workspace.call('workspace.info', {}))).toMatchObject({
      kind: 'main',
      id: 'main',
      name: 'Default'
    })
    expect(await readdir(join(workspace.home, 'workspaces'))).not.toContain(acme)
  })

  it('have records, a vault and an audit log of their own, and begin empty', async () => {
    const { call, home } = workspace
    must(await call('environment.create', { name: 'Mine' }))
    const id = await make(workspace, 'Acme')
    const info = must(await open(workspace, id))
    expect(info).toMatchObject({ kind: 'workspace', id, name: 'Acme', isEmpty: true })
    expect(info.dataFolder).toBe(join(home, 'workspaces', id))
    expect(await environments(workspace)).toEqual([])
    must(await call('environment.create', { name: 'Theirs' }))
    must(await call('vault.setUp', { protection: 'keychain' }))
    must(await call('account.create', { kind: 'password', name: 'Deploy', username: 'deploy', password: 'hunter two' }))
    expect(await readdir(join(home, 'keys'))).toEqual(expect.arrayContaining([`${id}.json`, 'main.json']))
    expect(await summaries(workspace)).not.toContain('Created the workspace “Acme”.')
    must(await openMain(workspace))
    expect(await environments(workspace)).toEqual(['Mine'])
    expect(must(await call('account.list', {}))).toEqual([])
  })

  it.each(['ACME', ' acme ', 'default', 'Demo', 'my workspace'])('refuse the name “%s”, which one has', async name => {
    await make(workspace, 'Acme')
    expect(await workspace.call('workspace.create', { name })).toMatchObject({
      failure: { kind: 'conflict', issues: [{ path: 'name', message: 'is already taken' }] }
    })
    expect(await names(workspace)).toEqual(['Default', 'Acme', 'Demo'])
  })

  it('can be renamed, also while open, and windows are told; the others cannot', async () => {
    const id = await make(workspace, 'Acme')
    await make(workspace, 'Beta')
    must(await open(workspace, id))
    const value = { name: 'acme', description: 'Bern' }
    expect(must(await workspace.call('workspace.update', { id, value }))).toEqual({ id, kind: 'workspace', ...value })
    expect(must(await workspace.call('workspace.info', {})).name).toBe('acme')
    expect(workspace.pushed()).toContainEqual({ type: 'catalog.changed', entity: 'workspace' })
    const taken = await workspace.call('workspace.update', { id, value: { name: 'BETA' } })
    expect(taken).toMatchObject({ failure: { kind: 'conflict', issues: [{ path: 'value.name' }] } })
    for (const always of ['main', 'demo'] as const)
      expect(await workspace.call('workspace.update', { id: always, value })).toMatchObject({
        failure: { kind: 'forbidden' }
      })
  })

  it('are kept over a restart, and what was done to them is in the log of the one that was open', async () => {
    const id = await make(workspace, 'Acme')
    must(await workspace.call('workspace.update', { id, value: { name: 'Beta', description: '' } }))
    must(await workspace.call('workspace.delete', { id, confirmName: 'Beta' }))
    await make(workspace, 'Gamma')
    const later = await workspace.restart()
    expect(await names(later)).toEqual(['Default', 'Gamma', 'Demo'])
    const { entries } = must(await later.call('audit.list', { limit: 20 }))
    const done = entries.filter(({ subject }) => subject.kind === 'workspace' && subject.id === id)
    expect(done.map(({ verb, summary, changes = [] }) => ({ verb, summary, changes }))).toEqual([
      { verb: 'deleted', summary: 'Deleted the workspace “Beta”.', changes: [] },
      {
        verb: 'changed',
        summary: 'Changed the workspace “Beta”.',
        changes: [{ field: 'Name', before: 'Acme', after: 'Beta' }]
      },
      { verb: 'created', summary: 'Created the workspace “Acme”.', changes: [] }
    ])
  })

  it('that are not there cannot be opened', async () => {
    const id = workspaceId.parse('workspace-0a1b2c3d4e')
    expect(await open(workspace, id)).toMatchObject({ failure: { kind: 'not-found' } })
    expect(await workspace.workspaces.beside(id)).toMatchObject({ failure: { kind: 'not-found' } })
    expect(await readdir(join(workspace.home, 'workspaces'))).toEqual(['main'])
  })
})

describe('deleting a workspace', () => {
  it('removes its folder, its key and what restores kept of it, and nothing of another one', async () => {
    const { call, home } = workspace
    const [id, other] = [await make(workspace, 'Acme'), await make(workspace, 'Beta')]
    for (const each of [id, other]) {
      must(await open(workspace, each))
      must(await call('vault.setUp', { protection: 'keychain' }))
    }
    must(await openMain(workspace))
    await mkdir(join(home, 'workspaces', `${id}-before-restore-20261129T060000Z`))
    await writeFile(join(home, 'keys', `${id}.json-before-restore-20261129T060000Z`), '{}')
    must(await call('workspace.delete', { id, confirmName: 'Acme' }))
    expect((await readdir(join(home, 'workspaces'))).sort()).toEqual(['main', other].sort())
    expect((await readdir(join(home, 'keys'))).sort()).toEqual(['main.json', `${other}.json`].sort())
    expect(await names(workspace)).toEqual(['Default', 'Beta', 'Demo'])
  })

  it('needs its name, and is refused for the one that is open and for those that are always there', async () => {
    const { call, home } = workspace
    const id = await make(workspace, 'Acme')
    expect(await call('workspace.delete', { id, confirmName: 'acme' })).toMatchObject({
      failure: { kind: 'invalid-input', issues: [{ path: 'confirmName' }] }
    })
    for (const always of ['main', 'demo'] as const)
      expect(await call('workspace.delete', { id: always, confirmName: 'Default' })).toMatchObject({
        failure: { kind: 'forbidden' }
      })
    must(await open(workspace, id))
    expect(await call('workspace.delete', { id, confirmName: 'Acme' })).toMatchObject({ failure: { kind: 'in-use' } })
    expect(await readdir(join(home, 'workspaces'))).toContain(id)
    must(await call('environment.create', { name: 'Still there' }))
  })

  it('is refused while another Slipway has it open', async () => {
    const { call, home } = workspace
    const id = await make(workspace, 'Acme')
    const place = { folder: join(home, 'workspaces', id), keyFile: join(home, 'keys', `${id}.key`) }
    const store = must(await openStore({ ...place, now: Date.now, actor: testActor, keyChain: testKeyChain }))
    expect(await call('workspace.delete', { id, confirmName: 'Acme' })).toMatchObject({
      failure: { kind: 'workspace-locked' }
    })
    await store.close()
    must(await call('workspace.delete', { id, confirmName: 'Acme' }))
  })

  it('is not begun where nothing can be entered about it', async () => {
    const id = await make(workspace, 'Acme')
    const second = await openTestWorkspace({ home: workspace.home, opensWhenNeeded: true })
    expect(await names(second)).toEqual(['Default', 'Acme', 'Demo'])
    expect(await second.call('workspace.delete', { id, confirmName: 'Acme' })).toMatchObject({
      failure: { kind: 'workspace-locked' }
    })
    expect(await second.call('workspace.create', { name: 'Beta' })).toMatchObject({
      failure: { kind: 'workspace-locked' }
    })
    expect(await names(workspace)).toEqual(['Default', 'Acme', 'Demo'])
  })
})

describe('the list of workspaces', () => {
  it('that was damaged is told, loses nothing, and keeps nobody out of their own workspace', async () => {
    const id = await make(workspace, 'Acme')
    must(await open(workspace, id))
    must(await workspace.call('environment.create', { name: 'Theirs' }))
    const file = join(workspace.home, 'workspaces.json')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('Acme', 'Acne'))
    const later = await workspace.restart()
    const damaged = { failure: { kind: 'storage-damaged', detail: { file } } }
    expect(await later.call('workspace.list', {})).toMatchObject(damaged)
    expect(await later.call('workspace.create', { name: 'Beta' })).toMatchObject(damaged)
    expect(await open(later, id)).toMatchObject(damaged)
    expect(await readFile(file, 'utf8')).toBe(text.replace('Acme', 'Acne'))
    await writeFile(file, text)
    must(await open(later, id))
    expect(await environments(later)).toEqual(['Theirs'])
  })

  it('that was lost still has every workspace, under its id, and takes a name for it again', async () => {
    const id = await make(workspace, 'Acme')
    must(await open(workspace, id))
    must(await openMain(workspace))
    const file = join(workspace.home, 'workspaces.json')
    await rename(file, `${file}.lost`)
    expect(await names(workspace)).toEqual(['Default', id, 'Demo'])
    must(await workspace.call('workspace.update', { id, value: { name: 'Acme' } }))
    expect(await names(workspace)).toEqual(['Default', 'Acme', 'Demo'])
  })
})

describe('backups of a further workspace', () => {
  it('say whose they are, and are restored where the kind of workspace is the same', async () => {
    const file = join(await tempFolder(), 'acme.tar.gz')
    const suggested: string[] = []
    const chooseSavePath = async (name: string) => {
      suggested.push(name)
      return file
    }
    const backed = await openTestWorkspace({
      ports: { chooseSavePath, chooseOpenPath: async () => file, now: () => Date.UTC(2026, 10, 29, 6, 5) }
    })
    const { call } = backed
    const id = await make(backed, 'Acme & Sons')
    must(await open(backed, id))
    must(await call('environment.create', { name: 'Theirs' }))
    expect(must(await call('data.verify', {}))).toMatchObject({ faultCount: 0 })
    must(await call('data.backup', {}))
    expect(suggested).toEqual(['slipway-acme-sons-20261129T0605.tar.gz'])
    must(await call('environment.create', { name: 'Later' }))
    const chosen = must(await call('data.chooseBackup', {}))
    expect(chosen).toMatchObject({ workspace: 'workspace', name: 'Acme & Sons' })
    must(await call('data.restore', { path: file }))
    expect(await environments(backed)).toEqual(['Theirs'])
    must(await openMain(backed))
    must(await call('data.chooseBackup', {}))
    expect(await call('data.restore', { path: file })).toMatchObject({
      failure: { kind: 'conflict', message: expect.stringContaining('the workspace “Acme & Sons”') }
    })
  })
})

describe('whatever is done to workspaces at the same time', () => {
  const which = fc.constantFrom('main', 'demo', 'Acme', 'Beta')
  const deed = fc.oneof(
    fc.record({ kind: fc.constantFrom('open', 'beside', 'delete'), which }),
    fc.record({ kind: fc.constantFrom('create', 'info', 'call'), which: fc.constant('main') })
  )

  it('is answered, and leaves workspaces that open again with their own records', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 2, maxLength: 12 }), async deeds => {
        const busy = await openTestWorkspace()
        const ids = { Acme: await make(busy, 'Acme'), Beta: await make(busy, 'Beta') }
        const keyOf = (name: string) => (name === 'main' || name === 'demo' ? name : ids[name as 'Acme' | 'Beta'])
        const openAny = ({ call }: Caller, key: WorkspaceKey) => {
          const kind = kindOf(key)
          return call('workspace.open', kind === 'workspace' ? { kind, id: workspaceId.parse(key) } : { kind })
        }
        const carryOut = async ({ kind, which: name }: { readonly kind: string; readonly which: string }) => {
          const key = keyOf(name)
          if (kind === 'open') return openAny(busy, key)
          if (kind === 'delete') return busy.call('workspace.delete', { id: key, confirmName: name })
          if (kind === 'create') return busy.call('workspace.create', { name: 'Gamma' })
          if (kind === 'info') return busy.call('workspace.info', {})
          if (kind === 'call') return busy.call('environment.list', {})
          const door = await busy.workspaces.beside(key)
          const environment = { name, description: '', isProduction: false }
          return door.ok ? door.value.use(({ environments }) => environments.create(environment)) : door
        }
        const answers = await Promise.allSettled(deeds.map(carryOut))
        // A call that reaches for a workspace while it is deleted is thrown back as a failure, and nothing else is.
        for (const answer of answers)
          if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ failure: { kind: 'not-found' } })
          else if (!answer.value.ok) expect(answer.value.failure.kind).not.toBe('internal')
        const later = await busy.restart()
        for (const { id } of must(await later.call('workspace.list', {}))) {
          must(await openAny(later, id))
          const own = id === ids.Acme ? 'Acme' : id === ids.Beta ? 'Beta' : id
          expect([[], [own]]).toContainEqual(await environments(later))
        }
        expect(later.reports).toEqual([])
        await later.close()
      }),
      { numRuns: 12 }
    )
  })
})
