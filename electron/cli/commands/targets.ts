import { resolve } from 'node:path'
import type { Input, Output } from '@shared/api'
import { whereOf } from '@shared/model/target'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import { fingerprints, testConnection } from '../host-keys'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface Options {
  readonly environment: readonly string[]
  readonly role: readonly string[]
  readonly host?: string
  readonly port?: string
  readonly account?: string
  readonly via?: string
  readonly windows?: boolean
  readonly local?: boolean
  readonly offline?: boolean
  readonly dropFolder?: string
  readonly archive?: boolean
  readonly passwordFile?: string
  readonly incremental?: boolean
  readonly policy?: string
}

/** `target list | create | delete | test` */
export const addTargetCommands: AddCommands = (program, act) => {
  const target = program.command('target').description('the machines that steps run on')
  target.command('list').action(() => act(listTargets))
  target
    .command('create <name>')
    .requiredOption('--environment <environment...>', 'where it belongs')
    .requiredOption('--role <role...>', 'what it is for')
    .option('--host <host>', 'host name or address of an SSH target')
    .option('--port <port>', 'its port', '22')
    .option('--account <account>', 'how to log in to it')
    .option('--via <jumpHost>', 'the jump host that it is reached through')
    .option('--windows', 'a Windows host with OpenSSH')
    .option('--local', 'this machine')
    .option('--offline', 'a machine that nobody reaches: it gets bundles, which people carry there')
    .option('--drop-folder <folder>', 'where its bundles are written to; Slipway keeps them when not given')
    .option('--archive', 'a bundle is one .tar file and no folder')
    .option('--password-file <file>', 'what protects the secrets of its bundles; - reads it from standard input')
    .option('--incremental', 'packages that the target has from an earlier bundle are left out')
    .option('--policy <policy>', 'how its health is checked; the default policy when not given')
    .action((name: string, options: Options) =>
      act(async session => {
        const created = await session.call('target.create', await targetInput(session, name, options))
        session.answer(created, () => `Created the target “${created.name}” (${created.id}).`)
      })
    )
  target.command('delete <target>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.target(reference)
      session.answer(await session.call('target.delete', { id }), () => `Deleted the target “${name}”.`)
    })
  )
  target
    .command('test <target>')
    .description('connect stage by stage')
    .option('--accept-host-key <fingerprint...>', 'accept the key that the host shows if it is this one')
    .action((reference: string, options: { readonly acceptHostKey?: readonly string[] }) =>
      act(session => testTarget(session, reference, fingerprints(options.acceptHostKey)))
    )
}

async function listTargets(session: Session): Promise<void> {
  const environments = await session.call('environment.list', {})
  const names = new Map<string, string>(environments.map(item => [item.id, item.name]))
  const jumpHosts = new Map<string, string>((await session.call('jumpHost.list', {})).map(item => [item.id, item.name]))
  const viaOf = (id: string | null) => (id === null ? '' : ` via ${jumpHosts.get(id) ?? id}`)
  session.answer(await session.call('target.list', {}), targets =>
    listOrNone(
      ['NAME', 'ADDRESS', 'ENVIRONMENTS', 'ROLES', 'HOST KEY', 'ID'],
      targets.map(item => [
        item.isDisabled ? `${item.name} (disabled)` : item.name,
        `${whereOf(item)}${item.kind === 'ssh' ? viaOf(item.viaId) : ''}`,
        item.environmentIds.map(id => names.get(id) ?? id).join(', '),
        item.roles.join(', '),
        item.kind === 'ssh' ? (item.hostKey?.fingerprint ?? 'not accepted yet') : '-',
        item.id
      ]),
      'There is no target yet. Create one with: slipway target create'
    )
  )
}

async function targetInput(session: Session, name: string, options: Options): Promise<Input<'target.create'>> {
  const environmentIds: Output<'environment.list'>[number]['id'][] = []
  for (const reference of options.environment) environmentIds.push((await session.environment(reference)).id)
  const policy = options.policy === undefined ? {} : { policyId: (await session.policy(options.policy)).id }
  const common = { ...policy, name, roles: [...options.role], environmentIds }
  if (options.local) return { kind: 'local', ...common }
  if (options.offline) return offlineInput(session, common, options)
  if (options.host === undefined || options.account === undefined)
    throw new UsageError(
      'An SSH target needs --host and --account; --local makes one of this machine, --offline one that gets bundles.'
    )
  const account = await session.account(options.account)
  const via = options.via === undefined ? null : await session.jumpHost(options.via)
  return {
    kind: 'ssh',
    ...common,
    host: options.host,
    port: Number(options.port),
    accountId: account.id,
    viaId: via?.id ?? null,
    platform: options.windows ? 'windows' : 'posix'
  }
}

async function offlineInput(
  session: Session,
  { policyId: _policy, ...common }: Common & { readonly policyId?: unknown },
  options: Options
): Promise<Input<'target.create'>> {
  const { dropFolder, passwordFile } = options
  return {
    kind: 'offline',
    ...common,
    dropFolder: dropFolder === undefined ? '' : resolve(dropFolder),
    form: options.archive ? 'archive' : 'folder',
    platform: options.windows ? 'windows' : 'posix',
    password: passwordFile === undefined ? '' : await session.readSecret(passwordFile),
    isIncremental: options.incremental === true
  }
}

type Common = Pick<Input<'target.create'>, 'name' | 'roles' | 'environmentIds'>

async function testTarget(session: Session, reference: string, accepted: ReadonlySet<string>): Promise<void> {
  const { id } = await session.target(reference)
  await testConnection(session, () => session.call('target.test', { id }), accepted)
}
