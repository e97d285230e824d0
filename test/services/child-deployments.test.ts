import type { Deployment, DeploymentSummary } from '@shared/deployment'
import type { DeploymentId, RunId } from '@shared/ids'
import { fail, ok } from '@shared/result'
import { Secret } from '@shared/secret'
import { describe, expect, it } from 'vitest'
import type { ChildDeployment, ChildNews } from '../../electron/engine/ports'
import { createReleasesPort } from '../../electron/services/child-deployments'
import type { ServiceContext } from '../../electron/services/context'
import type { ChildStart, StartChild } from '../../electron/services/deployment-children'
import { makeDeployable } from '../support/deployable'
import { planOf } from '../support/plans'
import { must, openTestWorkspace } from '../support/workspace'

const parent = 'deployment-0000000009' as DeploymentId
const childId = 'deployment-0000000010' as DeploymentId

const finished = { state: 'finished', id: childId, plan: planOf(), outcome: 'succeeded', summary: 'Well.', runs: {} }

/** A workspace with “Shop” 1.0.0, and a port whose deployments the test plays. */
async function opened(play: (tell: (summary: Partial<DeploymentSummary>) => void) => Partial<Deployment> = () => ({})) {
  const workspace = await openTestWorkspace()
  const { call } = workspace
  const made = await makeDeployable(call)
  const store = must(await workspace.workspaces.use(async of => ok(of.store)))
  const starts: ChildStart[] = []
  const startChild: StartChild = async (start, _signal, onChange) => {
    starts.push(start)
    const end = play(summary =>
      onChange?.({ id: childId, waitsFor: null, openQuestions: 0, ...summary } as DeploymentSummary)
    )
    return ok({ ...finished, ...end } as Deployment)
  }
  const context = { store, thisMachine: 'posix', now: Date.now, user: 'ada' } as ServiceContext
  const port = createReleasesPort(context, startChild, parent)
  const news: ChildNews[] = []
  const deploy = (changes: Partial<ChildDeployment> = {}) =>
    port.deploy(
      {
        projectId: made.projectId,
        releaseId: made.releaseId,
        environmentId: made.environmentId,
        tenantId: null,
        when: 'always',
        variables: [],
        run: '1.here' as RunId,
        ...changes
      },
      new AbortController().signal,
      item => news.push(item)
    )
  const release = async (version: string) => must(await call('release.create', { projectId: made.projectId, version }))
  const deployed = async (releaseId: typeof made.releaseId) => {
    const { id } = must(await call('deployment.start', { releaseId, environmentId: made.environmentId }))
    await workspace.over(id)
  }
  return { ...workspace, made, starts, news, deploy, release, deployed }
}

describe('deploying a release as a step', () => {
  it('starts a deployment of its own that knows its parent, and takes on its end', async () => {
    const { deploy, starts, made } = await opened()
    expect(must(await deploy())).toEqual({
      kind: 'ended',
      id: childId,
      outcome: 'succeeded',
      summary: 'Well.',
      outputs: []
    })
    expect(starts).toEqual([
      {
        releaseId: made.releaseId,
        environmentId: made.environmentId,
        answers: [],
        parent: { id: parent, run: '1.here' },
        needless: expect.any(Function)
      }
    ])
  })

  it('goes to the tenant of its parent where the project takes any, and to none elsewhere', async () => {
    const { call, deploy, starts, made } = await opened()
    const projects = [{ projectId: made.projectId, environmentIds: [made.environmentId] }]
    const acme = must(await call('tenant.create', { name: 'Acme', projects }))
    const tenantOf = async () => {
      must(await deploy({ tenantId: acme.id }))
      return starts.at(-1)?.tenantId
    }
    expect(await tenantOf()).toBeUndefined()
    must(await call('project.setReleases', { id: made.projectId, value: { tenancy: 'allowed' } }))
    expect(await tenantOf()).toBe(acme.id)
  })

  it('tells each thing once: that it began, what it waits for, and that a person is asked', async () => {
    const { deploy, news } = await opened(tell => {
      for (const waitsFor of [null, 'until 14:30', 'until 14:30', null]) tell({ waitsFor })
      for (const openQuestions of [1, 1, 0, 2]) tell({ openQuestions })
      return {}
    })
    must(await deploy())
    const asks = { level: 'wait', words: `Shop 1.0.0 waits for a person. Answer in its own deployment: ${childId}` }
    expect(news).toEqual([
      { level: 'info', words: `Deploying Shop 1.0.0 to Test as a deployment of its own: ${childId}` },
      { level: 'wait', words: 'Shop 1.0.0 waits: until 14:30.' },
      asks,
      asks
    ])
  })

  it('fails when the other deployment was interrupted', async () => {
    const { deploy } = await opened(() => ({ state: 'interrupted' }) as Partial<Deployment>)
    expect(must(await deploy())).toMatchObject({ kind: 'ended', outcome: 'failed' })
  })

  it('fails when the release is gone, and starts nothing', async () => {
    const { deploy, starts } = await opened()
    const gone = await deploy({ releaseId: 'release-9999999999' as ChildDeployment['releaseId'] })
    expect([gone, starts]).toMatchObject([fail({ kind: 'not-found' } as never), []])
  })
})

describe('whether there is anything to do', () => {
  it('is decided by what the environment has when the step begins', async () => {
    const { deploy, made, deployed, release } = await opened()
    const kind = async (when: ChildDeployment['when'], releaseId = made.releaseId) => {
      const end = must(await deploy({ when, releaseId }))
      return end.kind === 'skipped' ? end.words : 'deployed'
    }
    expect([await kind('not-current'), await kind('newer')]).toEqual(['deployed', 'deployed'])
    const newer = await release('1.10.0')
    const older = await release('1.9.0')
    await deployed(newer.id)
    expect([await kind('always', newer.id), await kind('not-current', newer.id), await kind('not-current')]).toEqual([
      'deployed',
      'Nothing to do: Test has Shop 1.10.0 already.',
      'deployed'
    ])
    expect([
      await kind('newer', newer.id),
      await kind('newer', older.id),
      await kind('newer', (await release('1.10.1')).id)
    ]).toEqual([
      'Nothing to do: Test has 1.10.0, and Shop 1.10.0 is not newer.',
      'Nothing to do: Test has 1.10.0, and Shop 1.9.0 is not newer.',
      'deployed'
    ])
  })
})

describe('variables that are passed on', () => {
  const prompt = { label: '', description: '', isRequired: true, control: { kind: 'single-line' } } as const

  /** Shop asks for a reason in clear, and for a key. */
  async function asking() {
    const of = await opened()
    must(
      await of.call('variables.save', {
        projectId: of.made.projectId,
        version: 0,
        variables: [
          { type: 'text', name: 'Reason', value: '', prompt },
          { type: 'sensitive', name: 'Key', value: 'stored', prompt }
        ]
      })
    )
    const { id } = await of.release('2.0.0')
    return { ...of, askingRelease: id }
  }

  it('answer the prompts of their names; what nobody asks for is left out', async () => {
    const { deploy, starts, askingRelease } = await asking()
    const variables = [
      { name: 'reason', value: 'because' },
      { name: 'Key', value: new Secret('swordfish') },
      { name: 'Other', value: 'x' }
    ]
    must(await deploy({ releaseId: askingRelease, variables }))
    expect(starts[0]?.answers?.map(answer => answer.value).toSorted()).toEqual(['because', 'swordfish'])
  })

  it('never put a secret where it would be written down', async () => {
    const { deploy, starts, askingRelease } = await asking()
    const refused = await deploy({
      releaseId: askingRelease,
      variables: [{ name: 'Reason', value: new Secret('swordfish') }]
    })
    expect(refused).toEqual({
      ok: false,
      failure: {
        kind: 'invalid-input',
        message:
          'What is passed for “Reason” holds a secret, and Shop 2.0.0 asks for it in clear, so it would be written down.',
        remedy: 'Make “Reason” sensitive in the other project’s variables, or pass something else.'
      }
    })
    expect(starts).toEqual([])
  })
})
