import { ActionIcon, Menu } from '@mantine/core'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import type { DraftStep } from './draft'
import classes from './StepList.module.css'
import type { ProcessDraft } from './use-process-draft'

/** The steps in their order. Click to edit; Alt+Up/Down, the menu or dragging to reorder. */
export function StepList({ editor }: { readonly editor: ProcessDraft }) {
  const [dragged, setDragged] = useState<string | null>(null)
  const onKeyDown = (event: KeyboardEvent, step: DraftStep) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0) return
    event.preventDefault()
    if (event.altKey) return editor.move(step.key, by)
    const at = editor.steps.indexOf(step)
    const next = editor.steps[at + by]
    if (!next) return
    editor.select(next.key)
    document.querySelector<HTMLElement>(`[data-step="${next.key}"]`)?.focus()
  }
  const onDragOver = (event: DragEvent, over: DraftStep) => {
    event.preventDefault()
    if (dragged === null || dragged === over.key) return
    const keys = editor.steps.map(step => step.key)
    editor.move(dragged, keys.indexOf(over.key) - keys.indexOf(dragged))
  }
  return (
    <ol className={classes.list} aria-label="Steps">
      {editor.steps.map((step, index) => (
        <li
          key={step.key}
          className={classes.item}
          data-selected={step === editor.selected || undefined}
          data-dragged={step.key === dragged || undefined}
          draggable
          onDragStart={() => setDragged(step.key)}
          onDragOver={event => onDragOver(event, step)}
          onDrop={event => event.preventDefault()}
          onDragEnd={() => setDragged(null)}
        >
          <button
            type="button"
            className={classes.step}
            data-step={step.key}
            aria-current={step === editor.selected ? 'true' : undefined}
            onClick={() => editor.select(step.key)}
            onKeyDown={event => onKeyDown(event, step)}
          >
            <span className={classes.number}>{index + 1}</span>
            <span className={classes.words} data-disabled={step.isDisabled || undefined}>
              <span className={classes.name}>{step.name || 'Without a name'}</span>
              <span className={classes.where}>{whereOf(step)}</span>
            </span>
            {editor.issues.some(issue => issue.key === step.key) && (
              <span className={classes.issue}>
                <Icon name="warn-circle" size={14} label="Has refused fields" />
              </span>
            )}
          </button>
          <StepMenu editor={editor} step={step} index={index} />
        </li>
      ))}
    </ol>
  )
}

const places = { targets: 'on', here: 'once on this machine', 'here-for-each-target': 'here, for each' } as const

/** Where a step runs, in a few words. */
function whereOf(step: DraftStep): string {
  const where = places[step.location]
  const roles = step.roles.length > 2 ? plural(step.roles.length, 'role') : step.roles.join(', ')
  const place = step.location === 'here' ? where : `${where} ${roles || 'no role yet'}`
  return step.isDisabled ? `disabled · ${place}` : place
}

interface StepMenuProps {
  readonly editor: ProcessDraft
  readonly step: DraftStep
  readonly index: number
}

function StepMenu({ editor, step, index }: StepMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={24} className={classes.menu ?? ''} aria-label={`Actions for ${step.name}`}>
          <Icon name="more" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Icon name="arrow-up" size={13} />}
          rightSection="Alt ↑"
          disabled={index === 0}
          onClick={() => editor.move(step.key, -1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="arrow-down" size={13} />}
          rightSection="Alt ↓"
          disabled={index === editor.steps.length - 1}
          onClick={() => editor.move(step.key, 1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="copy" size={13} />} onClick={() => editor.clone(step.key)}>
          Clone
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name={step.isDisabled ? 'play' : 'pause'} size={13} />}
          onClick={() => editor.change(step.key, { isDisabled: !step.isDisabled })}
        >
          {step.isDisabled ? 'Enable' : 'Disable'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<Icon name="trash" size={13} />} onClick={() => editor.remove(step.key)}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
