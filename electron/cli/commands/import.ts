import type { Output } from '@shared/api'
import { addressOf } from '@shared/model/target'
import type { Command } from 'commander'
import type { Act, AddCommands } from '../adding'
import type { Session } from '../session'
import { listOrNone } from '../text'

type KnownHosts = Output<'import.knownHosts.preview'>
type SshConfig = Output<'import.sshConfig.preview'>

interface KnownHostsOptions {
  readonly host?: readonly string[]
  readonly yes?: boolean
}

/** `import known-hosts | ssh-config`. Without `--yes` nothing is changed. */
export const addImportCommands: AddCommands = (program, act) => {
  const group = program.command('import').description('takes over what OpenSSH knows')
  group
    .command('known-hosts <file>')
    .description('accept the host keys of a known_hosts file; - reads it from standard input')
    .option('--host <name...>', 'only these targets and jump hosts')
    .option('--yes', 'do it; without this the command only says what it would do')
    .action((file: string, options: KnownHostsOptions) => act(session => importKnownHosts(session, file, options)))
  addSshConfig(group, act)
}

interface SshConfigOptions extends KnownHostsOptions {
  readonly environment: readonly string[]
  readonly role: readonly string[]
  readonly withKeys?: boolean
}

const addSshConfig = (group: Command, act: Act): Command =>
  group
    .command('ssh-config <file>')
    .description('make targets of the hosts of an OpenSSH configuration; - reads it from standard input')
    .requiredOption('--environment <environment...>', 'where they belong')
    .requiredOption('--role <role...>', 'what they are for')
    .option('--host <name...>', 'only these hosts')
    .option('--with-keys', 'read the private keys that the file names into the vault; else accounts use the SSH agent')
    .option('--yes', 'do it; without this the command only says what it would do')
    .action((file: string, options: SshConfigOptions) => act(session => importSshConfig(session, file, options)))

async function importSshConfig(session: Session, file: string, options: SshConfigOptions): Promise<void> {
  const { host, environment, role, withKeys, yes } = options
  const text = await session.read(file)
  const preview = await session.call('import.sshConfig.preview', { text })
  const hosts = preview.targets.map(target => ({ ...target, id: target.alias, name: target.alias }))
  const wanted =
    host?.map(name => session.pick('host', hosts, name)) ?? hosts.filter(({ outcome }) => outcome === 'new')
  const environments = await Promise.all(environment.map(session.environment))
  const made =
    yes === true && wanted.length > 0
      ? await session.call('import.sshConfig.apply', {
          text,
          hosts: wanted.map(({ alias }) => alias),
          environmentIds: environments.map(({ id }) => id),
          roles: [...role],
          keyFiles: withKeys ? keyFilesIn(wanted) : []
        })
      : null
  const end = made
    ? `Made ${counted(made.targets, 'target')}, ${counted(made.jumpHosts, 'jump host')} and ${counted(made.accounts, 'account')}.`
    : nothingMade(wanted.length)
  session.answer({ ...preview, made }, () => [...sshConfigText(preview), end].join('\n'))
}

const keyFilesIn = (targets: SshConfig['targets']): string[] =>
  [
    ...new Set(targets.flatMap(({ identityFile, hops }) => [identityFile, ...hops.map(hop => hop.identityFile)]))
  ].filter(file => file !== null)

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const nothingMade = (wanted: number): string =>
  wanted === 0 ? 'There is no host to import.' : 'Nothing was changed. Add --yes to make the new targets.'

function sshConfigText({ targets, notes }: SshConfig): readonly string[] {
  const rows = targets.map(target => [
    target.name,
    `${target.user}@${addressOf(target)}`,
    target.hops.map(addressOf).join(' → ') || 'directly',
    target.identityFile ?? 'SSH agent',
    target.outcome === 'unsupported' ? `NOT IMPORTED: ${target.reason}` : target.outcome
  ])
  return [
    listOrNone(['TARGET', 'LOGIN', 'VIA', 'KEY', ''], rows, 'The file names no single host.'),
    ...targets
      .filter(({ notCarried }) => notCarried.length > 0)
      .map(({ alias, notCarried }) => `${alias}: not carried over: ${notCarried.join(', ')}`),
    ...notes.map(({ line, message }) => `Line ${line}: ${message}`)
  ]
}

async function importKnownHosts(session: Session, file: string, { host, yes }: KnownHostsOptions): Promise<void> {
  const text = await session.read(file)
  const preview = await session.call('import.knownHosts.preview', { text })
  const hosts = preview.matches.map(match => ({ ...match, id: match.ref.id }))
  const wanted =
    host?.map(name => session.pick('host', hosts, name)) ?? hosts.filter(({ outcome }) => outcome === 'new')
  const isApplied = yes === true && wanted.length > 0
  const accepted = isApplied
    ? (await session.call('import.knownHosts.apply', { text, hosts: wanted.map(({ ref }) => ref) })).accepted
    : 0
  session.answer({ ...preview, accepted }, () =>
    [...knownHostsText(preview), ending(isApplied, accepted, wanted.length)].join('\n')
  )
}

const ending = (isApplied: boolean, accepted: number, wanted: number): string => {
  if (isApplied) return `Accepted ${accepted === 1 ? 'one host key' : `${accepted} host keys`}.`
  return wanted === 0 ? 'There is no host key to accept.' : 'Nothing was changed. Add --yes to accept the new keys.'
}

const words: Readonly<Record<KnownHosts['matches'][number]['outcome'], string>> = {
  new: 'new',
  agrees: 'accepted already',
  conflict: 'CONFLICT with the accepted key',
  'other-algorithm': 'only keys of other algorithms',
  ambiguous: 'several keys, none can be relied on',
  revoked: 'REVOKED',
  absent: 'not in the file'
}

function knownHostsText({ matches, bad, authorities }: KnownHosts): readonly string[] {
  const rows = matches.map(({ name, address, outcome, pin }) => [
    name,
    address,
    words[outcome],
    pin ? `${pin.algorithm} ${pin.fingerprint}` : ''
  ])
  return [
    listOrNone(['HOST', 'ADDRESS', 'KEY', 'FINGERPRINT'], rows, 'There is no SSH target or jump host yet.'),
    ...bad.map(({ line, message }) => `Line ${line}: ${message}`),
    ...authorities.map(line => `Line ${line}: host certificates (@cert-authority) are not taken over.`)
  ]
}
