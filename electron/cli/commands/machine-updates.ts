import { resolve } from 'node:path'
import type { Input } from '@shared/api'
import type { Command } from 'commander'
import type { AddCommands } from '../adding'
import { UsageError } from '../errors'
import type { Session } from '../session'
import { environmentIdsOf, writable } from './target-input'

interface TargetChange {
  readonly name?: string
  readonly environment?: readonly string[]
  readonly role?: readonly string[]
  readonly host?: string
  readonly port?: string
  readonly account?: string
  readonly via?: string
  readonly direct?: boolean
  readonly dropFolder?: string
  readonly passwordFile?: string
  readonly policy?: string
  readonly disable?: boolean
  readonly enable?: boolean
}

/** `update` of targets: what is given is changed, all else stays, also the key that was accepted. */
export const addTargetUpdate = (target: Command, act: Parameters<AddCommands>[1]): void => {
  target
    .command('update <target>')
    .description('change what is given')
    .option('--name <name>', 'what it is called from now on')
    .option('--environment <environment...>', 'where it belongs, in place of those before')
    .option('--role <role...>', 'what it is for, in place of those before')
    .option('--host <host>', 'host name or address of an SSH target')
    .option('--port <port>', 'its port')
    .option('--account <account>', 'how to log in to it')
    .option('--via <jumpHost>', 'the jump host that it is reached through')
    .option('--direct', 'it is reached without a jump host')
    .option('--drop-folder <folder>', 'where its bundles are written to')
    .option('--password-file <file>', 'what protects the secrets of its bundles; - reads it from standard input')
    .option('--policy <policy>', 'how its health is checked')
    .option('--disable', 'deployments leave it out')
    .option('--enable', 'deployments take it in again')
    .action((reference: string, options: TargetChange) => act(session => updateTarget(session, reference, options)))
}

async function updateTarget(session: Session, reference: string, options: TargetChange): Promise<void> {
  if (options.disable && options.enable) throw new UsageError('Give --disable or --enable, not both.')
  const { id, ...before } = await session.target(reference)
  const value = writable(before)
  const common = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.environment === undefined
      ? {}
      : { environmentIds: await environmentIdsOf(session, options.environment) }),
    ...(options.role === undefined ? {} : { roles: [...options.role] }),
    ...(options.disable || options.enable ? { isDisabled: options.disable === true } : {})
  }
  const saved = await session.call('target.update', {
    id,
    value: await withOwn(session, { ...value, ...common }, options)
  })
  session.answer(saved, () => `Saved the target “${saved.name}”.`)
}

type TargetValue = Input<'target.update'>['value']

/** What only targets of one kind have. */
async function withOwn(session: Session, value: TargetValue, options: TargetChange): Promise<TargetValue> {
  const { host, port, account, via, direct, dropFolder, passwordFile } = options
  const isReachedBySsh = [host, port, account, via, direct].some(given => given !== undefined)
  if (isReachedBySsh && value.kind !== 'ssh')
    throw new UsageError('--host, --port, --account, --via and --direct are for SSH targets.')
  if ((dropFolder !== undefined || passwordFile !== undefined) && value.kind !== 'offline')
    throw new UsageError('--drop-folder and --password-file are for targets that get bundles.')
  if (value.kind === 'offline') {
    if (options.policy !== undefined) throw new UsageError('--policy is for targets that are reached.')
    return {
      ...value,
      ...(dropFolder === undefined ? {} : { dropFolder: resolve(dropFolder) }),
      ...(passwordFile === undefined ? {} : { password: await session.readSecret(passwordFile) })
    }
  }
  const policy = options.policy === undefined ? {} : { policyId: (await session.policy(options.policy)).id }
  return value.kind === 'local' ? { ...value, ...policy } : { ...value, ...policy, ...(await wayTo(session, options)) }
}

interface WayChange {
  readonly host?: string
  readonly port?: string
  readonly account?: string
  readonly via?: string
  readonly direct?: boolean
}

/** What is given of how a machine is reached. */
async function wayTo(session: Session, { host, port, account, via, direct }: WayChange) {
  if (direct && via !== undefined) throw new UsageError('Give --via or --direct, not both.')
  const viaId = via === undefined ? null : (await session.jumpHost(via)).id
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(account === undefined ? {} : { accountId: (await session.account(account)).id }),
    ...(via === undefined && !direct ? {} : { viaId })
  }
}

interface JumpHostChange extends WayChange {
  readonly name?: string
  readonly description?: string
}

/** `update` of jump hosts: what is given is changed, all else stays, also the key that was accepted. */
export const addJumpHostUpdate = (jumpHost: Command, act: Parameters<AddCommands>[1]): void => {
  jumpHost
    .command('update <jumpHost>')
    .description('change what is given')
    .option('--name <name>', 'what it is called from now on')
    .option('--host <host>', 'host name or address')
    .option('--port <port>', 'its port')
    .option('--account <account>', 'how to log in to it')
    .option('--via <jumpHost>', 'the jump host before it')
    .option('--direct', 'it is reached without another one')
    .option('--description <text>', 'which network it leads into')
    .action((reference: string, options: JumpHostChange) =>
      act(async session => {
        const { id, hostKey: _kept, ...before } = await session.jumpHost(reference)
        const { name, description } = options
        const value = {
          ...before,
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(await wayTo(session, options))
        }
        const saved = await session.call('jumpHost.update', { id, value })
        session.answer(saved, () => `Saved the jump host “${saved.name}”.`)
      })
    )
}
