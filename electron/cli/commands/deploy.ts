import type { Input } from '@shared/api'
import type { AddCommands } from '../adding'
import { type AnswerOptions, answersFor } from '../answers'
import { exitCodes } from '../errors'
import { repeatable } from '../flags'
import { follow } from '../follow'
import { acceptShownKeys, fingerprints } from '../host-keys'
import { describePlan } from '../plan-text'
import type { Session } from '../session'

interface Options extends AnswerOptions {
  readonly project: string
  readonly release: string
  readonly to: string
  readonly acceptHostKey?: readonly string[]
  readonly plan?: boolean
}

/** `deploy`: plans, asks what is left to ask, starts, follows to the end. */
export const addDeployCommand: AddCommands = (program, act) => {
  program
    .command('deploy')
    .description('deploy a release to an environment and follow it')
    .requiredOption('--project <project>')
    .requiredOption('--release <version>')
    .requiredOption('--to <environment>')
    .option('--accept-host-key <fingerprint...>', 'accept the keys of hosts that show one of these')
    .option('--variable <name=value>', 'answer what is asked; may be given several times', repeatable)
    .option(
      '--variable-file <name=file>',
      'the same from a file, as secrets need it; - reads standard input',
      repeatable
    )
    .option('--plan', 'only show what would run where')
    .action((options: Options) =>
      act(async session => {
        const project = await session.project(options.project)
        const release = await session.release(project, options.release)
        const environment = await session.environment(options.to)
        const what = { releaseId: release.id, environmentId: environment.id }
        await acceptKeys(session, what, fingerprints(options.acceptHostKey))
        if (options.plan) return showPlan(session, what)
        const { plan, prompts } = await session.call('deployment.plan', what)
        // Without a plan the start is refused, and that says why.
        const answers = plan === null ? [] : await answersFor(session, prompts, options)
        await follow(session, { ...what, answers: [...answers] })
      })
    )
}

/** Deals with the hosts whose keys nobody accepted yet, where the person named the key that the host shows. */
async function acceptKeys(
  session: Session,
  what: Input<'deployment.plan'>,
  accepted: ReadonlySet<string>
): Promise<void> {
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

async function showPlan(session: Session, what: Input<'deployment.plan'>): Promise<void> {
  const result = await session.call('deployment.plan', what)
  session.answer(result, describePlan)
  if (!result.plan) session.exitCode = exitCodes.failed
}
