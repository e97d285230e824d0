import type { Project } from '@shared/model/project'
import type { ProjectTenancy } from '@shared/model/tenant'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface ProjectOptions {
  readonly name?: string
  readonly group?: string
  readonly description?: string
  readonly guidedFailure?: 'on' | 'off' | 'environment'
  readonly discreteChannels?: 'on' | 'off'
  readonly keepQueued?: 'on' | 'off'
  readonly tenants?: 'none' | ProjectTenancy
}

const guidedOption = () =>
  new Option('--guided-failure <when>', 'ask a person when a step fails, or do as the environment says').choices([
    'on',
    'off',
    'environment'
  ])

const discreteOption = () =>
  new Option(
    '--discrete-channels <when>',
    'each channel keeps its own releases when old ones are let go, or all channels count together'
  ).choices(['on', 'off'])

const queuedOption = () =>
  new Option(
    '--keep-queued <when>',
    'older deployments stay in the queue, or a newer one to the same place supersedes them'
  ).choices(['on', 'off'])

const tenantsOption = () =>
  new Option('--tenants <mode>', 'releases are deployed for tenants: not, also, or only').choices([
    'none',
    'allowed',
    'required'
  ])

/** The fields that options give a value. */
async function givenBy(session: Session, { group, description, guidedFailure }: ProjectOptions) {
  return {
    ...(description === undefined ? {} : { description }),
    ...(group === undefined ? {} : { groupId: (await session.group(group)).id }),
    ...(guidedFailure === 'on' || guidedFailure === 'off' ? { guidedFailure } : {})
  }
}

/** `project list | create | update | delete` and `group list | create | delete` */
export const addProjectCommands: AddCommands = (program, act) => {
  const group = program.command('group').description('headings that projects are listed under')
  group.command('list').action(() =>
    act(async session =>
      session.answer(await session.call('group.list', {}), groups =>
        listOrNone(
          ['NAME', 'ID'],
          groups.map(item => [item.name, item.id]),
          'There is no project group.'
        )
      )
    )
  )
  group.command('create <name>').action((name: string) =>
    act(async session => {
      const created = await session.call('group.create', { name })
      session.answer(created, () => `Created the project group “${created.name}” (${created.id}).`)
    })
  )
  group.command('delete <group>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.group(reference)
      session.answer(await session.call('group.delete', { id }), () => `Deleted the project group “${name}”.`)
    })
  )

  const project = program.command('project').description('what is deployed')
  project.command('list').action(() => act(listProjects))
  project
    .command('create <name>')
    .option('--group <group>', 'the heading it is listed under')
    .option('--description <text>')
    .addOption(guidedOption())
    .action((name: string, options: ProjectOptions) =>
      act(async session => {
        const created = await session.call('project.create', { name, ...(await givenBy(session, options)) })
        session.answer(created, () => `Created the project “${created.name}” (${created.id}).`)
      })
    )
  project
    .command('update <project>')
    .option('--name <name>')
    .option('--group <group>', 'the heading it is listed under')
    .option('--description <text>')
    .addOption(guidedOption())
    .addOption(discreteOption())
    .addOption(queuedOption())
    .addOption(tenantsOption())
    .action((reference: string, options: ProjectOptions) =>
      act(async session => {
        const { id, name, description, groupId, guidedFailure } = await session.project(reference)
        const kept = options.guidedFailure === undefined && guidedFailure !== undefined ? { guidedFailure } : {}
        const value = {
          name: options.name ?? name,
          description,
          groupId,
          ...kept,
          ...(await givenBy(session, options))
        }
        const saved = await withReleases(session, await session.call('project.update', { id, value }), options)
        session.answer(saved, () => `Saved the project “${saved.name}”.`)
      })
    )
  project
    .command('delete <project>')
    .description('delete it with its releases and its history')
    .option('--yes', 'really')
    .action((reference: string, options: { readonly yes?: boolean }) =>
      act(async session => {
        if (!options.yes) throw new UsageError('This deletes all releases and deployments of the project; add --yes.')
        const { id, name } = await session.project(reference)
        session.answer(
          await session.call('project.delete', { id, confirmName: name }),
          () => `Deleted the project “${name}”.`
        )
      })
    )
}

/** The project, with what is said about its releases. */
async function withReleases(session: Session, project: Project, options: ProjectOptions): Promise<Project> {
  const { discreteChannels, keepQueued, tenants } = options
  if (discreteChannels === undefined && keepQueued === undefined && tenants === undefined) return project
  const { hasDiscreteChannels, keepsQueued, tenancy, ...kept } = project.releases ?? {}
  const isDiscrete = discreteChannels === undefined ? hasDiscreteChannels === true : discreteChannels === 'on'
  const isKept = keepQueued === undefined ? keepsQueued === true : keepQueued === 'on'
  const mode = tenants === undefined ? tenancy : tenants === 'none' ? undefined : tenants
  const value = {
    ...kept,
    ...(isDiscrete ? { hasDiscreteChannels: true } : {}),
    ...(isKept ? { keepsQueued: true } : {}),
    ...(mode === undefined ? {} : { tenancy: mode })
  }
  return session.call('project.setReleases', { id: project.id, value })
}

async function listProjects(session: Session): Promise<void> {
  const groups = new Map<string, string>((await session.call('group.list', {})).map(item => [item.id, item.name]))
  session.answer(await session.call('project.list', {}), projects =>
    listOrNone(
      ['NAME', 'GROUP', 'ID'],
      projects.map(item => [item.name, groups.get(item.groupId) ?? item.groupId, item.id]),
      'There is no project yet. Create one with: slipway project create "Hello World"'
    )
  )
}
