import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApprovalAnswerFile } from '@shared/approvals/files'
import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../electron/ipc/dispatch'
import type { ServicePorts } from '../../electron/services/ports'
import { type TestClock, testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { playingEngine } from '../support/playing-engine'
import { tempFolder } from '../support/store'
import { makeTasks, runs, start, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const hour = 60 * 60 * 1000

/** A workspace whose files are written to a folder of the test. */
async function person(user: string, clock: TestClock, ports: Partial<ServicePorts> = {}) {
  const folder = await tempFolder()
  const workspace = await openTestWorkspace({
    ports: { now: clock.now, sleep: clock.sleep, user, chooseSavePath: async name => join(folder, name), ...ports }
  })
  return { ...workspace, folder }
}

const textAt = (saved: { readonly path: string } | null): Promise<string> => readFile(saved!.path, 'utf8')

/** Ada asks for what Test wants approved; Grace and Alan answer, each with a key of their own. */
async function people(
  rule: { readonly count: number; readonly hours?: number } = { count: 1 },
  ports: Partial<ServicePorts> = {}
) {
  const clock = testClock()
  const ada = await person('ada', clock, ports)
  const [grace, alan] = [await person('grace', clock), await person('alan', clock)]
  const [shop] = await makeTasks(ada.call, ['Shop'])
  must(await ada.call('environment.update', { id: shop!.environmentId, value: { name: 'Test', approval: rule } }))
  const request = async (reason = '') => textAt(must(await ada.call('approval.request', { ...shop!, reason })))
  const answer = async (call: Call, text: string, decision: 'approved' | 'refused' = 'approved', note = '') =>
    textAt(must(await call('approval.sign', { text, decision, note })))
  const trust = async (text: string) => {
    const { name, publicKey } = must(await ada.call('approval.readAnswer', { text }))
    return must(await ada.call('approver.add', { name, publicKey }))
  }
  const status = async () => must(await ada.call('deployment.plan', shop!)).approvals
  return { clock, ada, grace, alan, shop: shop!, request, answer, trust, status }
}

const refusedBecause = (reason: string) => ({ ok: false, failure: { kind: 'approval-refused', detail: { reason } } })

describe('an approval from hand to hand', () => {
  it('lets exactly this plan be deployed, and is recorded with the deployment and in the audit log', async () => {
    const { ada, grace, shop, request, answer, trust, status } = await people()
    expect(await status()).toMatchObject({ needed: 1, why: 'Test asks for 1 approval.', given: [] })
    expect(await ada.call('deployment.start', shop)).toMatchObject({
      ok: false,
      failure: { kind: 'approval-needed', message: 'Test asks for 1 approval. Needs 1 approval, has 0.' }
    })

    const asked = await request('The new basket.')
    expect(must(await grace.call('approval.read', { text: asked }))).toMatchObject({
      project: 'Shop',
      release: '1.0.0',
      environment: 'Test',
      requestedBy: 'ada',
      reason: 'The new basket.',
      steps: [{ title: '1 Install', what: 'Run a Script, on bench' }],
      targets: ['bench: this machine'],
      isOwn: false
    })
    const answered = await answer(grace.call, asked, 'approved', 'Looks good.')
    const unknown = await ada.call('approval.import', { text: answered })
    expect(unknown).toMatchObject(refusedBecause('unknown-key'))
    const own = must(await grace.call('approver.own', {}))
    expect(unknown).toMatchObject({ failure: { detail: { words: own.words, name: 'grace' } } })

    expect(await trust(answered)).toMatchObject({ name: 'grace', words: own.words })
    expect(must(await ada.call('approval.import', { text: answered }))).toMatchObject({ decision: 'approved' })
    expect(await status()).toMatchObject({ given: [{ name: 'grace', counts: true }] })
    const { id } = must(await ada.call('deployment.start', shop))
    const approvals = [{ name: 'grace', words: own.words, at: expect.any(Number), note: 'Looks good.' }]
    expect(await ada.over(id)).toMatchObject({ outcome: 'succeeded', approvals })
    const { entries } = must(await ada.call('audit.list', { filter: { subjects: ['approval', 'deployment'] } }))
    expect(entries.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining([
        'Asked for an approval of the deployment of Shop 1.0.0 to Test.',
        `Added the approver “grace”, whose key is ${own.words}.`,
        'Brought in from grace, who approved the deployment of Shop 1.0.0 to Test.'
      ])
    )
    const launched = entries.find(({ verb }) => verb === 'launched')
    expect(launched!.changes).toContainEqual({
      field: 'Approved by',
      before: null,
      after: `grace (${own.words})`
    })

    // What was deployed is part of the next plan, so the approval is used up.
    expect(await ada.call('deployment.start', shop)).toMatchObject({ failure: { kind: 'approval-needed' } })
  })

  it('of as many people as are asked for, each once', async () => {
    const { ada, grace, alan, shop, request, answer, trust, status } = await people({ count: 2 })
    const asked = await request()
    const [first, second] = [await answer(grace.call, asked), await answer(alan.call, asked)]
    await trust(first)
    must(await ada.call('approval.import', { text: first }))
    expect(await ada.call('approval.import', { text: first })).toMatchObject(refusedBecause('twice'))
    expect(await ada.call('deployment.start', shop)).toMatchObject({
      failure: { message: 'Test asks for 2 approvals. Needs 2 approvals, has 1: grace.' }
    })
    await trust(second)
    must(await ada.call('approval.import', { text: second }))
    expect((await status())!.given).toHaveLength(2)
    expect(await ada.call('deployment.start', shop)).toMatchObject({ ok: true })
  })

  it('is not enough once somebody whose word counts refuses', async () => {
    const { ada, grace, alan, shop, request, answer, trust } = await people()
    const asked = await request()
    const yes = await answer(grace.call, asked)
    const no = await answer(alan.call, asked, 'refused', 'Not on a Friday.')
    for (const text of [yes, no]) {
      await trust(text)
      must(await ada.call('approval.import', { text }))
    }
    expect(await ada.call('deployment.start', shop)).toMatchObject({
      failure: { kind: 'approval-needed', message: expect.stringContaining('alan refused it: Not on a Friday.') }
    })
  })

  it('is needed by the stricter of project and environment', async () => {
    const { ada, shop, status } = await people({ count: 1 })
    const [project] = must(await ada.call('project.list', {}))
    must(await ada.call('project.setReleases', { id: project!.id, value: { approval: { count: 3 } } }))
    expect(await status()).toMatchObject({ needed: 3, why: 'Shop asks for 3 approvals.' })
    expect(await ada.call('deployment.start', shop)).toMatchObject({ failure: { kind: 'approval-needed' } })
  })

  it('counts for as long as the rule says, and no longer than its key is known', async () => {
    const { ada, grace, clock, request, answer, trust, status } = await people({ count: 1, hours: 4 })
    const answered = await answer(grace.call, await request())
    const { id } = await trust(answered)
    must(await ada.call('approval.import', { text: answered }))
    clock.advance(5 * hour)
    expect(await status()).toMatchObject({ given: [{ counts: false }] })
    const again = await answer(grace.call, await request())
    must(await ada.call('approval.import', { text: again }))
    expect(await status()).toMatchObject({ given: [{ counts: true }] })
    must(await ada.call('approver.remove', { id }))
    expect(await status()).toMatchObject({ given: [{ counts: false }] })
  })
})

describe('an approval is refused', () => {
  it('when a word of it, or of the request in it, was changed', async () => {
    const { ada, grace, request, answer, trust } = await people()
    const answered = await answer(grace.call, await request('Small.'), 'refused')
    await trust(answered)
    const file = JSON.parse(answered) as ApprovalAnswerFile
    const forged = [
      { ...file, decision: 'approved' },
      { ...file, request: { ...file.request, reason: 'Large.' } },
      { ...file, signature: file.request.signature }
    ]
    for (const item of forged)
      expect(await ada.call('approval.import', { text: JSON.stringify(item) })).toMatchObject(
        refusedBecause('signature')
      )
    expect(await ada.call('approval.import', { text: '{}' })).toMatchObject(refusedBecause('unreadable'))
  })

  it('when it is of who asks, or answers what somebody else asked', async () => {
    const { ada, grace, alan, shop, request, answer } = await people()
    const asked = await request()
    expect(await ada.call('approval.sign', { text: asked, decision: 'approved' })).toMatchObject(
      refusedBecause('own-key')
    )
    const answered = await answer(grace.call, asked)
    expect(await alan.call('approval.import', { text: answered })).toMatchObject(refusedBecause('other-workspace'))
    expect(await ada.call('approval.import', { text: asked })).toMatchObject(refusedBecause('other-kind'))
    const { publicKey } = must(await ada.call('approver.own', {}))
    expect(await ada.call('approver.add', { name: 'Myself', publicKey })).toMatchObject(refusedBecause('own-key'))
    expect(must(await ada.call('deployment.plan', shop)).approvals!.given).toEqual([])
  })

  it('when it is for another plan than the one that is looked at, or too old', async () => {
    const { ada, grace, shop, clock, request, answer, trust } = await people({ count: 1, hours: 1 })
    const answered = await answer(grace.call, await request())
    await trust(answered)
    const { hash } = must(await ada.call('deployment.plan', { ...shop, choices: { isGuided: true } }))
    expect(await ada.call('approval.import', { text: answered, planHash: hash! })).toMatchObject(
      refusedBecause('other-plan')
    )
    clock.advance(2 * hour)
    expect(await ada.call('approval.import', { text: answered })).toMatchObject(refusedBecause('too-old'))
  })
})

describe('what was approved', () => {
  const hanging = { runDeployment: playingEngine(() => 'hangs') }
  /** Waits until something of it runs. */
  const hangs = ({ call, until }: TestWorkspace, id: DeploymentId) =>
    until(async () => {
      const { runs: all } = must(await call('deployment.get', { id }))
      return Object.values(all).some(({ state }) => state === 'running') ? id : null
    })

  it('does not count for other choices', async () => {
    const { ada, grace, shop, request, answer, trust } = await people()
    const answered = await answer(grace.call, await request())
    await trust(answered)
    must(await ada.call('approval.import', { text: answered }))
    const choices = { isGuided: true }
    expect(await ada.call('deployment.start', { ...shop, choices })).toMatchObject({
      failure: { kind: 'approval-needed' }
    })
    expect(await ada.call('deployment.start', shop)).toMatchObject({ ok: true })
  })

  it('is asked about once: continuing the same deployment needs no more', async () => {
    const { ada, grace, shop, request, answer, trust } = await people({ count: 1 }, hanging)
    const answered = await answer(grace.call, await request())
    const { id: key } = await trust(answered)
    must(await ada.call('approval.import', { text: answered }))
    const { id } = must(await ada.call('deployment.start', shop))
    await hangs(ada, id)
    must(await ada.call('deployment.cancel', { id }))
    await ada.over(id)
    must(await ada.call('approver.remove', { id: key }))
    expect(await ada.call('deployment.resume', { id, decisions: [] })).toMatchObject({ ok: true })
    must(await ada.call('deployment.cancel', { id }))
    await ada.over(id)
  })

  it('cannot be continued once somebody refuses its plan', async () => {
    const { ada, grace, alan, shop, request, answer, trust } = await people({ count: 1 }, hanging)
    const asked = await request()
    const [yes, no] = [await answer(grace.call, asked), await answer(alan.call, asked, 'refused', 'It broke the till.')]
    await trust(yes)
    await trust(no)
    must(await ada.call('approval.import', { text: yes }))
    const { id } = must(await ada.call('deployment.start', shop))
    await hangs(ada, id)
    must(await ada.call('deployment.cancel', { id }))
    await ada.over(id)
    must(await ada.call('approval.import', { text: no }))
    expect(await ada.call('deployment.resume', { id, decisions: [] })).toMatchObject({
      ok: false,
      failure: { kind: 'approval-needed', message: 'Test asks for 1 approval. alan refused it: It broke the till.' }
    })
  })
})

describe('what is to begin later', () => {
  /** Approved by Grace, and to begin in two hours. */
  async function scheduled(rule?: { readonly count: number; readonly hours: number }) {
    const all = await people(rule)
    const { ada, grace, clock, shop, request, answer, trust } = all
    const asked = await request()
    const answered = await answer(grace.call, asked)
    const { id: key } = await trust(answered)
    must(await ada.call('approval.import', { text: answered }))
    const startAt = clock.now() + 2 * hour
    const begin = () => ada.call('deployment.start', { ...shop, startAt })
    /** What became of it once its time had come. */
    const endOf = async (id: DeploymentId) => {
      await untilSummary(ada, id, ({ waitsFor }) => waitsFor !== null)
      clock.advance(2 * hour)
      return ada.over(id)
    }
    return { ...all, asked, key, startAt, begin, endOf }
  }

  it('begins with the approvals that it was started with, as long as they count', async () => {
    const { begin, endOf } = await scheduled({ count: 1, hours: 2 })
    expect(await endOf(must(await begin()).id)).toMatchObject({ outcome: 'succeeded', approvals: [{ name: 'grace' }] })
  })

  it('is not started where its approvals would be too old by then', async () => {
    const { begin, ada, shop, startAt, status } = await scheduled({ count: 1, hours: 1 })
    expect(await status()).toMatchObject({ given: [{ counts: true }] })
    expect(must(await ada.call('deployment.plan', { ...shop, startAt })).approvals).toMatchObject({
      given: [{ counts: false }]
    })
    expect(await begin()).toMatchObject({
      ok: false,
      failure: {
        kind: 'approval-needed',
        message: expect.stringMatching(
          /^Test asks for 1 approval, none older than 1 hour\. What was approved is too old when it is to begin, .+\.$/
        ),
        remedy: 'Let it begin earlier, or ask for an approval closer to that time.'
      }
    })
    expect(await ada.call('deployment.start', shop)).toMatchObject({ ok: true })
  })

  it('does not begin once somebody refused it', async () => {
    const { ada, alan, asked, answer, trust, begin, endOf } = await scheduled()
    const { id } = must(await begin())
    const no = await answer(alan.call, asked, 'refused', 'Not now.')
    await trust(no)
    must(await ada.call('approval.import', { text: no }))
    expect(await endOf(id)).toMatchObject({
      outcome: 'failed',
      startedAt: null,
      summary: expect.stringContaining('did not begin. Test asks for 1 approval. alan refused it: Not now.')
    })
  })

  it('does not begin once its approver was removed, also when somebody continues it', async () => {
    const { ada, key, begin, endOf } = await scheduled()
    const { id } = must(await begin())
    must(await ada.call('approver.remove', { id: key }))
    const message = 'Test asks for 1 approval. Needs 1 approval, has 0.'
    expect(await endOf(id)).toMatchObject({
      outcome: 'failed',
      startedAt: null,
      summary: expect.stringContaining(message)
    })
    expect(await ada.call('deployment.resume', { id, decisions: [] })).toMatchObject({
      ok: false,
      failure: { kind: 'approval-needed', message }
    })
  })
  it('does not begin without them either where it was cancelled before its turn, and continued while they counted', async () => {
    const { ada, grace, shop, request, answer, trust } = await people(
      { count: 1 },
      { runDeployment: playingEngine(action => (action === 'Hang' ? 'hangs' : 'succeeds')) }
    )
    const { call } = ada
    const answered = await answer(grace.call, await request())
    const { id: key } = await trust(answered)
    must(await call('approval.import', { text: answered }))
    const asksFor = async (rule: { approval?: { count: number } }) =>
      must(await call('environment.update', { id: shop.environmentId, value: { name: 'Test', ...rule } }))
    await asksFor({})
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [blog] = await makeTasks(call, ['Blog'], [scriptStep('Hang')])
    const other = await start(call, blog!)
    await runs(ada, other)
    await asksFor({ approval: { count: 1 } })

    const { id } = must(await call('deployment.start', shop))
    must(await call('deployment.cancel', { id }))
    await ada.over(id)
    expect(await call('deployment.resume', { id, decisions: [] })).toMatchObject({
      ok: true,
      value: { state: 'running', waitsFor: '1 other is running' }
    })
    must(await call('approver.remove', { id: key }))
    must(await call('deployment.cancel', { id: other }))
    const summary =
      'The deployment of Shop 1.0.0 to Test did not begin. Test asks for 1 approval. Needs 1 approval, has 0.'
    const end = await ada.over(id)
    expect(end).toMatchObject({ outcome: 'failed', summary })
    expect(Object.values(end.runs)).toMatchObject([{ state: 'cancelled', attempt: 0 }])
    const { lines } = must(await call('log.page', { deploymentId: id, from: 0, count: 10 }))
    expect(lines.map(({ text }) => text).at(-1)).toBe(summary)
  })
})
