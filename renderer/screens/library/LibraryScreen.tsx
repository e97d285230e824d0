import { Button } from '@mantine/core'
import type { Project } from '@shared/model/project'
import type { LibrarySetView } from '@shared/model/variable-set'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { EmptyState } from '../../components/EmptyState'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { navigate } from '../../navigation/history'
import { useAdding } from '../../navigation/use-adding'
import { useRead } from '../../stores/catalog'
import { asStored, valueOr } from '../../stores/load'
import { LibraryTabs } from '../certificates/LibraryTabs'
import { DeleteLibrarySet } from './DeleteLibrarySet'
import { LibrarySetDialog } from './LibrarySetDialog'
import { usersOf } from './set-users'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly set: LibrarySetView | null }
  | { readonly kind: 'delete'; readonly set: LibrarySetView }

/** Sets of variables that several projects share. */
export function LibraryScreen() {
  const { load, again } = useRead('library.list', {})
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', set: null })
  useAdding(add)
  const addButton = (
    <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="Add variable set (N)">
      Add variable set
    </Button>
  )
  return (
    <Screen>
      <PageHeader title="Library" help="library" actions={addButton}>
        <LibraryTabs current="sets" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="library sets">
        {sets =>
          sets.length === 0 ? (
            <EmptyState icon="library" title="No variable sets yet">
              A set holds variables that several projects share, such as the addresses of a mail server. Projects
              include it on their Variables screen. Press <Kbd keys="N" /> to add one.
            </EmptyState>
          ) : (
            <Card padding="flush">
              <SetTable sets={sets} onChoose={setOpen} />
            </Card>
          )
        }
      </Loaded>
      {open.kind === 'edit' && <LibrarySetDialog set={asStored(load, open.set)} onClose={close} />}
      {open.kind === 'delete' && <DeleteLibrarySet set={open.set} onClose={close} />}
    </Screen>
  )
}

interface SetTableProps {
  readonly sets: readonly LibrarySetView[]
  readonly onChoose: (open: Open) => void
}

const none: readonly Project[] = []

function SetTable({ sets, onChoose }: SetTableProps) {
  const projects = valueOr(useRead('project.list', {}).load, none)
  const columns: readonly Column<LibrarySetView>[] = [
    { key: 'name', header: 'Variable set', width: '28%', cell: ({ name }) => <strong>{name}</strong> },
    { key: 'description', header: 'Description', cell: ({ description }) => description },
    { key: 'count', header: 'Variables', width: '96px', cell: ({ variables }) => variables.length },
    { key: 'used', header: 'Included by', width: '24%', cell: set => usersOf(set, projects) },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: set => (
        <RowMenu
          label={`Actions for ${set.name}`}
          items={[
            { label: 'Rename…', icon: 'edit', onSelect: () => onChoose({ kind: 'edit', set }) },
            { label: 'Delete…', icon: 'trash', isDangerous: true, onSelect: () => onChoose({ kind: 'delete', set }) }
          ]}
        />
      )
    }
  ]
  return (
    <DataTable
      label="Variable sets"
      columns={columns}
      rows={sets}
      rowKey={({ id }) => id}
      onOpen={({ id }) => navigate(`/library/${id}`)}
    />
  )
}
