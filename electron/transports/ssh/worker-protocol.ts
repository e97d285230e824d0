import type { ConnectionStageReport } from '@shared/connection-report'
import type { ExecEnd } from '@shared/deployment'
import type { LoginQuestion } from '@shared/login-question'
import type { NetworkEntry, NetworkPolicy } from '@shared/network'
import type { Result } from '@shared/result'
import { Secret } from '@shared/secret'
import type { Shipment, ShipmentProgress, Shipped, SshEndpoint, SshHop, SshProbe } from '../../engine/ports'
import type { SshTransportOptions } from './transport'

/** What the app's thread asks of the SSH thread. `id` names the call, or the execution or connection that it made. */
export type ToWorker =
  | { readonly type: 'connect' | 'probe'; readonly id: number; readonly endpoint: PlainEndpoint }
  /** What a person answered; null when nobody did. */
  | {
      readonly type: 'answers'
      readonly id: number
      readonly number: number
      readonly answers: readonly string[] | null
    }
  /** Interrupts a connect, a probe or a shipment. */
  | { readonly type: 'abort'; readonly id: number }
  | {
      readonly type: 'exec'
      readonly id: number
      readonly connection: number
      readonly line: string
      readonly stdin: Uint8Array
    }
  | { readonly type: 'download'; readonly id: number; readonly connection: number; readonly path: string }
  /** The SSH thread reads what is to be sent itself: no content passes between the threads. */
  | { readonly type: 'send'; readonly id: number; readonly connection: number; readonly shipment: Shipment }
  /** Gives up on an execution or a download. */
  | { readonly type: 'abandon'; readonly id: number; readonly reason: string }
  /** So many bytes of output were taken, and as many more may be sent. */
  | { readonly type: 'taken'; readonly id: number; readonly bytes: number }
  /** Whether the far side of a connection still answers. */
  | { readonly type: 'ask'; readonly id: number; readonly connection: number }
  | { readonly type: 'close'; readonly id: number }
  | { readonly type: 'limit'; readonly bytesPerSecond: number | null }
  | { readonly type: 'dispose' }

/** What the SSH thread answers; it comes in lists, one for each turn of its event loop. */
export type FromWorker =
  | { readonly type: 'connected'; readonly id: number; readonly result: Result<null> }
  /** The connection is gone, by itself or because it was closed. */
  | { readonly type: 'lost'; readonly id: number; readonly reason: string }
  | { readonly type: 'asked'; readonly id: number; readonly number: number; readonly question: LoginQuestion }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'withdrawn'; readonly id: number; readonly number: number }
  | { readonly type: 'stage'; readonly id: number; readonly stage: ConnectionStageReport }
  /** `isOpen`: a connection was made, which has the id of the call. */
  | {
      readonly type: 'probed'
      readonly id: number
      readonly result: Omit<SshProbe, 'connection'>
      readonly isOpen: boolean
    }
  | {
      readonly type: 'output'
      readonly id: number
      readonly stream: 'stdout' | 'stderr'
      readonly chunk: Uint8Array<ArrayBuffer>
    }
  | { readonly type: 'ended'; readonly id: number; readonly end: ExecEnd }
  | { readonly type: 'downloaded'; readonly id: number; readonly result: Result<{ readonly bytes: number }> }
  | { readonly type: 'progress'; readonly id: number; readonly progress: ShipmentProgress }
  | { readonly type: 'shipped'; readonly id: number; readonly result: Result<Shipped> }
  | { readonly type: 'answered'; readonly id: number; readonly isThere: boolean }
  | { readonly type: 'disposed'; readonly id: 0 }

/** By what the sockets are judged that the messages after this one open. */
export interface PolicyMessage {
  readonly type: 'network-policy'
  readonly policy: NetworkPolicy
}

/** What a socket of the SSH thread did. */
export interface NetworkMessage {
  readonly type: 'network'
  readonly entry: NetworkEntry
}

/** What the SSH thread starts with; without a policy its sockets are not watched. */
export interface WorkerStart {
  readonly options: SshTransportOptions
  readonly policy: NetworkPolicy | null
  /** Tells this thread's sockets from those of the ones before. */
  readonly name: string
}

type Plain<Login> = { readonly [Key in keyof Login]: Login[Key] extends Secret ? string : PlainOrNull<Login[Key]> }
type PlainOrNull<Value> = [Value] extends [Secret | null] ? string | null : Value

type PlainLogin = SshHop['login'] extends infer Login ? (Login extends unknown ? Plain<Login> : never) : never
type PlainHop = Omit<SshHop, 'login'> & { readonly login: PlainLogin }

/** An endpoint whose secrets are text: exists only in the message between the two threads. */
export type PlainEndpoint = Omit<SshEndpoint, 'login' | 'hops'> & {
  readonly login: PlainLogin
  readonly hops: readonly PlainHop[]
}

/** Opens the secrets for the message. */
export const toPlain = (endpoint: SshEndpoint): PlainEndpoint => ({
  ...endpoint,
  login: openLogin(endpoint.login),
  hops: endpoint.hops.map(hop => ({ ...hop, login: openLogin(hop.login) }))
})

/** Closes them again on the other side. */
export const fromPlain = (endpoint: PlainEndpoint): SshEndpoint => ({
  ...endpoint,
  login: closeLogin(endpoint.login),
  hops: endpoint.hops.map(hop => ({ ...hop, login: closeLogin(hop.login) }))
})

function openLogin(login: SshHop['login']): PlainLogin {
  switch (login.kind) {
    case 'private-key':
      return {
        kind: login.kind,
        privateKey: login.privateKey.reveal(),
        passphrase: login.passphrase?.reveal() ?? null
      }
    case 'password':
      return { kind: login.kind, password: login.password.reveal() }
    case 'agent':
      return login
  }
}

function closeLogin(login: PlainLogin): SshHop['login'] {
  switch (login.kind) {
    case 'private-key':
      return {
        kind: login.kind,
        privateKey: new Secret(login.privateKey),
        passphrase: login.passphrase === null ? null : new Secret(login.passphrase)
      }
    case 'password':
      return { kind: login.kind, password: new Secret(login.password) }
    case 'agent':
      return login
  }
}
