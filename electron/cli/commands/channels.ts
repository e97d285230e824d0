import type { Input, Output } from '@shared/api'
import type { Channel } from '@shared/model/channel'
import { tagWords } from '@shared/model/tenant-tag'
import { slotsOf } from '@shared/packages/slots'
import type { VersionScheme } from '@shared/versions'
import { versionSchemes } from '@shared/versions'
import type { Command } from 'commander'
import type { AddCommands } from '../adding'
import { ruleFrom, ruleLines } from '../channel-rules'
import { exitCodes, UsageError } from '../errors'
import { repeatable } from '../flags'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface OfProject {
  readonly project: string
}

interface Settings {
  readonly name?: string
  readonly description?: string
  readonly lifecycle?: string
  readonly projectLifecycle?: boolean
  readonly rule?: readonly string[]
  readonly noRules?: boolean
  readonly requiredField?: readonly string[]
  readonly noRequiredFields?: boolean
  readonly tenantTag?: readonly string[]
  readonly noTenantTags?: boolean
  readonly default?: boolean
}

interface TestOptions {
  readonly range?: string
  readonly tag?: string
  readonly scheme: string
}

type ChannelInput = Input<'channel.create'>['value']

/** `channel list | create | update | delete | test-rule` */
export const addChannelCommands: AddCommands = (program, act) => {
  const group = program
    .command('channel')
    .description('kinds of releases of a project, with version rules of their own')
  const command = (name: string, description?: string): Command => {
    const made = group.command(name).requiredOption('--project <project>')
    return description === undefined ? made : made.description(description)
  }
  command('list').action(({ project }: OfProject) => act(session => listChannels(session, project)))
  addSettings(command('create <name>')).action((name: string, options: OfProject & Settings) =>
    act(session => createChannel(session, name, options))
  )
  addSettings(command('update <channel>', 'change what is given; rules that are given replace all that there are'))
    .option('--name <name>', 'another name')
    .option('--project-lifecycle', 'the lifecycle of the project, and none of its own')
    .option('--no-rules', 'take all rules away')
    .option('--no-required-fields', 'ask for no custom fields any more')
    .option('--no-tenant-tags', 'its releases are for all tenants')
    .action(
      (
        reference: string,
        options: OfProject &
          Settings & { readonly rules?: boolean; readonly requiredFields?: boolean; readonly tenantTags?: boolean }
      ) =>
        act(session =>
          updateChannel(session, reference, {
            ...options,
            noRules: options.rules === false,
            noRequiredFields: options.requiredFields === false,
            noTenantTags: options.tenantTags === false
          })
        )
    )
  command('delete <channel>', 'refused while it has releases, or while steps or values are meant for it').action(
    (reference: string, { project }: OfProject) =>
      act(async session => {
        const { id, name } = await channelOf(session, project, reference)
        session.answer(await session.call('channel.delete', { id }), () => `Deleted the channel “${name}”.`)
      })
  )
  group
    .command('test-rule <version>')
    .description('hold a version against a rule; ends with 1 where it does not meet it')
    .option('--range <range>', 'such as [1.0,2.0)')
    .option('--tag <expression>', 'a regular expression on what follows the numbers, such as ^$')
    .option('--scheme <scheme>', `how versions are written: ${versionSchemes.join(', ')}`, 'semver')
    .action((version: string, options: TestOptions) => act(session => testRule(session, version, options)))
}

const addSettings = (command: Command): Command =>
  command
    .option('--description <text>')
    .option('--lifecycle <lifecycle>', 'in place of the one of the project')
    .option(
      '--rule <rule>',
      'package=Step[:Reference];range=[1.0,2.0);tag=^$;order=published; may be given several times',
      repeatable
    )
    .option('--required-field <name>', 'a custom field that releases must have; may be given several times', repeatable)
    .option('--tenant-tag <tag>', 'only for tenants with this tag; may be given several times', repeatable)
    .option('--default', 'make it the default of the project')

/** A channel of a project, by id or name. @throws CommandFailed when there is none */
export async function channelOf(
  session: Session,
  project: string,
  reference: string
): Promise<Output<'channel.list'>[number]> {
  const { id } = await session.project(project)
  return session.pick('channel', await session.call('channel.list', { projectId: id }), reference)
}

const slotsIn = async (session: Session, projectId: Channel['projectId']) =>
  slotsOf((await session.call('process.get', { projectId })).steps)

async function listChannels(session: Session, project: string): Promise<void> {
  const { id } = await session.project(project)
  const slots = await slotsIn(session, id)
  const lifecycles = new Map((await session.call('lifecycle.list', {})).map(item => [item.id, item.name]))
  session.answer(await session.call('channel.list', { projectId: id }), channels => {
    const rows = channels.map(channel => [
      channel.name,
      channel.isDefault ? 'yes' : '-',
      String(channel.releases),
      channel.lifecycleId === undefined ? '-' : (lifecycles.get(channel.lifecycleId) ?? channel.lifecycleId),
      ruleLines(channel, slots).join('; ') || '-',
      channel.tenantTags === undefined ? '-' : tagWords(channel.tenantTags),
      channel.id
    ])
    const table = listOrNone(
      ['NAME', 'DEFAULT', 'RELEASES', 'LIFECYCLE', 'RULES', 'TENANTS', 'ID'],
      rows,
      'The project has no channel.'
    )
    const troubles = channels.flatMap(({ name, troubles: own }) => own.map(trouble => `${name}: ${trouble}`))
    return [table, ...troubles].join('\n')
  })
}

async function createChannel(session: Session, name: string, options: OfProject & Settings): Promise<void> {
  const { id: projectId } = await session.project(options.project)
  const value: ChannelInput = { name, ...(await settingsFrom(session, projectId, options)) }
  const created = await session.call('channel.create', { projectId, value })
  session.answer(created, () => `Created the channel “${created.name}” (${created.id}).`)
}

async function updateChannel(session: Session, reference: string, options: OfProject & Settings): Promise<void> {
  const before = await channelOf(session, options.project, reference)
  const changed = await settingsFrom(session, before.projectId, options)
  const { name, description, lifecycleId, rules, requiredFields, tenantTags, isDefault } = before
  const kept: ChannelInput = {
    name: options.name ?? name,
    description,
    rules,
    isDefault,
    ...(lifecycleId === undefined || options.projectLifecycle ? {} : { lifecycleId }),
    ...(requiredFields === undefined || options.noRequiredFields ? {} : { requiredFields }),
    ...(tenantTags === undefined || options.noTenantTags ? {} : { tenantTags })
  }
  const { projectLifecycle, noRules, noRequiredFields, noTenantTags } = options
  const isSaid = options.name !== undefined || projectLifecycle || noRules || noRequiredFields || noTenantTags
  if (!isSaid && Object.keys(changed).length === 0) throw new UsageError('Say what to change.')
  const value = { ...kept, ...(options.noRules ? { rules: [] } : {}), ...changed }
  const saved = await session.call('channel.update', { id: before.id, value })
  session.answer(saved, () => `Saved the channel “${saved.name}”.`)
}

async function settingsFrom(
  session: Session,
  projectId: Channel['projectId'],
  { description, lifecycle, rule = [], requiredField = [], tenantTag = [], default: isDefault }: Settings
): Promise<Partial<ChannelInput>> {
  const slots = rule.length === 0 ? [] : await slotsIn(session, projectId)
  const rules = rule.map(text => ruleFrom(text, slots))
  const lifecycleId =
    lifecycle === undefined
      ? undefined
      : session.pick('lifecycle', await session.call('lifecycle.list', {}), lifecycle).id
  return {
    ...(description === undefined ? {} : { description }),
    ...(lifecycleId === undefined ? {} : { lifecycleId }),
    ...(rules.length === 0 ? {} : { rules }),
    ...(requiredField.length === 0 ? {} : { requiredFields: [...requiredField] }),
    ...(tenantTag.length === 0 ? {} : { tenantTags: [...tenantTag] }),
    ...(isDefault === true ? { isDefault } : {})
  }
}

async function testRule(session: Session, version: string, { range, tag, scheme }: TestOptions): Promise<void> {
  const known = versionSchemes.find((item): item is VersionScheme => item === scheme)
  if (known === undefined) throw new UsageError(`--scheme is one of ${versionSchemes.join(', ')}: ${scheme}`)
  const rule = { ...(range === undefined ? {} : { range }), ...(tag === undefined ? {} : { tag }) }
  const test = await session.call('channel.testRule', { version, rule, scheme: known })
  if (!test.isInRange || !test.hasTag || test.errors.length > 0) session.exitCode = exitCodes.failed
  session.answer(test, ({ isInRange, hasTag, errors }) =>
    [
      ...errors,
      `${version} is ${isInRange ? '' : 'not '}in the range${range === undefined ? ', as there is none' : ` ${range}`}.`,
      `Its tag ${hasTag ? 'matches' : 'does not match'}${tag === undefined ? ', as any does' : ` ${tag}`}.`
    ].join('\n')
  )
}
