import type { Input } from '@shared/api'
import type { Policy } from '@shared/model/health'

/** What the policy form holds. */
export interface PolicyFormValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly isScheduled: boolean
  /** Text while it is being typed. */
  readonly intervalMinutes: number | string
  readonly isConnectionOnly: boolean
  readonly warnBelowMegabytes: number | string
  readonly requiredTools: string[]
  readonly script: string
}

/** Every field that shows its own issues. */
export const policyFields = [
  'name',
  'description',
  'intervalMinutes',
  'isConnectionOnly',
  'warnBelowMegabytes',
  'requiredTools',
  'script'
]

export const policyFormValues = (policy: Policy | null): PolicyFormValues => ({
  name: policy?.name ?? '',
  description: policy?.description ?? '',
  isScheduled: policy === null || policy.intervalMinutes !== null,
  intervalMinutes: policy?.intervalMinutes ?? 60,
  isConnectionOnly: policy?.isConnectionOnly ?? false,
  warnBelowMegabytes: policy?.warnBelowMegabytes ?? 1024,
  requiredTools: [...(policy?.requiredTools ?? [])],
  script: policy?.script ?? ''
})

/** What is sent. Checking it is the call's business; what it refuses comes back beside the fields. */
export const policyInputOf = (values: PolicyFormValues): Input<'policy.create'> => ({
  name: values.name,
  description: values.description,
  intervalMinutes: values.isScheduled ? Number(values.intervalMinutes) : null,
  isConnectionOnly: values.isConnectionOnly,
  warnBelowMegabytes: Number(values.warnBelowMegabytes),
  requiredTools: values.requiredTools,
  script: values.script
})
