import { Button } from '@mantine/core'
import type { Policy } from '@shared/model/health'
import { isReached } from '@shared/model/target'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { ConfirmDialog } from '../../components/ConfirmDialog'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { Tags } from '../../components/Tags'
import { plural } from '../../lib/plural'
import { useAdding } from '../../navigation/use-adding'
import { useCatalog, useRead } from '../../stores/catalog'
import { asStored, valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { TargetTabs } from '../targets/TargetTabs'
import targetClasses from '../targets/targets.module.css'
import { PolicyDrawer } from './PolicyDrawer'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly policy: Policy | null }
  | { readonly kind: 'delete'; readonly policy: Policy }

/** What health checks look at, and how often. A workspace always has one policy. */
export function PoliciesScreen() {
  const { load, again } = useRead('policy.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', policy: null })
  useAdding(add)
  return (
    <Screen>
      <PageHeader
        title="Policies"
        help="policies"
        crumbs={[{ label: 'Targets', href: '/targets' }]}
        actions={
          <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add policy (N)">
            Add policy
          </Button>
        }
      >
        <TargetTabs current="/targets/policies" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="policies">
        {policies => (
          <Card padding="flush">
            <PolicyTable policies={policies} onChoose={setOpen} />
          </Card>
        )}
      </Loaded>
      {open.kind === 'edit' && <PolicyDrawer policy={asStored(load, open.policy)} onClose={close} />}
      {open.kind === 'delete' && <DeletePolicy policy={open.policy} onClose={close} />}
    </Screen>
  )
}

interface PolicyTableProps {
  readonly policies: readonly Policy[]
  readonly onChoose: (open: Open) => void
}

function PolicyTable({ policies, onChoose }: PolicyTableProps) {
  const targets = valueOr(useRead('target.list', {}).load, [])
  const edit = (policy: Policy) => onChoose({ kind: 'edit', policy })
  const usedBy = ({ id, isDefault }: Policy) =>
    targets.filter(target => isReached(target) && (target.policyId === id || (isDefault && target.policyId === null)))
      .length
  const columns: readonly Column<Policy>[] = [
    {
      key: 'name',
      header: 'Policy',
      width: '34%',
      cell: ({ name, isDefault }) => (
        <span className={targetClasses.name}>
          <strong>{name}</strong>
          {isDefault && <Tags items={['default']} />}
        </span>
      )
    },
    { key: 'when', header: 'Checks', width: '18%', cell: whenOf },
    { key: 'what', header: 'Looks at', cell: whatOf },
    { key: 'used', header: 'Used by', width: '120px', cell: policy => plural(usedBy(policy), 'target') },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: policy => (
        <RowMenu
          label={`Actions for ${policy.name}`}
          items={[
            { label: 'Edit…', icon: 'edit', onSelect: () => edit(policy) },
            ...(policy.isDefault
              ? []
              : [
                  {
                    label: 'Delete…',
                    icon: 'trash' as const,
                    isDangerous: true,
                    onSelect: () => onChoose({ kind: 'delete', policy })
                  }
                ])
          ]}
        />
      )
    }
  ]
  return <DataTable label="Policies" columns={columns} rows={policies} rowKey={({ id }) => id} onOpen={edit} />
}

const whenOf = ({ intervalMinutes }: Policy): string =>
  intervalMinutes === null ? 'On demand' : `Every ${plural(intervalMinutes, 'minute')}`

const whatOf = ({ isConnectionOnly, script, requiredTools }: Policy): string => {
  if (isConnectionOnly) return 'The connection only'
  const more = [
    ...(requiredTools.length === 0 ? [] : [plural(requiredTools.length, 'program')]),
    ...(script.trim() === '' ? [] : ['a script'])
  ]
  return ['The machine', ...more].join(', ')
}

function DeletePolicy({ policy, onClose }: { readonly policy: Policy; readonly onClose: () => void }) {
  const { run, isBusy, failure } = useCall('policy.delete')
  const confirm = async () => {
    if (!(await run({ id: policy.id })).ok) return
    onClose()
    await useCatalog.getState().refresh('policy')
  }
  return (
    <ConfirmDialog
      title={`Delete ${policy.name}?`}
      confirmLabel="Delete policy"
      isDangerous
      isBusy={isBusy}
      failure={failure}
      onConfirm={() => void confirm()}
      onCancel={onClose}
    >
      What was found by it stays. This cannot be undone.
    </ConfirmDialog>
  )
}
