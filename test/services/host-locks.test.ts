import type { PlanTarget } from '@shared/plan/plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBusy, HostLease, LockMode } from '../../electron/engine/ports'
import { createHostLocks, type HostTable, hostIdentity } from '../../electron/services/host-locks'
import { ids, sshTarget } from '../support/plans'

const planned = (name: string): PlanTarget => ({
  id: ids.target(Number(name.replace(/\D/g, '')) || 0),
  name,
  kind: 'ssh',
  platform: 'posix',
  roles: ['web'],
  address: `deploy@${name}:22`
})
const never = new AbortController().signal
const nobodyWaits = () => {
  throw new Error('It was not free')
}
/** What waits for a lock does after this. */
const settled = () => new Promise(resolve => setImmediate(resolve))

describe('a host', () => {
  const locks = () => createHostLocks(target => target.name)

  it('is had at once when nobody has it, and again after it was given back', async () => {
    const shop = locks().for('the deployment of Shop')
    const lease = await shop.acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    lease?.release()
    expect(await shop.acquire(planned('web-1'), 'exclusive', never, nobodyWaits)).not.toBeNull()
    expect(await shop.acquire(planned('web-2'), 'exclusive', never, nobodyWaits)).not.toBeNull()
  })

  it('is waited for while another deployment has it, which is named once', async () => {
    const all = locks()
    const lease = await all
      .for('the deployment of Shop 1.0.0 to Test')
      .acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const holders: string[] = []
    const second = all
      .for('the deployment of Blog')
      .acquire(planned('web-1'), 'exclusive', never, ({ who }) => holders.push(who))
    await settled()
    expect(holders).toEqual(['the deployment of Shop 1.0.0 to Test'])
    lease?.release()
    expect(await second).not.toBeNull()
    expect(holders).toHaveLength(1)
  })

  it('that the same deployment has is waited for as well', async () => {
    const shop = locks().for('the deployment of Shop')
    await shop.acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const holders: string[] = []
    void shop.acquire(planned('web-1'), 'exclusive', never, ({ who }) => holders.push(who))
    await settled()
    expect(holders).toEqual(['this deployment'])
  })

  it('that is had by another name is told with that name', async () => {
    const shop = createHostLocks(() => 'the same machine').for('the deployment of Shop')
    await shop.acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const told: HostBusy[] = []
    void shop.acquire(planned('web-2'), 'exclusive', never, busy => told.push(busy))
    await settled()
    expect(told).toEqual([{ who: 'this deployment', alias: 'web-1', isAhead: false }])
  })

  it('that a deployment of another workspace has is waited for as well', async () => {
    const table: HostTable = new Map()
    const [one, other] = [createHostLocks(target => target.name, table), createHostLocks(target => target.name, table)]
    const lease = await one.for('the deployment of Shop').acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const holders: string[] = []
    const second = other
      .for('the deployment of Blog')
      .acquire(planned('web-1'), 'exclusive', never, ({ who }) => holders.push(who))
    await settled()
    expect(holders).toEqual(['the deployment of Shop'])
    lease?.release()
    expect(await second).not.toBeNull()
  })

  it('is not given to whoever does not want it any more', async () => {
    const all = locks()
    const first = await all.for('a').acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const gone = new AbortController()
    const second = all.for('b').acquire(planned('web-1'), 'exclusive', gone.signal, () => undefined)
    const third = all.for('c').acquire(planned('web-1'), 'exclusive', never, () => undefined)
    gone.abort()
    expect(await second).toBeNull()
    first?.release()
    expect(await third).not.toBeNull()
    expect(await all.for('d').acquire(planned('web-1'), 'exclusive', gone.signal, nobodyWaits)).toBeNull()
  })

  it('that is given back twice is given to one only', async () => {
    const all = locks()
    const first = await all.for('a').acquire(planned('web-1'), 'exclusive', never, nobodyWaits)
    const had: string[] = []
    for (const who of ['b', 'c'])
      void all
        .for(who)
        .acquire(planned('web-1'), 'exclusive', never, () => undefined)
        .then(() => had.push(who))
    first?.release()
    first?.release()
    await settled()
    expect(had).toEqual(['b'])
  })

  it('is never had by two, and is had in the order in which it was asked for', async () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('asks' as const), host: fc.nat(2) }),
      fc.record({ kind: fc.constant('gives-back' as const), host: fc.nat(2) }),
      fc.record({ kind: fc.constant('leaves' as const), host: fc.nat(8) })
    )
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async all => {
        const shared = locks()
        const holding = new Map<number, { readonly number: number; readonly lease: HostLease }>()
        const had = new Map<number, number[]>()
        const asked: { readonly host: number; readonly abort: AbortController }[] = []
        const left = new Set<number>()
        const ask = (host: number) => {
          const number = asked.length
          const abort = new AbortController()
          asked.push({ host, abort })
          void shared
            .for(`n${number}`)
            .acquire(planned(`web-${host}`), 'exclusive', abort.signal, () => undefined)
            .then(lease => {
              if (!lease) return left.add(number)
              expect(holding.has(host)).toBe(false)
              holding.set(host, { number, lease })
              return had.set(host, [...(had.get(host) ?? []), number])
            })
        }
        for (const { kind, host } of all) {
          if (kind === 'asks') ask(host)
          else if (kind === 'leaves') asked[host]?.abort.abort()
          else {
            const held = holding.get(host)
            holding.delete(host)
            held?.lease.release()
          }
          await settled()
        }
        for (let round = 0; round < asked.length; round++) {
          for (const [host, { lease }] of [...holding]) {
            holding.delete(host)
            lease.release()
          }
          await settled()
        }
        for (const host of [0, 1, 2]) {
          const wanted = asked.flatMap((item, number) => (item.host === host && !left.has(number) ? [number] : []))
          expect(had.get(host) ?? []).toEqual(wanted)
        }
      }),
      { numRuns: 60 }
    )
  })
})

describe('a host that is shared', () => {
  const locks = () => createHostLocks(target => target.name)
  const web = planned('web-1')

  it('is had by all who share it at once', async () => {
    const all = locks()
    for (const who of ['a', 'b', 'c'])
      expect(await all.for(who).acquire(web, 'shared', never, nobodyWaits)).not.toBeNull()
  })

  it('is waited for while somebody has it alone', async () => {
    const all = locks()
    const alone = await all.for('the deployment of Shop').acquire(web, 'exclusive', never, nobodyWaits)
    const told: HostBusy[] = []
    const had: string[] = []
    for (const who of ['b', 'c'])
      void all
        .for(who)
        .acquire(web, 'shared', never, busy => told.push(busy))
        .then(() => had.push(who))
    await settled()
    const busy = { who: 'the deployment of Shop', alias: null, isAhead: false }
    expect([told, had]).toEqual([[busy, busy], []])
    alone?.release()
    await settled()
    expect(had).toEqual(['b', 'c'])
  })

  it('is had alone only when all who share it have given it back', async () => {
    const all = locks()
    const leases = [
      await all.for('a').acquire(web, 'shared', never, nobodyWaits),
      await all.for('b').acquire(web, 'shared', never, nobodyWaits)
    ]
    const had: string[] = []
    void all
      .for('c')
      .acquire(web, 'exclusive', never, () => undefined)
      .then(() => had.push('c'))
    leases[0]?.release()
    leases[0]?.release()
    await settled()
    expect(had).toEqual([])
    leases[1]?.release()
    await settled()
    expect(had).toEqual(['c'])
  })

  it('is not shared any further while somebody waits to have it alone, who is named', async () => {
    const all = locks()
    const first = await all.for('a').acquire(web, 'shared', never, nobodyWaits)
    const alone = all.for('the deployment of Shop').acquire(web, 'exclusive', never, () => undefined)
    const told: HostBusy[] = []
    const had: string[] = []
    void all
      .for('c')
      .acquire(web, 'shared', never, busy => told.push(busy))
      .then(() => had.push('c'))
    await settled()
    expect([told, had]).toEqual([[{ who: 'the deployment of Shop', alias: null, isAhead: true }], []])
    first?.release()
    const lease = await alone
    await settled()
    expect(had).toEqual([])
    lease?.release()
    await settled()
    expect(had).toEqual(['c'])
  })

  it('is shared again when whoever waited to have it alone does not want it any more', async () => {
    const all = locks()
    await all.for('a').acquire(web, 'shared', never, nobodyWaits)
    const gone = new AbortController()
    const alone = all.for('b').acquire(web, 'exclusive', gone.signal, () => undefined)
    const later = all.for('c').acquire(web, 'shared', never, () => undefined)
    gone.abort()
    expect(await alone).toBeNull()
    expect(await later).not.toBeNull()
  })

  it('is shared between workspaces as well', async () => {
    const table: HostTable = new Map()
    const [one, other] = [createHostLocks(target => target.name, table), createHostLocks(target => target.name, table)]
    await one.for('a').acquire(web, 'shared', never, nobodyWaits)
    expect(await other.for('b').acquire(web, 'shared', never, nobodyWaits)).not.toBeNull()
  })

  it('is never had alone beside another, passes nobody over, and is had by everybody in the end', async () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constantFrom('shared' as const, 'exclusive' as const) }),
      fc.record({ kind: fc.constantFrom('gives-back' as const, 'leaves' as const), which: fc.nat(9) })
    )
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async all => {
        const shared = locks()
        const asked: { readonly mode: LockMode; readonly abort: AbortController }[] = []
        const holding = new Map<number, HostLease>()
        const had: number[] = []
        const left = new Set<number>()
        const ask = (mode: LockMode) => {
          const number = asked.length
          const abort = new AbortController()
          asked.push({ mode, abort })
          void shared
            .for(`n${number}`)
            .acquire(web, mode, abort.signal, () => undefined)
            .then(lease => {
              if (!lease) return left.add(number)
              holding.set(number, lease)
              const modes = [...holding.keys()].map(holder => asked[holder]?.mode)
              if (modes.includes('exclusive')) expect(modes).toEqual(['exclusive'])
              return had.push(number)
            })
        }
        const giveBack = (number: number | undefined) => {
          if (number === undefined) return
          const lease = holding.get(number)
          holding.delete(number)
          lease?.release()
        }
        /** Whom nothing keeps waiting: the first of the line, where those who have it let him in. */
        const expectNobodyWaitsInVain = () => {
          const next = asked.findIndex((_, number) => !left.has(number) && !had.includes(number))
          if (next === -1) return
          const modes = [...holding.keys()].map(holder => asked[holder]?.mode)
          expect(modes.length > 0 && (asked[next]?.mode === 'exclusive' || modes.includes('exclusive'))).toBe(true)
        }
        for (const item of all) {
          if (item.kind === 'gives-back') giveBack([...holding.keys()][item.which % Math.max(1, holding.size)])
          else if (item.kind === 'leaves') asked[item.which]?.abort.abort()
          else ask(item.kind)
          await settled()
          expectNobodyWaitsInVain()
        }
        for (let round = 0; round < asked.length; round++) {
          for (const number of [...holding.keys()]) giveBack(number)
          await settled()
        }
        expect(had).toEqual([...asked.keys()].filter(number => !left.has(number)))
      }),
      { numRuns: 100 }
    )
  })
})

describe('two targets', () => {
  const identify = (targets: readonly ReturnType<typeof sshTarget>[]) =>
    hostIdentity(id => targets.find(target => target.id === id))
  const key = (letter: string) => ({ algorithm: 'ssh-ed25519', fingerprint: `SHA256:${letter.repeat(43)}` })

  it('with the same host key are one host, whatever their addresses', () => {
    const of = identify([sshTarget(1, { hostKey: key('A') }), sshTarget(2, { hostKey: key('A'), port: 2222 })])
    expect(of(planned('web-1'))).toBe(of(planned('web-2')))
  })

  it('without a key are one host where host, port and way are the same', () => {
    const same = { hostKey: null, host: 'web.example' }
    const targets = [
      sshTarget(1, same),
      sshTarget(2, { ...same, host: 'WEB.example' }),
      sshTarget(3, { ...same, port: 1 })
    ]
    const behind = sshTarget(4, { ...same, viaId: ids.jump(1) })
    const of = identify([...targets, behind])
    expect(of(planned('web-1'))).toBe(of(planned('web-2')))
    expect(new Set(['web-1', 'web-3', 'web-4'].map(name => of(planned(name)))).size).toBe(3)
  })

  it('that are this machine are one host', () => {
    const of = identify([])
    expect(of({ ...planned('a1'), kind: 'local' })).toBe(of({ ...planned('b2'), kind: 'local' }))
  })
})
