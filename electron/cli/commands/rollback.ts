import type { Output } from '@shared/api'
import { sameName } from '@shared/model/text'
import { bytesWords, durationOf, listOf } from '@shared/plan/words'
import type { AddCommands } from '../adding'
import { describeComparison } from '../comparison-text'
import { CommandFailed, exitCodes } from '../errors'
import { repeatable } from '../flags'
import { addLaunchFlags, type LaunchOptions } from '../launch-flags'
import { describePlan } from '../plan-text'
import type { Session } from '../session'
import { tenantIn, tenantOption } from '../tenant-flags'
import { listOrNone, table } from '../text'
import { launch } from './deploy'

interface PlaceOptions {
  readonly project: string
  readonly in: string
  readonly tenant?: string
}

interface PlanOptions extends PlaceOptions {
  readonly to: string
}

interface StartOptions extends PlanOptions, LaunchOptions {
  readonly run?: readonly string[]
}

type Plan = Output<'rollback.plan'>

/** `rollback ways | plan | start` */
export const addRollbackCommands: AddCommands = (program, act) => {
  const rollback = program.command('rollback').description('back to a release that an environment had')
  rollback
    .command('ways')
    .description('what an environment can go back to, the newest first')
    .requiredOption('--project <project>')
    .requiredOption('--in <environment>')
    .addOption(tenantOption())
    .action((options: PlaceOptions) => act(session => ways(session, options)))
  rollback
    .command('plan')
    .description('what going back means: what differs, what runs, what cannot be undone. Changes nothing')
    .requiredOption('--project <project>')
    .requiredOption('--in <environment>')
    .addOption(tenantOption())
    .requiredOption('--to <version>')
    .action((options: PlanOptions) =>
      act(async session => {
        const plan = await session.call('rollback.plan', await placeOf(session, options))
        session.answer(plan, describeRollback)
        if (plan.plan.plan === null) session.exitCode = exitCodes.failed
      })
    )
  const start = rollback
    .command('start')
    .description('go back, and follow it to the end')
    .requiredOption('--project <project>')
    .requiredOption('--in <environment>')
    .addOption(tenantOption())
    .requiredOption('--to <version>')
    .option(
      '--run <action>',
      'run this action, which a rollback would leave out; may be given several times',
      repeatable
    )
  addLaunchFlags(start).action((options: StartOptions) => act(session => goBack(session, options)))
}

async function ways(session: Session, options: PlaceOptions): Promise<void> {
  const { id: projectId } = await session.project(options.project)
  const { id: environmentId, name } = await session.environment(options.in)
  const place = { projectId, environmentId, ...(await tenantIn(session, options.tenant)) }
  session.answer(await session.call('rollback.ways', place), found =>
    listOrNone(
      ['VERSION', 'SUCCEEDED THERE', 'WHY NOT'],
      found.map(({ release, deployedAt, why }) => [release.version, new Date(deployedAt).toISOString(), why ?? '-']),
      `No other release succeeded in ${name} before what is there now.`
    )
  )
}

async function placeOf(session: Session, options: PlanOptions) {
  const project = await session.project(options.project)
  const { id: releaseId } = await session.release(project, options.to)
  const { id: environmentId } = await session.environment(options.in)
  return { releaseId, environmentId, ...(await tenantIn(session, options.tenant)) }
}

async function goBack(session: Session, { run = [], ...options }: StartOptions): Promise<void> {
  const place = await placeOf(session, options)
  const { leftOut } = await session.call('rollback.plan', place)
  const isMeant = (reference: string) => (action: Plan['leftOut'][number]) =>
    sameName(action.name, reference) || action.actionId === reference
  for (const reference of run)
    if (!leftOut.some(isMeant(reference))) throw new CommandFailed(isNotLeftOut(reference, leftOut))
  const kept = leftOut.filter(action => !run.some(reference => isMeant(reference)(action)))
  const skip = [...kept.map(({ actionId }) => actionId), ...(options.skip ?? [])]
  await launch(session, place, { ...options, skip })
}

const isNotLeftOut = (reference: string, leftOut: Plan['leftOut']) =>
  ({
    kind: 'not-found',
    message: `A rollback leaves out no action “${reference}”.`,
    remedy:
      leftOut.length === 0
        ? 'Leave away --run; every action runs.'
        : `Choose one of: ${leftOut.map(({ name }) => `“${name}”`).join(', ')}.`
  }) as const

const names = (actions: Plan['leftOut']): string => listOf(actions.map(({ name }) => `“${name}”`))

function describeRollback({ comparison, plan, leftOut, irreversible, packages, lastTook }: Plan): string {
  const rows = packages.map(item => [
    `  ${item.targetName}`,
    `${item.packageId} ${item.version}`,
    item.wasThere ? 'should still be there' : `${bytesWords(item.bytes)} to send`
  ])
  return [
    describeComparison(comparison),
    ...(irreversible.length === 0 ? [] : [`WARNING: ${names(irreversible)} cannot be undone; what was done stays.`]),
    ...(leftOut.length === 0 ? [] : [`Left out: ${names(leftOut)}. Run them all the same with --run.`]),
    ...(rows.length === 0 ? [] : ['Packages, as the records of earlier deployments say:', table(rows)]),
    ...(lastTook === null ? [] : [`The last time it took ${durationOf(lastTook)}.`]),
    describePlan(plan),
    ...(plan.hash === null ? [] : [`Hash: ${plan.hash}`])
  ].join('\n')
}
