import type { Input } from '@shared/api'
import type { AccountId, EnvironmentId, JumpHostId, PolicyId } from '@shared/ids'
import type { Target } from '@shared/model/target'

/** What the target form holds, for both kinds at once, so that switching the kind loses nothing typed. */
export interface TargetFormValues extends Record<string, unknown> {
  readonly kind: Target['kind']
  readonly name: string
  readonly roles: string[]
  readonly environmentIds: string[]
  readonly isDisabled: boolean
  readonly host: string
  /** Text while it is being typed. */
  readonly port: number | string
  readonly accountId: string
  /** Empty for a direct connection. */
  readonly viaId: string
  readonly platform: 'posix' | 'windows'
  /** Empty for the default policy. */
  readonly policyId: string
}

/** Every field that shows its own issues. */
export const targetFields = [
  'name',
  'roles',
  'environmentIds',
  'isDisabled',
  'host',
  'port',
  'accountId',
  'viaId',
  'platform',
  'policyId'
]

/** The form's start: a stored target, or a new one. */
export function targetFormValues(target: Target | null): TargetFormValues {
  const ssh = target?.kind === 'ssh' ? target : null
  return {
    kind: target?.kind ?? 'ssh',
    name: target?.name ?? '',
    roles: [...(target?.roles ?? [])],
    environmentIds: [...(target?.environmentIds ?? [])],
    isDisabled: target?.isDisabled ?? false,
    host: ssh?.host ?? '',
    port: ssh?.port ?? 22,
    accountId: ssh?.accountId ?? '',
    viaId: ssh?.viaId ?? '',
    platform: ssh?.platform ?? 'posix',
    policyId: target?.policyId ?? ''
  }
}

/** What is sent. Checking it is the call's business; what it refuses comes back beside the fields. */
export function targetInputOf(values: TargetFormValues): Input<'target.create'> {
  const common = {
    name: values.name,
    roles: values.roles,
    environmentIds: values.environmentIds as EnvironmentId[],
    isDisabled: values.isDisabled,
    policyId: values.policyId === '' ? null : (values.policyId as PolicyId)
  }
  if (values.kind === 'local') return { kind: 'local', ...common }
  return {
    kind: 'ssh',
    ...common,
    host: values.host,
    port: Number(values.port),
    accountId: values.accountId as AccountId,
    viaId: values.viaId === '' ? null : (values.viaId as JumpHostId),
    platform: values.platform
  }
}
