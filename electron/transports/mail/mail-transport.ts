import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely, type TLSSocket } from 'node:tls'
import type { Failure } from '@shared/failure'
import type { MailReport } from '@shared/model/mail'
import { addressOf } from '@shared/model/target'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Mail, MailServer, MailTransport } from '../../engine/ports'
import { authoritiesOf } from '../authorities'
import { onAbort } from '../on-abort'
import {
  connectionFailure,
  deliveryFailure,
  givenUp,
  loginFailure,
  noLogin,
  partlyRefused,
  sessionFailure,
  wordsOf
} from './failures'
import { envelopeOf, messageOf } from './message'
import { StageFailed, Stages } from './stages'

/** How many times the server's silence all of it may take, so that one that trickles on comes to an end, too. */
const patience = 10

/** Sends by nodemailer over sockets that are opened here, by name: so the guard sees which server is meant. */
export function createMailTransport(now: () => number): MailTransport {
  return { deliver: (server, mail, signal) => deliver(server, mail, signal, now) }
}

async function deliver(server: MailServer, mail: Mail, signal: AbortSignal, now: () => number): Promise<MailReport> {
  const stages = new Stages(now)
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), patience * server.timeoutMs)
  const course: Course = { server, mail, stages, end: AbortSignal.any([signal, timer.signal]), undo: [] }
  try {
    await handOver(course)
    return stages.done()
  } catch (error) {
    if (signal.aborted) return stages.failed(givenUp)
    if (timer.signal.aborted) return stages.failed(tooSlow(server))
    if (error instanceof StageFailed) return stages.failed(error.failure)
    throw error
  } finally {
    clearTimeout(timeout)
    for (const undo of course.undo.reverse()) undo()
  }
}

interface Course {
  readonly server: MailServer
  readonly mail: Mail
  readonly stages: Stages
  /** Aborted when all is to end at once. */
  readonly end: AbortSignal
  /** What lets go of what was opened. */
  readonly undo: (() => void)[]
}

async function handOver(course: Course): Promise<void> {
  const { server, stages } = course
  const socket = await openSocket(course)
  stages.passed(`${addressOf(server)}${isIP(server.host) ? '' : ` (${socket.remoteAddress ?? 'gone again'})`}`)
  const session = await openSession(course, socket)
  stages.passed(session.words)
  if (server.login === null) stages.skipped('Nobody logs in, as the settings say')
  else {
    const { user, password } = server.login
    if (!session.smtp.allowsAuth) throw new StageFailed(noLogin(server))
    await session.step(done => session.smtp.login({ user, pass: password.reveal() }, done), loginFailure)
    stages.passed(`As ${user}`)
  }
  stages.passed(await send(course, session))
  await leave(session.smtp)
}

/** How long a server may take to say goodbye; in milliseconds. */
const goodbyeMs = 1000

function leave(smtp: SMTPConnection): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, goodbyeMs)
    smtp.once('end', () => {
      clearTimeout(timer)
      resolve()
    })
    smtp.quit()
  })
}

/** A connection to the server, by its name. */
function openSocket({ server, end, undo }: Course): Promise<Socket> {
  const { host, port, timeoutMs } = server
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const fail = (error: unknown) => reject(new StageFailed(connectionFailure(server, error)))
    undo.push(
      () => socket.destroy(),
      onAbort(end, () => fail(timedOut))
    )
    socket.setTimeout(timeoutMs, () => fail(timedOut))
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.off('error', fail)
      // From here on the session hears of errors; one that comes later concerns nobody.
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

const timedOut = Object.assign(new Error('Too late'), { code: 'ETIMEDOUT' })

interface Session {
  readonly smtp: SMTPConnection
  /** How it is encrypted. */
  readonly words: string
  /** Does one thing after the other; whatever breaks the connection meanwhile is put as `failure` says. */
  step<T>(
    begin: (done: (error: Error | null | undefined, value?: T) => void) => void,
    failure: (server: MailServer, error: unknown) => Failure
  ): Promise<T | undefined>
}

async function openSession(course: Course, socket: Socket): Promise<Session> {
  const { server, end, undo } = course
  const authorities = await authoritiesOf(server.caFile)
  if (!authorities.ok)
    throw new StageFailed({ ...authorities.failure, kind: 'mail-failed', detail: { again: 'useless' } })
  const tls = authorities.value === undefined ? {} : { ca: [...authorities.value] }
  const connection = server.security === 'tls' ? await encrypt(course, socket, tls) : socket
  const { default: Smtp } = await import('nodemailer/lib/smtp-connection')
  const { host, port, timeoutMs, security } = server
  const smtp = new Smtp({
    host,
    port,
    connection,
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls,
    connectionTimeout: 2 * timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    logger: false
  })
  const broken = new Promise<never>((_, reject) => {
    smtp.on('error', reject)
    undo.push(onAbort(end, () => reject(timedOut)))
  })
  broken.catch(() => undefined)
  undo.push(() => smtp.close())
  const step: Session['step'] = async (begin, failure) => {
    const work = new Promise<never>((resolve, reject) =>
      begin((error, value) => (error ? reject(error) : resolve(value as never)))
    )
    try {
      return await Promise.race([work, broken])
    } catch (error) {
      throw new StageFailed(failure(server, error))
    }
  }
  await step(done => smtp.connect(error => done(error)), sessionFailure)
  return { smtp, words: encryptionWords(smtp), step }
}

/** TLS from the first byte on. */
function encrypt({ server, end, undo }: Course, socket: Socket, tls: { readonly ca?: string[] }): Promise<TLSSocket> {
  const { host, timeoutMs } = server
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(new StageFailed(sessionFailure(server, error)))
    const secure = connectSecurely({ ...tls, socket, host, ...(isIP(host) ? {} : { servername: host }) })
    undo.push(
      () => secure.destroy(),
      onAbort(end, () => fail(timedOut))
    )
    secure.setTimeout(timeoutMs, () => fail(timedOut))
    secure.once('error', fail)
    secure.once('close', () => fail(Object.assign(new Error('Closed'), { code: 'ECONNRESET' })))
    secure.once('secureConnect', () => {
      secure.setTimeout(0)
      secure.off('error', fail)
      secure.on('error', () => undefined)
      resolve(secure)
    })
  })
}

function encryptionWords({ _socket: socket, secure }: SMTPConnection): string {
  if (!secure || !socket || !('getProtocol' in socket)) return 'Not encrypted'
  const { getProtocol, getCipher } = socket as TLSSocket
  return `Encrypted: ${getProtocol.call(socket)}, ${getCipher.call(socket).standardName}`
}

/** Hands the message over; answers what the server says to it. */
async function send({ server, mail }: Course, { smtp, step }: Session): Promise<string> {
  const message = await messageOf(mail, server)
  const info = await step<{ accepted: string[]; rejectedErrors?: readonly Error[]; response: string }>(
    done => smtp.send(envelopeOf(mail, server), message, done as never),
    deliveryFailure
  )
  const refused = (info?.rejectedErrors ?? []).map(error => ({
    address: 'recipient' in error ? String(error.recipient) : 'an address',
    response: 'response' in error ? String(error.response) : error.message
  }))
  if (refused.length > 0) throw new StageFailed(partlyRefused(server, info?.accepted ?? [], refused))
  return wordsOf(server, info?.response ?? '') || 'Taken by the server'
}

const tooSlow = (server: MailServer): Failure => ({
  kind: 'mail-failed',
  message: `${addressOf(server)} was still not done after ${Math.round((patience * server.timeoutMs) / 1000)} s.`,
  remedy: 'Look at the server’s log; it answers, and does not come to an end.'
})
