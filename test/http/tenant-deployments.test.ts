import {
  type Deployment,
  RunbookRunRepository,
  ServerTaskWaiter,
  SpaceServerTaskRepository
} from '@octopusdeploy/api-client'
import { describe, expect, it } from 'vitest'
import { scriptStep } from '../support/deployable'
import { openTenantShopApi } from '../support/tenant-shop-api'
import { must } from '../support/workspace'

async function shopApi(tenancy?: 'allowed' | 'required') {
  const shop = await openTenantShopApi(tenancy)
  const { call, client, deployments, send } = shop
  const command = { spaceName: 'Default', ProjectName: 'Shop', ReleaseVersion: '1.0.0' }
  return {
    ...shop,
    started: async () => must(await call('deployment.list', {})),
    /** Deploys with the client, waits until all is over, and reads what was deployed. */
    deployTo: async (EnvironmentName: string, whom: { Tenants?: string[]; TenantTags?: string[] }) => {
      const { DeploymentServerTasks } = await deployments.createTenanted({
        ...command,
        EnvironmentName,
        Tenants: [],
        TenantTags: [],
        ...whom
      })
      const tasks = DeploymentServerTasks.map(({ ServerTaskId }) => ServerTaskId)
      const over = await new ServerTaskWaiter(client, 'Default').waitForServerTasksToComplete(tasks, 100, 60_000)
      const read: Deployment[] = []
      for (const { DeploymentId } of DeploymentServerTasks) read.push(await deployments.get(DeploymentId))
      return { over, read }
    },
    /** The bare request, for what is refused. */
    post: (body: object) =>
      send('POST', '/Spaces-1/deployments/create/tenanted/v1', { ...command, EnvironmentName: 'Test', ...body })
  }
}

describe('deploying for tenants', () => {
  it('begins for each that is named, by name or id, and tells whom it was for', async () => {
    const { deployTo, deployments, client, shop, get } = await shopApi()
    const { over, read } = await deployTo('test', { Tenants: ['bolt', shop.acme.id] })
    expect(over.map(task => [task.State, task.Description]).sort()).toEqual([
      ['Success', 'Deploy Shop release 1.0.0 to Test for Acme'],
      ['Success', 'Deploy Shop release 1.0.0 to Test for Bolt']
    ])
    expect(read.map(({ Name, TenantId }) => [Name, TenantId])).toEqual([
      ['Deploy to Test for Bolt', shop.bolt.id],
      ['Deploy to Test for Acme', shop.acme.id]
    ])
    const listed = async (tenants: string[]) =>
      (await deployments.list({ tenants } as never)).Items.map(item => item.TenantId)
    expect(await listed([shop.acme.id])).toEqual([shop.acme.id])
    expect((await listed([shop.acme.id, shop.bolt.id])).sort()).toEqual([shop.acme.id, shop.bolt.id].sort())
    expect(await listed(['Tenants-1'])).toEqual([])
    const ofBolt = await get(`/tasks?tenants=${shop.bolt.id}`)
    expect(ofBolt.json.Items).toMatchObject([{ TenantId: shop.bolt.id, Arguments: { DeploymentId: read[0]?.Id } }])
    const [task] = await new SpaceServerTaskRepository(client, 'Default').getByIds([read[1]!.TaskId])
    expect(task).toMatchObject({ TenantId: shop.acme.id })
  })

  it('means by * every tenant that the release may go to that environment for', async () => {
    const { deployTo, shop } = await shopApi()
    await deployTo('Test', { Tenants: ['Acme'] })
    const live = await deployTo('Live', { Tenants: ['*'] })
    expect(live.read.map(({ TenantId }) => TenantId)).toEqual([shop.acme.id])
    const test = await deployTo('Test', { Tenants: ['*'] })
    expect(test.read.map(({ TenantId }) => TenantId)).toEqual([shop.acme.id, shop.bolt.id])
  })

  it('begins once for a tenant that is named and has the tags as well', async () => {
    const { deployTo, shop } = await shopApi()
    const { read } = await deployTo('Test', { Tenants: ['Bolt'], TenantTags: ['Region/North', 'region/south'] })
    expect(read.map(({ TenantId }) => TenantId)).toEqual([shop.bolt.id, shop.acme.id])
  })

  it('takes answers to prompts for each of them', async () => {
    const { call, post, get, shop } = await shopApi()
    const prompt = { label: 'Colour', description: '', isRequired: true, control: { kind: 'single-line' } } as const
    const { version } = must(await call('variables.get', { projectId: shop.projectId }))
    const variables = [{ type: 'text' as const, name: 'Site.Colour', value: '', prompt }]
    must(await call('variables.save', { projectId: shop.projectId, version, variables }))
    must(await call('release.create', { projectId: shop.projectId, version: '2.0.0' }))
    const both = { ReleaseVersion: '2.0.0', Tenants: ['Acme', 'Bolt'] }
    expect((await post(both)).status).toBe(400)
    const { json } = await post({ ...both, Variables: { Colour: 'green' } })
    for (const { DeploymentId } of json.DeploymentServerTasks)
      expect(Object.values((await get(`/deployments/${DeploymentId}`)).json.FormValues)).toEqual(['green'])
    expect(json.DeploymentServerTasks).toHaveLength(2)
  })

  it('does nothing where nobody is named, which the client takes for a failure', async () => {
    const { deployTo, post, started } = await shopApi()
    await expect(deployTo('Test', {})).rejects.toThrow('No server task details returned')
    expect(await post({})).toMatchObject({ status: 200, json: { DeploymentServerTasks: [] } })
    expect(await started()).toEqual([])
  })

  it('begins for nobody where anything stands against one of them', async () => {
    const { post, send, tenants, started } = await shopApi()
    await tenants.create({ Name: 'Cargo', TenantTags: ['Region/West'] })
    const refused = async (body: object) => {
      const { status, json } = await post(body)
      return [status, json.ErrorMessage]
    }
    expect(await refused({ Tenants: ['Acme', 'Dent'] })).toEqual([404, 'There is no tenant “Dent”.'])
    expect(await refused({ Tenants: ['Acme', '*'] })).toEqual([404, 'There is no tenant “*”.'])
    expect(await refused({ Tenants: ['Acme', 'Cargo'] })).toEqual([
      400,
      expect.stringContaining('Cargo does not get Shop')
    ])
    expect(await refused({ TenantTags: ['Region/West'] })).toEqual([
      404,
      'No tenant with Region/West gets “Shop” in Test.'
    ])
    expect(await refused({ TenantTags: ['West'] })).toEqual([400, expect.stringContaining('TenantTags.0')])
    expect(await refused({ Tenants: ['*'], EnvironmentName: 'Live' })).toEqual([
      404,
      'No tenant may get “Shop” in Live.'
    ])
    expect(await refused({ Tenants: ['Acme'], EnvironmentName: null })).toEqual([
      400,
      'The field “EnvironmentName” must be given.'
    ])
    const untenanted = { ProjectName: 'Shop', ReleaseVersion: '1.0.0', EnvironmentNames: ['Test'] }
    for (const whom of [{ Tenants: ['Acme'] }, { TenantTags: ['Region/North'] }])
      expect(await send('POST', '/deployments/create/untenanted/v1', { ...untenanted, ...whom })).toMatchObject({
        status: 400,
        json: { Errors: expect.arrayContaining([expect.stringContaining('deployments/create/tenanted/v1')]) }
      })
    expect(await started()).toEqual([])
  })

  it('is not asked for without a tenant where a project requires one', async () => {
    const { send, deployTo, started } = await shopApi('required')
    const body = { ProjectName: 'Shop', ReleaseVersion: '1.0.0', EnvironmentNames: ['Test'] }
    expect((await send('POST', '/deployments/create/untenanted/v1', body)).status).toBe(400)
    expect(await started()).toEqual([])
    expect((await deployTo('Test', { Tenants: ['Acme'] })).over).toMatchObject([{ State: 'Success' }])
  })
})

describe('runbooks of a project that takes tenants', () => {
  it('are run for those that are named, or without any', async () => {
    const { client, send, call, shop } = await shopApi()
    const made = await send('POST', '/projects/shop/runbooks', { Name: 'Tidy', MultiTenancyMode: 'Untenanted' })
    expect(made).toMatchObject({ status: 201, json: { MultiTenancyMode: 'TenantedOrUntenanted' } })
    expect(await send('PUT', `/projects/shop/runbooks/${made.json.Id}`, made.json)).toMatchObject({
      status: 200,
      json: made.json
    })
    must(await call('runbook.save', { id: made.json.Id, version: 0, steps: [scriptStep('Sweep')] }))
    must(await call('runbook.publish', { id: made.json.Id }))
    const runs = new RunbookRunRepository(client, 'Default')
    const run = async (body: object) => {
      const what = {
        spaceName: 'Default',
        ProjectName: 'Shop',
        RunbookName: 'Tidy',
        EnvironmentNames: ['Test', 'Live']
      }
      const { RunbookRunServerTasks } = await runs.create({ ...what, ...body } as never)
      const tasks = RunbookRunServerTasks.map(({ ServerTaskId }) => ServerTaskId)
      await new ServerTaskWaiter(client, 'Default').waitForServerTasksToComplete(tasks, 100, 60_000)
      const found: unknown[] = []
      for (const { RunbookRunId } of RunbookRunServerTasks) {
        const { Name, TenantId } = (await runs.get(RunbookRunId)) as { Name?: string; TenantId?: string }
        found.push([Name, TenantId])
      }
      return found
    }
    expect(await run({})).toEqual([
      ['Run in Test', null],
      ['Run in Live', null]
    ])
    expect(await run({ Tenants: ['*'] })).toEqual([
      ['Run in Test for Acme', shop.acme.id],
      ['Run in Test for Bolt', shop.bolt.id],
      ['Run in Live for Acme', shop.acme.id],
      ['Run in Live for Bolt', shop.bolt.id]
    ])
    expect(await run({ TenantTags: ['Region/South'], EnvironmentNames: ['Test'] })).toEqual([
      ['Run in Test for Bolt', shop.bolt.id]
    ])
  })

  it('say so, and refuse to be for tenants only, or for any where the project takes none', async () => {
    const { send, get } = await shopApi()
    const make = (project: string, MultiTenancyMode: string) =>
      send('POST', `/projects/${project}/runbooks`, { Name: `Tidy ${MultiTenancyMode}`, MultiTenancyMode })
    expect((await make('shop', 'Tenanted')).status).toBe(400)
    expect((await make('shop', 'TenantedOrUntenanted')).status).toBe(201)
    expect((await send('POST', '/projects', { Name: 'Plain' })).status).toBe(201)
    expect((await make('plain', 'TenantedOrUntenanted')).status).toBe(400)
    expect((await make('plain', 'untenanted')).status).toBe(201)
    expect(
      (await get('/runbooks')).json.Items.map((item: { MultiTenancyMode: string }) => item.MultiTenancyMode).sort()
    ).toEqual(['TenantedOrUntenanted', 'Untenanted'])
  })
})
