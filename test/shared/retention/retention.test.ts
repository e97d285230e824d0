import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChannelId, EnvironmentId, ReleaseId, TenantId } from '../../../shared/ids'
import type { Retention } from '../../../shared/model/lifecycle'
import { keepingChildren } from '../../../shared/retention/children'
import {
  type Judged,
  judgeReleases,
  type KeptLifecycle,
  type KeptPlace,
  type KeptRelease,
  letsGo,
  policyOf
} from '../../../shared/retention/retention'

const day = 24 * 3_600_000
const start = Date.UTC(2026, 10, 1)
const staging = 'environment-000staging' as EnvironmentId
const production = 'environment-production' as EnvironmentId
const environments = new Map([
  [staging, 'Staging'],
  [production, 'Production']
])
const acme = 'tenant-000000acme' as TenantId
const bolt = 'tenant-000000bolt' as TenantId
const tenants = new Map([
  [acme, 'Acme'],
  [bolt, 'Bolt']
])
const newest = (count: number): Retention => ({ keep: 'releases', count })
const forever: Retention = { keep: 'forever' }

const twoPhases = (retention: Retention, own: readonly (Retention | undefined)[] = []): KeptLifecycle => ({
  id: 'lifecycle-1',
  retention,
  phases: [
    { name: 'Staging', environments: [staging], retention: own[0] },
    { name: 'Production', environments: [production], retention: own[1] }
  ]
})

const place = (
  environmentId: EnvironmentId,
  at: number,
  succeeded = true,
  tenantId: TenantId | null = null
): KeptPlace => ({
  environmentId,
  tenantId,
  triedAt: at,
  succeededAt: succeeded ? at : null
})

/** The release 0.0.`number`, made on that day. */
const release = (
  number: number,
  lifecycle: KeptLifecycle,
  places: readonly KeptPlace[] = [],
  more: Partial<KeptRelease> = {}
): KeptRelease => ({
  id: `release-${String(number).padStart(10, '0')}` as ReleaseId,
  version: `0.0.${number}`,
  createdAt: start + number * day,
  lifecycle,
  channel: null,
  isPrevented: false,
  isBusy: false,
  isOut: false,
  places,
  ...more
})

const judge = (releases: readonly KeptRelease[], now = start + 100 * day) =>
  judgeReleases({ releases, environments, tenants, now })
const going = (judged: readonly Judged[]) => judged.filter(({ stays }) => !stays).map(item => item.release.version)
const whyOf = (judged: readonly Judged[], version: string) => judged.find(item => item.release.version === version)?.why
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('fifteen releases of which three are kept, in Staging up to 0.0.9 and in Production up to 0.0.6', () => {
  const lifecycle = twoPhases(newest(3))
  const releases = numbers(15).map(number =>
    release(number, lifecycle, [
      ...(number <= 9 ? [place(staging, start + number * day + 1)] : []),
      ...(number <= 6 ? [place(production, start + number * day + 2)] : [])
    ])
  )

  it('lose the oldest ones that were never deployed, and the one that both phases have enough of', () => {
    expect(going(judge(releases))).toEqual(['0.0.1', '0.0.10', '0.0.11', '0.0.12'])
  })

  it('say why the others stay', () => {
    const judged = judge(releases)
    expect(
      ['0.0.15', '0.0.9', '0.0.8', '0.0.7', '0.0.6', '0.0.5', '0.0.2', '0.0.1', '0.0.10'].map(of => whyOf(judged, of))
    ).toEqual([
      'It was never deployed, and is one of the newest 3.',
      'It is what Staging has.',
      'It is the way back in Staging.',
      'It is one of the newest 3 that “Staging” keeps.',
      'It is what Production has.',
      'It is the way back in Production.',
      'It is one of the newest 3 that “Production” keeps.',
      'Every phase that it was deployed to has enough of newer ones.',
      'It was never deployed, and is not one of the newest 3.'
    ])
  })
})

describe('the policy of a phase', () => {
  it('is that of the nearest earlier phase that has one, or of the lifecycle', () => {
    const own = twoPhases(newest(9), [newest(2), undefined])
    expect(own.phases.map(phase => policyOf(own, phase))).toEqual([newest(2), newest(2)])
    const late = twoPhases(newest(9), [undefined, newest(2)])
    expect(late.phases.map(phase => policyOf(late, phase))).toEqual([newest(9), newest(2)])
    expect(policyOf(late, null)).toEqual(newest(9))
  })

  it('is enough to keep a release that the others would let go', () => {
    const lifecycle = twoPhases(newest(1), [newest(1), forever])
    const releases = numbers(6).map(number =>
      release(number, lifecycle, [place(staging, number), ...(number < 4 ? [place(production, number)] : [])])
    )
    expect(going(judge(releases))).toEqual([])
    expect(whyOf(judge(releases), '0.0.1')).toBe('“Production” keeps its releases forever.')
  })

  it('counts days from the last deployment there, whatever became of it', () => {
    const lifecycle = twoPhases({ keep: 'days', count: 7 })
    const now = start + 30 * day
    const releases = [
      release(1, lifecycle, [place(staging, now - 8 * day)]),
      release(2, lifecycle, [place(staging, now - 6 * day)]),
      release(3, lifecycle, [place(staging, now - 5 * day, false)]),
      release(4, lifecycle, [place(staging, now - 2 * day)]),
      release(5, lifecycle, [place(staging, now - day)]),
      release(6, lifecycle),
      release(25, lifecycle)
    ]
    expect(going(judge(releases, now))).toEqual(['0.0.1', '0.0.6'])
  })
})

describe('a release', () => {
  const lifecycle = twoPhases(newest(1))

  it('stays while a deployment of it is queued or under way, and while its progression is prevented', () => {
    const releases = [
      release(1, lifecycle, [], { isBusy: true }),
      release(2, lifecycle, [], { isPrevented: true }),
      release(3, lifecycle),
      release(4, lifecycle)
    ]
    expect(going(judge(releases))).toEqual(['0.0.3'])
    expect(whyOf(judge(releases), '0.0.1')).toBe('A deployment of it is queued, under way or interrupted.')
  })

  it('stays while a bundle of it is out', () => {
    const releases = [release(1, lifecycle, [], { isOut: true }), release(2, lifecycle), release(3, lifecycle)]
    expect(going(judge(releases))).toEqual(['0.0.2'])
    expect(whyOf(judge(releases), '0.0.1')).toBe(
      'A bundle of it is out, and its receipt has not told of all its runs yet.'
    )
  })

  it('that failed last is shown, and does not push out what is there and what was before', () => {
    const releases = [
      release(1, lifecycle, [place(staging, 10)]),
      release(2, lifecycle, [place(staging, 20)]),
      release(3, lifecycle, [place(staging, 30, false)]),
      release(4, lifecycle, [place(staging, 40, false)]),
      release(5, lifecycle, [place(staging, 50, false)])
    ]
    const judged = judge(releases)
    expect(going(judged)).toEqual(['0.0.3'])
    expect(whyOf(judged, '0.0.5')).toBe('It is the newest one that was deployed to Staging.')
  })

  it('that was deployed to an environment which no phase has any more goes by the lifecycle’s own policy', () => {
    const lost = 'environment-000000lost' as EnvironmentId
    const releases = numbers(3).map(number => release(number, lifecycle, [place(lost, number)]))
    expect(going(judge(releases))).toEqual(['0.0.1', '0.0.2'])
  })

  it('that another one deploys as a step stays with that one', () => {
    const judged = judge(numbers(4).map(number => release(number, lifecycle)))
    const [first, second, , last] = judged.map(item => item.release.id)
    if (!first || !second || !last) throw new Error('There are four')
    const kept = keepingChildren(
      judged,
      new Map([
        [last, [{ id: second, by: 'Shop 0.0.4' }]],
        [second, [{ id: first, by: 'Shop 0.0.2' }]]
      ])
    )
    expect(going(kept)).toEqual(['0.0.3'])
    expect(whyOf(kept, '0.0.1')).toBe('Shop 0.0.2 deploys it as a step.')
    // A parent that goes keeps nobody.
    expect(going(keepingChildren(judged, new Map([[second, [{ id: first, by: 'Shop 0.0.2' }]]])))).toEqual([
      '0.0.1',
      '0.0.2',
      '0.0.3'
    ])
  })
})

describe('where each channel keeps its own releases', () => {
  const lifecycle = twoPhases(newest(1))
  const main = { id: 'channel-000000main' as ChannelId, name: 'Main' }
  const hotfix = { id: 'channel-0000hotfix' as ChannelId, name: 'Hotfix' }
  /** Two of Main, then many of Hotfix, all of them in Staging one after the other. */
  const deployed = (apart: boolean) =>
    numbers(8).map(number =>
      release(number, lifecycle, [place(staging, start + number)], {
        channel: apart ? (number <= 2 ? main : hotfix) : null
      })
    )

  it('hotfixes push no releases of other channels out', () => {
    expect(going(judge(deployed(false)))).toEqual(['0.0.1', '0.0.2', '0.0.3', '0.0.4', '0.0.5'])
    expect(going(judge(deployed(true)))).toEqual(['0.0.3', '0.0.4', '0.0.5'])
  })

  it('each has its own release in an environment and its own way back, and says so', () => {
    const judged = judge(deployed(true))
    expect(['0.0.1', '0.0.2', '0.0.5', '0.0.6', '0.0.7', '0.0.8'].map(of => whyOf(judged, of))).toEqual([
      'It is the way back of “Main” in Staging.',
      'It is what Staging has of “Main”.',
      'It is not the newest one of “Hotfix” that “Staging” keeps.',
      'It is the newest one of “Hotfix” that “Staging” keeps.',
      'It is the way back of “Hotfix” in Staging.',
      'It is what Staging has of “Hotfix”.'
    ])
  })

  it('each counts the newest of those that were never deployed', () => {
    const releases = numbers(5).map(number => release(number, lifecycle, [], { channel: number <= 2 ? main : hotfix }))
    const judged = judge(releases)
    expect(going(judged)).toEqual(['0.0.1', '0.0.3', '0.0.4'])
    expect(whyOf(judged, '0.0.2')).toBe('It was never deployed, and is the newest one of “Main”.')
  })

  it('the newest attempt of a channel stays also where another channel tried later', () => {
    const releases = [
      release(1, lifecycle, [place(staging, 10)], { channel: main }),
      release(2, lifecycle, [place(staging, 20)], { channel: main }),
      release(3, lifecycle, [place(staging, 30, false)], { channel: main }),
      release(4, lifecycle, [place(staging, 40, false)], { channel: hotfix })
    ]
    expect(whyOf(judge(releases), '0.0.3')).toBe('It is the newest one of “Main” that was deployed to Staging.')
  })
})

describe('where releases are deployed for tenants', () => {
  const lifecycle = twoPhases(newest(1))
  const forAcme = (at: number, succeeded = true) => place(production, at, succeeded, acme)
  const forBolt = (at: number, succeeded = true) => place(production, at, succeeded, bolt)

  it('each has a release of its own and its own way back, and says so', () => {
    const releases = [
      release(1, lifecycle, [forAcme(10)]),
      release(2, lifecycle, [forAcme(20), forBolt(15)]),
      release(3, lifecycle, [forBolt(30)]),
      release(4, lifecycle, [forBolt(40)]),
      release(5, lifecycle, [place(production, 50)])
    ]
    const judged = judge(releases)
    expect(going(judged)).toEqual([])
    expect(['0.0.1', '0.0.2', '0.0.3', '0.0.4', '0.0.5'].map(of => whyOf(judged, of))).toEqual([
      'It is the way back in Production for Acme.',
      'It is what Production for Acme has.',
      'It is the way back in Production for Bolt.',
      'It is what Production for Bolt has.',
      'It is what Production has.'
    ])
  })

  it('one that is far behind keeps its releases, however many the others went through', () => {
    const releases = numbers(8).map(number =>
      release(number, lifecycle, [number <= 2 ? forAcme(number) : forBolt(number)])
    )
    expect(going(judge(releases))).toEqual(['0.0.3', '0.0.4', '0.0.5'])
  })

  it('what a tenant had that is gone keeps nothing', () => {
    const gone = 'tenant-000000gone' as TenantId
    const releases = [
      release(1, lifecycle, [place(production, 10, true, gone)]),
      release(2, lifecycle, [forAcme(20)]),
      release(3, lifecycle, [place(production, 30, true, gone)])
    ]
    expect(going(judge(releases))).toEqual(['0.0.1'])
    expect(whyOf(judge(releases), '0.0.3')).toBe('It is the newest one that “Production” keeps.')
  })
})

describe('a lifecycle that keeps everything', () => {
  it('lets nothing go', () => {
    expect(letsGo(twoPhases(forever))).toBe(false)
    expect(letsGo(twoPhases(forever, [forever, newest(2)]))).toBe(true)
    expect(going(judge(numbers(20).map(number => release(number, twoPhases(forever)))))).toEqual([])
  })
})

describe('whatever was deployed where', () => {
  const policy: fc.Arbitrary<Retention> = fc.oneof(
    fc.constant(forever),
    fc.integer({ min: 1, max: 3 }).map(newest),
    fc.integer({ min: 1, max: 20 }).map(count => ({ keep: 'days', count }) as const)
  )
  const lifecycle = fc
    .tuple(policy, fc.option(policy, { nil: undefined }), fc.option(policy, { nil: undefined }))
    .map(([own, first, second]) => twoPhases(own, [first, second]))
  const places = fc.uniqueArray(
    fc.record({
      environmentId: fc.constantFrom(staging, production),
      tenantId: fc.constantFrom(null, acme, bolt),
      triedAt: fc.integer({ min: 0, max: 1_000_000 }),
      isSuccess: fc.boolean()
    }),
    { selector: item => `${item.environmentId} ${item.tenantId}`, maxLength: 4 }
  )
  const project = fc.tuple(lifecycle, fc.array(places, { maxLength: 14 })).map(([own, all]) =>
    all.map((there, index) =>
      release(
        index + 1,
        own,
        // Times differ, so that it is known which one is the last.
        there.map(item => place(item.environmentId, start + item.triedAt * 100 + index, item.isSuccess, item.tenantId))
      )
    )
  )
  const channels = ['channel-000000main', 'channel-0000hotfix'].map(id => ({ id: id as ChannelId, name: id }))
  const apart = (releases: readonly KeptRelease[], picks: readonly number[]): readonly KeptRelease[] =>
    releases.map((item, index) => ({ ...item, channel: channels[picks[index] ?? 0] ?? null }))
  const picks = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 14, maxLength: 14 })

  it('a channel that keeps its own releases is judged as if there were no other', () => {
    fc.assert(
      fc.property(project, picks, (releases, chosen) => {
        const all = apart(releases, chosen)
        const whole = judge(all)
        for (const { id } of channels)
          expect(whole.filter(item => item.release.channel?.id === id)).toEqual(
            judge(all.filter(({ channel }) => channel?.id === id))
          )
      })
    )
  })

  const successesIn = (releases: readonly KeptRelease[], environment: EnvironmentId, tenant: TenantId | null) =>
    releases
      .flatMap(({ version, places: all }) =>
        all.flatMap(item =>
          item.environmentId === environment && item.tenantId === tenant && item.succeededAt !== null
            ? [{ version, at: item.succeededAt }]
            : []
        )
      )
      .sort((a, b) => b.at - a.at)

  it('what a place has, and the one before it there, are never let go', () => {
    fc.assert(
      fc.property(project, releases => {
        const gone = going(judge(releases))
        for (const environment of environments.keys())
          for (const tenant of [null, acme, bolt])
            for (const { version } of successesIn(releases, environment, tenant).slice(0, 2))
              expect(gone).not.toContain(version)
      })
    )
  })

  it('no more stays than somebody wants: each phase its count, and two or three for each place', () => {
    fc.assert(
      fc.property(project, releases => {
        const [first] = releases
        if (!first) return
        const { lifecycle: own } = first
        const all = [own.retention, ...own.phases.map(phase => policyOf(own, phase))]
        if (all.some(item => item.keep !== 'releases')) return
        const most = all.reduce((sum, item) => sum + (item.keep === 'releases' ? item.count : 0), 0) + 3 * 2 * 3
        expect(judge(releases).filter(({ stays }) => stays).length).toBeLessThanOrEqual(most)
      })
    )
  })

  it('letting go what goes changes nothing of what stays', () => {
    fc.assert(
      fc.property(project, releases => {
        const gone = new Set(going(judge(releases)))
        const left = releases.filter(({ version }) => !gone.has(version))
        expect(going(judge(left))).toEqual([])
      })
    )
  })
})
