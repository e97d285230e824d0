import type { RunId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { testClock } from '../support/clock'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, start, untilSummary } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

const hour = 60 * 60 * 1000

/** A release for “Test”, and a freeze there from now on for two hours. */
async function frozen(changes: { readonly inHours?: number } = {}) {
  const clock = testClock()
  const workspace = await openTestWorkspace({ ports: { now: clock.now, sleep: clock.sleep } })
  const [shop] = await makeTasks(workspace.call, ['Shop'])
  const startsAt = clock.now() + (changes.inHours ?? 0) * hour
  const freeze = must(
    await workspace.call('freeze.create', {
      name: 'Christmas',
      startsAt,
      endsAt: startsAt + 2 * hour,
      environments: [shop!.environmentId]
    })
  )
  return { ...workspace, clock, shop: shop!, freeze }
}

/** A deployment that failed, and a freeze that began then; it succeeds from then on unless `play` says otherwise. */
async function failedAndFrozen() {
  let engine = playingEngine(() => 'fails')
  const workspace = await openTestWorkspace({ ports: { runDeployment: request => engine(request) } })
  const [shop] = await makeTasks(workspace.call, ['Shop'])
  const id = await start(workspace.call, shop!)
  const { runs } = await workspace.over(id)
  const times = { startsAt: Date.now() - hour, endsAt: Date.now() + hour }
  must(await workspace.call('freeze.create', { name: 'Christmas', ...times }))
  const play = (script: Script) => {
    engine = playingEngine(script)
  }
  play(() => 'succeeds')
  return { ...workspace, id, run: Object.keys(runs)[0] as RunId, play }
}

describe('a freeze', () => {
  it('stands against plans and starts, and says until when', async () => {
    const { call, shop } = await frozen()
    const { plan, problems } = must(await call('deployment.plan', shop))
    expect(plan).toBeNull()
    expect(problems).toMatchObject([
      {
        severity: 'error',
        about: { kind: 'environment' },
        failure: { kind: 'frozen', message: expect.stringMatching(/^Test is frozen by “Christmas” until /) }
      }
    ])
    expect(await call('deployment.start', shop)).toMatchObject({ ok: false, failure: { kind: 'plan-has-problems' } })
  })

  it('is no hindrance elsewhere, nor once it is over', async () => {
    const { call, shop, clock } = await frozen()
    const other = must(await call('environment.create', { name: 'Elsewhere' }))
    const there = must(await call('deployment.plan', { ...shop, environmentId: other.id }))
    expect(there.problems.map(({ failure }) => failure.kind)).not.toContain('frozen')
    clock.advance(2 * hour)
    expect(must(await call('deployment.plan', shop)).plan).not.toBeNull()
    expect(must(await call('freeze.list', {}))).toMatchObject([{ name: 'Christmas', state: 'over', window: null }])
  })

  it('is overridden with a reason, which is in the plan and in the audit log', async () => {
    const { call, shop, over } = await frozen()
    const choices = { overridesFreeze: 'The shop is down.' }
    const planned = must(await call('deployment.plan', { ...shop, choices }))
    expect(planned.problems).toMatchObject([{ severity: 'warning', failure: { kind: 'frozen' } }])
    expect(planned.plan?.choices).toEqual(choices)
    const { id } = must(await call('deployment.start', { ...shop, choices }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded', plan: { choices } })
    const { entries } = must(await call('audit.list', { filter: { verbs: ['launched'] } }))
    expect(entries[0]!.changes).toContainEqual({
      field: 'In spite of a freeze, because',
      before: null,
      after: 'The shop is down.'
    })
    const blank = await call('deployment.plan', { ...shop, choices: { overridesFreeze: '  ' } })
    expect(blank).toMatchObject({ ok: false, failure: { kind: 'invalid-input' } })
  })

  it('fails what is queued when its turn comes inside of it', async () => {
    const { call, shop, clock, over, until } = await frozen({ inHours: 1 })
    must(
      await call('freeze.update', { id: must(await call('freeze.list', {}))[0]!.id, value: movedBy(clock.now(), 5) })
    )
    const { id } = must(await call('deployment.start', { ...shop, startAt: clock.now() + 2 * hour }))
    must(
      await call('freeze.update', { id: must(await call('freeze.list', {}))[0]!.id, value: movedBy(clock.now(), 1) })
    )
    await untilSummary({ call, until }, id, ({ waitsFor }) => waitsFor !== null)
    clock.advance(2 * hour)
    expect(await over(id)).toMatchObject({
      state: 'finished',
      outcome: 'failed',
      startedAt: null,
      summary: expect.stringContaining('Test is frozen by “Christmas” until')
    })
  })

  it('refuses what would have to begin inside of it', async () => {
    const { call, shop, clock } = await frozen({ inHours: 1 })
    expect(await call('deployment.start', { ...shop, startAt: clock.now() + 2 * hour })).toMatchObject({
      ok: false,
      failure: { kind: 'plan-has-problems', message: expect.stringContaining('Test is frozen by “Christmas” until') }
    })
    expect(await call('deployment.start', { ...shop, startAt: clock.now() + 4 * hour })).toMatchObject({ ok: true })
  })

  it('is no hindrance to what is to begin once it is over', async () => {
    const { call, shop, clock, over, until } = await frozen()
    const later = { ...shop, startAt: clock.now() + 3 * hour }
    const now = must(await call('deployment.plan', shop))
    expect([now.plan, now.problems.length]).toEqual([null, 1])
    const then = must(await call('deployment.plan', later))
    expect([then.plan === null, then.problems]).toEqual([false, []])
    const { id } = must(await call('deployment.start', { ...later, planHash: then.hash! }))
    await untilSummary({ call, until }, id, ({ waitsFor }) => waitsFor !== null)
    clock.advance(3 * hour)
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('stands against a moment that is past already as it does against now', async () => {
    const { call, shop, clock } = await frozen()
    expect(must(await call('deployment.plan', { ...shop, startAt: clock.now() - 3 * hour })).plan).toBeNull()
  })

  it('does not concern runbooks', async () => {
    const { call, shop, over } = await frozen()
    const [project] = must(await call('project.list', {}))
    const runbook = must(await call('runbook.create', { projectId: project!.id, value: { name: 'Restart' } }))
    const steps = must(await call('process.get', { projectId: project!.id })).steps
    must(await call('runbook.save', { id: runbook.id, version: 0, steps: steps.map(({ id: _id, ...step }) => step) }))
    must(await call('runbook.publish', { id: runbook.id }))
    const prepared = must(await call('runbook.prepare', { id: runbook.id, isDraft: false }))
    const { id } = must(await call('deployment.start', { releaseId: prepared.id, environmentId: shop.environmentId }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('stands against continuing what failed before it began, unless somebody says why it has to be', async () => {
    const { call, over, id, run } = await failedAndFrozen()
    const decisions = [{ run, choice: 'retry' as const }]
    const before = must(await call('deployment.get', { id }))
    expect(await call('deployment.resume', { id, decisions })).toMatchObject({
      ok: false,
      failure: {
        kind: 'frozen',
        message: expect.stringMatching(/^Test is frozen by “Christmas” until /),
        remedy: 'Wait until it is over, or continue in spite of it and say why.'
      }
    })
    expect(must(await call('deployment.get', { id }))).toEqual(before)
    must(await call('deployment.resume', { id, decisions, overridesFreeze: 'Half of the shop is down.' }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded', overridesFreeze: 'Half of the shop is down.' })
    const { entries } = must(await call('audit.list', { filter: { verbs: ['resumed'] } }))
    expect(entries.map(({ changes }) => changes)).toEqual([
      [
        { field: 'In spite of a freeze, because', before: null, after: 'Half of the shop is down.' },
        { field: '“Install” on bench', before: null, after: 'to run again' }
      ]
    ])
  })

  it('needs no reason again when what somebody gave one for is continued a second time', async () => {
    const { call, over, id, run, play } = await failedAndFrozen()
    const decisions = [{ run, choice: 'retry' as const }]
    play(() => 'fails')
    must(await call('deployment.resume', { id, decisions, overridesFreeze: 'Half of the shop is down.' }))
    expect(await over(id)).toMatchObject({ outcome: 'failed' })
    play(() => 'succeeds')
    must(await call('deployment.resume', { id, decisions }))
    expect(await over(id)).toMatchObject({ outcome: 'succeeded', overridesFreeze: 'Half of the shop is down.' })
  })

  it('is entered in the audit log with what changed, and its name is its own', async () => {
    const { call, freeze, clock } = await frozen()
    must(await call('freeze.update', { id: freeze.id, value: { ...movedBy(clock.now(), 3), name: 'Easter' } }))
    must(await call('freeze.delete', { id: freeze.id }))
    const { entries } = must(await call('audit.list', { filter: { subjects: ['freeze'] } }))
    expect(entries.map(({ summary }) => summary)).toEqual([
      'Deleted the freeze “Easter”.',
      expect.stringMatching(/^Changed the freeze “Christmas”: name, begins/),
      'Created the freeze “Christmas”.'
    ])
    must(await call('freeze.create', movedBy(clock.now(), 3)))
    expect(await call('freeze.create', movedBy(clock.now(), 3))).toMatchObject({ failure: { kind: 'conflict' } })
  })

  it('that would run into itself is refused beside its end', async () => {
    const { call, clock } = await frozen()
    const value = {
      ...movedBy(clock.now(), 3),
      name: 'Nights',
      endsAt: clock.now() + 40 * hour,
      repeats: 'daily' as const
    }
    expect(await call('freeze.create', value)).toMatchObject({ failure: { issues: [{ path: 'endsAt' }] } })
  })
})

const movedBy = (now: number, hours: number) => ({
  name: 'Christmas',
  startsAt: now + hours * hour,
  endsAt: now + (hours + 2) * hour
})

describe('a project that is deleted', () => {
  it('leaves the freezes that name it, which the audit log and windows are told of', async () => {
    const { call, clock, pushed } = await frozen()
    must(await call('project.create', { name: 'Web' }))
    const [shopId, webId] = must(await call('project.list', {})).map(({ id }) => id)
    const times = movedBy(clock.now(), 3)
    must(await call('freeze.create', { ...times, name: 'Both', projects: [shopId!, webId!] }))
    must(await call('freeze.create', { ...times, name: 'Shop only', projects: [shopId!] }))
    const before = pushed().length
    must(await call('project.delete', { id: shopId!, confirmName: 'Shop' }))
    const { entries } = must(await call('audit.list', { filter: { subjects: ['freeze'] }, limit: 2 }))
    expect(entries.map(({ summary }) => summary).sort()).toEqual([
      'Changed the freeze “Both”: projects removed.',
      'Deleted the freeze “Shop only”.'
    ])
    expect(entries.find(({ verb }) => verb === 'changed')?.changes).toEqual([
      { field: 'Projects removed', before: 'Shop', after: null }
    ])
    expect(pushed().slice(before)).toContainEqual({ type: 'catalog.changed', entity: 'freeze' })
  })
})
