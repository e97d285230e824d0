import type { Input, Output } from '@shared/api'
import type { Tenant } from '@shared/model/tenant'
import { countOf } from '@shared/plan/words'
import { stateOf, wordOf } from '@shared/state-looks'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { confirm } from '../confirm'
import { UsageError } from '../errors'
import { repeatable } from '../flags'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface Settings {
  readonly name?: string
  readonly description?: string
  readonly tag?: readonly string[]
  readonly tags?: boolean
}

interface LinkOptions {
  readonly project: string
  readonly environment: readonly string[]
}

/** `tenant list | show | create | update | link | unlink | delete` */
export const addTenantCommands: AddCommands = (program, act) => {
  const group = program
    .command('tenant')
    .description('customers, sites or stores that the same release is deployed for separately')
  group.command('list').action(() => act(listTenants))
  group
    .command('show <tenant>')
    .description('what it gets where, and what it has there')
    .action((reference: string) =>
      act(async session => {
        const { id } = await session.tenant(reference)
        session.answer(await session.call('tenant.overview', { id }), shown)
      })
    )
  group
    .command('create <name>')
    .option('--description <text>')
    .addOption(tagOption())
    .action((name: string, { description, tag = [] }: Settings) =>
      act(async session => {
        const input = { name, tags: [...tag], ...(description === undefined ? {} : { description }) }
        const created = await session.call('tenant.create', input)
        session.answer(created, () => `Created the tenant “${created.name}” (${created.id}).`)
      })
    )
  group
    .command('update <tenant>')
    .description('change what is given; tags that are given replace all that there are')
    .option('--name <name>', 'another name')
    .option('--description <text>')
    .addOption(tagOption())
    .option('--no-tags', 'take all tags away')
    .action((reference: string, options: Settings) => act(session => updateTenant(session, reference, options)))
  group
    .command('link <tenant>')
    .description('give it a project in further environments')
    .requiredOption('--project <project>')
    .requiredOption('--environment <environment...>')
    .action((reference: string, options: LinkOptions) => act(session => link(session, reference, options)))
  group
    .command('unlink <tenant>')
    .description('give it a project no more, or not in these environments')
    .requiredOption('--project <project>')
    .option('--environment <environment...>', 'all of them when not given')
    .action((reference: string, options: Omit<LinkOptions, 'environment'> & Partial<LinkOptions>) =>
      act(session => unlink(session, reference, options))
    )
  group
    .command('delete <tenant>')
    .description('delete it; its deployments stay')
    .option('--yes', 'do not ask')
    .action((reference: string, { yes }: { readonly yes?: boolean }) =>
      act(async session => {
        const { id, name } = await session.tenant(reference)
        const what = `The tenant “${name}” is deleted. What was deployed for it stays where it is, and in the history.`
        if (!(await confirm(session, what, yes === true))) return
        session.answer(await session.call('tenant.delete', { id }), () => `Deleted the tenant “${name}”.`)
      })
    )
}

const tagOption = () =>
  new Option('--tag <tag>', 'a set and a tag, such as Region/North; may be given several times').argParser(repeatable)

async function listTenants(session: Session): Promise<void> {
  session.answer(await session.call('tenant.list', {}), tenants =>
    listOrNone(
      ['NAME', 'TAGS', 'PROJECTS', 'ID'],
      tenants.map(({ name, tags, projects, id }) => [
        name,
        tags.join(', ') || '-',
        projects.length === 0 ? '-' : countOf(projects.length, 'project'),
        id
      ]),
      'There is no tenant yet. Create one with: slipway tenant create "Acme" --tag Region/North'
    )
  )
}

function shown({ tenant, places }: Output<'tenant.overview'>): string {
  const rows = places.map(({ project, environment, isLinked, cell }) => [
    project.name,
    environment.name,
    isLinked ? 'yes' : 'no',
    cell?.current?.releaseVersion ?? '-',
    cell === null ? '-' : `${cell.newest.releaseVersion} ${wordOf(stateOf(cell.newest))}`
  ])
  return [
    tenant.name,
    ...(tenant.description === '' ? [] : [tenant.description]),
    ...(tenant.tags.length === 0 ? [] : [`Tags: ${tenant.tags.join(', ')}`]),
    listOrNone(
      ['PROJECT', 'ENVIRONMENT', 'LINKED', 'IS THERE', 'NEWEST'],
      rows,
      `It gets no project yet. Give it one with: slipway tenant link "${tenant.name}" --project … --environment …`
    )
  ].join('\n')
}

async function updateTenant(session: Session, reference: string, options: Settings): Promise<void> {
  const { id, ...before } = await session.tenant(reference)
  const { name, description, tag, tags } = options
  if (name === undefined && description === undefined && tag === undefined && tags !== false)
    throw new UsageError('Say what to change.')
  const value: Input<'tenant.update'>['value'] = {
    ...writable(before),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(tags === false ? { tags: [] } : {}),
    ...(tag === undefined ? {} : { tags: [...tag] })
  }
  const saved = await session.call('tenant.update', { id, value })
  session.answer(saved, () => `Saved the tenant “${saved.name}”.`)
}

/** Calls take lists that are their own. */
const writable = ({ tags, projects, ...rest }: Omit<Tenant, 'id'>): Input<'tenant.update'>['value'] => ({
  ...rest,
  tags: [...tags],
  projects: projects.map(({ projectId, environmentIds }) => ({ projectId, environmentIds: [...environmentIds] }))
})

const linkedTo = (tenant: Tenant, projectId: Output<'project.list'>[number]['id']) =>
  tenant.projects.find(item => item.projectId === projectId)?.environmentIds ?? []

async function link(session: Session, reference: string, options: LinkOptions): Promise<void> {
  const tenant = await session.tenant(reference)
  const project = await session.project(options.project)
  const environmentIds = [...linkedTo(tenant, project.id)]
  for (const item of options.environment) environmentIds.push((await session.environment(item)).id)
  const saved = await session.call('tenant.link', { id: tenant.id, projectId: project.id, environmentIds })
  const count = countOf(linkedTo(saved, project.id).length, 'environment')
  session.answer(saved, () => `“${saved.name}” gets “${project.name}” in ${count}.`)
}

async function unlink(
  session: Session,
  reference: string,
  options: Omit<LinkOptions, 'environment'> & Partial<LinkOptions>
): Promise<void> {
  const tenant = await session.tenant(reference)
  const project = await session.project(options.project)
  const gone = new Set<string>()
  for (const item of options.environment ?? []) gone.add((await session.environment(item)).id)
  const environmentIds =
    options.environment === undefined ? [] : linkedTo(tenant, project.id).filter(id => !gone.has(id))
  const saved = await session.call('tenant.link', { id: tenant.id, projectId: project.id, environmentIds })
  const left = linkedTo(saved, project.id).length
  session.answer(saved, () =>
    left === 0
      ? `“${saved.name}” gets “${project.name}” no more.`
      : `“${saved.name}” gets “${project.name}” in ${countOf(left, 'environment')}.`
  )
}
