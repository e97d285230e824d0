import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as a server took it. */
export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came over the wire. */
  readonly source: string
  readonly user: string | null
  readonly isEncrypted: boolean
}

export interface TestSmtp {
  readonly port: number
  readonly mails: readonly TakenMail[]
  /** How many connections came. */
  visits(): number
  close(): Promise<void>
}

export interface SmtpBehaviour {
  /** Who may log in; nobody has to when absent. */
  readonly login?: { readonly user: string; readonly password: string }
  /** What to say to a sender or recipient instead of taking it; `visit` counts connections from 1. */
  readonly refuse?: (address: string, visit: number) => { readonly code: number; readonly words: string } | null
  readonly options?: SMTPServerOptions
}

/** A real SMTP server on this machine. */
export async function startSmtp({ login, refuse, options }: SmtpBehaviour = {}): Promise<TestSmtp> {
  const mails: TakenMail[] = []
  let visits = 0
  const refused = (address: string) => {
    const reply = refuse?.(address, visits) ?? null
    return reply === null ? null : Object.assign(new Error(reply.words), { responseCode: reply.code })
  }
  const server = new SMTPServer({
    authOptional: login === undefined,
    disableReverseLookup: true,
    // A certificate for STARTTLS costs time to make, and who wants it gives one.
    disabledCommands: options?.cert ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    ...options,
    onConnect: (_session, done) => {
      visits++
      done()
    },
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(Object.assign(new Error(`5.7.8 No such user, or not with ${password}`), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => done(refused(address)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8'),
          user: typeof session.user === 'string' ? session.user : null,
          isEncrypted: session.secure
        })
        done(null, 'Taken as 4711')
      })
    }
  })
  // What a client does wrong is the test's business, and not an error of the server.
  server.on('error', () => undefined)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    mails,
    visits: () => visits,
    close: () => new Promise(done => server.close(() => done()))
  }
}
