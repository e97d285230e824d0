import { randomBytes } from 'node:crypto'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../electron/store/open-store'
import { testActor } from '../support/actor'
import { tempFolder } from '../support/store'
import { must, openTestWorkspace } from '../support/workspace'

const nameOfEnvironments = async ({ call }: Pick<Awaited<ReturnType<typeof openTestWorkspace>>, 'call'>) =>
  must(await call('environment.list', {})).map(item => item.name)

describe('workspaces', () => {
  it('are empty until the first record', async () => {
    const { call } = await openTestWorkspace()
    expect(must(await call('workspace.info', {}))).toMatchObject({ kind: 'main', isEmpty: true, notices: [] })
    must(await call('environment.create', { name: 'Test' }))
    expect(must(await call('workspace.info', {})).isEmpty).toBe(false)
  })

  it('are swapped at run time, each with its own records, and windows are told', async () => {
    const workspace = await openTestWorkspace()
    const { call, pushed, home } = workspace
    must(await call('environment.create', { name: 'Mine' }))
    const demo = must(await call('workspace.open', { kind: 'demo' }))
    expect(demo).toMatchObject({ kind: 'demo', dataFolder: join(home, 'workspaces', 'demo') })
    expect(await nameOfEnvironments(workspace)).toEqual([])
    must(await call('workspace.open', { kind: 'main' }))
    expect(await nameOfEnvironments(workspace)).toEqual(['Mine'])
    const changes = pushed().flatMap(event => (event.type === 'workspace.changed' ? [event.info.kind] : []))
    expect(changes).toEqual(['demo', 'main'])
  })

  it('answer calls that come in during a swap from the new one', async () => {
    const workspace = await openTestWorkspace()
    const { call } = workspace
    must(await call('environment.create', { name: 'Mine' }))
    const [before, , after] = await Promise.all([
      call('environment.create', { name: 'Second' }),
      call('workspace.open', { kind: 'demo' }),
      call('environment.list', {})
    ])
    expect([before.ok, must(after)]).toEqual([true, []])
    must(await call('workspace.open', { kind: 'main' }))
    expect(await nameOfEnvironments(workspace)).toEqual(['Mine', 'Second'])
  })

  it('stay as they are when the other one cannot be opened', async () => {
    const failure = { kind: 'storage-failed', message: 'The disk is full.', remedy: 'Free some space.' } as const
    const workspace = await openTestWorkspace({ demo: { fill: async () => fail(failure) } })
    must(await workspace.call('environment.create', { name: 'Mine' }))
    expect(await workspace.call('workspace.open', { kind: 'demo' })).toEqual({ ok: false, failure })
    expect(await nameOfEnvironments(workspace)).toEqual(['Mine'])
    expect(must(await workspace.call('workspace.info', {})).kind).toBe('main')
  })

  it('stay as they are when the demo’s servers do not start', async () => {
    const startDemoServers = () => Promise.reject(new Error('no ports left'))
    const workspace = await openTestWorkspace({ ports: { startDemoServers } })
    must(await workspace.call('environment.create', { name: 'Mine' }))
    expect(await workspace.call('workspace.open', { kind: 'demo' })).toMatchObject({ ok: false })
    expect(await nameOfEnvironments(workspace)).toEqual(['Mine'])
    const folder = join(workspace.home, 'workspaces', 'demo')
    const store = must(
      await openStore({ folder, keyFile: join(workspace.home, 'keys', 'demo.key'), now: Date.now, actor: testActor })
    )
    await store.close()
  })

  it('make only the demo anew', async () => {
    const workspace = await openTestWorkspace()
    const { call, home } = workspace
    must(await call('environment.create', { name: 'Mine' }))
    expect(await call('workspace.resetDemo', {})).toMatchObject({ ok: false, failure: { kind: 'forbidden' } })
    must(await call('workspace.open', { kind: 'demo' }))
    must(await call('environment.create', { name: 'Added' }))
    must(await call('workspace.resetDemo', {}))
    expect(await nameOfEnvironments(workspace)).toEqual([])
    await access(join(home, 'workspaces', 'main', 'workspace.json'))
  })

  it('say that the vault’s key lies in a plain file, until it is protected', async () => {
    const home = join(await tempFolder(), 'home')
    await mkdir(join(home, 'keys'), { recursive: true })
    await writeFile(join(home, 'keys', 'main.key'), randomBytes(32), { mode: 0o600 })
    const { call } = await openTestWorkspace({ home, vault: 'untouched' })
    must(await call('account.create', { kind: 'password', name: 'Deploy', username: 'deploy', password: 'hunter two' }))
    expect(must(await call('workspace.info', {})).notices).toMatchObject([
      {
        kind: 'vault-key-file',
        short: expect.stringMatching(/^.{1,90}$/),
        text: expect.stringContaining(join(home, 'keys', 'main.key'))
      }
    ])
    must(await call('vault.setUp', { protection: 'keychain' }))
    expect(must(await call('workspace.info', {})).notices).toEqual([])
  })

  it('that are opened when needed lock nothing before, and say why a call could not open one', async () => {
    const first = await openTestWorkspace()
    const second = await openTestWorkspace({ home: first.home, opensWhenNeeded: true })
    expect(await second.call('environment.list', {})).toMatchObject({ failure: { kind: 'workspace-locked' } })
    must(await first.call('environment.create', { name: 'Mine' }))
    await first.close()
    expect(await nameOfEnvironments(second)).toEqual(['Mine'])
  })

  it('cannot be opened twice at the same time', async () => {
    const { home } = await openTestWorkspace()
    await expect(openTestWorkspace({ home })).rejects.toThrow()
  })
})
