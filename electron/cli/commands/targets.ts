import { resolve } from 'node:path'
import type { Input } from '@shared/api'
import { whereOf } from '@shared/model/target'
import type { TargetTenancy } from '@shared/model/tenant'
import { tagWords } from '@shared/model/tenant-tag'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import { repeatable } from '../flags'
import { fingerprints, testConnection } from '../host-keys'
import type { Session } from '../session'
import { type TenantOptions, tenancyFrom, tenancyOption } from '../tenant-flags'
import { listOrNone } from '../text'
import { addTargetUpdate } from './machine-updates'
import { environmentIdsOf, writable } from './target-input'

interface Options extends TenantOptions {
  readonly tenants?: string
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

/** `target list | create | update | tenants | delete | test` */
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
    .addOption(tenancyOption())
    .option('--tenant <tenant>', 'one that it is for; may be given several times', repeatable)
    .option('--tenant-tag <tag>', 'of tenants that it is for; may be given several times', repeatable)
    .action((name: string, options: Options) =>
      act(async session => {
        const created = await session.call('target.create', await targetInput(session, name, options))
        session.answer(created, () => `Created the target “${created.name}” (${created.id}).`)
      })
    )
  addTargetUpdate(target, act)
  target
    .command('tenants <target>')
    .description('say which tenants a target is for')
    .addOption(tenancyOption().makeOptionMandatory())
    .option('--tenant <tenant>', 'may be given several times', repeatable)
    .option('--tenant-tag <tag>', 'may be given several times', repeatable)
    .action((reference: string, options: TenantOptions & { readonly tenants: string }) =>
      act(session => setTenants(session, reference, options))
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
  const tenants = new Map<string, string>((await session.call('tenant.list', {})).map(item => [item.id, item.name]))
  const viaOf = (id: string | null) => (id === null ? '' : ` via ${jumpHosts.get(id) ?? id}`)
  session.answer(await session.call('target.list', {}), targets =>
    listOrNone(
      ['NAME', 'ADDRESS', 'ENVIRONMENTS', 'ROLES', 'TENANTS', 'HOST KEY', 'ID'],
      targets.map(item => [
        item.isDisabled ? `${item.name} (disabled)` : item.name,
        `${whereOf(item)}${item.kind === 'ssh' ? viaOf(item.viaId) : ''}`,
        item.environmentIds.map(id => names.get(id) ?? id).join(', '),
        item.roles.join(', '),
        tenancyWords(item.tenancy, id => tenants.get(id) ?? id),
        item.kind === 'ssh' ? (item.hostKey?.fingerprint ?? 'not accepted yet') : '-',
        item.id
      ]),
      'There is no target yet. Create one with: slipway target create'
    )
  )
}

async function targetInput(session: Session, name: string, options: Options): Promise<Input<'target.create'>> {
  const environmentIds = await environmentIdsOf(session, options.environment)
  const policy = options.policy === undefined ? {} : { policyId: (await session.policy(options.policy)).id }
  const tenancy = await tenancyFrom(session, options)
  const common = {
    ...policy,
    name,
    roles: [...options.role],
    environmentIds,
    ...(tenancy === undefined ? {} : { tenancy })
  }
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

type Common = Pick<Input<'target.create'>, 'name' | 'roles' | 'environmentIds' | 'tenancy'>

/** `-` for a target that is for no tenant. */
function tenancyWords(tenancy: TargetTenancy | undefined, nameOf: (id: string) => string): string {
  if (tenancy === undefined) return '-'
  const whom = [...tenancy.tenantIds.map(nameOf), ...(tenancy.tags.length === 0 ? [] : [tagWords(tenancy.tags)])]
  return `${tenancy.mode === 'both' ? 'also' : 'only'} ${whom.join('; ')}`
}

async function setTenants(
  session: Session,
  reference: string,
  options: TenantOptions & { readonly tenants: string }
): Promise<void> {
  const { id, tenancy: _before, ...kept } = await session.target(reference)
  const tenancy = await tenancyFrom(session, options)
  const value = { ...writable(kept), ...(tenancy === undefined ? {} : { tenancy }) }
  const saved = await session.call('target.update', { id, value })
  session.answer(saved, () => `Saved the target “${saved.name}”.`)
}

async function testTarget(session: Session, reference: string, accepted: ReadonlySet<string>): Promise<void> {
  const { id } = await session.target(reference)
  await testConnection(session, () => session.call('target.test', { id }), accepted)
}
