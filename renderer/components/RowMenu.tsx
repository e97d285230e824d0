import { ActionIcon, Menu } from '@mantine/core'
import { Icon } from './Icon'
import type { IconName } from './icon-paths'
import classes from './RowMenu.module.css'

export interface RowMenuItem {
  readonly label: string
  readonly icon: IconName
  readonly isDangerous?: boolean
  /** Why it cannot be done, in a sentence; absent where it can. */
  readonly whyNot?: string
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
        {items.map(item =>
          item.whyNot === undefined ? (
            <Menu.Item
              key={item.label}
              leftSection={<Icon name={item.icon} size={14} />}
              onClick={item.onSelect}
              className={item.isDangerous === true ? (classes.dangerous ?? '') : ''}
            >
              {item.label}
            </Menu.Item>
          ) : (
            // Not `disabled`, so that the arrow keys come to the reason as well.
            <Menu.Item
              key={item.label}
              leftSection={<Icon name={item.icon} size={14} />}
              closeMenuOnClick={false}
              aria-disabled
              className={classes.unavailable ?? ''}
            >
              {item.label}
              <span className={classes.why}>{item.whyNot}</span>
            </Menu.Item>
          )
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
