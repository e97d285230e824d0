import { Button } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { useState } from 'react'
import { Link } from 'wouter'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { plural } from '../../lib/plural'
import { useScreenKey } from '../../lib/use-screen-key'
import { useCatalog, useRead } from '../../stores/catalog'
import { isEmptyList, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { EnvironmentDialog } from './EnvironmentDialog'

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
  useScreenKey('n', add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add environment (N)">
      Add environment
    </Button>
  )
  return (
    <Screen>
      <PageHeader
        title="Environments"
        subtitle="Groups of targets that releases go through, one after another."
        actions={isEmptyList(load) ? undefined : addButton}
      />
      <Loaded load={load} onRetry={again} what="environments">
        {environments =>
          environments.length === 0 ? (
            <EmptyState icon="environment" title="No environments yet" action={addButton}>
              An environment is where a release goes, such as Test or Production. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <EnvironmentTable environments={environments} onChoose={setOpen} />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <EnvironmentDialog environment={open.environment} onClose={close} />}
      {open.kind === 'delete' && <DeleteEnvironment environment={open.environment} onClose={close} />}
    </Screen>
  )
}

interface EnvironmentTableProps {
  readonly environments: readonly Environment[]
  readonly onChoose: (open: Open) => void
}

function EnvironmentTable({ environments, onChoose }: EnvironmentTableProps) {
  const targets = valueOr(useRead('target.list', {}).load, [])
  const edit = (environment: Environment) => onChoose({ kind: 'edit', environment })
  const columns: readonly Column<Environment>[] = [
    { key: 'name', header: 'Environment', width: '28%', cell: environment => <EnvironmentChip {...environment} /> },
    { key: 'description', header: 'Description', cell: ({ description }) => description },
    {
      key: 'targets',
      header: 'Targets',
      width: '120px',
      cell: ({ id }) => {
        const count = targets.filter(target => target.environmentIds.includes(id)).length
        return <Link href="/targets">{plural(count, 'target')}</Link>
      }
    },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: environment => (
        <RowMenu
          label={`Actions for ${environment.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => edit(environment) },
            {
              label: 'Delete…',
              icon: 'trash',
              isDangerous: true,
              onSelect: () => onChoose({ kind: 'delete', environment })
            }
          ]}
        />
      )
    }
  ]
  return <DataTable label="Environments" columns={columns} rows={environments} rowKey={({ id }) => id} onOpen={edit} />
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
