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

interface RowMenuProps {
  readonly label: string
  readonly items: readonly RowMenuItem[]
  /** Open as soon as it is there. */
  readonly isOpenAtFirst?: boolean
}

/** The “…” at the end of a row. */
export function RowMenu({ label, items, isOpenAtFirst = false }: RowMenuProps) {
  return (
    <Menu position="bottom-end" width={190} defaultOpened={isOpenAtFirst}>
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
