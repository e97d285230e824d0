import type { DeploymentEvent, DeploymentFact } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { type PlaceInLine, placeInLine } from '../../electron/services/deployment-line'
import { testClock } from '../support/clock'
import { scriptStep } from '../support/deployable'
import { ids, scriptStep as plannedStep, planOf } from '../support/plans'
import { playingEngine, type Script } from '../support/playing-engine'
import { homeAsIfKilled, makeTasks, manualStep, runs, start, untidiedStore, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

describe('one that was in the line when the app was killed', () => {
  const script: Script = action => (action === 'Sign off' ? 'asks' : 'hangs')

  /** Shop was answered, and waits behind another deployment for the only place. */
  async function answered(blocksOthers?: true) {
    const clock = testClock()
    const ports = { runDeployment: playingEngine(script), openStore: untidiedStore, now: clock.now, sleep: clock.sleep }
    const workspace = await openTestWorkspace({ ports })
    const { call } = workspace
    must(await call('settings.setTaskLimit', { taskLimit: 1 }))
    const [shop] = await makeTasks(
      call,
      ['Shop'],
      [manualStep('Sign off', blocksOthers === undefined ? {} : { blocksOthers }), scriptStep('Install')]
    )
    const [busy, blog] = await makeTasks(call, ['Busy', 'Blog'])
    const id = await start(call, shop!)
    await untilSummary(workspace, id, item => item.isWaiting)
    await runs(workspace, await start(call, busy!))
    clock.advance(1000)
    const others = { shop: await start(call, shop!), blog: await start(call, blog!) }
    clock.advance(1000)
    must(await call('question.take', { deploymentId: id, question: 1 }))
    must(await call('question.answer', { deploymentId: id, questions: [1], choice: 'proceed' }))
    const reopened = async () => {
      clock.advance(1000)
      return openTestWorkspace({ home: await homeAsIfKilled(workspace), ports })
    }
    return { call, id, others, reopened }
  }
  const installs = ({ call, until }: TestWorkspace, id: DeploymentId) =>
    until(async () => {
      const { runs: all } = must(await call('deployment.get', { id }))
      return Object.values(all).filter(({ state }) => state === 'running').length === 1 ? true : null
    })

  it('is not passed by those of its key where it had kept that', async () => {
    const { id, others, reopened } = await answered(true)
    const again = await reopened()
    must(await again.call('settings.setTaskLimit', { taskLimit: 2 }))
    await installs(again, id)
    expect(await untilSummary(again, others.shop, item => item.waitsFor !== null)).toMatchObject({
      state: 'queued',
      waitsFor: 'Shop 1.0.0 is being deployed to Test'
    })
  })

  it('stays at the top where somebody moved it there', async () => {
    const { call, id, others, reopened } = await answered()
    must(await call('deployment.moveToTop', { id }))
    const again = await reopened()
    await installs(again, id)
    expect(await untilSummary(again, others.blog, item => item.waitsFor !== null)).toMatchObject({
      state: 'queued',
      waitsFor: '1 other is running'
    })
  })
})

describe('the place in the line of one whose log ended', () => {
  const step = plannedStep(1)
  const plan = planOf({ steps: [step, plannedStep(2)] })
  const strict = { ...plan, stages: plan.stages.map(stage => ({ ...stage, blocksOthers: true as const })) }
  const run = plan.stages[0]!.runs[0]!.id
  const begun: readonly DeploymentFact[] = [
    { kind: 'started' },
    { kind: 'step-started', step: 1 },
    { kind: 'run-started', run }
  ]
  const question = { kind: 'manual', run, instructions: '', responsible: [] } as const
  const asked: readonly DeploymentFact[] = [...begun, { kind: 'asked', question }]
  const answer = { kind: 'question-answered', question: 1, choice: 'proceed', by: 'Ada', note: '' } as const
  const cancel = { kind: 'cancel-requested', by: 'Ada' } as const
  const pause = { kind: 'paused', by: 'Ada' } as const
  const unpause = { kind: 'unpaused', by: 'Ada' } as const
  const resumed = { kind: 'resumed', by: 'Ada', decisions: [] } as const
  const line = { kind: 'output', run: null, stream: 'slipway', level: 'info', lines: 1, text: '' } as const
  const top = { kind: 'moved-to-top', by: 'Ada' } as const

  /** Event by event a second later; `number` counts them from 1, with the one that queued it. */
  const secondOf = (number: number): number => number * 1000
  const of = (facts: readonly DeploymentFact[], blocksOthers: boolean): PlaceInLine | null =>
    placeInLine(
      [{ kind: 'queued', id: ids.deployment, plan: blocksOthers ? strict : plan, by: 'Ada' } as const, ...facts].map(
        (fact, index): DeploymentEvent => ({ ...fact, seq: index + 1, at: secondOf(index + 1) })
      )
    )

  it.each<[string, readonly DeploymentFact[], number | null, boolean]>([
    ['it was queued', [top], 1, false],
    ['something ran', begun, null, false],
    ['it waits for a person', asked, null, false],
    ['a person answered', [...asked, answer], 6, true],
    ['a person answered, and it was moved to the top', [...asked, answer, line, top], 6, true],
    ['a person answered, and it was paused in the line', [...asked, answer, pause], 6, true],
    ['a person answered, and it was paused for a while', [...asked, answer, pause, unpause], 6, true],
    ['it went on after the answer', [...asked, answer, { kind: 'step-started', step: 2 }], null, false],
    ['it was paused between steps and let go on', [...begun, { kind: 'run-succeeded', run }, pause, unpause], 7, true],
    ['it was continued', [...begun, { kind: 'interrupted' }, resumed, line], 6, false],
    ['it was cancelled while it waited for a person', [...asked, cancel], 6, true],
    ['it was cancelled in the line', [...asked, answer, cancel], 6, true],
    ['it was cancelled before it began', [cancel], 1, false],
    ['it is over', [{ kind: 'finished', outcome: 'cancelled', summary: '' }], null, false]
  ])('when %s', (_when, facts, number, keepsKey) => {
    expect(of(facts, true)).toEqual(number === null ? null : { since: secondOf(number), keepsKey })
  })

  it('keeps no key where nobody had to wait for the person', () => {
    expect(of([...asked, answer], false)).toEqual({ since: secondOf(6), keepsKey: false })
  })
})
