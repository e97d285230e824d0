import type { Input } from '@shared/api'
import type { AccountId, JumpHostId } from '@shared/ids'
import type { JumpHost } from '@shared/model/jump-host'

export interface JumpHostFormValues extends Record<string, unknown> {
  readonly name: string
  readonly description: string
  readonly host: string
  /** Text while it is being typed. */
  readonly port: number | string
  readonly accountId: string
  /** Empty for a direct connection. */
  readonly viaId: string
}

/** Every field that shows its own issues. */
export const jumpHostFields = ['name', 'description', 'host', 'port', 'accountId', 'viaId']

/** The form's start: a stored jump host, or a new one. */
export const jumpHostFormValues = (jumpHost: JumpHost | null): JumpHostFormValues => ({
  name: jumpHost?.name ?? '',
  description: jumpHost?.description ?? '',
  host: jumpHost?.host ?? '',
  port: jumpHost?.port ?? 22,
  accountId: jumpHost?.accountId ?? '',
  viaId: jumpHost?.viaId ?? ''
})

/** What is sent. Checking it is the call's business; what it refuses comes back beside the fields. */
export const jumpHostInputOf = (values: JumpHostFormValues): Input<'jumpHost.create'> => ({
  name: values.name,
  description: values.description,
  host: values.host,
  port: Number(values.port),
  accountId: values.accountId as AccountId,
  viaId: values.viaId === '' ? null : (values.viaId as JumpHostId)
})
