import type { Input, Output } from '@shared/api'
import type { DeploymentId } from '@shared/ids'
import { actionName, allActions } from '@shared/model/process'
import type { Trigger, TriggerInput } from '@shared/model/trigger'
import { slotsOf } from '@shared/packages/slots'
import { doesWords, onlyWhileRunning, outcomeWords, scheduleWords } from '@shared/triggers/words'
import type { Command } from 'commander'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import { followBegun } from '../follow'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface OfProject {
  readonly project: string
}

/** What a trigger does, as flags say it. */
interface DoesOptions {
  readonly createRelease?: boolean
  readonly deployRelease?: boolean
  readonly runRunbook?: string
  readonly channel?: string
  readonly from?: string
  readonly to?: string
  readonly evenIfCurrent?: boolean
}

type Create = OfProject & DoesOptions & { readonly description?: string }
type Project = Output<'project.list'>[number]
type Listing = Output<'trigger.list'>[number]

/** `trigger list | create-schedule | create-package | fire | enable | disable | delete` */
export const addTriggerCommands: AddCommands = (program, act) => {
  const group = program.command('trigger').description('what a project does at a time, or when a package comes in')
  const command = (name: string, description?: string): Command => {
    const made = group.command(name).requiredOption('--project <project>')
    return description === undefined ? made : made.description(description)
  }
  command('list').action(({ project }: OfProject) => act(session => listTriggers(session, project)))
  addDoes(command('create-schedule <name>', 'set off at times'))
    .requiredOption('--cron <expression>', 'minute, hour, day, month and weekday; or seconds in front of them')
    .option('--time-zone <zone>', 'such as Europe/Vienna; without it that of this machine')
    .action((name: string, options: Create & { readonly cron: string; readonly timeZone?: string }) =>
      act(session => {
        const { cron, timeZone } = options
        const zone = timeZone === undefined ? {} : { timeZone }
        return create(session, name, options, async () => ({ kind: 'schedule', cron, ...zone }))
      })
    )
  addDoes(command('create-package <name>', 'set off when a package of the process comes into the repository'))
    .requiredOption('--step <step>', 'the step, or its action, that uses the package')
    .option('--reference <name>', 'a package that the step refers to beside its own')
    .action((name: string, options: Create & { readonly step: string; readonly reference?: string }) =>
      act(session => create(session, name, options, project => packageOf(session, project, options)))
    )
  command('fire <trigger>', 'set it off now, and follow what it begins').action(
    (reference: string, { project }: OfProject) =>
      act(async session => fire(session, await triggerOf(session, project, reference)))
  )
  for (const [name, isDisabled] of [
    ['enable', false],
    ['disable', true]
  ] as const)
    command(`${name} <trigger>`).action((reference: string, { project }: OfProject) =>
      act(async session => setDisabled(session, await triggerOf(session, project, reference), isDisabled))
    )
  command('delete <trigger>').action((reference: string, { project }: OfProject) =>
    act(async session => {
      const { id, name } = await triggerOf(session, project, reference)
      session.answer(await session.call('trigger.delete', { id }), () => `Deleted the trigger “${name}”.`)
    })
  )
}

const addDoes = (command: Command): Command =>
  command
    .option('--description <text>')
    .option('--create-release', 'make a release; with --to it is deployed as well')
    .option('--deploy-release', 'deploy the newest release with --to')
    .option('--run-runbook <runbook>', 'run what was published of it, with --to')
    .option('--channel <channel>', 'of the release')
    .option('--from <environment>', 'the newest release that succeeded there')
    .option('--to <environment>', 'where to')
    .option('--even-if-current', 'also where it is there already')

async function triggerOf(session: Session, project: string, reference: string): Promise<Listing> {
  const { id } = await session.project(project)
  return session.pick('trigger', await session.call('trigger.list', { projectId: id }), reference)
}

async function create(
  session: Session,
  name: string,
  options: Create,
  when: (project: Project) => Promise<TriggerInput['when']>
): Promise<void> {
  const project = await session.project(options.project)
  const value: Input<'trigger.create'>['value'] = {
    name,
    ...(options.description === undefined ? {} : { description: options.description }),
    when: await when(project),
    does: await doesFrom(session, project, options)
  }
  const created = await session.call('trigger.create', { projectId: project.id, value })
  session.answer(created, () => `Created the trigger “${created.name}” (${created.id}). ${onlyWhileRunning}`)
}

async function doesFrom(session: Session, project: Project, options: DoesOptions): Promise<TriggerInput['does']> {
  const { createRelease, deployRelease, runRunbook, from, to, evenIfCurrent } = options
  if ([createRelease, deployRelease, runRunbook].filter(given => given !== undefined).length !== 1)
    throw new UsageError('Say what it does: --create-release, --deploy-release or --run-runbook.')
  const place = async (name: string) => (await session.environment(name)).id
  const channel = await channelFrom(session, project, options)
  if (createRelease) {
    if (from !== undefined || evenIfCurrent)
      throw new UsageError('--from and --even-if-current are for --deploy-release.')
    return { kind: 'create-release', ...channel, ...(to === undefined ? {} : { environmentId: await place(to) }) }
  }
  if (to === undefined) throw new UsageError('Say where to, with --to.')
  if (runRunbook !== undefined) {
    const runbooks = await session.call('runbook.list', { projectId: project.id })
    const { id: runbookId } = session.pick('runbook', runbooks, runRunbook)
    return { kind: 'run-runbook', runbookId, environmentId: await place(to) }
  }
  return {
    kind: 'deploy-release',
    ...channel,
    ...(from === undefined ? {} : { from: await place(from) }),
    to: await place(to),
    ...(evenIfCurrent ? { evenIfCurrent } : {})
  }
}

async function channelFrom(session: Session, project: Project, { channel, runRunbook }: DoesOptions) {
  if (channel === undefined) return {}
  if (runRunbook !== undefined) throw new UsageError('A runbook has no --channel.')
  const channels = await session.call('channel.list', { projectId: project.id })
  return { channelId: session.pick('channel', channels, channel).id }
}

async function packageOf(
  session: Session,
  project: Project,
  { step, reference = '' }: { readonly step: string; readonly reference?: string }
): Promise<TriggerInput['when']> {
  const { steps } = await session.call('process.get', { projectId: project.id })
  const slots = slotsOf(steps)
  const actions = allActions(steps)
    .filter(({ action }) => slots.some(slot => slot.actionId === action.id))
    .map(({ step: own, action }) => ({ id: action.id, name: actionName(own, action) }))
  const { id: actionId } = session.pick('step that uses a package', actions, step)
  return { kind: 'package', actionId, reference }
}

async function setDisabled(session: Session, listing: Listing, isDisabled: boolean): Promise<void> {
  const { name, description, when, does } = listing
  const value = { name, description, when, does, ...(isDisabled ? { isDisabled } : {}) }
  const saved = await session.call('trigger.update', { id: listing.id, value })
  session.answer(saved, () => `The trigger “${name}” is ${isDisabled ? 'disabled' : 'enabled'}.`)
}

/** What it begins ends with this command, so it is followed to its end. */
async function fire(session: Session, { id }: Listing): Promise<void> {
  const begun = await followBegun(session, async () => {
    const { last, ...trigger } = await session.call('trigger.fire', { id })
    if (session.isJson) session.io.out(`${JSON.stringify({ type: 'trigger', ...trigger, last })}\n`)
    else session.say(last?.message ?? 'It was not set off.')
    if (last?.outcome === 'failed') session.exitCode = exitCodes.failed
    return last?.outcome === 'done' ? ((last.deploymentId as DeploymentId | undefined) ?? null) : null
  })
  if (begun === null && session.exitCode === exitCodes.failed && !session.isJson)
    session.io.err('The trigger did not do what it is for.\n')
}

async function listTriggers(session: Session, project: string): Promise<void> {
  const { id: projectId, name } = await session.project(project)
  const triggers = await session.call('trigger.list', { projectId })
  const names = await namesFor(session, projectId, triggers)
  const next = await nextTimes(session, triggers)
  session.answer(triggers, list =>
    listOrNone(
      ['NAME', 'WHEN', 'DOES', 'NEXT', 'LAST', 'ID'],
      list.map(trigger => [
        trigger.isDisabled === true ? `${trigger.name} (disabled)` : trigger.name,
        names.when(trigger),
        doesWords(trigger.does, names),
        next.get(trigger.id) ?? '-',
        lastWords(trigger),
        trigger.id
      ]),
      `The project has no trigger yet. Create one with: slipway trigger create-schedule "Nightly" --project "${name}" --cron "0 2 * * *" --create-release`
    )
  )
}

/** When each is set off next if somebody sees to it then: nothing sets it off in this process. */
async function nextTimes(session: Session, triggers: readonly Listing[]): Promise<ReadonlyMap<string, string>> {
  const next = new Map<string, string>()
  for (const { id, when, isDisabled } of triggers) {
    if (when.kind !== 'schedule' || isDisabled === true) continue
    // One whose time zone this machine does not know has no times here.
    const [at] = await session.call('trigger.times', { when, count: 1 }).catch(() => [])
    if (at !== undefined) next.set(id, new Date(at).toISOString())
  }
  return next
}

const lastWords = ({ last, trouble }: Listing): string => {
  if (trouble !== null) return trouble
  return last === undefined ? 'never' : `${outcomeWords[last.outcome]}, ${new Date(last.at).toISOString()}`
}

async function namesFor(session: Session, projectId: Project['id'], triggers: readonly Trigger[]) {
  const named = <T extends { readonly id: string; readonly name: string }>(list: readonly T[]) => {
    const names = new Map<string, string>(list.map(item => [item.id, item.name]))
    return (id: string) => names.get(id)
  }
  const uses = (kind: Trigger['does']['kind']) => triggers.some(({ does }) => does.kind === kind)
  const { steps } = await session.call('process.get', { projectId })
  const slots = slotsOf(steps)
  return {
    environment: named(await session.call('environment.list', {})),
    channel: named(triggers.length === 0 ? [] : await session.call('channel.list', { projectId })),
    runbook: named(uses('run-runbook') ? await session.call('runbook.list', { projectId }) : []),
    when: ({ when }: Trigger): string => {
      if (when.kind === 'schedule')
        return when.timeZone === undefined ? scheduleWords(when.cron) : `${scheduleWords(when.cron)} (${when.timeZone})`
      const slot = slots.find(item => item.actionId === when.actionId && item.reference === when.reference)
      return slot === undefined ? 'A package that is gone' : `${slot.packageId} comes in`
    }
  }
}
