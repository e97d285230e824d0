import { createServer } from 'node:net'
import type { NetworkPolicy } from '@shared/network'
import { describe, expect, it } from 'vitest'
import { createNetworkLedger } from '../../electron/network-ledger'
import { guardSockets } from '../../electron/transports/socket-guard'
import { createSshTransport } from '../../electron/transports/ssh/transport'
import { must, openTestWorkspace } from '../support/workspace'

/** A workspace with one SSH target, and every policy that it set. */
async function withTarget(more: Parameters<typeof openTestWorkspace>[0] = {}) {
  const network = createNetworkLedger(Date.now)
  const policies: NetworkPolicy[] = []
  network.follow(policy => policies.push(policy))
  const workspace = await openTestWorkspace({ ...more, ports: { network, ...more.ports } })
  const { call } = workspace
  const environment = must(await call('environment.create', { name: 'Test' }))
  const account = must(await call('account.create', { kind: 'password', name: 'A', username: 'a', password: 'b' }))
  const value = {
    kind: 'ssh' as const,
    name: 'web-1',
    host: '127.0.0.1',
    port: 2200,
    accountId: account.id,
    roles: ['web'],
    environmentIds: [environment.id]
  }
  const target = must(await call('target.create', value))
  return { ...workspace, network, policies, target, value }
}

describe('the workspace tells the guards', () => {
  it('where its targets are, as soon as they change', async () => {
    const { call, policies, target, value } = await withTarget()
    const place = { host: '127.0.0.1', port: 2200, why: 'target “web-1”' }
    expect(policies.at(-1)?.destinations).toEqual([{ ...place, passesAirGap: true }])
    must(await call('target.update', { id: target.id, value: { ...value, port: 2300 } }))
    expect(policies.at(-1)?.destinations).toEqual([
      { ...place, passesAirGap: false },
      { ...place, port: 2300, passesAirGap: true }
    ])
    must(await call('target.delete', { id: target.id }))
    expect(policies.at(-1)?.destinations.some(({ passesAirGap }) => passesAirGap)).toBe(false)
  })

  it('the air gap, which outlives a restart and is in the audit log', async () => {
    const { call, policies, pushed, workspaces, restart } = await withTarget()
    expect(must(await call('settings.get', {})).isAirGapped).toBe(false)
    expect(policies.at(-1)?.isAirGapped).toBe(false)
    expect(must(await call('settings.setAirGap', { isAirGapped: true })).isAirGapped).toBe(true)
    expect(policies.at(-1)?.isAirGapped).toBe(true)
    expect(pushed()).toContainEqual({ type: 'catalog.changed', entity: 'settings' })
    const { entries } = await workspaces.use(({ store }) => store.audit.page({}, null, 1))
    expect(entries[0]).toMatchObject({
      verb: 'changed',
      subject: { kind: 'settings' },
      summary: 'Turned the air gap on.',
      changes: [{ field: 'Air gap', before: 'off', after: 'on' }]
    })
    const again = await restart()
    expect(must(await again.call('settings.get', {})).isAirGapped).toBe(true)
    expect(must(await again.call('network.get', {})).isAirGapped).toBe(true)
  })

  it('that nothing may connect once it is closed', async () => {
    const { policies, close } = await withTarget()
    await close()
    expect(policies.at(-1)).toEqual({ isAirGapped: true, destinations: [], listener: null })
  })
})

it('what the guards see is announced and can be asked for', async () => {
  const { call, network, pushed } = await withTarget()
  network.refused('https://example.invalid/')
  expect(pushed()).toContainEqual({ type: 'network.changed' })
  expect(must(await call('network.get', {}))).toMatchObject({
    blocked: 1,
    undeclared: 0,
    entries: [{ thread: 'page', host: 'example.invalid', state: 'blocked' }]
  })
})

it('with the air gap on, a connection to where no target is any more fails before it leaves', async () => {
  let visits = 0
  const server = createServer(socket => {
    visits++
    socket.end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const ssh = createSshTransport()
  const { call, network, target, value, workspaces } = await withTarget({ ports: { ssh } })
  const guard = guardSockets({
    thread: 'app',
    name: 't',
    policy: network.policy(),
    now: Date.now,
    report: network.record
  })
  try {
    network.follow(guard.apply)
    must(await call('settings.setAirGap', { isAirGapped: true }))
    // A target whose address the guards were not told of stands in for a deployment that began before the change.
    await workspaces.use(({ store }) => store.targets.put({ ...value, ...target, port } as typeof target))
    const { stages } = must(await call('target.test', { id: target.id }))
    expect(stages.find(({ outcome }) => outcome === 'failed')?.failure).toMatchObject({ kind: 'air-gapped' })
    expect(visits).toBe(0)
    expect(must(await call('network.get', {})).entries).toMatchObject([{ host: '127.0.0.1', port, state: 'blocked' }])
  } finally {
    guard.release()
    await ssh.dispose()
    await new Promise(done => server.close(done))
  }
})
