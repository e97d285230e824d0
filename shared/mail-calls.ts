import { z } from 'zod'
import { call } from './call'
import { type MailReport, type MailView, mailInput, testRecipient } from './model/mail'

const nothing = z.strictObject({})

/** The calls about the mail server. */
export const mailCalls = {
  /** Null as long as none is set up. */
  'mail.get': call(nothing).returns<MailView | null>(),
  /** Without a password the stored one stays, as long as host and user stay the same. */
  'mail.save': call(mailInput).returns<MailView>(),
  'mail.remove': call(nothing).returns<null>(),
  /** Sends a test mail by what is stored, or by `settings`; a mail that is not taken is an answer, too. */
  'mail.test': call(z.strictObject({ to: testRecipient, settings: mailInput.optional() })).returns<MailReport>()
} as const
