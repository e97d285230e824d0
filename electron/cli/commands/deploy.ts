import type { Input, Output } from '@shared/api'
import type { AddCommands } from '../adding'
import { answersFor } from '../answers'
import { exitCodes, UsageError } from '../errors'
import { repeatable } from '../flags'
import { follow, followAll } from '../follow'
import { acceptShownKeys, fingerprints } from '../host-keys'
import { addLaunchFlags, choicesFrom, type LaunchOptions, startFrom } from '../launch-flags'
import { describePlan } from '../plan-text'
import type { Session } from '../session'
import { addTenantFlags, type TenantOptions, tenantsFor } from '../tenant-flags'

interface Options extends LaunchOptions, TenantOptions {
  readonly project: string
  readonly release: string
  readonly to: readonly string[]
}

type What = Input<'deployment.plan'>

/** `deploy`: plans, asks what is left to ask, starts, follows to the end. */
export const addDeployCommand: AddCommands = (program, act) => {
  const command = program
    .command('deploy')
    .description('deploy a release to an environment, or to several, or for several tenants, and follow it')
    .requiredOption('--project <project>')
    .requiredOption('--release <version>')
    .requiredOption('--to <environment>', 'may be given several times', repeatable)
  addLaunchFlags(addTenantFlags(command)).action((options: Options) =>
    act(async session => {
      const project = await session.project(options.project)
      const release = await session.release(project, options.release)
      const wanted: What[] = []
      for (const reference of options.to) {
        const environment = await session.environment(reference)
        const what = { releaseId: release.id, environmentId: environment.id }
        const tenants = await tenantsFor(session, options, project, environment)
        wanted.push(...(tenants === null ? [what] : tenants.map(({ id }) => ({ ...what, tenantId: id }))))
      }
      const [only] = wanted
      if (only && wanted.length === 1) await launch(session, only, options)
      else await launchAll(session, wanted, options)
    })
  )
}

/** Plans a release, or the snapshot of a runbook, asks what is left to ask, starts it and follows it to the end. */
export async function launch(session: Session, wanted: What, options: LaunchOptions): Promise<void> {
  const start = startFrom(options, Date.now())
  const what = await chosen(session, wantedAt(wanted, start), options)
  if (options.plan) return showPlan(session, what)
  const { plan, prompts } = await session.call('deployment.plan', what)
  // Without a plan the start is refused, and that says why.
  const answers = plan === null ? [] : await answersFor(session, prompts, options)
  await follow(session, { ...what, ...start, answers: [...answers] })
}

/** The same in several environments, or for several tenants: all of them are checked before the first one begins. */
async function launchAll(session: Session, wanted: readonly What[], options: LaunchOptions): Promise<void> {
  const { planHash, ...start } = startFrom(options, Date.now())
  if (planHash !== undefined) throw new UsageError('--plan-hash is about one environment, and one tenant at the most.')
  const whats: What[] = []
  for (const what of wanted) whats.push(await chosen(session, wantedAt(what, start), options))
  const [first] = whats
  if (first === undefined) return
  if (options.plan) {
    for (const what of whats) await showPlan(session, what)
    return
  }
  const asked: Output<'deployment.plan'>['prompts'][] = []
  for (const what of whats) asked.push((await session.call('deployment.plan', what)).prompts)
  // What is the same in several places is asked once.
  const prompts = [...new Map(asked.flat().map(prompt => [prompt.id, prompt])).values()]
  const answers = await answersFor(session, prompts, options)
  const places = whats.map(({ environmentId, tenantId, choices }, index) => ({
    environmentId,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(choices === undefined ? {} : { choices }),
    answers: answers.filter(({ variableId }) => asked[index]?.some(({ id }) => id === variableId) === true)
  }))
  await followAll(session, { releaseId: first.releaseId, places, ...start })
}

/** Planned for the moment at which it is to begin. */
const wantedAt = (what: What, { startAt }: Pick<What, 'startAt'>): What =>
  startAt === undefined ? what : { ...what, startAt }

/** What is to be planned, with what flags choose, once hosts are known. */
async function chosen(session: Session, wanted: What, options: LaunchOptions): Promise<What> {
  await acceptKeys(session, wanted, fingerprints(options.acceptHostKey))
  const choices = await choicesFrom(session, wanted, options)
  return Object.keys(choices).length === 0 ? wanted : { ...wanted, choices }
}

/** Deals with the hosts whose keys nobody accepted yet, where the person named the key that the host shows. */
async function acceptKeys(session: Session, what: What, accepted: ReadonlySet<string>): Promise<void> {
  if (accepted.size === 0) return
  const { problems } = await session.call('deployment.plan', what)
  for (const { about, failure } of problems) {
    if (failure.kind !== 'host-key-unknown') continue
    // Each key that is accepted lets the next test get one host further.
    if (about.kind === 'jump-host') await acceptOnWay(session, 'jumpHost.test', about.jumpHostId, accepted)
    if (about.kind === 'target') await acceptOnWay(session, 'target.test', about.targetId, accepted)
  }
}

async function acceptOnWay<Name extends 'target.test' | 'jumpHost.test'>(
  session: Session,
  name: Name,
  id: Input<Name>['id'],
  accepted: ReadonlySet<string>
): Promise<void> {
  const test = () => session.call(name, { id } as Input<Name>)
  while (await acceptShownKeys(session, await test(), accepted));
}

async function showPlan(session: Session, what: What): Promise<void> {
  const result = await session.call('deployment.plan', what)
  session.answer(result, planned =>
    [describePlan(planned), ...(planned.hash === null ? [] : [`Hash: ${planned.hash}`])].join('\n')
  )
  if (!result.plan) session.exitCode = exitCodes.failed
}
