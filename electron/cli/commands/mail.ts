import { type MailInput, type MailReport, type MailView, mailStageWords, usualMailPorts } from '@shared/model/mail'
import { Option } from 'commander'
import type { AddCommands } from '../adding'
import { exitCodes, UsageError } from '../errors'
import type { Session } from '../session'
import { table } from '../text'

interface Options {
  readonly host?: string
  readonly port?: string
  readonly security?: MailInput['security']
  readonly from?: string
  readonly user?: string
  readonly passwordFile?: string
  readonly timeout?: string
  readonly caFile?: string
}

/** `mail show | set | test | remove`. The password comes from a file or standard input. */
export const addMailCommands: AddCommands = (program, act) => {
  const mail = program.command('mail').description('the server that mails are sent by')
  mail
    .command('show')
    .action(() => act(async session => session.answer(await session.call('mail.get', {}), describeServer)))
  mail
    .command('set')
    .description('what is not given stays as it is')
    .option('--host <host>', 'name or address of the server')
    .option('--port <port>', 'usually 587 for starttls, 465 for tls, 25 for none')
    .addOption(new Option('--security <kind>', 'how the connection is encrypted').choices(['starttls', 'tls', 'none']))
    .option('--from <address>', 'whom mails are from, such as "Slipway <slipway@example.com>"')
    .option('--user <user>', 'who logs in; empty for nobody')
    .option('--password-file <file>', 'the password; - reads it from standard input')
    .option('--timeout <seconds>', 'how long the server may be silent')
    .option('--ca-file <file>', 'authorities to trust besides the usual ones, in PEM form; empty for none')
    .action((options: Options) =>
      act(async session => {
        const saved = await session.call('mail.save', await inputOf(session, options))
        session.answer(saved, ({ host, port }) => `Mails are sent by ${host}:${port}.`)
      })
    )
  mail
    .command('test <address>')
    .description('sends a test mail')
    .action((to: string) =>
      act(async session => {
        const report = await session.call('mail.test', { to })
        session.answer(report, describeReport)
        if (report.failure !== null) session.exitCode = exitCodes.failed
      })
    )
  mail.command('remove').action(() =>
    act(async session => {
      session.answer(await session.call('mail.remove', {}), () => 'No mails are sent from now on.')
    })
  )
}

/** What is stored, with what was given in its place. */
async function inputOf(session: Session, options: Options): Promise<MailInput> {
  const stored = await session.call('mail.get', {})
  const { hasPassword: _, ...before } = stored ?? { hasPassword: false }
  const { host, from, security = stored?.security ?? 'starttls', passwordFile } = options
  if (stored === null && (host === undefined || from === undefined))
    throw new UsageError('No mail server is set up yet: give at least --host and --from.')
  const isOtherSecurity = stored !== null && security !== stored.security
  const port = options.port ?? (isOtherSecurity || stored === null ? undefined : String(stored.port))
  return {
    host: '',
    from: '',
    ...before,
    ...(host === undefined ? {} : { host }),
    ...(from === undefined ? {} : { from }),
    security,
    port: port === undefined ? usualMailPorts[security] : wholeNumber('--port', port),
    ...(options.user === undefined ? {} : { user: options.user || null }),
    ...(options.timeout === undefined ? {} : { timeoutSeconds: wholeNumber('--timeout', options.timeout) }),
    ...(options.caFile === undefined ? {} : { caFile: options.caFile || null }),
    ...(passwordFile === undefined ? {} : { password: await session.readSecret(passwordFile) })
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} needs a whole number.`)
  return Number(text)
}

const securityWords = { starttls: 'STARTTLS', tls: 'TLS', none: 'not encrypted' } as const

function describeServer(server: MailView | null): string {
  if (server === null) return 'No mail server is set up. Enter one with: slipway mail set --host HOST --from ADDRESS'
  const { host, port, security, from, user, hasPassword, timeoutSeconds, caFile } = server
  return table([
    ['Server', `${host}:${port}, ${securityWords[security]}`],
    ['From', from],
    ['User', user === null ? 'nobody logs in' : `${user}${hasPassword ? ', password stored' : ''}`],
    ['Time-out', `${timeoutSeconds} s`],
    ['CA file', caFile ?? 'none']
  ])
}

const outcomeWords = { ok: 'ok', failed: 'FAILED', skipped: 'skipped' } as const

const describeReport = ({ stages, failure }: MailReport): string =>
  [
    table(stages.map(({ stage, outcome, detail }) => [mailStageWords[stage], outcomeWords[outcome], detail])),
    failure === null ? 'The server took the test mail.' : failure.remedy
  ].join('\n')
