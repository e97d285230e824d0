import type { Input } from '@shared/api'
import type { AccountId, EnvironmentId, JumpHostId, PolicyId, TenantId } from '@shared/ids'
import { isReached, type Target } from '@shared/model/target'
import type { TargetTenancy } from '@shared/model/tenant'

/** What the target form holds, for all kinds at once, so that switching the kind loses nothing typed. */
export interface TargetFormValues extends Record<string, unknown> {
  readonly kind: Target['kind']
  readonly name: string
  readonly roles: string[]
  readonly environmentIds: string[]
  readonly isDisabled: boolean
  /** `none`: for deployments without a tenant only. */
  readonly tenancy: 'none' | TargetTenancy['mode']
  readonly tenantIds: string[]
  readonly tenantTags: readonly string[]
  readonly host: string
  /** Text while it is being typed. */
  readonly port: number | string
  readonly accountId: string
  /** Empty for a direct connection. */
  readonly viaId: string
  readonly platform: 'posix' | 'windows'
  /** Empty for the default policy. */
  readonly policyId: string
  /** Empty: the app keeps bundles. */
  readonly dropFolder: string
  readonly form: 'folder' | 'archive'
  /** Empty: as it is, or none. */
  readonly password: string
  /** Whether a password that is stored goes. */
  readonly forgetsPassword: boolean
  readonly isIncremental: boolean
}

/** Every field that shows its own issues. */
export const targetFields = [
  'name',
  'roles',
  'environmentIds',
  'isDisabled',
  'tenancy.tenantIds',
  'tenancy.tags',
  'host',
  'port',
  'accountId',
  'viaId',
  'platform',
  'policyId',
  'dropFolder',
  'form',
  'password',
  'isIncremental'
]

/** The form's start: a stored target, or a new one. */
export function targetFormValues(target: Target | null): TargetFormValues {
  const ssh = target?.kind === 'ssh' ? target : null
  const offline = target?.kind === 'offline' ? target : null
  return {
    kind: target?.kind ?? 'ssh',
    name: target?.name ?? '',
    roles: [...(target?.roles ?? [])],
    environmentIds: [...(target?.environmentIds ?? [])],
    isDisabled: target?.isDisabled ?? false,
    tenancy: target?.tenancy?.mode ?? 'none',
    tenantIds: [...(target?.tenancy?.tenantIds ?? [])],
    tenantTags: target?.tenancy?.tags ?? [],
    host: ssh?.host ?? '',
    port: ssh?.port ?? 22,
    accountId: ssh?.accountId ?? '',
    viaId: ssh?.viaId ?? '',
    platform: ssh?.platform ?? offline?.platform ?? 'posix',
    policyId: target && isReached(target) ? (target.policyId ?? '') : '',
    dropFolder: offline?.dropFolder ?? '',
    form: offline?.form ?? 'folder',
    password: '',
    forgetsPassword: false,
    isIncremental: offline?.isIncremental ?? false
  }
}

/** What is sent. Checking it is the call's business; what it refuses comes back beside the fields. */
export function targetInputOf(values: TargetFormValues): Input<'target.create'> {
  const place = {
    name: values.name,
    roles: values.roles,
    environmentIds: values.environmentIds as EnvironmentId[],
    isDisabled: values.isDisabled,
    ...tenancyOf(values)
  }
  if (values.kind === 'offline') return { kind: 'offline', ...place, ...bundleFields(values) }
  const common = { ...place, policyId: values.policyId === '' ? null : (values.policyId as PolicyId) }
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

const tenancyOf = ({ tenancy, tenantIds, tenantTags }: TargetFormValues) =>
  tenancy === 'none' ? {} : { tenancy: { mode: tenancy, tenantIds: tenantIds as TenantId[], tags: [...tenantTags] } }

function bundleFields({ dropFolder, form, platform, password, forgetsPassword, isIncremental }: TargetFormValues) {
  // Null leaves a stored password as it is.
  const kept = forgetsPassword ? '' : null
  return { dropFolder, form, platform, password: password === '' ? kept : password, isIncremental }
}
