import { type MailInput, type MailSecurity, type MailView, usualMailPorts } from '@shared/model/mail'

/** What the form of the mail server holds. */
export interface MailFormValues extends Record<string, unknown> {
  readonly host: string
  readonly port: number | string
  readonly security: MailSecurity
  readonly from: string
  readonly user: string
  /** Empty: what is stored. */
  readonly password: string
  readonly timeoutSeconds: number | string
  readonly caFile: string
}

/** Every field that shows its own issues. */
export const mailFields = ['host', 'port', 'security', 'from', 'user', 'password', 'timeoutSeconds', 'caFile']

/** How the kinds of encryption are called. */
export const securityWords: Readonly<Record<MailSecurity, string>> = {
  starttls: 'STARTTLS',
  tls: 'TLS from the start',
  none: 'None'
}

/** The form's start. The password is never there to begin with. */
export const mailFormValues = (stored: MailView | null): MailFormValues => ({
  host: stored?.host ?? '',
  port: stored?.port ?? usualMailPorts.starttls,
  security: stored?.security ?? 'starttls',
  from: stored?.from ?? '',
  user: stored?.user ?? '',
  password: '',
  timeoutSeconds: stored?.timeoutSeconds ?? 30,
  caFile: stored?.caFile ?? ''
})

/** What is sent. An empty password is left out, which keeps what is stored. */
export function mailInputOf({ port, user, password, timeoutSeconds, caFile, ...values }: MailFormValues): MailInput {
  const hasUser = user.trim() !== ''
  return {
    ...values,
    port: Number(port),
    timeoutSeconds: Number(timeoutSeconds),
    caFile: caFile.trim() || null,
    user: hasUser ? user : null,
    ...(hasUser && password !== '' ? { password } : {})
  }
}

/** Whether the stored password would be used: only at the same host, and for the same user. */
export const keepsPassword = (stored: MailView | null, { host, user }: MailFormValues): boolean =>
  stored?.hasPassword === true && stored.host === host.trim() && stored.user === user.trim()

/** The port for another kind of encryption: it follows as long as it is the usual one. */
export const portFor = (values: Pick<MailFormValues, 'port' | 'security'>, next: MailSecurity): number | string =>
  Number(values.port) === usualMailPorts[values.security] ? usualMailPorts[next] : values.port
