import type { Tenant } from '@shared/model/tenant'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'

interface DeleteTenantProps {
  readonly tenant: Tenant
  readonly onClose: () => void
  /** It is gone. */
  readonly onDeleted: () => void
}

/** Asks before a tenant is deleted. */
export function DeleteTenant({ tenant, onClose, onDeleted }: DeleteTenantProps) {
  const { run, isBusy, failure } = useCall('tenant.delete')
  const confirm = async () => {
    if (!(await run({ id: tenant.id })).ok) return
    onDeleted()
    await useCatalog.getState().refresh('tenant')
  }
  return (
    <ConfirmDialog
      title={`Delete ${tenant.name}?`}
      confirmLabel="Delete tenant"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Nothing more is deployed for it. Past deployments stay readable and keep its name; what is installed stays where
      it is. This cannot be undone.
    </ConfirmDialog>
  )
}
