import { createServer, type Server, type Socket } from 'node:net'
import { Secret } from '@shared/secret'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Mail, MailServer } from '../../../electron/engine/ports'
import { createMailTransport } from '../../../electron/transports/mail/mail-transport'
import { guardSockets } from '../../../electron/transports/socket-guard'
import { type SmtpBehaviour, startSmtp } from '../../support/smtp'
import { makeTls, type TestTls } from '../../support/tls'

let tls: TestTls
beforeAll(async () => {
  tls = await makeTls()
})
afterAll(() => tls.close())

const never = new AbortController().signal
const transport = createMailTransport(Date.now)
const password = new Secret('s3cret-of-ada')

const mail: Mail = {
  id: 'abc',
  to: [{ name: 'Grace', address: 'grace@example.com' }],
  cc: [],
  bcc: [],
  subject: 'Ready – really',
  body: 'Hello,\n.\nthe shop is ready.\n',
  isHtml: false,
  priority: 'normal'
}

const serverAt = (port: number, more: Partial<MailServer> = {}): MailServer => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  from: { name: 'Slipway', address: 'slipway@example.com' },
  login: null,
  timeoutMs: 5000,
  caFile: null,
  ...more
})

async function smtp(behaviour: SmtpBehaviour = {}) {
  const server = await startSmtp(behaviour)
  onTestFinished(server.close)
  return server
}

/** A server of which a test writes every byte. */
async function rawServer(onVisit: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server: Server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onVisit(socket)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const outcomes = ({ stages }: Awaited<ReturnType<typeof transport.deliver>>) =>
  stages.map(({ stage, outcome, detail }) => `${stage} ${outcome}: ${detail}`)

describe('a mail', () => {
  it('is handed over as it was written, and tells its blind copies to the server alone', async () => {
    const { port, mails } = await smtp()
    const full: Mail = {
      ...mail,
      cc: [{ name: '', address: 'cc@example.com' }],
      bcc: [{ name: '', address: 'bcc@example.com' }],
      priority: 'high'
    }
    const report = await transport.deliver(serverAt(port), full, never)
    expect(report.failure).toBeNull()
    expect(outcomes(report)).toEqual([
      `connection ok: 127.0.0.1:${port}`,
      'session ok: Not encrypted',
      'login skipped: Nobody logs in, as the settings say',
      'delivery ok: 250 Taken as 4711'
    ])
    const [taken] = mails
    expect(taken).toMatchObject({
      from: 'slipway@example.com',
      to: ['grace@example.com', 'cc@example.com', 'bcc@example.com'],
      user: null,
      isEncrypted: false
    })
    const [head = '', text = ''] = taken?.source.split('\r\n\r\n') ?? []
    expect(head).toContain('From: Slipway <slipway@example.com>')
    expect(head).toContain('To: Grace <grace@example.com>')
    expect(head).toContain('Cc: cc@example.com')
    expect(head).not.toMatch(/bcc/i)
    expect(head).toContain('Message-ID: <abc@example.com>')
    expect(head).toContain('X-Priority: 1 (Highest)')
    expect(head).toContain('Auto-Submitted: auto-generated')
    expect(head).toContain('Content-Type: text/plain; charset=utf-8')
    expect(text).toBe('Hello,\r\n.\r\nthe shop is ready.\r\n')
  })

  it('is HTML where that was said, and fetches nothing that it names', async () => {
    const { port, mails } = await smtp()
    const html = { ...mail, body: '<p>Ready</p><img src="file:///etc/passwd">', isHtml: true }
    expect((await transport.deliver(serverAt(port), html, never)).failure).toBeNull()
    expect(mails[0]?.source).toContain('Content-Type: text/html')
    expect(mails[0]?.source).toContain('file:///etc/passwd')
    expect(mails[0]?.source).not.toContain('root:')
  })

  it.each(['starttls', 'tls'] as const)(
    'goes over %s with a log-in, to a server of an own authority',
    async security => {
      const login = { user: 'ada', password: password.reveal() }
      const options = { key: tls.key, cert: tls.cert, secure: security === 'tls', allowInsecureAuth: false }
      const { port, mails } = await smtp({ login, options })
      const server = serverAt(port, { security, caFile: tls.caFile, login: { user: 'ada', password } })
      const report = await transport.deliver(server, mail, never)
      expect(report.failure).toBeNull()
      expect(outcomes(report)[1]).toMatch(/^session ok: Encrypted: TLSv1\.3, TLS_/)
      expect(outcomes(report)[2]).toBe('login ok: As ada')
      expect(mails).toMatchObject([{ user: 'ada', isEncrypted: true }])
    }
  )
})

describe('a mail is not handed over', () => {
  it.each(['starttls', 'tls'] as const)('by %s to a server of an authority that nobody trusts', async security => {
    const { port, mails } = await smtp({ options: { key: tls.key, cert: tls.cert, secure: security === 'tls' } })
    const { failure, stages } = await transport.deliver(serverAt(port, { security }), mail, never)
    expect(failure).toMatchObject({
      kind: 'mail-failed',
      message: `The certificate of 127.0.0.1:${port} is from an authority that is not trusted here.`,
      detail: { again: 'useless' }
    })
    expect(stages.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'skipped', 'skipped'])
    expect(mails).toEqual([])
  })

  it('in the clear where STARTTLS is required', async () => {
    const login = { user: 'ada', password: password.reveal() }
    const { port, mails } = await smtp({ login })
    const server = serverAt(port, { security: 'starttls', login: { user: 'ada', password } })
    const { failure } = await transport.deliver(server, mail, never)
    expect(failure?.message).toMatch(/does not encrypt by STARTTLS: 5/)
    expect(failure?.detail).toEqual({ again: 'useless' })
    expect(mails).toEqual([])
  })

  it('with a wrong password, which is not repeated in what the server says', async () => {
    const { port } = await smtp({ login: { user: 'ada', password: 'another' } })
    const { failure } = await transport.deliver(serverAt(port, { login: { user: 'ada', password } }), mail, never)
    expect(failure).toEqual({
      kind: 'mail-failed',
      message: `127.0.0.1:${port} refused the log-in of ada: 535 5.7.8 No such user, or not with ••••••.`,
      remedy: 'Correct user and password in Settings → Mail; some servers want a password made for programs.',
      detail: { again: 'useless' }
    })
  })

  it('when the server says no for good, or not now: only the latter is worth another try', async () => {
    const words = {
      grace: { code: 550, words: '5.1.1 Nobody of that name' },
      later: { code: 451, words: '4.7.1 Greylisted' }
    }
    const { port } = await smtp({ refuse: address => words[address.split('@')[0] as keyof typeof words] ?? null })
    const forGood = await transport.deliver(serverAt(port), mail, never)
    expect(forGood.failure).toMatchObject({
      message: `127.0.0.1:${port} refused the mail: 550 5.1.1 Nobody of that name.`,
      detail: { again: 'useless' }
    })
    const to = [{ name: '', address: 'later@example.com' }]
    const notNow = await transport.deliver(serverAt(port), { ...mail, to }, never)
    expect(notNow.failure?.message).toBe(`127.0.0.1:${port} does not take the mail now: 451 4.7.1 Greylisted.`)
    expect(notNow.failure?.detail).toBeUndefined()
    const both = await transport.deliver(
      serverAt(port),
      { ...mail, to: [...mail.to, { name: '', address: 'ok@example.com' }] },
      never
    )
    expect(both.failure?.message).toBe(
      `127.0.0.1:${port} took the mail for ok@example.com, and refused it for grace@example.com (550 5.1.1 Nobody of that name).`
    )
    expect(both.failure?.detail).toEqual({ again: 'useless' })
  })

  it('to a server that hangs: at its greeting, or in the middle', async () => {
    const silent = await rawServer(() => undefined)
    const early = await transport.deliver(serverAt(silent, { timeoutMs: 100 }), mail, never)
    expect(outcomes(early)[1]).toBe(`session failed: 127.0.0.1:${silent} did not answer within 0 s.`)
    expect(early.failure?.detail).toBeUndefined()
    const stuck = await rawServer(socket => {
      socket.write('220 hello\r\n')
      socket.once('data', () => socket.write('250 hello\r\n'))
    })
    const late = await transport.deliver(serverAt(stuck, { timeoutMs: 100 }), mail, never)
    expect(outcomes(late)[3]).toBe(`delivery failed: 127.0.0.1:${stuck} did not answer within 0 s.`)
  })

  it('to a server that answers without end, or speaks something else, or hangs up', async () => {
    const trickle = await rawServer(socket => {
      const timer = setInterval(() => socket.write('220-and\r\n'), 5)
      socket.once('close', () => clearInterval(timer))
    })
    const { failure } = await transport.deliver(serverAt(trickle, { timeoutMs: 30 }), mail, never)
    expect(failure?.message).toMatch(/did not answer within|still not done/)
    const web = await rawServer(socket => socket.write('HTTP/1.1 400 Bad Request\r\n'))
    expect((await transport.deliver(serverAt(web), mail, never)).failure?.message).toBe(
      `127.0.0.1:${web} does not speak as a mail server does.`
    )
    const rude = await rawServer(socket => socket.end())
    expect((await transport.deliver(serverAt(rude), mail, never)).failure?.message).toBe(
      `127.0.0.1:${rude} closed the connection before it answered.`
    )
  })

  it('when nobody listens, and when it is given up', async () => {
    const { port, close } = await startSmtp()
    await close()
    const { failure } = await transport.deliver(serverAt(port), mail, never)
    expect(failure).toMatchObject({ kind: 'mail-failed', message: `127.0.0.1:${port} refused the connection.` })
    const stop = new AbortController()
    const silent = await rawServer(() => stop.abort())
    expect((await transport.deliver(serverAt(silent), mail, stop.signal)).failure?.kind).toBe('cancelled')
  })

  it('when the file of authorities cannot be used', async () => {
    const { port } = await smtp()
    const caFile = `${tls.caFile}.missing`
    const { failure } = await transport.deliver(serverAt(port, { caFile }), mail, never)
    expect(failure).toMatchObject({
      kind: 'mail-failed',
      message: `The file of authorities ${caFile} does not exist.`,
      detail: { again: 'useless' }
    })
  })
})

describe('under the guard of the network', () => {
  it('a mail server is met by its name, and refused behind the air gap when nobody declared it', async () => {
    const { port, visits } = await smtp()
    const place = { host: 'localhost', port, why: 'mail server', passesAirGap: true }
    const seen: string[] = []
    const report = ({ kind, host, why, state }: { kind: string; host: string; why: string | null; state: string }) => {
      seen.push(`${kind} ${host} ${why} ${state}`)
    }
    const policy = { isAirGapped: true, destinations: [place], listener: null }
    const guard = guardSockets({ thread: 'app', name: 't', policy, now: Date.now, report })
    onTestFinished(guard.release)
    const server = serverAt(port, { host: 'localhost' })
    expect((await transport.deliver(server, mail, never)).failure).toBeNull()
    expect(seen).toContain('connection localhost mail server open')
    expect(seen.filter(line => line.includes('null'))).toEqual([])
    guard.apply({ ...policy, destinations: [] })
    const { failure } = await transport.deliver(server, mail, never)
    expect(failure).toEqual({
      kind: 'air-gapped',
      message: `The air gap is on, and nothing may connect to localhost:${port}.`,
      remedy: 'Turn the air gap off in Settings → Network, or leave this out.',
      detail: { again: 'useless' }
    })
    expect(visits()).toBe(1)
  })
})
