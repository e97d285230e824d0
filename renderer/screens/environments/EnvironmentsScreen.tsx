import { Button } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { Screen } from '../../components/Screen'
import { useAdding } from '../../navigation/use-adding'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { EnvironmentTabs } from '../freezes/EnvironmentTabs'
import { EnvironmentDialog } from './EnvironmentDialog'
import { EnvironmentTable } from './EnvironmentTable'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly environment: Environment | null }
  | { readonly kind: 'delete'; readonly environment: Environment }

/** The places that releases go through. */
export function EnvironmentsScreen() {
  const { load, again } = useRead('environment.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', environment: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add environment (N)">
      Add environment
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Environments"
        help="environments"
        subtitle="Groups of targets that releases go through, in this order where a lifecycle has no phases."
        actions={addButton}
      >
        <EnvironmentTabs current="/environments" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="environments">
        {environments =>
          environments.length === 0 ? (
            <EmptyState icon="environment" title="No environments yet">
              An environment is where a release goes, such as Test or Production. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <EnvironmentTable
                environments={environments}
                onEdit={environment => setOpen({ kind: 'edit', environment })}
                onDelete={environment => setOpen({ kind: 'delete', environment })}
              />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <EnvironmentDialog environment={asStored(load, open.environment)} onClose={close} />}
      {open.kind === 'delete' && <DeleteEnvironment environment={open.environment} onClose={close} />}
    </Screen>
  )
}

function DeleteEnvironment({
  environment,
  onClose
}: {
  readonly environment: Environment
  readonly onClose: () => void
}) {
  const { run, isBusy, failure } = useCall('environment.delete')
  const confirm = async () => {
    const result = await run({ id: environment.id })
    if (!result.ok) return
    onClose()
    await useCatalog.getState().refresh('environment')
  }
  return (
    <ConfirmDialog
      title={`Delete ${environment.name}?`}
      confirmLabel="Delete environment"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      Past deployments to it stay readable. This cannot be undone.
    </ConfirmDialog>
  )
}
