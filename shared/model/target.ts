import { z } from 'zod'
import { accountId, environmentId, jumpHostId, policyId, secretId, targetId } from '../ids'
import { targetTenancy } from './tenant'
import { name, roles } from './text'

/** A host name or IP address; no scheme, user or port, and nothing a shell or URL parser could read differently. */
export const host = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(253, 'must be at most 253 characters')
  .regex(/^(?!-)[A-Za-z0-9._:%-]+$/, 'must be a host name or an IP address, without user, port or spaces')

/** `host:port` for people; IPv6 addresses in brackets. */
export const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

/** What a person accepted as the identity of a host. */
export const hostKeyPin = z.strictObject({
  /** As the SSH protocol names it, such as `ssh-ed25519`. */
  algorithm: z
    .string()
    .max(100)
    .regex(/^[a-z0-9@.-]+$/, 'must be a host key algorithm such as ssh-ed25519'),
  /** As `ssh-keygen -l` prints it: `SHA256:` and 43 characters of unpadded base64. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must look like SHA256:… as ssh-keygen -l prints it')
})
export type HostKeyPin = z.infer<typeof hostKeyPin>

const common = {
  name,
  roles: roles.min(1, 'must name at least one role'),
  environmentIds: z
    .array(environmentId)
    .max(200)
    .refine(ids => new Set(ids).size === ids.length, 'must not name an environment twice'),
  isDisabled: z.boolean().default(false),
  /** Absent for deployments without a tenant only. */
  tenancy: targetTenancy.optional()
}

export const port = z
  .number()
  .int('must be a whole number')
  .min(1, 'must be 1–65535')
  .max(65_535, 'must be 1–65535')
  .default(22)

export const sshTargetInput = z.strictObject({
  kind: z.literal('ssh'),
  ...common,
  host,
  port,
  accountId,
  /** The jump host that the connection goes through; null for a direct one. */
  viaId: jumpHostId.nullable().default(null),
  /** What its health checks look at and how often; null for the default policy. */
  policyId: policyId.nullable().default(null),
  /** What the host's login understands: a POSIX shell, or PowerShell on a Windows host with OpenSSH. */
  platform: z.enum(['posix', 'windows']).default('posix')
})

export const localTargetInput = z.strictObject({
  kind: z.literal('local'),
  ...common,
  policyId: policyId.nullable().default(null)
})

export const offlineTargetInput = z.strictObject({
  kind: z.literal('offline'),
  ...common,
  /** The folder that bundles are written into; empty: the app keeps them, and a person saves them where they want. */
  dropFolder: z.string().trim().max(4096, 'must be at most 4,096 characters').default(''),
  /** A folder, or a single tar archive. */
  form: z.enum(['folder', 'archive']).default('folder'),
  platform: z.enum(['posix', 'windows']).default('posix'),
  /** Opens the sensitive values at the far end. Null on the way in: as it is. Empty: none, and then secrets end a deployment. */
  password: z.string().max(1000).nullable().default(null),
  /** A bundle leaves out packages that the last one, whose receipt is back, had with it. */
  isIncremental: z.boolean().default(false)
})

/** A machine that steps run on. `local` is this workstation; `offline` is reached by nobody but a person with a bundle. */
export const targetInput = z.discriminatedUnion('kind', [sshTargetInput, localTargetInput, offlineTargetInput])
export type TargetInput = z.infer<typeof targetInput>

export const target = z.discriminatedUnion('kind', [
  sshTargetInput.extend({
    id: targetId,
    /** Null until a person accepted the host's key; deploying to such a target is refused. */
    hostKey: hostKeyPin.nullable()
  }),
  localTargetInput.extend({ id: targetId }),
  offlineTargetInput.extend({ id: targetId, password: secretId.nullable() })
])
export type Target = z.infer<typeof target>
export type SshTarget = Extract<Target, { kind: 'ssh' }>
export type OfflineTarget = Extract<Target, { kind: 'offline' }>
/** A target that the app itself gets to. */
export type ReachedTarget = Exclude<Target, OfflineTarget>

export const isReached = (target: Target): target is ReachedTarget => target.kind !== 'offline'

/** Where its work is done, in a few words: an address, this machine, or a bundle. */
export const whereOf = (target: Target): string => {
  if (target.kind === 'ssh') return addressOf(target)
  return target.kind === 'local' ? 'this machine' : 'a bundle'
}

/** Whether a target takes part in steps for these roles: any one in common suffices; case does not count. */
export function hasAnyRole(target: { readonly roles: readonly string[] }, wanted: readonly string[]): boolean {
  const own = new Set(target.roles.map(role => role.toLowerCase()))
  return wanted.some(role => own.has(role.toLowerCase()))
}

/** The stages of reaching one machine, in order: gone through for each jump host and at last for the target. */
export const hopStages = ['resolve', 'tcp', 'host-key', 'authentication'] as const
/** What is looked at on the target itself once somebody is logged in. */
export const hostStages = ['shell', 'sudo', 'disk', 'clock', 'tools'] as const
/** Every stage that a connection test can report. */
export const connectionStages = [...hopStages, ...hostStages] as const
export type ConnectionStage = (typeof connectionStages)[number]
