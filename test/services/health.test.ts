import type { AppEvent } from '@shared/api'
import type { TargetId } from '@shared/ids'
import type { TargetInput } from '@shared/model/target'
import { ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { SshTransport } from '../../electron/engine/ports'
import { must, noSsh, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const minute = 60_000

/** An SSH transport whose hosts refuse, unless their name is among those that hang until they are let go. */
function refusingSsh() {
  const probed: string[] = []
  let most = 0
  let open = 0
  const ssh: SshTransport = {
    ...noSsh,
    probe: async ({ who: host }) => {
      probed.push(host.name)
      most = Math.max(most, ++open)
      await new Promise(resolve => setImmediate(resolve))
      open--
      const failure = { kind: 'connection-refused', message: `${host.name} refused.`, remedy: 'Start sshd.' } as const
      return {
        stages: [{ host, stage: 'tcp', outcome: 'failed', ms: 1, detail: '', failure }],
        hostKeys: [],
        connection: null
      }
    }
  }
  return { ssh, probed, most: () => most }
}

async function targetsIn(
  workspace: TestWorkspace,
  count: number,
  changes: Partial<TargetInput> = {}
): Promise<readonly TargetId[]> {
  const account = must(
    await workspace.call('account.create', { kind: 'agent', name: `A${Math.random()}`, username: 'deploy' })
  )
  const ids: TargetId[] = []
  for (let n = 1; n <= count; n++) {
    const made = must(
      await workspace.call('target.create', {
        kind: 'ssh',
        name: `web-${n}`,
        roles: ['web'],
        environmentIds: [],
        host: `web-${n}.example`,
        accountId: account.id,
        ...changes
      } as TargetInput)
    )
    must(
      await workspace.call('target.trust', {
        id: made.id,
        hostKey: { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(43)}` }
      })
    )
    ids.push(made.id)
  }
  return ids
}

describe('policies', () => {
  it('begin with exactly one default, which stays', async () => {
    const workspace = await openTestWorkspace()
    const [first, ...others] = must(await workspace.call('policy.list', {}))
    expect([first?.name, first?.isDefault, first?.intervalMinutes, others]).toEqual([
      'Default Machine Policy',
      true,
      // Nothing connects that nobody asked for.
      null,
      []
    ])
    const again = await workspace.restart()
    expect(must(await again.call('policy.list', {}))).toEqual([first])
    if (!first) return
    expect(await again.call('policy.delete', { id: first.id })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use' }
    })
  })

  it('have names of their own, and stay as long as targets use them', async () => {
    const workspace = await openTestWorkspace()
    const strict = must(await workspace.call('policy.create', { name: 'Strict', requiredTools: ['tar'] }))
    expect(await workspace.call('policy.create', { name: 'strict' })).toMatchObject({
      ok: false,
      failure: { kind: 'conflict', issues: [{ path: 'name' }] }
    })
    await targetsIn(workspace, 1, { policyId: strict.id })
    expect(await workspace.call('policy.delete', { id: strict.id })).toMatchObject({
      ok: false,
      failure: { kind: 'in-use', message: 'The policy “Strict” is used by the target “web-1”.' }
    })
    const spare = must(await workspace.call('policy.create', { name: 'Spare' }))
    expect(await workspace.call('policy.delete', { id: spare.id })).toEqual(ok(null))
  })

  it('that are not there are refused where a target names them', async () => {
    const workspace = await openTestWorkspace()
    const spare = must(await workspace.call('policy.create', { name: 'Spare' }))
    must(await workspace.call('policy.delete', { id: spare.id }))
    await expect(targetsIn(workspace, 1, { policyId: spare.id })).rejects.toThrow(/policyId|does not exist/)
  })
})

describe('a health check on demand', () => {
  it('checks all enabled targets, at most ten at a time, and tells of each', async () => {
    const { ssh, probed, most } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const ids = await targetsIn(workspace, 12)
    const [first] = must(await workspace.call('target.list', {}))
    if (first?.kind !== 'ssh') throw new Error('no target')
    const { id, hostKey: _, ...value } = first
    must(await workspace.call('target.update', { id, value: { ...value, isDisabled: true } }))
    const found = must(await workspace.call('health.check', {}))
    expect(found.map(item => item.status)).toEqual(Array(11).fill('unavailable'))
    expect([probed.length, most()]).toEqual([11, 10])
    expect(found[0]).toMatchObject({ summary: 'web-2 refused.', isChecking: false, nextDueAt: null })
    const listed = must(await workspace.call('health.list', {}))
    expect([listed.length, listed[0]]).toEqual([
      ids.length,
      {
        targetId: id,
        status: 'unknown',
        checkedAt: null,
        summary: 'It was never checked.',
        stages: [],
        isChecking: false,
        nextDueAt: null
      }
    ])
    const events = workspace
      .pushed()
      .filter((event): event is Extract<AppEvent, { type: 'health.changed' }> => event.type === 'health.changed')
    expect(events.filter(event => event.health.targetId === ids[1]).map(event => event.health.isChecking)).toEqual([
      true,
      false
    ])
  })

  it('joins one of the same target that is under way', async () => {
    const { ssh, probed } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const targetIds = [...(await targetsIn(workspace, 1))]
    await Promise.all([workspace.call('health.check', { targetIds }), workspace.call('health.check', { targetIds })])
    expect(probed).toEqual(['web-1'])
  })

  it('keeps its result over a restart, and warns in the plan', async () => {
    const { ssh } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const environment = must(await workspace.call('environment.create', { name: 'Test' }))
    const targetIds = [...(await targetsIn(workspace, 1, { environmentIds: [environment.id] }))]
    const project = must(await workspace.call('project.create', { name: 'Shop' }))
    const actions: [{ type: 'script'; syntax: 'bash'; body: string }] = [
      { type: 'script', syntax: 'bash', body: 'true' }
    ]
    const steps = [{ name: 'Run', location: 'targets' as const, roles: ['web'], actions }]
    must(await workspace.call('process.save', { projectId: project.id, version: 0, steps }))
    const release = must(await workspace.call('release.create', { projectId: project.id, version: '1' }))
    const problems = async (of: TestWorkspace) =>
      must(await of.call('deployment.plan', { releaseId: release.id, environmentId: environment.id })).problems
    expect(await problems(workspace)).toEqual([])
    must(await workspace.call('health.check', { targetIds }))
    const [before] = must(await workspace.call('health.list', {}))
    const again = await workspace.restart()
    expect(must(await again.call('health.list', {}))).toEqual([before])
    expect(await problems(again)).toEqual([
      {
        severity: 'warning',
        about: { kind: 'target', targetId: targetIds[0] },
        failure: {
          kind: 'plan-has-problems',
          message: expect.stringMatching(/^web-1 was unavailable when it was last checked, .+ ago\. web-1 refused\.$/),
          remedy: 'Check the health of web-1 again, or deploy all the same.'
        }
      }
    ])
  })

  it('is forgotten with its target', async () => {
    const { ssh } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const targetIds = [...(await targetsIn(workspace, 1))]
    must(await workspace.call('health.check', { targetIds }))
    const [id] = targetIds
    if (id) must(await workspace.call('target.delete', { id }))
    await workspace.workspaces.use(async of => expect(of.store.targetHealth.all()).toEqual([]))
  })
})

describe('the check of a step', () => {
  const never = new AbortController().signal
  const of = ({ workspaces }: TestWorkspace, id: TargetId | undefined, how: 'full' | 'connection', signal = never) =>
    workspaces.use(({ health }) => health.port.check(id ?? ('target-0000000000' as TargetId), how, signal))

  it('fails with what kept it out, and is stored and told of as any other', async () => {
    const { ssh } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const [id] = await targetsIn(workspace, 1)
    expect(await of(workspace, id, 'full')).toEqual({
      ok: false,
      failure: { kind: 'connection-refused', message: 'web-1 refused.', remedy: 'Start sshd.' }
    })
    const [listed] = must(await workspace.call('health.list', {}))
    expect(listed).toMatchObject({ status: 'unavailable', summary: 'web-1 refused.', isChecking: false })
    const { entries } = await workspace.workspaces.use(({ store }) => store.audit.page({}, null, 1))
    expect(entries[0]?.summary).toBe('The health check of “web-1” found it unavailable.')
    expect(await of(workspace, undefined, 'full')).toMatchObject({ failure: { kind: 'not-found' } })
  })

  it('looks at the connection alone where that was asked for, whatever the policy says', async () => {
    const workspace = await openTestWorkspace({ ports: { ssh: noSsh } })
    const local = { kind: 'local', name: 'here', roles: ['web'], environmentIds: [] } as const
    const { id } = must(
      await workspace.call('target.create', { ...local, roles: [...local.roles], environmentIds: [] })
    )
    expect(await of(workspace, id, 'connection')).toEqual(
      ok({ status: 'healthy', words: 'Everything that was looked at is in order.' })
    )
    // Nothing answers there, which only who looks can find.
    expect(await of(workspace, id, 'full')).toMatchObject({ ok: false })
    expect(must(await workspace.call('health.list', {}))[0]?.status).not.toBe('healthy')
  })

  it('waits for one that is under way, and looks again by itself', async () => {
    const { ssh, probed } = refusingSsh()
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const [id] = await targetsIn(workspace, 1)
    const first = workspace.call('health.check', { targetIds: id ? [id] : [] })
    expect(await of(workspace, id, 'full')).toMatchObject({ failure: { kind: 'connection-refused' } })
    await first
    expect(probed).toEqual(['web-1', 'web-1'])
  })

  it('does not wait for one that is under way once it is given up', async () => {
    let letGo: () => void = () => undefined
    const probed: string[] = []
    const ssh: SshTransport = {
      ...noSsh,
      probe: async ({ who }) => {
        probed.push(who.name)
        await new Promise<void>(resolve => {
          letGo = resolve
        })
        return { stages: [], hostKeys: [], connection: null }
      }
    }
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const [id] = await targetsIn(workspace, 1)
    const first = workspace.call('health.check', { targetIds: id ? [id] : [] })
    const stop = new AbortController()
    const given = of(workspace, id, 'full', stop.signal)
    setImmediate(() => stop.abort())
    expect(await given).toMatchObject({ failure: { kind: 'cancelled' } })
    expect(must(await workspace.call('health.list', {}))[0]?.isChecking).toBe(true)
    letGo()
    await first
    expect(probed).toEqual(['web-1'])
  })

  it('that is given up stores nothing', async () => {
    const stop = new AbortController()
    const ssh: SshTransport = {
      ...noSsh,
      probe: async () => {
        stop.abort()
        return { stages: [], hostKeys: [], connection: null }
      }
    }
    const workspace = await openTestWorkspace({ ports: { ssh } })
    const [id] = await targetsIn(workspace, 1)
    expect(await of(workspace, id, 'full', stop.signal)).toMatchObject({ failure: { kind: 'cancelled' } })
    expect(must(await workspace.call('health.list', {}))[0]?.status).toBe('unknown')
  })
})

describe('the schedule', () => {
  /** A clock that a test moves; whoever sleeps wakes once its time has come. */
  function testClock() {
    let time = 1_000_000_000_000
    let sleepers: { readonly at: number; readonly wake: () => void }[] = []
    /** Until whoever was woken has done its work and sleeps again. */
    const settle = async () => {
      while (sleepers.length === 0) await new Promise(resolve => setImmediate(resolve))
    }
    return {
      now: () => time,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>(wake => {
          if (signal?.aborted) return wake()
          sleepers.push({ at: time + ms, wake })
          signal?.addEventListener('abort', () => wake(), { once: true })
        }),
      /** Lets time pass in half minutes. */
      pass: async (ms: number) => {
        for (const end = time + ms; time < end; ) {
          time += minute / 2
          const due = sleepers.filter(sleeper => sleeper.at <= time)
          sleepers = sleepers.filter(sleeper => sleeper.at > time)
          for (const sleeper of due) sleeper.wake()
          if (due.length > 0) await settle()
        }
      }
    }
  }

  it('checks what is due once each interval, and what is disabled never', async () => {
    const { ssh, probed } = refusingSsh()
    const clock = testClock()
    const workspace = await openTestWorkspace({
      ports: { ssh, now: clock.now, sleep: clock.sleep, checksHealth: true }
    })
    await targetsIn(workspace, 2)
    await targetsIn(workspace, 1, { name: 'off', isDisabled: true })
    const [policy] = must(await workspace.call('policy.list', {}))
    if (!policy) return
    must(await workspace.call('policy.update', { id: policy.id, value: { name: policy.name, intervalMinutes: 60 } }))
    await clock.pass(4 * minute)
    expect(probed).toEqual([])
    await clock.pass(12 * minute)
    expect(probed.toSorted()).toEqual(['web-1', 'web-2'])
    const [, first] = must(await workspace.call('health.list', {}))
    expect((first?.nextDueAt ?? 0) - (first?.checkedAt ?? 0)).toBeGreaterThanOrEqual(60 * minute)
    await clock.pass(65 * minute)
    expect(probed).toHaveLength(4)
  })

  it('rests until a policy is given an interval', async () => {
    const { ssh, probed } = refusingSsh()
    const clock = testClock()
    const ports = { ssh, now: clock.now, sleep: clock.sleep, checksHealth: true }
    await targetsIn(await openTestWorkspace({ ports }), 1)
    await clock.pass(600 * minute)
    expect(probed).toEqual([])
  })

  it('rests for a command line', async () => {
    const { ssh, probed } = refusingSsh()
    const clock = testClock()
    const workspace = await openTestWorkspace({ ports: { ssh, now: clock.now, sleep: clock.sleep } })
    await targetsIn(workspace, 1)
    await clock.pass(30 * minute)
    expect(probed).toEqual([])
  })
})
