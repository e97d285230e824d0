import type { Mail, MailServer } from '../../engine/ports'

const priorities = {
  low: { 'X-Priority': '5 (Lowest)', 'X-MSMail-Priority': 'Low', Importance: 'Low' },
  normal: {},
  high: { 'X-Priority': '1 (Highest)', 'X-MSMail-Priority': 'High', Importance: 'High' }
} as const

/** The mail as it goes over the wire. Blind copies are in no header; files and addresses in it are not fetched. */
export async function messageOf(mail: Mail, { from }: Pick<MailServer, 'from'>): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const composer = new MailComposer({
    from,
    to: [...mail.to],
    cc: [...mail.cc],
    subject: mail.subject,
    ...(mail.isHtml ? { html: mail.body } : { text: mail.body }),
    messageId: `<${mail.id}@${domain}>`,
    // Whoever is on holiday does not answer.
    headers: { 'Auto-Submitted': 'auto-generated', ...priorities[mail.priority] },
    disableFileAccess: true,
    disableUrlAccess: true
  })
  return composer.compile().build()
}

/** Whom the server is told to give it to. */
export const envelopeOf = (mail: Mail, { from }: Pick<MailServer, 'from'>) => ({
  from: from.address,
  to: [...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address)
})
