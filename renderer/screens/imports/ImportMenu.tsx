import { Button, Menu } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { navigate } from '../../navigation/history'

/** The ways to take over what OpenSSH knows. */
export function ImportMenu() {
  return (
    // Without the placeholder, an element that no menu may hold, the first item gets the focus.
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon name="chevron-down" size={12} />}>
          Import…
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="target" size={14} />} onClick={() => navigate('/targets/import/hosts')}>
          Hosts from ~/.ssh/config…
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="key" size={14} />} onClick={() => navigate('/targets/import')}>
          Host keys from known_hosts…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
