import type { CallName, Input } from '@shared/api'
import { listedStates } from '@shared/deployment-filter'
import { describe, expect, it } from 'vitest'
import { taskResource, taskStates } from '../../electron/http/resources/task'
import { onlySpace, startTestApi } from '../support/http-api'
import { deploymentSummary } from '../support/summaries'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace } from '../support/workspace'

async function api() {
  const workspace = await openTestWorkspace()
  return { ...workspace, ...(await startTestApi(onlySpace(workspace.call))) }
}

/** Everything that a workspace says about its records, in one value. */
async function everything(call: Awaited<ReturnType<typeof api>>['call']) {
  const names = [
    'environment.list',
    'group.list',
    'project.list',
    'lifecycle.list',
    'feed.list',
    'runbook.list'
  ] as const
  const found: Partial<Record<CallName, unknown>> = {}
  for (const name of names) found[name] = must(await call(name, {} as Input<typeof name>))
  return found
}

describe('records over the wire', () => {
  it('are what they were when they come back as they went', async () => {
    const { call, get, send } = await api()
    await makeTasks(call, ['Shop'])
    const [environment] = must(await call('environment.list', {}))
    const [project] = must(await call('project.list', {}))
    const [lifecycle] = must(await call('lifecycle.list', {}))
    const approval = { count: 2, hours: 8 }
    const test = { name: 'Test', isProduction: true, isGuided: false, description: 'A *test*.', approval }
    must(await call('environment.update', { id: environment!.id, value: test }))
    const phase = {
      name: 'All',
      environments: [{ id: environment!.id, isAutomatic: true }],
      minimum: 1,
      isOptional: true,
      retention: { keep: 'days', count: 3 }
    } as const
    must(
      await call('lifecycle.update', {
        id: lifecycle!.id,
        value: {
          name: 'Usual',
          phases: [{ ...phase, environments: [...phase.environments] }],
          retention: { keep: 'releases', count: 5 }
        }
      })
    )
    must(await call('project.update', { id: project!.id, value: { name: 'Shop', guidedFailure: 'on' } }))
    const { version, steps } = must(await call('process.get', { projectId: project!.id }))
    const web = { name: 'Web', packageId: 'Shop.Web' }
    const withPackage = steps.map(step => ({
      ...step,
      actions: step.actions.map(item => (item.type === 'script' ? { ...item, packages: [web] } : item))
    }))
    const saved = must(await call('process.save', { projectId: project!.id, version, steps: withPackage }))
    const [{ actions: [action] = [] } = {}] = saved.steps
    for (const value of [
      {},
      {
        versioning: { from: 'template' as const, template: '1.2.i' },
        notesTemplate: 'New: ',
        hasDiscreteChannels: true,
        approval
      },
      { versioning: { from: 'package' as const, actionId: action!.id, reference: 'Web' }, lifecycleId: lifecycle!.id }
    ]) {
      must(await call('project.setReleases', { id: project!.id, value }))
      must(
        await call('feed.save', {
          id: null,
          feed: {
            name: `Feed ${JSON.stringify(value).length}`,
            kind: 'nuget',
            location: 'https://packages.example/index.json',
            username: 'ada',
            password: 'secret',
            proxy: 'http://proxy.example:3128'
          }
        })
      )
      const before = await everything(call)
      expect(before['feed.list']).toContainEqual(expect.objectContaining({ hasPassword: true, username: 'ada' }))
      for (const path of ['environments', 'lifecycles', 'projectgroups', 'projects', 'feeds'])
        for (const item of (await get(`/${path}?take=100`)).json.Items) {
          const reply = await send('PUT', `/${path}/${item.Id}`, item)
          expect([path, reply.status]).toEqual([path, item.Id === 'feeds-builtin' ? 400 : 200])
          if (reply.status === 200) expect(reply.json).toEqual(item)
        }
      expect(await everything(call)).toEqual(before)
    }
  })

  it('are made, changed and deleted', async () => {
    const { get, send } = await api()
    for (const [path, body] of [
      ['environments', { Name: 'Made', Description: 'x', UseGuidedFailure: true, SortOrder: 7 }],
      ['projectgroups', { Name: 'Made' }],
      [
        'lifecycles',
        {
          Name: 'Made',
          Phases: [
            {
              Name: 'One',
              OptionalDeploymentTargets: [],
              IsOptionalPhase: false,
              MinimumEnvironmentsBeforePromotion: 0
            }
          ]
        }
      ],
      ['feeds', { Name: 'Made', FeedType: 'Maven', FeedUri: 'https://packages.example/maven' }],
      ['projects', { Name: 'Made', Slug: 'other' }],
      ['projects/made/runbooks', { Name: 'Made', ProjectId: 'made', EnvironmentScope: 'All' }]
    ] as const) {
      const made = await send('POST', `/${path}`, body)
      expect([path, made.status, made.json.Name]).toEqual([path, 201, 'Made'])
      const renamed = await send('PUT', `/${path}/${made.json.Id}`, { ...made.json, Name: 'Renamed' })
      expect([path, renamed.status, renamed.json.Name]).toEqual([path, 200, 'Renamed'])
      if (path === 'projects') await send('PUT', `/projects/${made.json.Id}`, { ...made.json, Name: 'Made' })
      else expect((await send('DELETE', `/${path}/${made.json.Id}`)).status).toBe(200)
      if (path !== 'projects') expect((await get(`/${path}/${made.json.Id}`)).status).toBe(404)
    }
  })

  it('keep of a lifecycle what nobody mentions, and lose what somebody takes away', async () => {
    const { call, get, send } = await api()
    const [lifecycle] = must(await call('lifecycle.list', {}))
    const phase = {
      name: 'All',
      environments: [],
      minimum: 0,
      isOptional: false,
      retention: { keep: 'days' as const, count: 3 }
    }
    const value = { name: 'Usual', phases: [phase], retention: { keep: 'releases' as const, count: 5 } }
    must(await call('lifecycle.update', { id: lifecycle!.id, value }))
    const { ReleaseRetentionPolicy, ...unsaid } = (await get(`/lifecycles/${lifecycle!.id}`)).json
    const put = async (policy: object) =>
      (await send('PUT', `/lifecycles/${lifecycle!.id}`, { ...unsaid, ...policy })).json.ReleaseRetentionPolicy
    expect(await put({})).toEqual(ReleaseRetentionPolicy)
    expect(await put({ ReleaseRetentionPolicy: null })).toEqual(ReleaseRetentionPolicy)
    expect(await put({ ReleaseRetentionPolicy: { ShouldKeepForever: true } })).toMatchObject({
      ShouldKeepForever: true
    })
    const [kept] = (await get(`/lifecycles/${lifecycle!.id}`)).json.Phases
    expect(kept.ReleaseRetentionPolicy).toMatchObject({ Unit: 'Days', QuantityToKeep: 3 })
    const inherits = { ...unsaid, Phases: [{ ...kept, ReleaseRetentionPolicy: null }] }
    const [after] = (await send('PUT', `/lifecycles/${lifecycle!.id}`, inherits)).json.Phases
    expect(after.ReleaseRetentionPolicy).toBeNull()
  })

  it('sorts environments by a list of ids', async () => {
    const { get, send } = await api()
    for (const Name of ['Dev', 'Test', 'Prod']) await send('POST', '/environments', { Name })
    const items = (await get('/environments')).json.Items as { Id: string; Name: string }[]
    await send('PUT', '/environments/sortorder', [items[2]?.Id, items[0]?.Id])
    const names = (await get('/environments/v2?type=Static')).json.Items.map((item: { Name: string }) => item.Name)
    expect(names).toEqual(['Prod', 'Dev', 'Test'])
    expect((await get('/environments/v2?type=Ephemeral')).json.Items).toEqual([])
  })

  it('shows the machines of an environment', async () => {
    const { call, get } = await api()
    await makeTasks(call, ['Shop'])
    const [environment] = must(await call('environment.list', {}))
    const items = async (query: string) => (await get(`/environments/test/machines?${query}`)).json.Items
    expect(await items('')).toMatchObject([
      { Name: 'bench', Roles: ['server'], HealthStatus: 'Unknown', IsDisabled: false }
    ])
    expect(await items('roles=SERVER')).toHaveLength(1)
    expect(await items('roles=db')).toEqual([])
    expect(await items('isDisabled=true')).toEqual([])
    const word = `healthStatuses=Healthy,UNKNOWN&commStyles=none&environmentIds=${environment!.id}`
    expect(await items(word)).toHaveLength(1)
    for (const query of ['healthStatuses=Healthy', 'commStyles=Ssh,OfflineDrop', 'tenantIds=tenant-0000000000'])
      expect([query, await items(query)]).toEqual([query, []])
    expect(await get('/environments/test/machines?shellNames=Bash')).toMatchObject({
      status: 400,
      json: { ErrorMessage: 'Slipway does not know which shells targets have.' }
    })
  })

  it('sums up environments by their machines', async () => {
    const { call, get } = await api()
    await makeTasks(call, ['Shop'])
    must(await call('environment.create', { name: 'Empty' }))
    const rows = async (query: string) => {
      const { json } = await get(`/environments/summary?${query}`)
      const each = json.EnvironmentSummaries.map((item: { Environment: { Name: string }; TotalMachines: number }) => [
        item.Environment.Name,
        item.TotalMachines
      ])
      return [json.TotalMachines, json.MachineHealthStatusSummaries.Unknown, each]
    }
    const both = [
      ['Test', 1],
      ['Empty', 0]
    ]
    expect(await rows('')).toEqual([1, 1, both])
    expect(await rows('hideEmptyEnvironments=true&machinePartialName=enc')).toEqual([1, 1, [['Test', 1]]])
    expect(await rows('partialName=empt')).toEqual([0, 0, [['Empty', 0]]])
    expect((await get('/environments/summary?healthStatuses=Healthy')).json.TotalMachines).toBe(0)
    expect((await get('/environments/test/singlyScopedVariableDetails')).status).toBe(400)
  })

  it('shows machines by themselves, also by their names', async () => {
    const { call, get } = await api()
    await makeTasks(call, ['Shop'])
    const [machine] = (await get('/machines')).json.Items
    expect(machine).toMatchObject({ Name: 'bench', Endpoint: { CommunicationStyle: 'None' } })
    expect((await get('/machines/bench')).json).toEqual(machine)
    expect((await get('/machines?name=benc')).json.Items).toEqual([])
    expect((await get('/machines?name=BENCH&healthStatuses=Unknown')).json.Items).toEqual([machine])
  })

  it('refuses a phase whose deployments come first, and says how one deployment does', async () => {
    const { send, get } = await api()
    const phase = { Name: 'Test', MinimumEnvironmentsBeforePromotion: 1 }
    const save = (isPriority: boolean) =>
      send('POST', '/lifecycles', { Name: 'Fast', Phases: [{ ...phase, IsPriorityPhase: isPriority }] })
    expect(await save(true)).toMatchObject({
      status: 400,
      json: { ErrorMessage: 'A phase gives no priority in Slipway; one deployment has it, or none.' }
    })
    expect(await save(false)).toMatchObject({ status: 201 })
    expect((await get('/lifecycles?name=Fast')).json.Items).toMatchObject([
      { Phases: [{ ...phase, IsPriorityPhase: false }] }
    ])
  })

  it('has no projects that are clones', async () => {
    const { call, get } = await api()
    await makeTasks(call, ['Shop'])
    expect((await get('/projects?clonedFromProjectId=Projects-1')).json).toMatchObject({ TotalResults: 0, Items: [] })
  })

  it('refuses what a project of Slipway cannot be, instead of leaving it out', async () => {
    const { send, call } = await api()
    for (const body of [
      { IsVersionControlled: true },
      { TenantedDeploymentMode: 'Sometimes' },
      { AutoCreateRelease: true },
      { IncludedLibraryVariableSetIds: ['LibraryVariableSets-1'] },
      { LifecycleId: 'Lifecycles-1' }
    ])
      expect((await send('POST', '/projects', { Name: 'Shop', ...body })).status).toBeGreaterThanOrEqual(400)
    expect(must(await call('project.list', {}))).toEqual([])
    expect(await send('POST', '/build-information', { PackageId: 'Shop' })).toMatchObject({ status: 400 })
  })
})

describe('states of tasks', () => {
  const space = { id: 'main', name: 'Default', description: '', wireId: 'Spaces-1', slug: 'default' }

  it.each(listedStates.map(state => [state, taskStates[state]]))('%s is %s to whoever waits', (state, word) => {
    const isOpen = ['Queued', 'Executing', 'Cancelling'].includes(word)
    const over = state === 'queued' || state === 'running' || state === 'cancelling' || state === 'interrupted'
    const summary = deploymentSummary({
      ...(over ? { state, outcome: null } : { state: 'finished', outcome: state }),
      finishedAt: over ? null : 60_000,
      startedAt: 1000
    } as never)
    expect(taskResource(space, summary, 180_000, 1500)).toMatchObject({
      EstimatedRemainingQueueDurationSeconds: 2,
      State: word,
      IsCompleted: !isOpen,
      FinishedSuccessfully: state === 'succeeded',
      HasWarningsOrErrors: !isOpen && state !== 'succeeded'
    })
  })
})
