import type { Input, Output } from '@shared/api'
import { placeOf } from '@shared/deployment-title'
import { stateOf, wordOf } from '@shared/state-looks'
import type { Command } from 'commander'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import { repeatable } from '../flags'
import { addLaunchFlags, type LaunchOptions } from '../launch-flags'
import { processColumns, processRows } from '../process-table'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone } from '../text'
import { launch } from './deploy'
import { stepsIn } from './process'

interface OfProject {
  readonly project: string
}

interface Settings {
  readonly name?: string
  readonly description?: string
  readonly environment?: readonly string[]
  readonly allEnvironments?: boolean
}

type Listing = Output<'runbook.list'>[number]

/** `runbook list | show | create | set | publish | run | delete` */
export const addRunbookCommands: AddCommands = (program, act) => {
  const group = program.command('runbook').description('steps of a project that are run when somebody wants them run')
  const command = (name: string, description?: string): Command => {
    const made = group.command(name).requiredOption('--project <project>')
    return description === undefined ? made : made.description(description)
  }
  command('list').action(({ project }: OfProject) => act(session => listRunbooks(session, project)))
  command('show <runbook>').action((reference: string, { project }: OfProject) =>
    act(async session => showRunbook(session, await runbookOf(session, project, reference)))
  )
  addSettings(command('create <name>')).action((name: string, options: OfProject & Settings) =>
    act(session => createRunbook(session, name, options))
  )
  addSettings(command('set <runbook>', 'change what is given; steps come from a JSON file'))
    .option('--name <name>', 'another name')
    .option('--file <file>', 'a list of steps, or what “runbook show --json” prints; - reads standard input')
    .action((reference: string, options: OfProject & Settings & { readonly file?: string }) =>
      act(async session => setRunbook(session, await runbookOf(session, options.project, reference), options))
    )
  command('publish <runbook>', 'freeze steps and variables as they are now').action(
    (reference: string, { project }: OfProject) =>
      act(async session => {
        const { id, name } = await runbookOf(session, project, reference)
        const release = await session.call('runbook.publish', { id })
        session.answer(release, ({ version }) => `“${name}” is published as ${version}.`)
      })
  )
  addLaunchFlags(command('run <runbook>', 'run what was published, and follow it'))
    .requiredOption('--in <environment>')
    .addOption(tenantOption())
    .option('--draft', 'run it as it is now, published or not')
    .action(
      (
        reference: string,
        options: OfProject & LaunchOptions & { readonly in: string; readonly tenant?: string; readonly draft?: boolean }
      ) =>
        act(async session => {
          const { id } = await runbookOf(session, options.project, reference)
          const environment = await session.environment(options.in)
          const release = await session.call('runbook.prepare', { id, isDraft: options.draft === true })
          const place = { environmentId: environment.id, ...(await tenantIn(session, options.tenant)) }
          await launch(session, { releaseId: release.id, ...place }, options)
        })
    )
  command('delete <runbook>', 'delete it with its snapshots and its runs')
    .option('--yes', 'really')
    .action((reference: string, options: OfProject & { readonly yes?: boolean }) =>
      act(async session => {
        if (!options.yes) throw new UsageError('This deletes all snapshots and runs of the runbook; add --yes.')
        const { id, name } = await runbookOf(session, options.project, reference)
        const deleted = await session.call('runbook.delete', { id, confirmName: name })
        session.answer(deleted, () => `Deleted the runbook “${name}”.`)
      })
    )
}

const addSettings = (command: Command): Command =>
  command
    .option('--description <text>')
    .option('--environment <environment>', 'run it there only; may be given several times', repeatable)
    .option('--all-environments', 'run it everywhere')

async function runbookOf(session: Session, project: string, reference: string): Promise<Listing> {
  const { id } = await session.project(project)
  return session.pick('runbook', await session.call('runbook.list', { projectId: id }), reference)
}

async function listRunbooks(session: Session, project: string): Promise<void> {
  const { id, name } = await session.project(project)
  const environments = new Map((await session.call('environment.list', {})).map(item => [item.id, item.name]))
  session.answer(await session.call('runbook.list', { projectId: id }), runbooks =>
    listOrNone(
      ['NAME', 'PUBLISHED', 'ENVIRONMENTS', 'LAST RUN', 'ID'],
      runbooks.map(item => [
        item.name,
        publishedWords(item),
        item.environments.kind === 'all'
          ? 'all'
          : item.environments.ids.map(environment => environments.get(environment) ?? environment).join(', '),
        item.lastRun === null ? '-' : `${wordOf(stateOf(item.lastRun))} in ${placeOf(item.lastRun)}`,
        item.id
      ]),
      `The project has no runbook yet. Create one with: slipway runbook create "Restart" --project "${name}"`
    )
  )
}

const publishedWords = ({ published, isOutdated }: Listing): string =>
  published === null ? '-' : `${published.version}${isOutdated ? ' (changed since)' : ''}`

async function showRunbook(session: Session, { id }: Listing): Promise<void> {
  const { runbook, published } = await session.call('runbook.get', { id })
  const environments = new Map((await session.call('environment.list', {})).map(item => [item.id, item.name]))
  const table = processRows(runbook.steps, environment => environments.get(environment) ?? environment)
  session.answer(runbook, ({ name }) =>
    [
      `${name}: ${published === null ? 'not published yet' : `published as ${published.release.version}${published.isOutdated ? ', and changed since' : ''}`}`,
      listOrNone(processColumns, table, 'It has no steps yet. Give it some with: slipway runbook set --file')
    ].join('\n')
  )
}

async function createRunbook(session: Session, name: string, options: OfProject & Settings): Promise<void> {
  const { id: projectId } = await session.project(options.project)
  const { description, environments } = await settingsFrom(session, options)
  const value: Input<'runbook.create'>['value'] = {
    name,
    ...(description === undefined ? {} : { description }),
    ...(environments === undefined ? {} : { environments })
  }
  const created = await session.call('runbook.create', { projectId, value })
  session.answer(created, () => `Created the runbook “${created.name}” (${created.id}).`)
}

async function setRunbook(session: Session, before: Listing, options: Settings & { readonly file?: string }) {
  const { id, guidedFailure } = before
  const changed = await settingsFrom(session, options)
  const isSettings = Object.keys(changed).length > 0
  if (!isSettings && options.file === undefined) throw new UsageError('Say what to change, or give steps with --file.')
  const { name, description, environments } = { ...before, ...changed }
  const guided = guidedFailure === undefined ? {} : { guidedFailure }
  const value = { name, description, environments, ...guided }
  let saved = isSettings ? await session.call('runbook.update', { id, value }) : null
  if (options.file !== undefined) {
    const steps = stepsIn(await session.read(options.file))
    saved = await session.call('runbook.save', { id, version: before.version, steps })
  }
  session.answer(saved, () => `Saved the runbook “${name}”. Publish it for others to run it as it is now.`)
}

async function settingsFrom(session: Session, options: Settings) {
  const { name, description, environment = [], allEnvironments } = options
  if (allEnvironments && environment.length > 0)
    throw new UsageError('Give either --environment or --all-environments.')
  const ids: Output<'environment.list'>[number]['id'][] = []
  for (const reference of environment) ids.push((await session.environment(reference)).id)
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(allEnvironments ? { environments: { kind: 'all' as const } } : {}),
    ...(ids.length > 0 ? { environments: { kind: 'listed' as const, ids } } : {})
  }
}
