import { ActionIcon, Menu } from '@mantine/core'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'
import classes from './RowMenu.module.css'

export interface RowMenuItem {
  readonly label: string
  readonly icon: IconName
  readonly isDangerous?: boolean
  readonly onSelect: () => void
}

/** The “…” at the end of a row. */
export function RowMenu({ label, items }: { readonly label: string; readonly items: readonly RowMenuItem[] }) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon aria-label={label}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(item => (
          <Menu.Item
            key={item.label}
            leftSection={<Icon name={item.icon} size={14} />}
            onClick={item.onSelect}
            className={item.isDangerous === true ? (classes.dangerous ?? '') : ''}
          >
            {item.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
