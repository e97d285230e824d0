import type { Input } from '@shared/api'
import type { StepInput } from '@shared/model/process'
import type { VariableInput } from '@shared/model/variable-set'
import { describe, expect, it } from 'vitest'
import { deploymentOfTask } from '../../electron/http/wire-ids'
import type { Call } from '../../electron/ipc/dispatch'
import { scriptStep } from '../support/deployable'
import { onlySpace, openApi, startTestApi } from '../support/http-api'
import { makeTasks } from '../support/tasks'
import { must, openTestWorkspace, patientEngine, type WorkspaceOptions } from '../support/workspace'

/** A project “Shop” with a release 1.0.0 that may go to “Test” and “Second”, with a target in each. */
async function shop(steps: readonly StepInput[] = [scriptStep('Install')], options: WorkspaceOptions = {}) {
  const workspace = await openTestWorkspace(options)
  const { call } = workspace
  const [lifecycle] = must(await call('lifecycle.list', {}))
  const anywhere = { name: 'Anywhere', environments: [], minimum: 0, isOptional: false }
  must(await call('lifecycle.update', { id: lifecycle!.id, value: { name: lifecycle!.name, phases: [anywhere] } }))
  await makeTasks(call, ['Shop'], steps)
  const second = must(await call('environment.create', { name: 'Second' }))
  must(await call('target.create', { kind: 'local', name: 'bench-2', roles: ['server'], environmentIds: [second.id] }))
  const api = await startTestApi(onlySpace(call))
  const release = (body: object) => api.send('POST', '/Spaces-1/releases/create/v1', { ProjectName: 'Shop', ...body })
  const deploy = (body: object = {}) =>
    api.send('POST', '/Spaces-1/deployments/create/untenanted/v1', {
      ProjectName: 'shop',
      ReleaseVersion: '1.0.0',
      EnvironmentNames: ['Test'],
      ...body
    })
  const started = async () => must(await call('deployment.list', {}))
  /** Makes these the only variables of the project. */
  const save = async (...variables: Input<'variables.save'>['variables']) => {
    const { id: projectId } = await onlyProject(call)
    const { version } = must(await call('variables.get', { projectId }))
    must(await call('variables.save', { projectId, version, variables }))
  }
  return { ...workspace, ...api, release, deploy, started, save }
}

const onlyProject = async (call: Call) => must(await call('project.list', {}))[0]!

/** A variable whose value a person types in for each deployment. */
const prompted = (name: string, scope: VariableInput['scope'] = {}): VariableInput => ({
  type: 'text',
  name,
  value: '',
  scope,
  prompt: { label: `${name}?`, description: '', isRequired: true, control: { kind: 'single-line' } }
})

describe('making releases by name', () => {
  it('counts on from the newest, and answers with the one that is there where that is enough', async () => {
    const { release } = await shop()
    const first = await release({})
    expect(first).toMatchObject({ status: 201, json: { ReleaseVersion: '1.0.1' } })
    const again = { ReleaseVersion: '1.0.1' }
    expect((await release({ ...again, IgnoreIfAlreadyExists: true })).json).toEqual(first.json)
    expect(await release(again)).toMatchObject({
      status: 400,
      json: { ErrorMessage: 'There is already a release 1.0.1 of this project.' }
    })
  })

  it('answers with the one that is there although its packages and releases could not be chosen now', async () => {
    const { call, release } = await shop()
    const [project] = must(await call('project.list', {}))
    const there = { ReleaseVersion: '1.0', IgnoreIfAlreadyExists: true, Packages: ['A step of then:1.0.0'] }
    const [{ id } = {}] = must(await call('release.list', { projectId: project!.id }))
    expect(await release(there)).toMatchObject({ status: 201, json: { ReleaseId: id, ReleaseVersion: '1.0.0' } })
    expect((await release({ ...there, ChannelName: 'A channel of then' })).json.ReleaseId).toBe(id)
    expect((await release({ ...there, ReleaseVersion: '1.0.i' })).status).toBe(400)
    expect((await release({ ...there, IgnoreIfAlreadyExists: false })).status).toBe(400)
  })

  it('takes a project by its id and by its slug, notes, channel and custom fields', async () => {
    const { get, call, send } = await shop()
    const [project] = must(await call('project.list', {}))
    must(await call('channel.create', { projectId: project!.id, value: { name: 'Hotfix' } }))
    const { json } = await send('POST', '/releases/create/v1', {
      ProjectName: project!.id,
      ReleaseVersion: '2.0',
      ChannelName: 'hotfix',
      ReleaseNotes: 'Faster.',
      CustomFields: { Ticket: 'T-1' }
    })
    expect((await get(`/releases/${json.ReleaseId}`)).json).toMatchObject({
      Version: '2.0',
      ReleaseNotes: 'Faster.',
      CustomFields: { Ticket: 'T-1' },
      IgnoreChannelRules: false,
      SelectedPackages: [],
      Links: { Self: `/api/Spaces-1/releases/${json.ReleaseId}` }
    })
  })

  it.each([
    [{ GitRef: 'main' }, 'Slipway keeps projects in its workspace, not in Git.'],
    [{ GitCommit: 'abc' }, 'Slipway keeps projects in its workspace, not in Git.'],
    [{ GitResources: ['a:main'] }, 'Slipway takes nothing from Git.'],
    [{ PackagePrerelease: 'beta' }, 'Slipway chooses packages by the rules of the channel.'],
    [{ Packages: ['Install:1.0.0'] }, 'No package of the process is meant by “Install:1.0.0”.'],
    [{ Packages: ['nonsense'] }, '“nonsense” does not say which version a package is to have.']
  ])('refuses %j in words', async (body, message) => {
    const { release } = await shop()
    expect(await release(body)).toMatchObject({ status: 400, json: { ErrorMessage: message } })
  })
})

describe('deploying by name', () => {
  it('begins in every environment, in the order in which they are named', async () => {
    const { deploy, started } = await shop()
    const { json } = await deploy({ EnvironmentNames: ['Second', 'test'], Comments: 'From the CI.' })
    const ids = json.DeploymentServerTasks.map((item: { DeploymentId: string }) => item.DeploymentId)
    const all = await started()
    expect(ids.map((id: string) => all.find(item => item.id === id)?.environmentName)).toEqual(['Second', 'Test'])
    expect(all.map(({ comment }) => comment)).toEqual(['From the CI.', 'From the CI.'])
    for (const { DeploymentId, ServerTaskId } of json.DeploymentServerTasks)
      expect(deploymentOfTask(ServerTaskId)).toBe(DeploymentId)
  })

  it('begins nowhere where anything stands against one of them', async () => {
    const { deploy, started } = await shop()
    expect(await deploy({ EnvironmentNames: ['Test', 'Nowhere'] })).toMatchObject({
      status: 404,
      json: { ErrorMessage: 'There is no environment “Nowhere”.' }
    })
    expect((await deploy({ EnvironmentNames: [] })).status).toBe(400)
    expect((await deploy({ ReleaseVersion: '9.9' })).status).toBe(404)
    expect((await deploy({ Tenants: ['Acme'] })).status).toBe(400)
    expect((await deploy({ ForcePackageRedeployment: true })).status).toBe(400)
    expect(await started()).toEqual([])
  })

  it('leaves steps out by their names, passes over steps that are not there, and fails for machines that are not', async () => {
    const { deploy, get, started } = await shop([scriptStep('Install'), scriptStep('Notify')])
    const { json } = await deploy({ SkipStepNames: ['notify', 'Unheard of'], SpecificMachineNames: ['bench'] })
    const deployment = await get(`/deployments/${json.DeploymentServerTasks[0].DeploymentId}`)
    expect(deployment.json.SkipActions).toEqual([expect.stringMatching(/^action-/)])
    expect(deployment.json.SpecificMachineIds).toEqual([expect.stringMatching(/^target-/)])
    for (const name of ['SpecificMachineNames', 'ExcludedMachineNames'])
      expect(await deploy({ [name]: ['Unheard of'] })).toMatchObject({
        status: 404,
        json: { ErrorMessage: 'There is no target “Unheard of”.' }
      })
    expect(await started()).toHaveLength(1)
  })

  it('takes answers to prompts by name, and refuses values that nobody asks for', async () => {
    const { call, deploy, get, save } = await shop()
    await save(prompted('Customer'))
    must(await call('release.create', { projectId: (await onlyProject(call)).id, version: '2.0.0' }))
    const two = { ReleaseVersion: '2.0.0' }
    expect(await deploy({ ...two, Variables: { Unasked: 'x' } })).toMatchObject({
      status: 400,
      json: {
        ErrorMessage: 'Nobody is asked for “Unasked” here.',
        Errors: expect.arrayContaining(['What is asked for is Customer.'])
      }
    })
    expect((await deploy(two)).status).toBe(400)
    for (const name of ['customer', 'Customer?']) {
      const { json } = await deploy({ ...two, Variables: { [name]: 'Acme' } })
      const deployment = await get(`/deployments/${json.DeploymentServerTasks[0].DeploymentId}`)
      expect(Object.values(deployment.json.FormValues)).toEqual(['Acme'])
    }
  })

  it('takes a value that only one of the environments asks for', async () => {
    const { call, deploy, get, save } = await shop()
    const second = must(await call('environment.list', {})).find(({ name }) => name === 'Second')
    await save(prompted('Password', { environments: [second!.id] }))
    must(await call('release.create', { projectId: (await onlyProject(call)).id, version: '2.0.0' }))
    const both = { ReleaseVersion: '2.0.0', EnvironmentNames: ['Test', 'Second'] }
    expect((await deploy(both)).status).toBe(400)
    expect(await deploy({ ...both, Variables: { Unasked: 'x', Password: 'y' } })).toMatchObject({
      status: 400,
      json: { Errors: ['Variables.Unasked: is not supported', 'What is asked for is Password.'] }
    })
    const { json } = await deploy({ ...both, Variables: { password: 'y' } })
    const values: unknown[] = []
    for (const { DeploymentId } of json.DeploymentServerTasks)
      values.push(Object.values((await get(`/deployments/${DeploymentId}`)).json.FormValues))
    expect(values).toEqual([[], ['y']])
  })

  it('updates the variables of a release for a deployment that begins, and leaves them for one that is refused', async () => {
    const { call, deploy, get, save, started } = await shop()
    const { id: projectId } = await onlyProject(call)
    const [release] = must(await call('release.list', { projectId }))
    const frozen = async () => (await get(`/releases/${release!.id}`)).json.ProjectVariableSetSnapshotId
    const before = await frozen()
    await save(prompted('Customer'))
    const updated = { UpdateVariableSnapshot: true }
    expect((await deploy({ ...updated, Variables: { Unasked: 'x' } })).status).toBe(400)
    expect((await deploy({ ...updated, EnvironmentNames: ['Test', 'Second'] })).status).toBe(400)
    expect(
      (await deploy({ ...updated, Variables: { Customer: 'x' }, EnvironmentNames: ['Test', 'test'] })).status
    ).toBe(400)
    expect(await frozen()).toBe(before)
    expect(await started()).toEqual([])
    const { json } = await deploy({ ...updated, Variables: { Customer: 'Acme' } })
    const deployment = await get(`/deployments/${json.DeploymentServerTasks[0].DeploymentId}`)
    expect(Object.values(deployment.json.FormValues)).toEqual(['Acme'])
    const now = await frozen()
    expect(now).not.toBe(before)
    expect((await deploy({ ...updated, Variables: { Customer: 'Bolt' } })).status).toBe(200)
    expect(await frozen()).toBe(now)
    const changes = must(await call('audit.list', { limit: 100 })).entries.filter(
      ({ verb }) => verb === 'variables-updated'
    )
    expect(changes).toHaveLength(1)
  })

  it('tells guided failure that nobody mentions from guided failure that nobody wants', async () => {
    const { call, deploy, get } = await shop()
    const [environment] = must(await call('environment.list', {}))
    must(await call('environment.update', { id: environment!.id, value: { name: environment!.name, isGuided: true } }))
    const isGuided = async (body: object) => {
      const { json } = await deploy({ EnvironmentNames: [environment!.name], ...body })
      return (await get(`/deployments/${json.DeploymentServerTasks[0].DeploymentId}`)).json.UseGuidedFailure
    }
    expect(await isGuided({})).toBe(true)
    expect(await isGuided({ UseGuidedFailure: null })).toBe(true)
    expect(await isGuided({ UseGuidedFailure: false })).toBe(false)
  })

  it('waits until its time has come, and gives up when it is over', async () => {
    const { deploy, get } = await shop()
    const [RunAt, NoRunAfter] = [3_600_000, 7_200_000].map(ahead => new Date(Date.now() + ahead).toISOString())
    const { json } = await deploy({ RunAt, NoRunAfter })
    const task = await get(`/tasks/${json.DeploymentServerTasks[0].ServerTaskId}`)
    expect(task.json).toMatchObject({
      State: 'Queued',
      Completed: 'Queued...',
      IsCompleted: false,
      QueueTime: RunAt,
      QueueTimeExpiry: NoRunAfter,
      StartTime: null,
      HasPendingInterruptions: false,
      HasWarningsOrErrors: false,
      Arguments: { DeploymentId: json.DeploymentServerTasks[0].DeploymentId }
    })
    expect(await deploy({ RunAt: 'tomorrow' })).toMatchObject({ status: 400 })
  })

  it('needs a reason to deploy into a freeze', async () => {
    const { call, deploy } = await shop()
    const [project] = must(await call('project.list', {}))
    const [environment] = must(await call('environment.list', {}))
    const hour = 3_600_000
    must(
      await call('freeze.create', {
        name: 'Holidays',
        startsAt: Date.now() - hour,
        endsAt: Date.now() + hour,
        projects: [project!.id],
        environments: [environment!.id]
      })
    )
    const there = { EnvironmentNames: [environment!.name] }
    expect((await deploy(there)).status).toBe(400)
    expect((await deploy({ ...there, DeploymentFreezeOverrideReason: 'It burns.' })).status).toBe(200)
  })

  it('shows what is under way, and narrows lists by state, project and environment', async () => {
    const { deploy, get, call } = await shop(undefined, { ports: { runDeployment: patientEngine } })
    await deploy({ EnvironmentNames: ['Test', 'Second'] })
    const [project] = must(await call('project.list', {}))
    const [environment] = must(await call('environment.list', {}))
    const count = async (query: string) => (await get(`/deployments?${query}`)).json.TotalResults
    expect(await count('taskState=Success,Failed')).toBe(0)
    expect(await count('taskState=Executing,Queued')).toBe(2)
    expect(await count(`projects=${project!.id}&environments=${environment!.id}`)).toBe(1)
    expect(await count('projects=project-0000000000')).toBe(0)
    expect(await count('tenants=Tenants-1')).toBe(0)
    expect((await get('/tasks?partialName=to second')).json.Items).toMatchObject([
      { Description: 'Deploy Shop release 1.0.0 to Second' }
    ])
  })
})

describe('processes', () => {
  const script = (name: string, more: object = {}) => ({
    Id: '',
    Name: name,
    Properties: {},
    Actions: [
      {
        Id: '',
        Name: name,
        ActionType: 'Octopus.Script',
        Properties: {
          'Octopus.Action.RunOnServer': 'True',
          'Octopus.Action.Script.Syntax': 'Bash',
          'Octopus.Action.Script.ScriptBody': 'true'
        },
        ...more
      }
    ]
  })

  it('are saved only by somebody who saw the stored version; what is new gets ids, what has one keeps it', async () => {
    const { get, send } = await shop()
    const path = '/projects/shop/deploymentprocesses'
    const process = (await get(path)).json
    const saved = await send('PUT', path, { ...process, Steps: [...process.Steps, script('Tidy')] })
    expect(saved).toMatchObject({ status: 200, json: { Version: process.Version + 1 } })
    expect(saved.json.Steps[0]).toEqual(process.Steps[0])
    expect(saved.json.Steps[1]).toMatchObject({
      Id: expect.stringMatching(/^step-/),
      Slug: 'tidy',
      Actions: [{ Id: expect.stringMatching(/^action-/) }]
    })
    expect(await send('PUT', path, process)).toMatchObject({ status: 409, json: { ErrorMessage: expect.any(String) } })
    expect((await send('PUT', path, saved.json)).json).toEqual(saved.json)
    expect((await get(`/deploymentprocesses/${process.Id}`)).json).toEqual(saved.json)
  })

  it('have steps of different names, for environments, channels and feeds that exist', async () => {
    const { get, send } = await shop()
    const path = '/projects/shop/deploymentprocesses'
    const process = (await get(path)).json
    const put = (...steps: object[]) => send('PUT', path, { ...process, Steps: steps })
    expect((await put(script('Same'), script('same'))).status).toBe(400)
    expect((await put(script('A', { Environments: ['Environments-1'] }))).json.Errors[0]).toContain('is no environment')
    expect((await put(script('A', { Channels: ['Channels-1'] }))).json.Errors[0]).toContain('is no channel')
    const foreign = { Name: 'x', PackageId: 'Shop', FeedId: 'Feeds-9' }
    expect((await put(script('A', { Packages: [foreign] }))).json.Errors[0]).toContain('is no feed')
    expect((await get(path)).json).toEqual(process)
    expect((await send('GET', '/projects/shop/main/deploymentprocesses')).status).toBe(400)
  })

  it('give their further properties to their scripts as variables', async () => {
    const { send, get, backend } = await openApi()
    const [lifecycle] = (await get('/lifecycles?take=1')).json.Items
    const [group] = (await get('/projectgroups?take=1')).json.Items
    await send('POST', '/projects', { Name: 'Shop', LifecycleId: lifecycle.Id, ProjectGroupId: group.Id })
    await send('POST', '/environments', { Name: 'Test' })
    const process = (await get('/projects/shop/deploymentprocesses')).json
    const step = script('Say', {
      Properties: {
        'Octopus.Action.RunOnServer': 'True',
        'Octopus.Action.Script.Syntax': 'Bash',
        'Octopus.Action.Script.ScriptBody': 'echo "[$(get_octopusvariable "My.Greeting")] #{My.Greeting}"',
        'My.Greeting': 'Hello #{Octopus.Environment.Name}'
      }
    })
    expect((await send('PUT', '/projects/shop/deploymentprocesses', { ...process, Steps: [step] })).status).toBe(200)
    await send('POST', '/releases/create/v1', { ProjectName: 'Shop', ReleaseVersion: '1.0' })
    const { json } = await send('POST', '/deployments/create/untenanted/v1', {
      ProjectName: 'Shop',
      ReleaseVersion: '1.0',
      EnvironmentNames: ['Test']
    })
    const { ServerTaskId } = json.DeploymentServerTasks[0]
    const id = deploymentOfTask(ServerTaskId)!
    await new Promise<void>(resolve => {
      const stop = backend.subscribe(event => {
        if (event.type !== 'deployment.changed' || event.summary.id !== id || event.summary.state !== 'finished') return
        stop()
        resolve()
      })
    })
    expect((await send('GET', `/tasks/${ServerTaskId}/raw`)).json).toContain('[Hello Test] Hello Test')
  })
})

describe('releases that deploy other releases', () => {
  it('have the release of another project chosen like a version of a package', async () => {
    const { call, release, get } = await shop()
    const [shopProject] = must(await call('project.list', {}))
    const parent = must(await call('project.create', { name: 'All' }))
    const deploys = { type: 'deploy-release' as const, projectId: shopProject!.id, when: 'always' as const }
    must(
      await call('process.save', {
        projectId: parent.id,
        version: 0,
        steps: [{ name: 'Shop first', location: 'here', roles: [], actions: [deploys] }]
      })
    )
    must(await call('release.create', { projectId: shopProject!.id, version: '2.0.0' }))
    const all = { ProjectName: 'All', Packages: ['Shop first:1.0.0'] }
    const { json } = await release(all)
    const { snapshot } = must(await call('release.get', { id: json.ReleaseId }))
    expect(snapshot?.children).toMatchObject([{ version: '1.0.0' }])
    expect((await release({ ...all, Packages: ['Shop first:9.9'] })).status).toBe(404)
    expect((await get(`/projects/all/releases/${json.ReleaseVersion}`)).json.Id).toBe(json.ReleaseId)
  })
})
