import { Button } from '@mantine/core'
import { shownWorkspace, type WorkspaceKey, type WorkspaceSummary } from '@shared/workspace'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { type Column, DataTable } from '../../components/DataTable'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { PageHeader } from '../../components/PageHeader'
import { RowMenu, type RowMenuItem } from '../../components/RowMenu'
import { Screen } from '../../components/Screen'
import { useScreenKey } from '../../lib/use-screen-key'
import { asStored, valueOr } from '../../stores/load'
import { goToWorkspace, useWorkspaceInfo, useWorkspaces } from '../../stores/workspace'
import { DeleteWorkspace } from '../workspaces/DeleteWorkspace'
import { WorkspaceDialog } from '../workspaces/WorkspaceDialog'
import { SettingsTabs, settingsCrumbs } from './SettingsTabs'

type Open =
  | { readonly kind: 'none' }
  | { readonly kind: 'edit'; readonly workspace: WorkspaceSummary | null }
  | { readonly kind: 'delete'; readonly workspace: WorkspaceSummary }

/** The workspaces of this home: goes to them, makes, renames and deletes them. */
export function WorkspacesScreen() {
  const { load, again } = useWorkspaces()
  const here = valueOr(useWorkspaceInfo().load, null)?.id ?? null
  const [open, setOpen] = useState<Open>({ kind: 'none' })
  const close = () => setOpen({ kind: 'none' })
  const add = () => setOpen({ kind: 'edit', workspace: null })
  useScreenKey('n', add)
  return (
    <Screen width="narrow">
      <PageHeader
        title="Workspaces"
        help="workspaces"
        crumbs={settingsCrumbs}
        subtitle="Each has projects, targets, a vault and an audit log of its own, for another customer or team."
        actions={
          <Button leftSection={<Icon name="plus" size={14} />} onClick={add} title="New workspace (N)">
            New workspace
          </Button>
        }
      >
        <SettingsTabs current="/settings/workspaces" />
      </PageHeader>
      <Loaded load={load} onRetry={again} what="the workspaces">
        {workspaces => (
          <Card padding="flush">
            <WorkspaceTable workspaces={workspaces} here={here} onChoose={setOpen} />
          </Card>
        )}
      </Loaded>
      {open.kind === 'edit' && <WorkspaceDialog workspace={asStored(load, open.workspace)} onClose={close} />}
      {open.kind === 'delete' && <DeleteWorkspace workspace={open.workspace} onClose={close} />}
    </Screen>
  )
}

interface WorkspaceTableProps {
  readonly workspaces: readonly WorkspaceSummary[]
  /** The one that the window is in; null while that is not known. */
  readonly here: WorkspaceKey | null
  readonly onChoose: (open: Open) => void
}

function WorkspaceTable({ workspaces, here, onChoose }: WorkspaceTableProps) {
  const columns: readonly Column<WorkspaceSummary>[] = [
    { key: 'name', header: 'Workspace', width: '32%', cell: item => <strong>{shownWorkspace(item)}</strong> },
    { key: 'description', header: 'Description', cell: describe },
    { key: 'here', header: 'Window', width: '112px', cell: ({ id }) => (id === here ? 'Open here' : '') },
    {
      key: 'menu',
      header: <span className="visually-hidden">Actions</span>,
      width: '64px',
      align: 'end',
      cell: workspace => {
        const items = itemsFor(workspace, here, onChoose)
        return items.length === 0 ? null : <RowMenu label={`Actions for ${shownWorkspace(workspace)}`} items={items} />
      }
    }
  ]
  const go = ({ id }: WorkspaceSummary) => {
    if (id !== here) goToWorkspace(id)
  }
  return <DataTable label="Workspaces" columns={columns} rows={workspaces} rowKey={({ id }) => id} onOpen={go} />
}

/** What can be done to a workspace: one that is open is not deleted, those that are always there stay as they are. */
function itemsFor(
  workspace: WorkspaceSummary,
  here: WorkspaceKey | null,
  onChoose: (open: Open) => void
): readonly RowMenuItem[] {
  const isHere = workspace.id === here
  const isOwn = workspace.kind === 'workspace'
  return [
    ...(isHere ? [] : [{ label: 'Open', icon: 'arrow-right', onSelect: () => goToWorkspace(workspace.id) } as const]),
    ...(isOwn
      ? [{ label: 'Rename…', icon: 'edit', onSelect: () => onChoose({ kind: 'edit', workspace }) } as const]
      : []),
    ...(isOwn && !isHere
      ? [
          {
            label: 'Delete…',
            icon: 'trash',
            isDangerous: true,
            onSelect: () => onChoose({ kind: 'delete', workspace })
          } as const
        ]
      : [])
  ]
}

const alwaysThere: Readonly<Record<WorkspaceSummary['kind'], string>> = {
  main: 'Your own, always there',
  demo: 'Embedded targets to try everything with',
  workspace: ''
}

const describe = ({ kind, description }: WorkspaceSummary): string => description || alwaysThere[kind]
