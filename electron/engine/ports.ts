import type { ConnectionStageReport, ReportedHost, SeenHostKey } from '@shared/connection-report'
import type { Deployment, DeploymentFact, ExecEnd, Outcome } from '@shared/deployment'
import type {
  ArtifactId,
  DeploymentId,
  EnvironmentId,
  ProjectId,
  ReleaseId,
  RunId,
  SecretId,
  TargetId,
  TenantId
} from '@shared/ids'
import type { LoginQuestion } from '@shared/login-question'
import type { MailAddress } from '@shared/mail-address'
import type { MailReport, MailSecurity } from '@shared/model/mail'
import type { HostKeyPin } from '@shared/model/target'
import type { PlanTarget } from '@shared/plan/plan'
import type { Result } from '@shared/result'
import type { Secret } from '@shared/secret'
import type { ResolvedValue } from '@shared/variables/resolve'
import type { BundlesPort } from './bundle-ports'
import type { PackagesPort, Shipment, ShipmentProgress, Shipped } from './package-ports'

export type { BundleDraft, BundlesPort, WrittenDraft } from './bundle-ports'
export type { OpenedPackage, PackagesPort, Shipment, ShipmentProgress, Shipped } from './package-ports'

/** What the engine asks of the world. Everything it does passes through here, so it runs the same against fakes. */
export interface EnginePorts {
  readonly connect: Connect
  /**
   * Records a fact. Facts are recorded in the order of the calls; the promise settles when the fact is durable
   * (state) or buffered with room to spare (output): awaiting it is the engine's backpressure.
   */
  readonly emit: (fact: DeploymentFact) => Promise<void>
  /** The deployment as it is recorded so far: to look at, and not to keep. It has every fact right after `emit` was called. */
  readonly state: () => Deployment
  /**
   * Calls back with each fact as soon as `state` has it, also with those that others record, such as an answer; output may
   * be left out. Returns what undoes it.
   */
  readonly onChange: (listener: (fact: DeploymentFact) => void) => () => void
  readonly secrets: SecretsPort
  readonly artifacts: ArtifactsPort
  readonly hosts: HostLocks
  readonly mail: MailPort
  readonly http: HttpPort
  readonly health: HealthPort
  readonly releases: ReleasesPort
  readonly packages: PackagesPort
  readonly bundles: BundlesPort
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
  /** Settles with why as soon as nothing can run over it any more, also while nobody uses it. Never rejects. */
  readonly gone: Promise<string>
  /**
   * Whether the far side is still there: known at once where something was heard of it just now, else it is asked and has
   * a few seconds to answer. Nothing is closed for want of an answer. Never rejects.
   */
  answers(): Promise<boolean>
  /** Starts a command on a channel of its own. Never throws: a channel that cannot be opened ends as `lost`. */
  exec(command: Command, output: OutputSink): Execution
  /** Streams a file from the machine into `sink`. Relative paths start in the folder that the engine's commands use. */
  download(path: string, sink: (chunk: Uint8Array) => Promise<void>): Promise<Result<{ readonly bytes: number }>>
  /**
   * Brings something from this machine to the place, by the shortest way: what is there already is not sent again, a
   * broken transfer goes on where it ended, and nothing has its name before its hash was verified at the far end.
   * @param tell called now and then with how far it is, at most ten times a second
   */
  send(shipment: Shipment, tell: (progress: ShipmentProgress) => void, signal: AbortSignal): Promise<Result<Shipped>>
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

/** `shared` goes beside others that share, and never beside one that wants the host for itself. */
export type LockMode = 'exclusive' | 'shared'

/** Whom somebody waits for on a host. */
export interface HostBusy {
  /** As it completes “where … runs a script”. */
  readonly who: string
  /** The name of the target by which they have the host, where that is another one on the same machine. */
  readonly alias: string | null
  /** They wait for it as well, to have it for themselves, and came first. */
  readonly isAhead: boolean
}

/**
 * Who may run a script on a host, across all deployments and also where several targets are one host: one alone, or any
 * number that share it. First come, first served, so that those who share pass nobody who waits to be alone.
 */
export interface HostLocks {
  /**
   * Waits for the host of a target; null when `signal` was aborted meanwhile.
   * @param onWait called once when it cannot be had at once
   */
  acquire(
    target: PlanTarget,
    mode: LockMode,
    signal: AbortSignal,
    onWait: (busy: HostBusy) => void
  ): Promise<HostLease | null>
}

export interface HostLease {
  release(): void
}

/** A mail with everything replaced. */
export interface Mail {
  /** Tells it from all others, on every try the same, so that one that arrives twice can be known by it. */
  readonly id: string
  readonly to: readonly MailAddress[]
  readonly cc: readonly MailAddress[]
  readonly bcc: readonly MailAddress[]
  readonly subject: string
  readonly body: string
  readonly isHtml: boolean
  readonly priority: 'low' | 'normal' | 'high'
}

export interface MailPort {
  /**
   * Hands a mail to the server once. Where the failure's `detail.again` is `useless`, another try would end the same;
   * that includes a mail that the server took for some of the addresses.
   */
  send(mail: Mail, signal: AbortSignal): Promise<Result<null>>
}

/** A mail server, resolved from the settings by the services. */
export interface MailServer {
  readonly host: string
  readonly port: number
  readonly security: MailSecurity
  readonly from: MailAddress
  /** Null: nobody logs in. */
  readonly login: { readonly user: string; readonly password: Secret } | null
  /** How long the server may be silent. */
  readonly timeoutMs: number
  /** Path of a PEM file on this machine; null for the usual authorities alone. */
  readonly caFile: string | null
}

/** What the mail transport offers to the rest. */
export interface MailTransport {
  /** Connects, logs in, hands the mail over and leaves; says stage by stage how it went. Never rejects. */
  deliver(server: MailServer, mail: Mail, signal: AbortSignal): Promise<MailReport>
}

export interface HttpRequest {
  /** What it is for, such as `HTTP step “Warm up” of Shop`: the network ledger says so. */
  readonly why: string
  readonly method: string
  /** `http:` or `https:`, without user and password. */
  readonly url: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Null for none. */
  readonly body: string | null
  readonly timeoutMs: number
  /** `http://host:port`; null for a direct connection. */
  readonly proxy: string | null
  /** Path of a PEM file on this machine; null for the usual authorities alone. */
  readonly caFile: string | null
}

export interface HttpResponse {
  readonly status: number
  /** Where a redirect leads to, as the server wrote it; null for nowhere. */
  readonly location: string | null
  /** At most the first million characters. */
  readonly body: string
}

export interface HttpPort {
  /**
   * Asks once and follows no redirect. Any answer is a success here, whatever its status. Where the failure's
   * `detail.again` is `useless`, another try would end the same.
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpResponse>>
  /** Whether a regular expression is found in a text. Fails for one that cannot be read or takes too long. */
  matches(pattern: string, text: string): Promise<Result<boolean>>
}

export interface HealthPort {
  /**
   * Checks one target and stores what was found; answers for one that is healthy or has warnings. Fails with
   * `unhealthy`, or with what kept the target from being reached.
   */
  check(target: TargetId, how: 'full' | 'connection', signal: AbortSignal): Promise<Result<CheckedTarget>>
}

export interface CheckedTarget {
  readonly status: 'healthy' | 'has-warnings'
  /** What was found, in one sentence. */
  readonly words: string
}

/** Another project's release that is to be deployed as a step. */
export interface ChildDeployment {
  readonly projectId: ProjectId
  readonly releaseId: ReleaseId
  readonly environmentId: EnvironmentId
  /** Whom the deployment that it is a step of is for; null for no tenant. */
  readonly tenantId: TenantId | null
  readonly when: 'always' | 'not-current' | 'newer'
  /** Answers to its prompts, by name. What holds a secret is one, and only a sensitive prompt may take it. */
  readonly variables: readonly { readonly name: string; readonly value: ResolvedValue }[]
  readonly run: RunId
}

export interface ReleasesPort {
  /**
   * Starts the deployment and waits for its end; `signal` cancels it, and its end is waited for all the same.
   * `skipped` says why nothing was to be done.
   * @param tell called with what is worth a line in the parent's log, as it happens
   */
  deploy(child: ChildDeployment, signal: AbortSignal, tell: (news: ChildNews) => void): Promise<Result<ChildEnd>>
}

/** How a child deployment goes on. */
export interface ChildNews {
  readonly level: 'info' | 'wait'
  readonly words: string
}

export type ChildEnd =
  | { readonly kind: 'skipped'; readonly words: string }
  | {
      readonly kind: 'ended'
      readonly id: DeploymentId
      readonly outcome: Outcome
      readonly summary: string
      /** What its steps passed on; sensitive ones are left out. */
      readonly outputs: readonly {
        readonly step: string
        readonly machine: string | null
        readonly name: string
        readonly value: string
      }[]
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
  /** How fast all transfers to targets together may be from now on. Null for as fast as it goes. */
  limitTransfers(bytesPerSecond: number | null): void
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
