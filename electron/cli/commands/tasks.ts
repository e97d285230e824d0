import type { Input } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'
import { type ListedState, listedStates, openStates } from '@shared/deployment-filter'
import { placeOf, subjectOf } from '@shared/deployment-title'
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
    .option('--limit <number>', 'how many, newest first', '50')
    .action((options: TaskOptions) => act(session => listTasks(session, options)))
}

async function listTasks(session: Session, options: TaskOptions): Promise<void> {
  const { environment, tenant, kind, state, all, limit } = options
  const states = state ?? (all ? undefined : openStates)
  const filter: Input<'deployment.list'> = {
    limit: Number(limit),
    ...(kind === undefined ? {} : { kind }),
    ...(states === undefined ? {} : { states: [...states] }),
    ...(await whose(session, options)),
    ...(environment === undefined ? {} : { environmentId: (await session.environment(environment)).id }),
    ...(await tenantIn(session, tenant))
  }
  session.answer(await session.call('deployment.list', filter), tasks =>
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
  )
}

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
