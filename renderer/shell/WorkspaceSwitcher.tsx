import { Menu } from '@mantine/core'
import { shownWorkspace, type WorkspaceSummary } from '@shared/workspace'
import { Icon } from '../components/Icon'
import { navigate } from '../navigation/history'
import { valueOr } from '../stores/load'
import { showOverlay } from '../stores/overlay'
import { goToWorkspace, useWorkspaceInfo, useWorkspaces } from '../stores/workspace'
import classes from './WorkspaceSwitcher.module.css'

const none: readonly WorkspaceSummary[] = []

/** Which workspace the window is in, and the way to the others. Not there for those who have only their own. */
export function WorkspaceSwitcher() {
  const info = valueOr(useWorkspaceInfo().load, null)
  const all = valueOr(useWorkspaces().load, none)
  if (info === null || !all.some(({ kind }) => kind === 'workspace')) return null
  return (
    <Menu position="bottom-start" width={230} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.button} aria-label={`Workspace: ${shownWorkspace(info)}`}>
          <span className={classes.name}>{shownWorkspace(info)}</span>
          <Icon name="chevron-down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Workspaces</Menu.Label>
        {all.map(workspace => (
          <Menu.Item
            key={workspace.id}
            leftSection={workspace.id === info.id ? <Icon name="check" size={14} /> : <span className={classes.gap} />}
            {...(workspace.id === info.id ? { 'aria-current': true } : {})}
            onClick={() => {
              if (workspace.id !== info.id) goToWorkspace(workspace.id)
            }}
          >
            <span className={classes.name}>{shownWorkspace(workspace)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={() => showOverlay({ kind: 'new-workspace' })}>
          New workspace…
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="sliders" size={14} />} onClick={() => navigate('/settings/workspaces')}>
          All workspaces
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
