import type { CertificateInput, CertificateView } from '@shared/model/certificate'
import { expiryOf, expiryWarning, expiryWords } from '@shared/model/certificate-expiry'
import type { AddCommands } from '../adding'
import { CommandFailed, UsageError } from '../errors'
import type { Session } from '../session'
import { listOrNone } from '../text'

interface FileOptions {
  readonly file: string
  readonly passwordFile?: string
  readonly notes?: string
}

interface UpdateOptions {
  readonly name?: string
  readonly notes?: string
}

/** `certificate list | show | add | replace | update | delete`. What is private goes in and never comes back out. */
export const addCertificateCommands: AddCommands = (program, act) => {
  const certificate = program.command('certificate').description('certificates that variables refer to')
  certificate.command('list').action(() => act(listCertificates))
  certificate
    .command('show <certificate>')
    .action((reference: string) =>
      act(async session => session.answer(await session.certificate(reference), describeCertificate))
    )
  const withFile = (command: ReturnType<typeof certificate.command>) =>
    command
      .requiredOption('--file <file>', 'PEM, DER or PKCS #12; - reads PEM from standard input')
      .option('--password-file <file>', 'the password of the file or of its key; - reads standard input')
      .option('--notes <text>')
  withFile(certificate.command('add <name>')).action((name: string, options: FileOptions) =>
    act(async session => {
      const input = { name, notes: options.notes ?? '', ...(await fileIn(session, options)) }
      answerSaved(session, 'Added', await session.call('certificate.create', input))
    })
  )
  withFile(certificate.command('replace <certificate>')).action((reference: string, options: FileOptions) =>
    act(async session => {
      const { id, name, notes } = await session.certificate(reference)
      const value = { name, notes: options.notes ?? notes, ...(await fileIn(session, options)) }
      answerSaved(session, 'Replaced', await session.call('certificate.update', { id, value }))
    })
  )
  certificate
    .command('update <certificate>')
    .option('--name <name>')
    .option('--notes <text>')
    .action((reference: string, options: UpdateOptions) =>
      act(async session => {
        const { id, name, notes } = await session.certificate(reference)
        const value = { name: options.name ?? name, notes: options.notes ?? notes }
        answerSaved(session, 'Saved', await session.call('certificate.update', { id, value }))
      })
    )
  certificate.command('delete <certificate>').action((reference: string) =>
    act(async session => {
      const { id, name } = await session.certificate(reference)
      session.answer(await session.call('certificate.delete', { id }), () => `Deleted the certificate “${name}”.`)
    })
  )
}

async function listCertificates(session: Session): Promise<void> {
  session.answer(await session.call('certificate.list', {}), certificates =>
    listOrNone(
      ['NAME', 'COMMON NAME', 'EXPIRES', 'KEY', 'USED BY', 'ID'],
      certificates.map(item => [
        item.name,
        item.subjectCommonName || '–',
        [dayOf(item.notAfter), expiryWarning(expiryOf(item, Date.now()))].filter(Boolean).join(', '),
        item.hasPrivateKey ? 'yes' : 'no',
        String(item.usedBy),
        item.id
      ]),
      'There is no certificate yet. Add one with: slipway certificate add NAME --file FILE'
    )
  )
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

const formats = { pem: 'PEM', der: 'DER', pkcs12: 'PKCS #12' } as const

const describeCertificate = (certificate: CertificateView): string =>
  [
    `${certificate.name} (${certificate.id})`,
    `Subject:     ${certificate.subject}`,
    `Issuer:      ${certificate.issuer}`,
    `Valid:       ${dayOf(certificate.notBefore)} to ${dayOf(certificate.notAfter)}. ${expiryWords(expiryOf(certificate, Date.now()))}.`,
    `Thumbprint:  ${certificate.thumbprint}`,
    `File:        ${formats[certificate.format]}, ${certificate.hasPrivateKey ? 'with' : 'without'} a private key`,
    `Used by:     ${certificate.usedBy} ${certificate.usedBy === 1 ? 'variable' : 'variables'}`,
    ...(certificate.notes === '' ? [] : ['', certificate.notes])
  ].join('\n')

function answerSaved(session: Session, done: string, saved: CertificateView): void {
  session.answer(saved, () => `${done} the certificate “${saved.name}” (${saved.id}).`)
  const message = expiryWarning(expiryOf(saved, Date.now()))
  if (message !== null) session.warn([{ path: 'content', message: `${message}.` }])
}

/** What a call takes of base64, in bytes. */
const largestFile = 750_000

async function fileIn(
  session: Session,
  { file, passwordFile }: FileOptions
): Promise<Pick<CertificateInput, 'content' | 'password'>> {
  if (file === '-' && passwordFile === '-')
    throw new UsageError('Only one of file and password can come from standard input.')
  const bytes = await session.readBytes(file)
  if (bytes.length > largestFile)
    throw new CommandFailed({
      kind: 'invalid-input',
      message: `The file ${file} is too large for a certificate.`,
      remedy: 'Choose the file of one certificate and of those that issued it.'
    })
  const content = Buffer.from(bytes).toString('base64')
  return passwordFile === undefined ? { content } : { content, password: await session.readSecret(passwordFile) }
}
