import type { Input } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'
import { type ListedState, listedStates, openStates } from '@shared/deployment-filter'
import { placeOf, subjectOf } from '@shared/deployment-title'
import type { OpenListing } from '@shared/open-tasks'
import { countOf } from '@shared/plan/words'
import { stateOf, wordOf } from '@shared/state-looks'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone } from '../text'

interface TaskOptions {
  readonly project?: string
  readonly environment?: string
  readonly tenant?: string
  readonly kind?: 'deployment' | 'runbook'
  readonly release?: string
  readonly state?: readonly ListedState[]
  readonly all?: boolean
  readonly limit: string
}

/** `tasks`: what runs, waits and ran. */
export const addTaskCommands: AddCommands = (program, act) => {
  program
    .command('tasks')
    .description('deployments and runbook runs: what needs an answer, runs or waits')
    .option('--project <project>')
    .option('--environment <environment>')
    .addOption(tenantOption())
    .option('--release <version>', 'only of this release of --project')
    .addOption(new Option('--kind <kind>', 'only these').choices(['deployment', 'runbook']))
    .addOption(new Option('--state <state...>', 'only in these states').choices([...listedStates]))
    .option('--all', 'also what is over')
    .option('--limit <number>', 'how many: the newest, or of all that is open what needs an answer first', '50')
    .action((options: TaskOptions) => act(session => listTasks(session, options)))
}

async function listTasks(session: Session, options: TaskOptions): Promise<void> {
  const { tasks, count } = await listed(session, options)
  session.answer(tasks, () =>
    [tableOf(tasks, options), ...(count > tasks.length ? [moreWords(count - tasks.length)] : [])].join('\n')
  )
}

/** The first of those that are asked for, and how many there are. */
async function listed(session: Session, options: TaskOptions): Promise<OpenListing> {
  const { state, all } = options
  const limit = Number(options.limit)
  const filter = await filterOf(session, options)
  // The newest of what is open would be without those that wait for an answer longest.
  if (!all && state === undefined && Object.keys(filter).length === 0)
    return session.call('deployment.listOpen', { limit })
  const states = state ?? (all ? undefined : openStates)
  const asked = { ...filter, ...(states === undefined ? {} : { states: [...states] }) }
  const tasks = await session.call('deployment.list', { ...asked, limit })
  return { tasks, count: tasks.length < limit ? tasks.length : (await session.call('deployment.count', asked)).count }
}

async function filterOf(session: Session, options: TaskOptions): Promise<Input<'deployment.count'>> {
  const { environment, tenant, kind } = options
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(await whose(session, options)),
    ...(environment === undefined ? {} : { environmentId: (await session.environment(environment)).id }),
    ...(await tenantIn(session, tenant))
  }
}

const tableOf = (tasks: OpenListing['tasks'], { all, state }: TaskOptions): string =>
  listOrNone(
    ['QUEUED', 'KIND', 'WHAT', 'ENVIRONMENT', 'STATE', 'WAITS FOR', 'ID'],
    tasks.map(item => [
      new Date(item.queuedAt).toISOString(),
      item.runbook === null ? 'deployment' : 'runbook',
      subjectOf(item),
      placeOf(item),
      wordOf(stateOf(item)),
      waitsFor(item),
      item.id
    ]),
    all || state ? 'Nothing matches.' : 'Nothing runs or waits. Add --all for what is over.'
  )

const moreWords = (more: number): string => `and ${more} more; --limit shows more of them`

/** Of which project, and of which of its releases. */
async function whose(session: Session, { project, release }: TaskOptions) {
  if (project === undefined) {
    if (release !== undefined) throw new UsageError('--release needs --project: versions are of a project.')
    return {}
  }
  const found = await session.project(project)
  return {
    projectId: found.id,
    ...(release === undefined ? {} : { releaseId: (await session.release(found, release)).id })
  }
}

const waitsFor = ({ openQuestions, waitsFor: words }: DeploymentSummary): string =>
  openQuestions > 0 ? countOf(openQuestions, 'answer') : (words ?? '-')
