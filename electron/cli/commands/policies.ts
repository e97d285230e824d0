import type { Policy, PolicyInput } from '@shared/model/health'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface Options {
  readonly name?: string
  readonly description?: string
  readonly interval?: string
  readonly connectionOnly?: boolean
  readonly warnBelow?: string
  readonly tool?: readonly string[]
  readonly scriptFile?: string
}

/** `policy list | show | create | update | delete` */
export const addPolicyCommands: AddCommands = (program, act) => {
  const policy = program.command('policy').description('what health checks look at, and how often')
  policy.command('list').action(() => act(listPolicies))
  policy
    .command('show <policy>')
    .action((reference: string) =>
      act(async session => session.answer(await session.policy(reference), describePolicy))
    )
  const withFields = (command: ReturnType<typeof policy.command>) =>
    command
      .option('--description <text>')
      .option('--interval <minutes>', 'how often; “never” checks on demand only')
      .option('--connection-only', 'look at nothing but whether somebody can log in')
      .option('--no-connection-only', 'look at the machine as well')
      .option('--warn-below <megabytes>', 'warn when less disk space is free')
      .option('--tool <program...>', 'programs that have to be there')
      .option('--script-file <file>', 'a bash script that looks at the target; - reads standard input')
  withFields(policy.command('create <name>')).action((name: string, options: Options) =>
    act(async session => {
      const created = await session.call('policy.create', { name, ...(await fields(session, options)) })
      session.answer(created, () => `Created the policy “${created.name}” (${created.id}).`)
    })
  )
  withFields(policy.command('update <policy>').option('--name <name>')).action((reference: string, options: Options) =>
    act(async session => {
      const { id, isDefault: _, ...value } = await session.policy(reference)
      const change = {
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(await fields(session, options))
      }
      const saved = await session.call('policy.update', { id, value: { ...value, ...change } })
      session.answer(saved, () => `Saved the policy “${saved.name}”.`)
    })
  )
  policy.command('delete <policy>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.policy(reference)
      session.answer(await session.call('policy.delete', { id }), () => `Deleted the policy “${name}”.`)
    })
  )
}

async function listPolicies(session: Session): Promise<void> {
  session.answer(await session.call('policy.list', {}), policies =>
    listOrNone(
      ['NAME', 'CHECKS', 'LOOKS AT', 'ID'],
      policies.map(item => [
        item.isDefault ? `${item.name} (default)` : item.name,
        intervalOf(item),
        item.isConnectionOnly
          ? 'the connection only'
          : item.script === ''
            ? 'the machine'
            : 'the machine, and a script',
        item.id
      ]),
      'There is no policy.'
    )
  )
}

const intervalOf = ({ intervalMinutes }: Policy): string =>
  intervalMinutes === null ? 'on demand' : `every ${intervalMinutes} min`

const describePolicy = (policy: Policy): string =>
  [
    `${policy.name}${policy.isDefault ? ' (default)' : ''}: ${intervalOf(policy)}`,
    ...(policy.description === '' ? [] : [policy.description]),
    policy.isConnectionOnly
      ? 'Looks at the connection only.'
      : `Warns below ${policy.warnBelowMegabytes} MB; needs ${policy.requiredTools.join(', ') || 'no further programs'}.`,
    ...(policy.script === '' ? [] : ['', policy.script])
  ].join('\n')

/** The fields that were given; those that were not stay as they are. */
async function fields(session: Session, options: Options): Promise<Partial<PolicyInput>> {
  const { description, interval, connectionOnly, warnBelow, tool, scriptFile } = options
  return {
    ...(description === undefined ? {} : { description }),
    ...(interval === undefined
      ? {}
      : { intervalMinutes: interval === 'never' ? null : numberOf('--interval', interval) }),
    ...(connectionOnly === undefined ? {} : { isConnectionOnly: connectionOnly }),
    ...(warnBelow === undefined ? {} : { warnBelowMegabytes: numberOf('--warn-below', warnBelow) }),
    ...(tool === undefined ? {} : { requiredTools: [...tool] }),
    ...(scriptFile === undefined ? {} : { script: await session.read(scriptFile) })
  }
}

function numberOf(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} needs a whole number.`)
  return Number(text)
}
