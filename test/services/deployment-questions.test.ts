import type { DeploymentId } from '@shared/ids'
import type { StepInput } from '@shared/model/process'
import { describe, expect, it } from 'vitest'
import { enteredBy, inShort } from '../support/audit-entries'
import { scriptStep } from '../support/deployable'
import { playingEngine, type Script } from '../support/playing-engine'
import { makeTasks, manualStep, start, untilSummary } from '../support/tasks'
import { must, openTestWorkspace, type TestWorkspace } from '../support/workspace'

const asksAndFails: Script = (action, attempt) =>
  action === 'Sign off' ? 'asks' : attempt === 1 ? 'fails' : 'succeeds'

/** A deployment of these steps that waits for a person. */
async function waiting(steps: readonly StepInput[], script: Script = asksAndFails, user = 'ada') {
  const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(script), user } })
  const [shop] = await makeTasks(workspace.call, ['Shop'], steps)
  const deploymentId = await start(workspace.call, shop!, { choices: { isGuided: true } })
  await asked(workspace, deploymentId, 1)
  return { ...workspace, deploymentId }
}

const asked = (workspace: TestWorkspace, id: DeploymentId, count: number) =>
  untilSummary(workspace, id, item => item.isWaiting && item.openQuestions === count)

const required = (name: string): StepInput => {
  const step = scriptStep(name)
  return { ...step, actions: step.actions.map(action => ({ ...action, isRequired: true as const })) }
}
const here = (name: string): StepInput => ({ ...scriptStep(name), location: 'here', roles: [] })

describe('what people are asked', () => {
  it('is listed with the deployment that asks, until it is answered', async () => {
    const { call, deploymentId, over } = await waiting([manualStep('Sign off')])
    expect(must(await call('question.list', {}))).toMatchObject([
      {
        deployment: { id: deploymentId, isWaiting: true, openQuestions: 1 },
        question: { number: 1, kind: 'manual', instructions: 'Look at it.', takenBy: null, answer: null }
      }
    ])
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'proceed', note: 'Looks good.' }))
    expect(must(await call('question.list', {}))).toEqual([])
    const { questions } = await over(deploymentId)
    expect(questions).toMatchObject([{ takenBy: 'ada', answer: { choice: 'proceed', by: 'ada', note: 'Looks good.' } }])
  })

  it('is answered by whoever has taken it, and by nobody before', async () => {
    const { call, deploymentId } = await waiting([manualStep('Sign off')])
    const answer = { deploymentId, questions: [1], choice: 'proceed' as const }
    expect(await call('question.answer', answer)).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', answer))
    expect(await call('question.answer', answer)).toMatchObject({
      ok: false,
      failure: { kind: 'conflict' }
    })
  })

  it('is answered once', async () => {
    const script: Script = action => (action === 'Sign off' ? 'asks' : 'hangs')
    const { call, deploymentId } = await waiting([manualStep('Sign off'), scriptStep('Install')], script)
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'proceed' }))
    for (const again of [
      await call('question.answer', { deploymentId, questions: [1], choice: 'abort' }),
      await call('question.take', { deploymentId, question: 1 })
    ])
      expect(again).toMatchObject({
        ok: false,
        failure: { kind: 'conflict', message: 'ada has answered “Proceed” in the meantime.' }
      })
  })

  it('is answered by those who are responsible only', async () => {
    const steps = [manualStep('Sign off', { responsible: ['grace', 'linus'] })]
    const { call, deploymentId } = await waiting(steps)
    const refused = { kind: 'not-responsible', message: 'Only grace and linus may answer this.' }
    expect(await call('question.take', { deploymentId, question: 1 })).toMatchObject({ ok: false, failure: refused })
    const answer = { deploymentId, questions: [1], choice: 'proceed' as const }
    expect(await call('question.answer', answer)).toMatchObject({ ok: false, failure: refused })
  })

  it('is left to somebody else who has taken it, by name', async () => {
    const workspace = await waiting([manualStep('Sign off')], asksAndFails, 'grace')
    const { deploymentId } = workspace
    must(await workspace.call('question.take', { deploymentId, question: 1 }))
    await workspace.close()
    const ports = { runDeployment: playingEngine(asksAndFails), user: 'ada' }
    const { call } = await openTestWorkspace({ home: workspace.home, ports })
    const taken = { kind: 'already-taken', detail: { takenBy: 'grace' } }
    expect(await call('question.take', { deploymentId, question: 1 })).toMatchObject({ ok: false, failure: taken })
    const answer = { deploymentId, questions: [1], choice: 'proceed' as const }
    expect(await call('question.answer', answer)).toMatchObject({ ok: false, failure: taken })
  })

  it('by a deployment that is over or not there is nothing', async () => {
    const { call, over } = await openTestWorkspace()
    const [shop] = await makeTasks(call, ['Shop'])
    const deploymentId = await start(call, shop!)
    await over(deploymentId)
    expect(await call('question.take', { deploymentId, question: 1 })).toMatchObject({ failure: { kind: 'conflict' } })
    const missing = { deploymentId: 'deployment-0000000000' as DeploymentId, question: 1 }
    expect(await call('question.take', missing)).toMatchObject({ failure: { kind: 'not-found' } })
  })
})

describe('an answer', () => {
  it('must be one that this kind of question takes', async () => {
    const { call, deploymentId } = await waiting([manualStep('Sign off')])
    must(await call('question.take', { deploymentId, question: 1 }))
    expect(await call('question.answer', { deploymentId, questions: [1], choice: 'retry' })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', remedy: 'Choose one of “Proceed” and “Abort”.' }
    })
    expect(await call('question.answer', { deploymentId, questions: [2], choice: 'abort' })).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', issues: [{ path: 'questions.0' }] }
    })
  })

  it('“Abort” is a failure, and steps after it know that', async () => {
    const { call, deploymentId, over } = await waiting([manualStep('Sign off'), scriptStep('Install')])
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'abort', note: 'Not today.' }))
    const { runs, ...state } = await over(deploymentId)
    expect(state).toMatchObject({ outcome: 'failed' })
    expect(Object.values(runs).map(run => run.state)).toEqual(['failed', 'skipped'])
  })

  it('“Retry” has the run attempted again', async () => {
    const { call, deploymentId, over } = await waiting([scriptStep('Install')])
    must(await call('question.take', { deploymentId, question: 1 }))
    must(await call('question.answer', { deploymentId, questions: [1], choice: 'retry' }))
    expect(await over(deploymentId)).toMatchObject({ outcome: 'succeeded' })
  })

  it('neither ignores what is required nor leaves its target out', async () => {
    const { call, deploymentId } = await waiting([required('Install')])
    must(await call('question.take', { deploymentId, question: 1 }))
    const answer = (choice: 'ignore' | 'exclude') => call('question.answer', { deploymentId, questions: [1], choice })
    expect(await answer('ignore')).toMatchObject({
      ok: false,
      failure: { message: '“Install” on bench is required, so its failure cannot be ignored.' }
    })
    expect(await answer('exclude')).toMatchObject({
      ok: false,
      failure: { message: '“Install” on bench is required, so its target cannot be excluded.' }
    })
  })

  it('leaves out a target only where there is one', async () => {
    const { call, deploymentId } = await waiting([here('Notify')])
    must(await call('question.take', { deploymentId, question: 1 }))
    expect(await call('question.answer', { deploymentId, questions: [1], choice: 'exclude' })).toMatchObject({
      ok: false,
      failure: { message: '“Notify” runs on no target, so there is none to exclude.' }
    })
  })

  it('goes to several questions of a kind at once, or to none of them', async () => {
    const together = (step: StepInput): StepInput => ({ ...step, startsWithPrevious: true })
    const steps = [here('One'), together(here('Two')), together(manualStep('Sign off'))]
    const workspace = await openTestWorkspace({ ports: { runDeployment: playingEngine(asksAndFails) } })
    const { call, over } = workspace
    const [shop] = await makeTasks(call, ['Shop'], steps)
    const deploymentId = await start(call, shop!, { choices: { isGuided: true } })
    await asked(workspace, deploymentId, 3)
    for (const question of [1, 2, 3]) must(await call('question.take', { deploymentId, question }))
    const answer = (questions: number[], choice: 'ignore' | 'proceed') =>
      call('question.answer', { deploymentId, questions, choice })
    expect(await answer([1, 2, 3], 'ignore')).toMatchObject({ ok: false })
    expect(must(await call('deployment.get', { id: deploymentId })).questions.map(item => item.answer)).toEqual([
      null,
      null,
      null
    ])
    must(await answer([2, 1, 2], 'ignore'))
    must(await answer([3], 'proceed'))
    const { questions, ...state } = await over(deploymentId)
    expect(state).toMatchObject({ outcome: 'succeeded' })
    expect(questions.map(item => item.answer?.choice)).toEqual(['ignore', 'ignore', 'proceed'])
  })

  it('is entered in the audit log with what was answered and why', async () => {
    const workspace = await waiting([scriptStep('Install')])
    const { call, deploymentId, over } = workspace
    const entries = await enteredBy(workspace, async () => {
      must(await call('question.take', { deploymentId, question: 1 }))
      must(await call('question.answer', { deploymentId, questions: [1], choice: 'ignore', note: 'Known.' }))
      await over(deploymentId)
    })
    expect(inShort(entries).map(({ verb, summary, changes }) => [verb, summary, changes])[0]).toEqual([
      'answered',
      'Answered “Ignore” to the failure of “Install” on bench, in the deployment of Shop 1.0.0 to Test.',
      [
        ['Answer', null, 'Ignore'],
        ['Note', null, 'Known.']
      ]
    ])
  })
})
