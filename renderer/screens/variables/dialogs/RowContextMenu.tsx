import { Menu } from '@mantine/core'
import { Icon } from '../../../components/Icon'
import type { IconName } from '../../../components/icon-paths'
import { Kbd } from '../../../components/Kbd'
import type { EditorModel } from '../editor-model'
import classes from './dialogs.module.css'

interface RowContextMenuProps {
  readonly model: EditorModel
  readonly x: number
  readonly y: number
  readonly onClose: () => void
}

interface Entry {
  readonly label: string
  readonly icon: IconName
  readonly keys?: string
  readonly isDangerous?: boolean
  readonly does: () => void
}

/** What can be done with the row under the pointer, or with all that are selected. */
export function RowContextMenu({ model, x, y, onClose }: RowContextMenuProps) {
  const entries = entriesFor(model)
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      width={300}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button type="button" tabIndex={-1} aria-label="Row" className={classes.anchor} style={{ left: x, top: y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label="Row">
        {entries.map(({ label, icon, keys, isDangerous, does }) => (
          <Menu.Item
            key={label}
            leftSection={<Icon name={icon} size={14} />}
            rightSection={keys === undefined ? undefined : <Kbd keys={keys} />}
            className={isDangerous === true ? (classes.dangerous ?? '') : ''}
            onClick={() => {
              onClose()
              does()
            }}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function entriesFor(model: EditorModel): readonly Entry[] {
  const { run, setDialog, showUsages } = model.actions
  const chosen = model.actions.chosen()
  const key = model.draft.state.cursor?.key
  if (key === undefined) return []
  const usages: Entry = { label: 'Find usages', icon: 'search', keys: 'Shift F12', does: () => showUsages(key) }
  if (chosen.length === 0) return [usages]
  const several = chosen.length > 1
  return [
    { label: 'Details…', icon: 'edit', keys: 'Alt Enter', does: () => setDialog({ kind: 'details', key }) },
    {
      label: 'Edit the value…',
      icon: 'variable',
      keys: 'Shift Enter',
      does: () => setDialog({ kind: 'pop-out', key, text: null })
    },
    {
      label: several ? 'Change scopes…' : 'Change scope…',
      icon: 'environment',
      does: () => setDialog({ kind: 'bulk-scope' })
    },
    usages,
    { label: 'Rename with usages…', icon: 'edit', keys: 'Shift F2', does: () => setDialog({ kind: 'rename', key }) },
    {
      label: several ? 'Duplicate rows' : 'Duplicate',
      icon: 'copy',
      keys: 'Mod D',
      does: () => run({ kind: 'duplicate', keys: chosen })
    },
    {
      label: several ? `Remove ${chosen.length} rows` : 'Remove',
      icon: 'trash',
      keys: 'Shift Delete',
      isDangerous: true,
      does: () => run({ kind: 'remove', keys: chosen })
    }
  ]
}
