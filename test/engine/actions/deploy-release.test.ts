import type { DeploymentFact } from '@shared/deployment'
import { type Failure, notFound } from '@shared/failure'
import type { DeploymentId, ProjectId, ReleaseId, RunId, SecretId } from '@shared/ids'
import type { ActionOf } from '@shared/model/process'
import type { Plan, Stage } from '@shared/plan/plan'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import { expect, it } from 'vitest'
import type { Attempt } from '../../../electron/engine/actions/action'
import { performDeployRelease } from '../../../electron/engine/actions/deploy-release'
import type { Context } from '../../../electron/engine/context'
import type { ChildDeployment, ChildEnd, ChildNews } from '../../../electron/engine/ports'
import { createRedactor } from '../../../electron/engine/redactor'
import { createTaskLog } from '../../../electron/engine/task-log'
import { ids, planOf } from '../../support/plans'

const web = 'project-0000000002' as ProjectId
const release = 'release-0000000002' as ReleaseId
const childId = 'deployment-0000000002' as DeploymentId
const run = '1.here' as RunId

const action: ActionOf<'deploy-release'> = {
  type: 'deploy-release',
  id: ids.action(1),
  projectId: web,
  when: 'newer',
  variables: [
    { name: 'Reason', value: 'because' },
    { name: 'Key', value: 'swordfish' }
  ]
}

const deploys: NonNullable<Stage['deploys']> = {
  project: { id: web, name: 'Web' },
  release: { id: release, version: '1.2.0', snapshot: ids.snapshot },
  when: 'newer',
  steps: 1,
  targets: []
}

type Port = (child: ChildDeployment, signal: AbortSignal, tell: (news: ChildNews) => void) => Promise<Result<ChildEnd>>

/** Performs the action against a port that the test plays; “swordfish” is a secret of the deployment. */
async function perform(deploy: Port, options: { readonly hasRelease?: boolean; readonly isStopped?: boolean } = {}) {
  const facts: DeploymentFact[] = []
  const secrets = new Map<SecretId, Secret>()
  const asked: ChildDeployment[] = []
  const redactor = createRedactor(['swordfish'])
  const record = async (fact: DeploymentFact) => void facts.push(fact)
  const stop = new AbortController()
  if (options.isStopped) stop.abort()
  const plan: Plan = planOf()
  const context = {
    request: { plan },
    redactor,
    secrets,
    record,
    log: createTaskLog(redactor, record),
    ports: {
      secrets: { put: async () => ok('secret-0000000009' as SecretId) },
      releases: {
        deploy: (child: ChildDeployment, signal: AbortSignal, tell: (news: ChildNews) => void) => {
          asked.push(child)
          return deploy(child, signal, tell)
        }
      }
    }
  } as unknown as Context
  const stage = { name: 'Deploy Web', ...(options.hasRelease === false ? {} : { deploys }) } as Stage
  const attempt = {
    context,
    staged: { stage, run: { id: run, targetId: null, on: 'here' }, id: run },
    action,
    renderValue: (text: string) => (text === 'swordfish' ? new Secret(text) : text),
    signal: stop.signal
  } as unknown as Attempt<'deploy-release'>
  const end = await performDeployRelease(attempt)
  const lines = facts.flatMap(fact => (fact.kind === 'output' ? [`${fact.level}: ${fact.text}`] : []))
  const recorded = facts.flatMap(fact => (fact.kind === 'output-variable' ? [fact.variable] : []))
  return { end, lines, recorded, secrets, asked }
}

const ended =
  (
    outcome: Extract<ChildEnd, { kind: 'ended' }>['outcome'],
    outputs: Extract<ChildEnd, { kind: 'ended' }>['outputs'] = []
  ): Port =>
  async () =>
    ok({ kind: 'ended', id: childId, outcome, summary: 'Web 1.2.0 was looked after.', outputs })

it('deploys the release of the plan to the same environment, and passes its variables', async () => {
  const { end, asked, lines } = await perform(ended('succeeded'))
  expect(asked).toEqual([
    {
      projectId: web,
      releaseId: release,
      environmentId: ids.environment(),
      tenantId: null,
      when: 'newer',
      variables: [
        { name: 'Reason', value: 'because' },
        { name: 'Key', value: expect.any(Secret) }
      ],
      run
    }
  ])
  expect([end, lines]).toEqual([{ kind: 'succeeded' }, ['info: Web 1.2.0 was looked after. (deployment-0000000002)']])
})

it('puts what happens there into its own log', async () => {
  const { lines } = await perform(async (_child, _signal, tell) => {
    tell({ level: 'info', words: 'Deploying Web 1.2.0 to Test.' })
    tell({ level: 'wait', words: 'It waits for a person.' })
    return ok({ kind: 'skipped', words: 'Test has Web 1.2.0 already.' })
  })
  expect(lines).toEqual([
    'info: Deploying Web 1.2.0 to Test.',
    'wait: It waits for a person.',
    'info: Test has Web 1.2.0 already.'
  ])
})

it('succeeds when there was nothing to be done', async () => {
  const { end } = await perform(async () => ok({ kind: 'skipped', words: 'Test has Web 1.2.0 already.' }))
  expect(end).toEqual({ kind: 'succeeded' })
})

it('passes on what the steps of the other deployment passed on, secrets as secrets', async () => {
  const { secrets, recorded } = await perform(
    ended('succeeded', [
      { step: 'Build', machine: null, name: 'Url', value: 'https://web' },
      { step: 'Build', machine: 'web-1', name: 'Url', value: 'https://web-1' },
      { step: 'Build', machine: null, name: 'Token', value: 'a swordfish' }
    ])
  )
  expect(recorded).toEqual([
    { name: 'Deployment[Build].Url', value: 'https://web' },
    { name: 'Deployment[Build][web-1].Url', value: 'https://web-1' },
    { name: 'Deployment[Build].Token', secret: 'secret-0000000009' }
  ])
  expect([...secrets].map(([id, secret]) => [id, secret.reveal()])).toEqual([['secret-0000000009', 'a swordfish']])
})

it('fails when the other deployment does, and says which one that is', async () => {
  const { end } = await perform(ended('failed'))
  expect(end).toEqual({
    kind: 'failed',
    end: null,
    failure: {
      kind: 'deployment-failed',
      message: 'The deployment of Web 1.2.0 failed. Web 1.2.0 was looked after.',
      remedy: 'Look into that deployment; its own log says what went wrong.',
      detail: { deploymentId: childId }
    } satisfies Failure
  })
})

it('has stopped when it was told to, however the other deployment ended', async () => {
  expect((await perform(ended('cancelled'), { isStopped: true })).end).toEqual({ kind: 'stopped' })
  expect((await perform(async () => fail(notFound('release', release)), { isStopped: true })).end).toEqual({
    kind: 'stopped'
  })
})

it('fails with what kept the other deployment from starting', async () => {
  const failure = notFound('release', release)
  expect((await perform(async () => fail(failure))).end).toEqual({ kind: 'failed', end: null, failure })
})

it('fails when nobody chose a release', async () => {
  const { end, asked } = await perform(ended('succeeded'), { hasRelease: false })
  expect([end, asked]).toMatchObject([{ kind: 'failed', failure: { kind: 'plan-has-problems' } }, []])
})
