import { ActionIcon, Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { isOff } from './draft/nodes'
import { type StepRow, titleOf } from './draft/rows'
import type { StepLineProps } from './StepLine'
import classes from './StepTree.module.css'

export interface StepMenuProps
  extends Pick<StepLineProps, 'row' | 'isSelected' | 'isMenuOpen' | 'run' | 'onMenu' | 'onAdd'> {
  /** It was closed: where the focus goes. */
  readonly onClosed: () => void
}

/** What can be done to a row. Only the menu of the row that is chosen exists; the others are a button that chooses it. */
export function StepMenu(props: StepMenuProps) {
  const { row, isSelected, isMenuOpen, onMenu } = props
  const button = (
    <ActionIcon
      size={24}
      className={classes.menu ?? ''}
      aria-label={`Actions for ${titleOf(row)}`}
      tabIndex={isSelected ? 0 : -1}
      onClick={() => onMenu(isMenuOpen ? null : row.key)}
    >
      <Icon name="more" size={14} />
    </ActionIcon>
  )
  if (!isSelected) return button
  const close = () => {
    onMenu(null)
    props.onClosed()
  }
  return (
    <Menu position="bottom-end" width={270} opened={isMenuOpen} onClose={close} returnFocus={false}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Moves {...props} />
        <Menu.Divider />
        <Changes {...props} />
        <Menu.Divider />
        <Item icon="trash" keys="Del" isDangerous onClick={() => props.run({ kind: 'remove', key: row.key })}>
          Delete
        </Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface ItemProps {
  readonly icon: IconName
  readonly keys?: string
  readonly isDangerous?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function Item({ icon, keys, isDangerous = false, onClick, children }: ItemProps) {
  return (
    <Menu.Item
      leftSection={<Icon name={icon} size={13} />}
      {...(keys === undefined ? {} : { rightSection: keys })}
      className={isDangerous ? (classes.dangerous ?? '') : ''}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
  )
}

function Moves({ row, run }: StepMenuProps) {
  const { key, isChild, action } = row
  return (
    <>
      <Item icon="arrow-up" keys="Alt ↑" onClick={() => run({ kind: 'nudge', key, by: -1 })}>
        Move up
      </Item>
      <Item icon="arrow-down" keys="Alt ↓" onClick={() => run({ kind: 'nudge', key, by: 1 })}>
        Move down
      </Item>
      {!isChild && action !== null && (
        <Item icon="chevron-right" keys="Alt →" onClick={() => run({ kind: 'join-above', key })}>
          Move into the step above
        </Item>
      )}
      {isChild && (
        <Item icon="chevron-left" keys="Alt ←" onClick={() => run({ kind: 'leave', key })}>
          Make it a step of its own
        </Item>
      )}
    </>
  )
}

const isDisabledRow = ({ step, action, isChild }: StepRow): boolean =>
  isChild ? action?.settings.isDisabled === true : isOff(step, null)

function Changes({ row, run, onAdd }: StepMenuProps) {
  const { key, step, isChild } = row
  const isDisabled = isDisabledRow(row)
  const { startsWithPrevious } = step.settings
  return (
    <>
      <Item icon="plus" onClick={() => onAdd('action', key)}>
        {isChild ? 'Add action below…' : 'Add action…'}
      </Item>
      <Item icon="plus" onClick={() => onAdd('step', key)}>
        Add step below…
      </Item>
      <Item icon="copy" keys="Ctrl D" onClick={() => run({ kind: 'clone', key })}>
        Clone
      </Item>
      <Item icon={isDisabled ? 'play' : 'pause'} onClick={() => run({ kind: 'enable', key, isDisabled: !isDisabled })}>
        {isDisabled ? 'Enable' : 'Disable'}
      </Item>
      {!isChild && (row.number !== '1' || startsWithPrevious === true) && (
        <Item
          icon="process"
          onClick={() =>
            run({
              kind: 'change-step',
              key: step.key,
              change: { startsWithPrevious: startsWithPrevious === true ? undefined : true }
            })
          }
        >
          {startsWithPrevious === true ? 'Start after the step before' : 'Start with the step before'}
        </Item>
      )}
    </>
  )
}
