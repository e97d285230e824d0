import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Client,
  DeploymentProcessRepository,
  DeploymentRepository,
  EnvironmentRepository,
  EnvironmentV2Repository,
  LifecycleRepository,
  NewProject,
  OverwriteMode,
  PackageRepository,
  PackageRequirement,
  ProjectGroupRepository,
  ProjectRepository,
  ReleaseRepository,
  RunbookEnvironmentScope,
  RunbookProcessRepository,
  RunbookRepository,
  RunbookRunRepository,
  RunbookSnapshotRepository,
  RunCondition,
  RunConditionForAction,
  ServerTaskWaiter,
  SpaceRepository,
  SpaceServerTaskRepository,
  StartTrigger,
  TenantedDeploymentMode,
  userGetCurrent
} from '@octopusdeploy/api-client'
import { describe, expect, it } from 'vitest'
import { openApi } from '../support/http-api'
import { makeZip } from '../support/make-zip'
import { connect } from '../support/octopus-client'
import { tempFolder } from '../support/store'

/** A script that runs once on the machine of Slipway, as Octopus' own tests add it. */
const bashStep = (name: string, body: string) => ({
  Id: '',
  Name: name,
  Slug: '',
  Properties: {},
  Condition: RunCondition.Success,
  StartTrigger: StartTrigger.StartAfterPrevious,
  PackageRequirement: PackageRequirement.LetOctopusDecide,
  Actions: [
    {
      Id: '',
      Name: name,
      Slug: '',
      ActionType: 'Octopus.Script',
      Notes: null,
      IsDisabled: false,
      CanBeUsedForProjectVersioning: false,
      IsRequired: false,
      WorkerPoolId: null,
      Container: { Image: null, FeedId: null },
      WorkerPoolVariable: '',
      Environments: [],
      ExcludedEnvironments: [],
      Channels: [],
      TenantTags: [],
      Packages: [],
      Condition: RunConditionForAction.Success,
      Properties: {
        'Octopus.Action.RunOnServer': 'true',
        'Octopus.Action.Script.ScriptSource': 'Inline',
        'Octopus.Action.Script.Syntax': 'Bash',
        'Octopus.Action.Script.ScriptBody': body
      }
    }
  ]
})

/** A project of a space with one Bash script, and an environment. */
async function makeProject(client: Client, space: string, body: string) {
  const [group] = (await new ProjectGroupRepository(client, space).list({ take: 1 })).Items
  const [lifecycle] = (await new LifecycleRepository(client, space).list({ take: 1 })).Items
  const projects = new ProjectRepository(client, space)
  const project = await projects.create(NewProject('Hello', group!, lifecycle!))
  const processes = new DeploymentProcessRepository(client, space)
  const process = await processes.get(project)
  // biome-ignore lint/suspicious/noExplicitAny: the client's types want what its own tests leave out, too.
  process.Steps = [bashStep('Say hello', body) as any]
  await processes.update(project, process)
  const environment = await new EnvironmentRepository(client, space).create({ Name: 'Dev' })
  return { project, environment, projects }
}

const soon = 100
const long = 60_000

describe('the official client', () => {
  it('goes all the way: space, project, process, release, deployment, log', async () => {
    const api = await openApi()
    const client = await connect(api)
    expect(await userGetCurrent(client)).toMatchObject({ Id: 'Users-1', IsActive: true })
    const spaceName = `Team ${randomBytes(4).toString('hex')}`
    const made = await new SpaceRepository(client).create({
      Name: spaceName,
      SpaceManagersTeams: [],
      SpaceManagersTeamMembers: [],
      IsDefault: false
    } as never)
    expect(made).toMatchObject({ Name: spaceName, IsDefault: false })

    const { project } = await makeProject(client, spaceName, 'echo "Hello from #{Octopus.Environment.Name}"')
    expect(project).toMatchObject({
      Name: 'Hello',
      SpaceId: made.Id,
      TenantedDeploymentMode: TenantedDeploymentMode.Untenanted
    })
    const releases = new ReleaseRepository(client, spaceName)
    const first = await releases.create({ spaceName, ProjectName: 'Hello' })
    expect(first.ReleaseVersion).toBe('0.0.1')

    const deployments = new DeploymentRepository(client, spaceName)
    const { DeploymentServerTasks } = await deployments.create({
      spaceName,
      ProjectName: 'Hello',
      ReleaseVersion: '0.0.1',
      EnvironmentNames: ['Dev']
    })
    const [{ DeploymentId, ServerTaskId } = { DeploymentId: '', ServerTaskId: '' }] = DeploymentServerTasks
    const listed = await deployments.list({ ids: [DeploymentId], take: 1 })
    expect(listed.Items).toMatchObject([{ Id: DeploymentId, TaskId: ServerTaskId, ReleaseId: first.ReleaseId }])
    const environments = await new EnvironmentV2Repository(client, spaceName).list({
      ids: listed.Items.map(item => item.EnvironmentId)
    } as never)
    expect(environments.Items.map(item => item.Name)).toEqual(['Dev'])

    const task = await new ServerTaskWaiter(client, spaceName).waitForServerTaskToComplete(ServerTaskId, soon, long)
    expect(task).toMatchObject({
      State: 'Success',
      IsCompleted: true,
      Description: 'Deploy Hello release 0.0.1 to Dev'
    })
    const tasks = new SpaceServerTaskRepository(client, spaceName)
    expect(await tasks.getRaw(ServerTaskId)).toContain('Hello from Dev')
    const details = await tasks.getDetails(ServerTaskId)
    expect(details.ActivityLogs[0]?.Children[0]).toMatchObject({ Name: 'Step 1: Say hello', Status: 'Success' })

    const second = await releases.create({ spaceName, ProjectName: 'Hello' })
    expect(second.ReleaseVersion).toBe('0.0.2')
    const again = { spaceName, ProjectName: 'Hello', ReleaseVersion: '0.0.2' }
    expect(await releases.create({ ...again, IgnoreIfAlreadyExists: true })).toEqual(second)
    await expect(releases.create(again)).rejects.toMatchObject({ StatusCode: 400 })
    expect((await releases.listForProject(project.Id)).Items.map(item => item.Version)).toEqual(['0.0.2', '0.0.1'])

    const spaces = new SpaceRepository(client)
    await expect(spaces.del(made)).rejects.toThrow('not ready to be deleted')
    await spaces.modify({ ...made, TaskQueueStopped: true })
    await spaces.del(made)
    expect((await spaces.list({ partialName: spaceName })).Items).toEqual([])
  })

  it('pushes packages, finds them again, and chooses them for a release', async () => {
    const api = await openApi()
    const client = await connect(api)
    const { project } = await makeProject(client, 'Default', 'echo hello')
    const folder = await tempFolder()
    const files = await Promise.all(
      ['Hello.1.0.0.zip', 'GoodBye.2.0.0.zip'].map(async name => {
        const path = join(folder, name)
        await writeFile(path, await makeZip({ 'index.html': name }))
        return path
      })
    )
    const packages = new PackageRepository(client, 'Default')
    await packages.push(files)
    const [found] = (await packages.list({ filter: 'Hello' })).Items
    expect(found?.Id).toBe('packages-Hello.1.0.0')
    expect(await packages.get(found!.Id)).toMatchObject({ PackageId: 'Hello', Version: '1.0.0', FileExtension: '.zip' })
    await expect(packages.push([files[0]!])).rejects.toThrow('A package with the same name and version already exists')
    await packages.push(files, OverwriteMode.IgnoreIfExists)

    const processes = new DeploymentProcessRepository(client, 'Default')
    const process = await processes.get(project)
    const reference = (name: string) => ({
      Id: '',
      Name: name,
      PackageId: name,
      FeedId: 'feeds-builtin',
      AcquisitionLocation: 'Server',
      Properties: { Extract: 'True' }
    })
    process.Steps[0]!.Actions[0]!.Packages = [reference('Hello'), reference('GoodBye')] as never
    await processes.update(project, process)
    const releases = new ReleaseRepository(client, 'Default')
    const { ReleaseId } = await releases.create({
      spaceName: 'Default',
      ProjectName: 'Hello',
      Packages: ['Hello:1.0.0', 'GoodBye:2.0.0']
    })
    expect((await releases.get(ReleaseId)).SelectedPackages).toMatchObject([
      { ActionName: 'Say hello', PackageReferenceName: 'Hello', Version: '1.0.0' },
      { ActionName: 'Say hello', PackageReferenceName: 'GoodBye', Version: '2.0.0' }
    ])
  })

  it('cancels what takes too long, and says so', async () => {
    const api = await openApi()
    const client = await connect(api)
    await makeProject(client, 'Default', 'echo begun; sleep 600')
    const command = { spaceName: 'Default', ProjectName: 'Hello' }
    const { ReleaseVersion } = await new ReleaseRepository(client, 'Default').create(command)
    const { DeploymentServerTasks } = await new DeploymentRepository(client, 'Default').create({
      ...command,
      ReleaseVersion,
      EnvironmentNames: ['Dev']
    })
    const { ServerTaskId } = DeploymentServerTasks[0]!
    const waiter = new ServerTaskWaiter(client, 'Default')
    await expect(waiter.waitForServerTaskToComplete(ServerTaskId, soon, 300, undefined, true)).rejects.toThrow(
      'Tasks were cancelled'
    )
    expect(await waiter.waitForServerTaskToComplete(ServerTaskId, soon, long)).toMatchObject({ State: 'Canceled' })
  })

  it('publishes runbooks and runs them', async () => {
    const api = await openApi()
    const client = await connect(api)
    const { project } = await makeProject(client, 'Default', 'echo hello')
    const runbooks = new RunbookRepository(client, 'Default', project)
    const runbook = await runbooks.create({
      Name: 'Tidy',
      ProjectId: project.Id,
      MultiTenancyMode: TenantedDeploymentMode.Untenanted,
      EnvironmentScope: RunbookEnvironmentScope.All
    } as never)
    const processes = new RunbookProcessRepository(client, 'Default', project)
    const process = await processes.get(runbook)
    process.Steps = [bashStep('Sweep', 'echo swept')] as never
    await processes.update(process)
    const snapshot = await new RunbookSnapshotRepository(client, 'Default', project).create(runbook, 'First', true)
    expect(snapshot).toMatchObject({ RunbookId: runbook.Id, Name: '1' })
    const runs = new RunbookRunRepository(client, 'Default')
    const { RunbookRunServerTasks } = await runs.create({
      spaceName: 'Default',
      ProjectName: 'Hello',
      RunbookName: 'Tidy',
      EnvironmentNames: ['Dev']
    } as never)
    const { RunbookRunId, ServerTaskId } = RunbookRunServerTasks[0]!
    expect(
      await new ServerTaskWaiter(client, 'Default').waitForServerTaskToComplete(ServerTaskId, soon, long)
    ).toMatchObject({ State: 'Success', Name: 'RunbookRun', Arguments: { RunbookRunId } })
    expect(await runs.get(RunbookRunId)).toMatchObject({ RunbookId: runbook.Id, TaskId: ServerTaskId })
    expect(await new SpaceServerTaskRepository(client, 'Default').getRaw(ServerTaskId)).toContain('swept')
  })
})
