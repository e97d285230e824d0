import { ActionIcon, Button, Menu } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { Kbd } from '../../components/Kbd'
import classes from './ActionButtons.module.css'
import { drawerTabs } from './drawer/DrawerFrame'
import type { LiveAction } from './live-actions'
import type { DrawerView } from './use-drawer'
import type { LiveActions } from './use-live-actions'

export interface ActionButtonsProps {
  readonly actions: LiveActions
  readonly drawer: DrawerView
  readonly isMenuOpen: boolean
  readonly onMenu: (isOpen: boolean) => void
  /** Plays the deployment again; null in a replay. */
  readonly onReplay: (() => void) | null
  /** Looks whether what was installed is still as it was; null where nothing was. */
  readonly onFiles: (() => void) | null
}

/** What stands there in words however small the window is: it is why somebody comes. */
const isWorded = ({ isPrimary, kind }: LiveAction): boolean => isPrimary || kind === 'resume'

/** What can be done about a deployment: the most urgent as buttons, all of it in a menu. */
export function ActionButtons({ actions, drawer, isMenuOpen, onMenu, onReplay, onFiles }: ActionButtonsProps) {
  return (
    <>
      {actions.list
        .filter(action => action.isButton)
        .map(action => (
          <Button
            key={action.id}
            variant={action.isPrimary ? 'filled' : 'default'}
            className={classes.button ?? ''}
            data-worded={isWorded(action) || undefined}
            leftSection={<Icon name={action.icon} size={13} />}
            title={action.key === null ? action.hint : `${action.hint} (${action.key})`}
            onClick={() => actions.carryOut(action)}
          >
            <span className={isWorded(action) ? undefined : classes.label}>{action.label}</span>
          </Button>
        ))}
      <Menu
        position="bottom-end"
        width={250}
        opened={isMenuOpen}
        onChange={onMenu}
        // It would be a child of the menu that is none of its items.
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <ActionIcon aria-label="All actions" title="All actions (.)">
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.list.map(action => (
            <Entry key={action.id} action={action} onSelect={() => actions.carryOut(action)} />
          ))}
          {actions.list.length > 0 && <Menu.Divider />}
          {onFiles && (
            <Menu.Item leftSection={<Icon name="package" size={14} />} onClick={onFiles}>
              Check files on targets
            </Menu.Item>
          )}
          {onReplay && (
            <Menu.Item leftSection={<Icon name="play" size={14} />} onClick={onReplay}>
              Replay
            </Menu.Item>
          )}
          {drawerTabs.map(({ tab, title, icon, key }) => (
            <Menu.Item
              key={tab}
              leftSection={<Icon name={icon} size={14} />}
              rightSection={<Kbd keys={key} />}
              onClick={() => drawer.open(tab)}
            >
              {title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

function Entry({ action, onSelect }: { readonly action: LiveAction; readonly onSelect: () => void }) {
  return (
    <Menu.Item
      leftSection={<Icon name={action.icon} size={14} />}
      {...(action.key === null ? {} : { rightSection: <Kbd keys={action.key} /> })}
      className={action.isDangerous ? (classes.dangerous ?? '') : ''}
      title={action.hint}
      disabled={action.whyNot !== null}
      onClick={onSelect}
    >
      {action.label}
      {action.whyNot !== null && <span className={classes.whyNot}>{action.whyNot}</span>}
    </Menu.Item>
  )
}
