import { addressOf } from '@shared/model/target'
import type { AddCommands } from '../adding'
import { fingerprints, testConnection } from '../host-keys'
import type { Session } from '../session'
import { listOrNone } from '../text'
import { addJumpHostUpdate } from './machine-updates'

interface Options {
  readonly host: string
  readonly port: string
  readonly account: string
  readonly via?: string
  readonly description: string
}

/** `jump-host list | create | update | test | trust | delete` */
export const addJumpHostCommands: AddCommands = (program, act) => {
  const jumpHost = program.command('jump-host').description('the machines that connections to targets go through')
  jumpHost.command('list').action(() => act(listJumpHosts))
  jumpHost
    .command('create <name>')
    .requiredOption('--host <host>', 'host name or address')
    .option('--port <port>', 'its port', '22')
    .requiredOption('--account <account>', 'how to log in to it')
    .option('--via <jumpHost>', 'the jump host before it')
    .option('--description <text>', 'which network it leads into', '')
    .action((name: string, options: Options) => act(session => createJumpHost(session, name, options)))
  addJumpHostUpdate(jumpHost, act)
  jumpHost
    .command('test <jumpHost>')
    .description('log in stage by stage')
    .option('--accept-host-key <fingerprint...>', 'accept the keys that the hosts show if they are these')
    .action((reference: string, options: { readonly acceptHostKey?: readonly string[] }) =>
      act(session => testJumpHost(session, reference, options.acceptHostKey ?? []))
    )
  jumpHost
    .command('trust <jumpHost> <fingerprint>')
    .description('accept the key that it shows if it is this one')
    .action((reference: string, fingerprint: string) => act(session => testJumpHost(session, reference, [fingerprint])))
  jumpHost.command('delete <jumpHost>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.jumpHost(reference)
      session.answer(await session.call('jumpHost.delete', { id }), () => `Deleted the jump host “${name}”.`)
    })
  )
}

async function listJumpHosts(session: Session): Promise<void> {
  session.answer(await session.call('jumpHost.list', {}), jumpHosts =>
    listOrNone(
      ['NAME', 'ADDRESS', 'THROUGH', 'HOST KEY', 'ID'],
      jumpHosts.map(item => [
        item.name,
        addressOf(item),
        jumpHosts.find(({ id }) => id === item.viaId)?.name ?? '-',
        item.hostKey?.fingerprint ?? 'not accepted yet',
        item.id
      ]),
      'There is no jump host yet. Create one with: slipway jump-host create'
    )
  )
}

async function createJumpHost(session: Session, name: string, options: Options): Promise<void> {
  const { id: accountId } = await session.account(options.account)
  const via = options.via === undefined ? null : await session.jumpHost(options.via)
  const { host, description } = options
  const input = { name, description, host, port: Number(options.port), accountId, viaId: via?.id ?? null }
  const created = await session.call('jumpHost.create', input)
  session.answer(created, () => `Created the jump host “${created.name}” (${created.id}).`)
}

async function testJumpHost(session: Session, reference: string, accepted: readonly string[]): Promise<void> {
  const { id } = await session.jumpHost(reference)
  await testConnection(session, () => session.call('jumpHost.test', { id }), fingerprints(accepted))
}
