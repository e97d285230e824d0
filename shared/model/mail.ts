import { z } from 'zod'
import type { Failure } from '../failure'
import { secretId } from '../ids'
import { isAddress, parseAddress } from '../mail-address'
import { host } from './target'

/**
 * How the connection to the mail server is encrypted.
 * - `starttls`: it begins in the clear and must be encrypted before anything is said
 * - `tls`: from the first byte on
 * - `none`: never
 */
export const mailSecurities = ['starttls', 'tls', 'none'] as const
export type MailSecurity = (typeof mailSecurities)[number]

/** The port that servers usually have for each. */
export const usualMailPorts: Readonly<Record<MailSecurity, number>> = { starttls: 587, tls: 465, none: 25 }

const fields = {
  host,
  port: z.number().int('must be a whole number').min(1, 'must be 1–65535').max(65_535, 'must be 1–65535'),
  security: z.enum(mailSecurities),
  /** Whom mails are from, such as `Slipway <slipway@example.com>`. */
  from: z
    .string()
    .trim()
    .max(500, 'must be at most 500 characters')
    .refine(text => parseAddress(text) !== null, 'must be a mail address, such as Slipway <slipway@example.com>'),
  /** Who logs in; null for nobody. */
  user: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(500, 'must be at most 500 characters')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point of this rule
    .regex(/^[^\u0000-\u001f\u007f]+$/, 'must not contain line breaks or control characters')
    .nullable()
    .default(null),
  /** How long the server may be silent. */
  timeoutSeconds: z
    .number()
    .int('must be whole seconds')
    .min(1, 'must be at least 1 second')
    .max(600, 'must be at most 600 seconds')
    .default(30),
  /** Path of a PEM file on this machine with authorities to trust besides the usual ones. */
  caFile: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(4096, 'must be at most 4,096 characters')
    .nullable()
    .default(null)
}

/** What a person sets. Without a password the stored one stays, as long as server and user stay the same. */
export const mailInput = z.strictObject({
  ...fields,
  password: z.string().min(1, 'must not be empty').max(10_000, 'must be at most 10,000 characters').optional()
})
export type MailInput = z.input<typeof mailInput>
export type ParsedMailInput = z.output<typeof mailInput>

/** As stored, one record: the password is a reference into the vault. */
export const mailServer = z
  .strictObject({ id: z.literal('mail'), ...fields, password: secretId.nullable() })
  .refine(({ user, password }) => (user === null) === (password === null), {
    path: ['password'],
    message: 'must be there for a user, and only then'
  })
export type MailServerRecord = z.infer<typeof mailServer>

/** As shown: no reference to a secret leaves the main process. */
export type MailView = Omit<MailServerRecord, 'id' | 'password'> & { readonly hasPassword: boolean }

/** Whom a test mail goes to: one bare address. */
export const testRecipient = z
  .string()
  .trim()
  .max(254)
  .refine(isAddress, 'must be one mail address, such as ada@example.com')

/** What handing a mail over takes, in order. `session`: the server greets, and the connection is encrypted. */
export const mailStages = ['connection', 'session', 'login', 'delivery'] as const
export type MailStage = (typeof mailStages)[number]

export const mailStageWords: Readonly<Record<MailStage, string>> = {
  connection: 'Connection',
  session: 'Session',
  login: 'Log-in',
  delivery: 'Delivery'
}

/** How one stage went. Stages after a failed one are `skipped`, and so is what the settings leave out. */
export interface MailStageReport {
  readonly stage: MailStage
  readonly outcome: 'ok' | 'failed' | 'skipped'
  /** Milliseconds this stage took; 0 when skipped. */
  readonly ms: number
  /** What was found, for people. */
  readonly detail: string
  readonly failure?: Failure
}

/** What became of one try to hand a mail over. */
export interface MailReport {
  readonly stages: readonly MailStageReport[]
  /** Null when the server took it for everybody. */
  readonly failure: Failure | null
}
