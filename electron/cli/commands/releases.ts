import type { Input, Output } from '@shared/api'
import type { ChosenPackage } from '@shared/model/package'
import { overridableSlots } from '@shared/packages/overridden'
import type { Command } from 'commander'
import type { AddCommands } from '../adding'
import { confirm } from '../confirm'
import { UsageError } from '../errors'
import { pairOf, repeatable } from '../flags'
import { chosenBy, overridesIn, type PackageOptions } from '../package-choice'
import type { Session } from '../session'
import { listOrNone, table } from '../text'
import { channelOf } from './channels'

interface OfProject {
  readonly project: string
}

interface ChannelOptions {
  readonly channel?: string
  readonly ignoreChannelRules?: boolean
  readonly customField?: readonly string[]
}

interface CreateOptions extends PackageOptions, ChannelOptions, OfProject {
  readonly version?: string
  readonly notes?: string
  readonly ignoreExisting?: boolean
}

interface EditOptions extends ChannelOptions, OfProject {
  readonly version?: string
  readonly notes?: string
  readonly customFields?: boolean
}

interface UpdateOptions extends OfProject {
  readonly release: string
  readonly yes?: boolean
}

/** `release list | show | suggest | create | update | delete | prevent | resolve | update-variables` */
export const addReleaseCommands: AddCommands = (program, act) => {
  const group = program.command('release').description('frozen copies of a process and its variables')
  const command = (name: string, description?: string): Command => {
    const made = group.command(name).requiredOption('--project <project>')
    return description === undefined ? made : made.description(description)
  }
  command('list').action(({ project }: OfProject) => act(session => listReleases(session, project)))
  command('show <version>').action((version: string, { project }: OfProject) =>
    act(async session => {
      const { id } = await session.release(await session.project(project), version)
      session.answer(await session.call('release.get', { id }), shown)
    })
  )
  command('suggest', 'the version that the next release would get by itself')
    .option('--channel <channel>', 'in place of the default one')
    .action((options: OfProject & { readonly channel?: string }) => act(session => suggest(session, options)))
  addChannelFlags(addCreateFlags(command('create'))).action((options: CreateOptions) =>
    act(session => createRelease(session, options))
  )
  addChannelFlags(command('update <version>', 'change what is given; what it froze stays'))
    .option('--version <version>', 'another version')
    .option('--notes <text>', 'in place of its notes')
    .option('--no-custom-fields', 'take its custom fields away')
    .action((version: string, options: EditOptions) => act(session => editRelease(session, version, options)))
  command('delete <version>', 'delete it with its deployments and their logs')
    .option('--yes', 'do not ask')
    .action((version: string, options: OfProject & { readonly yes?: boolean }) =>
      act(session => deleteRelease(session, version, options))
    )
  command('prevent <version>', 'keep it out of phases where it has had no success yet')
    .requiredOption('--reason <text>')
    .action((version: string, { project, reason }: OfProject & { readonly reason: string }) =>
      act(async session => {
        const { id } = await session.release(await session.project(project), version)
        const kept = await session.call('release.prevent', { id, reason })
        session.answer(kept, () => `The release ${kept.version} goes no further until this is resolved.`)
      })
    )
  command('resolve <version>', 'let it go on again')
    .option('--note <text>', 'what became of it')
    .action((version: string, { project, note }: OfProject & { readonly note?: string }) =>
      act(async session => {
        const { id } = await session.release(await session.project(project), version)
        const freed = await session.call('release.resolve', { id, ...(note === undefined ? {} : { note }) })
        session.answer(freed, () => `The release ${freed.version} may go on.`)
      })
    )
  command(
    'update-variables',
    'freeze the variables anew, as they are now; the steps stay as they were frozen. Cannot be undone'
  )
    .requiredOption('--release <version>')
    .option('--yes', 'do not ask')
    .action((options: UpdateOptions) => act(session => updateVariables(session, options)))
}

const addCreateFlags = (command: Command): Command =>
  command
    .option('--version <version>', 'the version, or a mask such as 1.2.i; what the project makes of it when left out')
    .option('--notes <text>', 'in place of what the project says; #{…} is replaced')
    .option(
      '--package <version>',
      'Step:1.4.2, Package:1.4.2 or Step:Reference:1.4.2; may be given several times',
      repeatable
    )
    .option('--package-version <version>', 'of every package that --package says nothing of; else the newest')
    .option('--ignore-existing', 'answer with the release that has the version already')

const addChannelFlags = (command: Command): Command =>
  command
    .option('--channel <channel>', 'by name or id; else the only one whose rules can be met, or the default one')
    .option('--ignore-channel-rules', 'also take packages that the rules of the channel do not allow')
    .option('--custom-field <name=value>', 'may be given several times', repeatable)

async function listReleases(session: Session, project: string): Promise<void> {
  const { id: projectId } = await session.project(project)
  const channels = await session.call('channel.list', { projectId })
  const nameOf = ({ channelId }: { readonly channelId?: string | undefined }) =>
    (channels.find(({ id }) => id === channelId) ?? channels.find(({ isDefault }) => isDefault))?.name ?? '-'
  session.answer(await session.call('release.list', { projectId }), releases =>
    listOrNone(
      ['VERSION', 'CHANNEL', 'CREATED', 'BY', 'ID'],
      releases.map(item => [
        item.version,
        nameOf(item),
        new Date(item.createdAt).toISOString(),
        item.createdBy,
        item.id
      ]),
      'The project has no releases yet. Make one with: slipway release create'
    )
  )
}

async function suggest(session: Session, options: OfProject & { readonly channel?: string }): Promise<void> {
  const { id: projectId } = await session.project(options.project)
  const channelId =
    options.channel === undefined ? {} : { channelId: (await channelOf(session, options.project, options.channel)).id }
  const suggestion = await session.call('release.suggest', { projectId, ...channelId })
  session.answer(suggestion, ({ version, why, channel }) =>
    [version, ...(why === null ? [] : [why]), `Channel: ${channel.name}`].filter(line => line !== '').join('\n')
  )
}

async function createRelease(session: Session, options: CreateOptions): Promise<void> {
  const overrides = overridesIn(options)
  const { id: projectId } = await session.project(options.project)
  const channel = options.channel === undefined ? null : await channelOf(session, options.project, options.channel)
  const about = { projectId, ...(channel === null ? {} : { channelId: channel.id }) }
  const slots =
    overrides.length === 0
      ? []
      : await overridableSlots((name, input) => session.call(name, input), projectId, channel?.id)
  const packages = [...chosenBy(overrides, slots)]
  const created = await session.call('release.create', {
    ...about,
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    ...(options.ignoreChannelRules === true ? { ignoresRules: true } : {}),
    ...(options.customField === undefined ? {} : { customFields: fieldsIn(options.customField) }),
    ...(options.ignoreExisting === true ? { unlessThere: true } : {}),
    ...(packages.length === 0 ? {} : { packages })
  })
  session.answer(
    created,
    () => `${options.ignoreExisting ? 'There is the' : 'Created'} release ${created.version} (${created.id}).`
  )
}

async function editRelease(session: Session, reference: string, options: EditOptions): Promise<void> {
  const before = await session.release(await session.project(options.project), reference)
  const channel = options.channel === undefined ? null : await channelOf(session, options.project, options.channel)
  const customFields =
    options.customFields === false
      ? {}
      : options.customField === undefined
        ? undefined
        : { ...before.customFields, ...fieldsIn(options.customField) }
  const value: Input<'release.update'>['value'] = {
    version: options.version ?? before.version,
    notes: options.notes ?? before.notes,
    ...(channel === null ? {} : { channelId: channel.id }),
    ...(options.ignoreChannelRules === true ? { ignoresRules: true } : {}),
    ...(customFields === undefined ? {} : { customFields })
  }
  const saved = await session.call('release.update', { id: before.id, value })
  session.answer(saved, () => `Saved the release ${saved.version}.`)
}

async function deleteRelease(
  session: Session,
  reference: string,
  { project: name, yes }: OfProject & { readonly yes?: boolean }
): Promise<void> {
  const project = await session.project(name)
  const { id, version } = await session.release(project, reference)
  const isAgreed = await confirm(
    session,
    `The release ${version} of “${project.name}” is deleted with its deployments, their logs and their artifacts. Packages stay.`,
    yes === true
  )
  if (!isAgreed) return
  session.answer(await session.call('release.delete', { id }), () => `Deleted the release ${version}.`)
}

/** @throws UsageError */
const fieldsIn = (written: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    written.map(text => {
      const [name, value] = pairOf(text)
      if (value === null || name.trim() === '')
        throw new UsageError(`--custom-field is written like Ticket=SHOP-12: ${text}`)
      return [name.trim(), value]
    })
  )

function shown({ release, snapshot, isOutdated, missingPackages }: Output<'release.get'>): string {
  return [
    `${release.version} made by ${release.createdBy} at ${new Date(release.createdAt).toISOString()}`,
    `Content: ${release.snapshot} (${snapshot ? 'verified' : 'DAMAGED'})`,
    ...(snapshot?.steps.map((step, index) => `  ${index + 1}. ${step.name}`) ?? []),
    ...packageLines(snapshot?.packages ?? [], missingPackages),
    ...Object.entries(release.customFields ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(release.ignoresRules === true ? ['Its packages break the rules of its channel.'] : []),
    ...(isOutdated ? ['The process or the variables were changed since.'] : [])
  ].join('\n')
}

/** Each content once, however many steps use it. */
function packageLines(packages: readonly ChosenPackage[], missing: readonly ChosenPackage[]): readonly string[] {
  const contents = new Map(packages.map(item => [item.sha256, item]))
  const isMissing = (hash: string) => missing.some(item => item.sha256 === hash)
  const rows = [...contents.values()].map(({ packageId, version, sha256, bytes }) => [
    `  ${packageId}`,
    version,
    `sha256 ${sha256}`,
    `${bytes} bytes${isMissing(sha256) ? ' (MISSING from the repository)' : ''}`
  ])
  return rows.length === 0 ? [] : ['Packages:', table(rows)]
}

async function updateVariables(session: Session, options: UpdateOptions): Promise<void> {
  const project = await session.project(options.project)
  const before = await session.release(project, options.release)
  const { version } = before
  const isAgreed = await confirm(
    session,
    `The release ${version} of “${project.name}” takes the variables of the project and of its library sets as they are now. This cannot be undone: nobody can deploy the release with its present variables again.`,
    options.yes === true
  )
  if (!isAgreed) return
  const updated = await session.call('release.updateVariables', { id: before.id })
  session.answer(updated, () =>
    updated.snapshot === before.snapshot
      ? `The release ${version} has the present variables already.`
      : `Updated the variables of the release ${version}.`
  )
}
