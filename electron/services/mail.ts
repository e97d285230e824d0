import type { AuditDraft } from '@shared/audit'
import { type Failure, invalid } from '@shared/failure'
import { addressText, parseAddress } from '@shared/mail-address'
import type { MailReport, MailServerRecord, MailView, ParsedMailInput } from '@shared/model/mail'
import { addressOf } from '@shared/model/target'
import { fail, ok, type Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Mail, MailPort, MailServer } from '../engine/ports'
import { changesBetween, type Field } from './audit-changes'
import { changedSentence } from './audit-drafts'
import type { ServiceContext } from './context'
import { mailServerWords, type Network } from './network'
import type { ServicePorts } from './ports'

/** The mail server: its settings, a test of them, and what steps send through it. */
export function createMail(
  { store, publish, exclusive, now }: ServiceContext,
  ports: Pick<ServicePorts, 'mail' | 'random'>,
  network: Pick<Network, 'allow'>
) {
  const { vault } = store
  const stop = new AbortController()
  const current = (): MailServerRecord | null => store.mail.get('mail') ?? null
  const changed = () => publish({ type: 'catalog.changed', entity: 'settings' })
  const token = () => Buffer.from(ports.random(16)).toString('hex')

  const serverOf = async ({ password, user, ...record }: MailServerRecord): Promise<Result<MailServer>> => {
    if (user === null || password === null) return ok(resolved(record, null))
    const opened = await vault.open(password)
    return opened.ok ? ok(resolved(record, { user, password: opened.value })) : opened
  }

  /** The server as somebody typed it, with the stored password where none was typed. */
  const typedServer = async (input: ParsedMailInput): Promise<Result<MailServer>> => {
    const refused = missingPassword(input, current(), 'settings.')
    if (refused) return fail(refused)
    const { password, user } = input
    if (user === null) return ok(resolved(input, null))
    if (password !== undefined) return ok(resolved(input, { user, password: new Secret(password) }))
    const stored = current()?.password ?? null
    if (stored === null) throw new Error('A password is needed')
    const opened = await vault.open(stored)
    return opened.ok ? ok(resolved(input, { user, password: opened.value })) : opened
  }

  const testServer = async (input: ParsedMailInput | undefined): Promise<Result<MailServer>> => {
    if (input) return typedServer(input)
    const stored = current()
    return stored === null ? fail(notSetUp) : serverOf(stored)
  }

  const testMail = (to: string): Mail => ({
    id: token(),
    to: [{ name: '', address: to }],
    cc: [],
    bcc: [],
    subject: 'Test mail from Slipway',
    body: `Slipway can send mail by this server.\n\nSent ${new Date(now()).toISOString()} from its settings.\n`,
    isHtml: false,
    priority: 'normal'
  })

  const send: MailPort['send'] = async (mail, signal) => {
    const stored = current()
    if (stored === null) return fail(notSetUp)
    const server = await serverOf(stored)
    if (!server.ok) return fail({ ...server.failure, detail: { ...server.failure.detail, again: 'useless' } })
    const { failure } = await ports.mail.deliver(server.value, mail, signal)
    return failure === null ? ok(null) : fail(failure)
  }

  return {
    /** What steps send by. */
    port: { send } satisfies MailPort,

    get: async (): Promise<Result<MailView | null>> => {
      const record = current()
      return ok(record && viewOf(record))
    },

    save: (input: ParsedMailInput): Promise<Result<MailView>> =>
      exclusive(async () => {
        const before = current()
        const refused = missingPassword(input, before, '')
        if (refused) return fail(refused)
        const { password: typed, ...rest } = input
        const kept = input.user === null ? null : (before?.password ?? null)
        const password = typed === undefined || input.user === null ? kept : await vault.put(new Secret(typed))
        const record: MailServerRecord = { id: 'mail', ...rest, password }
        await store.commit([store.mail.putting(record)], draftsFor(before, record))
        if (before?.password && before.password !== password) await vault.remove(before.password)
        changed()
        return ok(viewOf(record))
      }),

    /** From then on no mail is sent. */
    remove: (): Promise<Result<null>> =>
      exclusive(async () => {
        const before = current()
        if (before === null) return ok(null)
        await store.commit([store.mail.removing('mail')], draftsFor(before, null))
        if (before.password) await vault.remove(before.password)
        changed()
        return ok(null)
      }),

    /** Sends a mail by what is stored, or by what was typed and is not saved yet. */
    test: async (to: string, input: ParsedMailInput | undefined): Promise<Result<MailReport>> => {
      const server = await testServer(input)
      if (!server.ok) return server
      const { host, port } = server.value
      // Whoever presses the button has named the server.
      const disallow = network.allow({ host, port, why: mailServerWords })
      try {
        const report = await ports.mail.deliver(server.value, testMail(to), stop.signal)
        if (!stop.signal.aborted) await store.commit([], [testDraft(to, server.value, report)])
        return ok(report)
      } finally {
        disallow()
      }
    },

    /** Gives up a test that is under way, because the workspace is being closed. */
    stop: (): void => stop.abort()
  }
}

/**
 * Why a password has to be typed. A stored one goes only to the server and for the user that it was given for, and never
 * in the clear where it was given for an encrypted connection: else whoever can save settings could have it sent
 * elsewhere, or read it on the way.
 */
function missingPassword(input: ParsedMailInput, stored: MailServerRecord | null, prefix: string): Failure | null {
  if (input.user === null || input.password !== undefined) return null
  const isSame = stored?.host === input.host && stored.user === input.user
  const isBared = stored?.security !== 'none' && input.security === 'none'
  if (stored?.password && isSame && !isBared) return null
  const reason = isSame ? 'it would not be encrypted any more' : 'server or user are others than before'
  const why = stored?.password ? `, because ${reason}` : ''
  return invalid(`${prefix}password`, `must be given${why}`, 'Type the password, or leave the user out.')
}

const resolved = (
  { host, port, security, from, timeoutSeconds, caFile }: Omit<ParsedMailInput, 'password' | 'user'>,
  login: MailServer['login']
): MailServer => ({
  host,
  port,
  security,
  from: parseAddress(from) ?? { name: '', address: from },
  login,
  timeoutMs: timeoutSeconds * 1000,
  caFile
})

const viewOf = ({ id: _, password, ...record }: MailServerRecord): MailView => ({
  ...record,
  hasPassword: password !== null
})

const notSetUp: Failure = {
  kind: 'mail-not-set-up',
  message: 'No mail server is set up in this workspace.',
  remedy: 'Enter one in Settings → Mail, or by slipway mail set.',
  detail: { again: 'useless' }
}

const subject = { kind: 'settings', id: 'mail', name: 'Mail' } as const

const securityWords = { none: 'none', starttls: 'STARTTLS', tls: 'TLS' } as const

const fields: readonly Field<MailServerRecord>[] = [
  { name: 'Host', of: ({ host }) => host },
  { name: 'Port', of: ({ port }) => port },
  { name: 'Encryption', of: ({ security }) => securityWords[security] },
  { name: 'From', of: ({ from }) => from },
  { name: 'User', of: ({ user }) => user },
  { name: 'Password', of: ({ password }) => ({ secret: password }) },
  { name: 'Time-out in seconds', of: ({ timeoutSeconds }) => timeoutSeconds },
  { name: 'CA file', of: ({ caFile }) => caFile }
]

function draftsFor(before: MailServerRecord | null, after: MailServerRecord | null): readonly AuditDraft[] {
  const changes = changesBetween(before, after, fields)
  if (before === null) return [{ verb: 'created', subject, summary: 'Set up the mail server.', changes }]
  if (after === null) return [{ verb: 'deleted', subject, summary: 'Removed the mail server.', changes }]
  if (changes.length === 0) return []
  return [{ verb: 'changed', subject, summary: changedSentence('the mail server', changes), changes }]
}

const testDraft = (to: string, server: MailServer, { failure }: MailReport): AuditDraft => ({
  verb: 'used',
  subject,
  summary: `${failure === null ? 'Sent' : 'Tried to send'} a test mail from ${addressText(server.from)} to ${to} by ${addressOf(server)}.`
})
