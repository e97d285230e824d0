import type { Output } from '@shared/api'
import type { AddCommands } from '../adding'
import type { Session } from '../session'
import { listOrNone } from '../text'

type KnownHosts = Output<'import.knownHosts.preview'>

interface KnownHostsOptions {
  readonly host?: readonly string[]
  readonly yes?: boolean
}

/** `import known-hosts`. Without `--yes` nothing is changed. */
export const addImportCommands: AddCommands = (program, act) => {
  const group = program.command('import').description('takes over what OpenSSH knows')
  group
    .command('known-hosts <file>')
    .description('accept the host keys of a known_hosts file; - reads it from standard input')
    .option('--host <name...>', 'only these targets and jump hosts')
    .option('--yes', 'do it; without this the command only says what it would do')
    .action((file: string, options: KnownHostsOptions) => act(session => importKnownHosts(session, file, options)))
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
