import type { NetworkEntry } from '@shared/network'
import { describe, expect, it } from 'vitest'
import { createNetworkLedger } from '../../electron/network-ledger'

const entry = (id: string, more: Partial<NetworkEntry> = {}): NetworkEntry => ({
  id,
  at: 5,
  thread: 'ssh',
  kind: 'connection',
  host: 'web-1',
  port: 22,
  address: null,
  why: 'target “web-1”',
  state: 'closed',
  bytesIn: 10,
  bytesOut: 1,
  ...more
})

describe('the ledger', () => {
  it('shows the newest first, and an entry in its latest state', () => {
    const ledger = createNetworkLedger(() => 3)
    ledger.record(entry('a', { state: 'opening', bytesIn: 0, bytesOut: 0 }))
    ledger.record(entry('b', { host: 'else', why: null }))
    ledger.record(entry('c', { host: 'else', why: null, state: 'blocked', bytesIn: 0, bytesOut: 0 }))
    ledger.record(entry('a'))
    const { entries, ...rest } = ledger.report()
    expect(entries.map(({ id, state }) => [id, state])).toEqual([
      ['c', 'blocked'],
      ['b', 'closed'],
      ['a', 'closed']
    ])
    expect(rest).toEqual({
      since: 3,
      isAirGapped: true,
      older: 0,
      undeclared: 1,
      blocked: 1,
      totals: [
        { host: 'web-1', port: 22, why: 'target “web-1”', attempts: 1, blocked: 0, bytesIn: 10, bytesOut: 1 },
        { host: 'else', port: 22, why: null, attempts: 2, blocked: 1, bytesIn: 10, bytesOut: 1 }
      ]
    })
  })

  it('keeps its size, what is open, and every byte in the totals', () => {
    const ledger = createNetworkLedger(() => 0)
    ledger.record(entry('open', { state: 'open' }))
    for (let index = 0; index < 1200; index++) ledger.record(entry(`e${index}`))
    const { entries, older, totals } = ledger.report()
    expect([entries.length, older, entries.at(-1)?.id]).toEqual([500, 701, 'open'])
    expect(totals).toMatchObject([{ attempts: 1201, bytesIn: 12_010, bytesOut: 1201 }])
  })

  it('counts places beyond all bounds together', () => {
    const ledger = createNetworkLedger(() => 0)
    for (let index = 0; index < 2_000; index++) ledger.record(entry(`e${index}`, { host: `host-${index}` }))
    const { totals } = ledger.report()
    expect(totals.length).toBe(1_001)
    expect(totals.find(({ host }) => host === 'other places')).toMatchObject({ attempts: 1_000, bytesIn: 10_000 })
  })

  it('closes what a thread held when the thread is gone', () => {
    const ledger = createNetworkLedger(() => 0)
    ledger.record(entry('a', { state: 'open' }))
    ledger.record(entry('b', { state: 'open', thread: 'app' }))
    ledger.lost('ssh')
    expect(ledger.report().entries.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'open'],
      ['a', 'closed']
    ])
  })

  it('writes down where the page was refused, without the rest of the address', () => {
    const ledger = createNetworkLedger(() => 9)
    ledger.refused('https://tracker.example/?secret=hunter2')
    ledger.refused('file:///etc/passwd')
    const { entries, blocked } = ledger.report()
    expect(entries.map(({ kind, host, port, state }) => [kind, host, port, state])).toEqual([
      ['request', 'file:', null, 'blocked'],
      ['request', 'tracker.example', 443, 'blocked']
    ])
    expect(blocked).toBe(2)
    expect(JSON.stringify(entries)).not.toContain('hunter2')
  })

  it('tells followers of the policy and readers of news until they undo it', () => {
    const ledger = createNetworkLedger(() => 0)
    const told: string[] = []
    const undo = [
      ledger.follow(({ isAirGapped }) => told.push(`gap ${isAirGapped}`)),
      ledger.subscribe(() => told.push('news'))
    ]
    const policy = { isAirGapped: false, destinations: [], listener: null }
    ledger.setPolicy(policy)
    ledger.record(entry('a'))
    for (const each of undo) each()
    ledger.setPolicy(policy)
    ledger.record(entry('b'))
    expect(told).toEqual(['gap false', 'news'])
    expect(ledger.policy()).toBe(policy)
  })

  it('has where the app listens in every policy, until that is undone', () => {
    const ledger = createNetworkLedger(() => 0)
    const served: (readonly string[] | undefined)[] = []
    ledger.follow(({ serves }) => served.push(serves?.map(({ why }) => why)))
    const policy = { isAirGapped: false, destinations: [], listener: null }
    const undo = ledger.serve({ host: '127.0.0.1', port: 8065, why: 'the HTTP API' })
    ledger.setPolicy(policy)
    undo()
    undo()
    expect(served).toEqual([['the HTTP API'], ['the HTTP API'], undefined])
    expect(ledger.policy()).toBe(policy)
  })
})
