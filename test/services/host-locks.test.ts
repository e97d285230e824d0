import type { PlanTarget } from '@shared/plan/plan'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostLease } from '../../electron/engine/ports'
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
    const lease = await shop.acquire(planned('web-1'), never, nobodyWaits)
    lease?.release()
    expect(await shop.acquire(planned('web-1'), never, nobodyWaits)).not.toBeNull()
    expect(await shop.acquire(planned('web-2'), never, nobodyWaits)).not.toBeNull()
  })

  it('is waited for while another deployment has it, which is named once', async () => {
    const all = locks()
    const lease = await all.for('the deployment of Shop 1.0.0 to Test').acquire(planned('web-1'), never, nobodyWaits)
    const holders: string[] = []
    const second = all.for('the deployment of Blog').acquire(planned('web-1'), never, holder => holders.push(holder))
    await settled()
    expect(holders).toEqual(['the deployment of Shop 1.0.0 to Test'])
    lease?.release()
    expect(await second).not.toBeNull()
    expect(holders).toHaveLength(1)
  })

  it('that the same deployment has is waited for as well', async () => {
    const shop = locks().for('the deployment of Shop')
    await shop.acquire(planned('web-1'), never, nobodyWaits)
    const holders: string[] = []
    void shop.acquire(planned('web-1'), never, holder => holders.push(holder))
    await settled()
    expect(holders).toEqual(['this deployment'])
  })

  it('that is had by another name is told with that name', async () => {
    const shop = createHostLocks(() => 'the same machine').for('the deployment of Shop')
    await shop.acquire(planned('web-1'), never, nobodyWaits)
    const told: (readonly [string, string | null])[] = []
    void shop.acquire(planned('web-2'), never, (holder, alias) => told.push([holder, alias]))
    await settled()
    expect(told).toEqual([['this deployment', 'web-1']])
  })

  it('that a deployment of another workspace has is waited for as well', async () => {
    const table: HostTable = new Map()
    const [one, other] = [createHostLocks(target => target.name, table), createHostLocks(target => target.name, table)]
    const lease = await one.for('the deployment of Shop').acquire(planned('web-1'), never, nobodyWaits)
    const holders: string[] = []
    const second = other.for('the deployment of Blog').acquire(planned('web-1'), never, who => holders.push(who))
    await settled()
    expect(holders).toEqual(['the deployment of Shop'])
    lease?.release()
    expect(await second).not.toBeNull()
  })

  it('is not given to whoever does not want it any more', async () => {
    const all = locks()
    const first = await all.for('a').acquire(planned('web-1'), never, nobodyWaits)
    const gone = new AbortController()
    const second = all.for('b').acquire(planned('web-1'), gone.signal, () => undefined)
    const third = all.for('c').acquire(planned('web-1'), never, () => undefined)
    gone.abort()
    expect(await second).toBeNull()
    first?.release()
    expect(await third).not.toBeNull()
    expect(await all.for('d').acquire(planned('web-1'), gone.signal, nobodyWaits)).toBeNull()
  })

  it('that is given back twice is given to one only', async () => {
    const all = locks()
    const first = await all.for('a').acquire(planned('web-1'), never, nobodyWaits)
    const had: string[] = []
    for (const who of ['b', 'c'])
      void all
        .for(who)
        .acquire(planned('web-1'), never, () => undefined)
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
            .acquire(planned(`web-${host}`), abort.signal, () => undefined)
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
