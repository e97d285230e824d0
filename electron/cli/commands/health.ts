import type { Output } from '@shared/api'
import { healthWords, isInTrouble } from '@shared/model/health'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

type Views = Output<'health.check'>

/** `health check | list` */
export const addHealthCommands: AddCommands = (program, act) => {
  const health = program.command('health').description('how the targets are')
  health
    .command('list')
    .description('what was found last')
    .action(() => act(listHealth))
  health
    .command('check [target...]')
    .description('check now, as the policies of the targets say; without targets, all that are enabled')
    .option('--environment <environment>', 'only the enabled targets of this environment')
    .action((references: readonly string[], { environment }: { readonly environment?: string }) =>
      act(session => checkHealth(session, references, environment))
    )
}

async function listHealth(session: Session): Promise<void> {
  const names = await namesOf(session)
  session.answer(await session.call('health.list', {}), views => describeViews(views, names))
}

async function checkHealth(
  session: Session,
  references: readonly string[],
  environment: string | undefined
): Promise<void> {
  if (references.length > 0 && environment !== undefined)
    throw new UsageError('Name targets, or an environment with --environment; not both.')
  const targetIds = await wanted(session, references, environment)
  const names = await namesOf(session)
  const views = await session.call('health.check', targetIds === undefined ? {} : { targetIds })
  session.answer(views, found => describeViews(found, names))
  if (views.some(view => isInTrouble(view.status) || view.status === 'unknown')) session.exitCode = 1
}

async function wanted(session: Session, references: readonly string[], environment: string | undefined) {
  if (environment !== undefined) {
    const { id } = await session.environment(environment)
    const targets = await session.call('target.list', {})
    return targets.filter(item => !item.isDisabled && item.environmentIds.includes(id)).map(item => item.id)
  }
  if (references.length === 0) return undefined
  const ids: Views[number]['targetId'][] = []
  for (const reference of references) ids.push((await session.target(reference)).id)
  return ids
}

const namesOf = async (session: Session): Promise<ReadonlyMap<string, string>> =>
  new Map((await session.call('target.list', {})).map(item => [item.id, item.name]))

/** One line for each target; below it what should be looked at, and what to do about it. */
function describeViews(views: Views, names: ReadonlyMap<string, string>): string {
  const rows = views.map(view => [
    names.get(view.targetId) ?? view.targetId,
    healthWords[view.status],
    view.checkedAt === null ? 'never' : new Date(view.checkedAt).toISOString(),
    view.summary
  ])
  const table = listOrNone(['TARGET', 'HEALTH', 'CHECKED', 'FOUND'], rows, 'There is no target to check.')
  const findings = views.flatMap(view =>
    view.stages
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'warning')
      .map(({ detail, remedy }) => `${names.get(view.targetId) ?? view.targetId}: ${detail}\n  ${remedy}`)
  )
  return [table, ...findings].join('\n')
}
