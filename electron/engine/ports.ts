import type { ConnectionStageReport, ReportedHost, SeenHostKey } from '@shared/connection-report'
import type { DeploymentFact, ExecEnd } from '@shared/deployment'
import type { ArtifactId, DeploymentId, SecretId } from '@shared/ids'
import type { LoginQuestion } from '@shared/login-question'
import type { HostKeyPin } from '@shared/model/target'
import type { PlanTarget } from '@shared/plan/plan'
import type { Result } from '@shared/result'
import type { Secret } from '@shared/secret'

/** What the engine asks of the world. Everything it does passes through here, so it runs the same against fakes. */
export interface EnginePorts {
  readonly connect: Connect
  /**
   * Records a fact. Facts are recorded in the order of the calls; the promise settles when the fact is durable
   * (state) or buffered with room to spare (output): awaiting it is the engine's backpressure.
   */
  readonly emit: (fact: DeploymentFact) => Promise<void>
  readonly secrets: SecretsPort
  readonly artifacts: ArtifactsPort
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number
  /** An unguessable lower-case hex token, 32 characters: marks our own lines in a stream. */
  readonly token: () => string
  /** Resolves after `ms`, or at once when aborted. Never rejects. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** `here` is this machine. A connection is opened once per target and deployment, and closed at its end. */
export type Connect = (place: PlanTarget | 'here', signal: AbortSignal) => Promise<Result<Connection>>

export interface Connection {
  /** Starts a command on a channel of its own. Never throws: a channel that cannot be opened ends as `lost`. */
  exec(command: Command, output: OutputSink): Execution
  /** Streams a file from the machine into `sink`. Relative paths start in the folder that the engine's commands use. */
  download(path: string, sink: (chunk: Uint8Array) => Promise<void>): Promise<Result<{ readonly bytes: number }>>
  /** Returns without waiting for the far side. Executions still running end as `lost`. */
  close(): void
}

/**
 * A command as a value. `line` is for a login shell (SSH), `argv` for starting a process here; both mean the same.
 * Everything sensitive is in `stdin`, never in `line` or `argv`.
 */
export interface Command {
  readonly line: string
  readonly argv: readonly [file: string, ...args: string[]]
  readonly stdin: Uint8Array
}

/** Receives raw output in order. A returned promise holds the sender back until it settles. */
export type OutputSink = (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>

export interface Execution {
  /** Settles once both streams have ended and the exit is known, or the channel is gone. Never rejects. */
  readonly ended: Promise<ExecEnd>
  /** Gives up on the channel: `ended` settles as `lost` at once. Does not kill anything at the far side. */
  abandon(reason: string): void
}

/** Replaces secrets in output. A value: adding secrets makes another masker. */
export interface Masker {
  /** `bytes` are whole lines. The very same array comes back when nothing matched. */
  mask(bytes: Uint8Array): Uint8Array
  with(secrets: Iterable<string>): Masker
  /** Length of the longest pattern in bytes; 0 without any. */
  readonly longest: number
}

export interface SecretsPort {
  open(id: SecretId): Promise<Result<Secret>>
  /** Stores a sensitive output variable. */
  put(secret: Secret): Promise<Result<SecretId>>
}

export interface ArtifactsPort {
  /** Opens a place for one artifact of a deployment; nothing is kept unless `commit` is called. */
  create(deployment: DeploymentId): Promise<Result<ArtifactWriter>>
}

export interface ArtifactWriter {
  readonly id: ArtifactId
  write(chunk: Uint8Array): Promise<void>
  commit(): Promise<Result<null>>
  abort(): Promise<void>
}

/** How an account becomes another user on its hosts. `none`: it does not. */
export type Sudo =
  | { readonly kind: 'none' }
  | { readonly kind: 'no-password' }
  | { readonly kind: 'password'; readonly password: Secret }

/** A machine that is logged in to, resolved from a record and its account by the services. */
export interface SshHop {
  /** Whom reports and failures name. */
  readonly who: ReportedHost
  readonly host: string
  readonly port: number
  readonly username: string
  readonly login:
    | { readonly kind: 'private-key'; readonly privateKey: Secret; readonly passphrase: Secret | null }
    | { readonly kind: 'password'; readonly password: Secret }
    | { readonly kind: 'agent' }
  /** Null: no key was accepted yet, so connecting stops after the key was seen. */
  readonly hostKey: HostKeyPin | null
}

/** What the SSH transport needs to reach a target, or a jump host that is tested. */
export interface SshEndpoint extends SshHop {
  readonly platform: 'posix' | 'windows'
  /** The jump hosts on the way, the one that is dialled first at the head; empty for a direct connection. */
  readonly hops: readonly SshHop[]
}

/** Puts a question to a person; null when nobody answers it. Answers are secrets. Never rejects. */
export type Ask = (question: LoginQuestion, signal: AbortSignal) => Promise<readonly Secret[] | null>

/** For connections that nobody watches. */
export const askNobody: Ask = async () => null

/** What the SSH transport offers to the rest. */
export interface SshTransport {
  /** @param ask answers what a server asks besides the stored secrets; nobody when absent */
  connect(endpoint: SshEndpoint, signal: AbortSignal, ask?: Ask): Promise<Result<Connection>>
  /** Connects stage by stage for the connection test; each stage is told as it ends, and once more when tried again. */
  probe(
    endpoint: SshEndpoint,
    onStage: (stage: ConnectionStageReport) => void,
    signal: AbortSignal,
    ask?: Ask
  ): Promise<SshProbe>
  dispose(): Promise<void>
}

/** How far a connection came. */
export interface SshProbe {
  /** The stages of reaching each host, as they went last, in the order of the way there. */
  readonly stages: readonly ConnectionStageReport[]
  readonly hostKeys: readonly SeenHostKey[]
  /** Logged in; whoever asked closes it. Null when a stage failed. */
  readonly connection: Connection | null
}
