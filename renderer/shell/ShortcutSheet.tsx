import { Modal } from '@mantine/core'
import { Kbd } from '../components/Kbd'
import { useReturnFocus } from '../lib/use-return-focus'
import { navItems } from './nav-items'
import classes from './ShortcutSheet.module.css'

type Shortcut = readonly [keys: string, meaning: string]

const groups: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['Mod K', 'Find or do anything'],
      ['?', 'This sheet'],
      ['Esc', 'Close the dialog, or go back'],
      ['Mod S', 'Save'],
      ['N', 'Add what the screen lists'],
      ['D', 'Deploy, on a project or a release']
    ]
  },
  {
    title: 'Go to',
    shortcuts: navItems.map(({ key, label }): Shortcut => [`G then ${key.toUpperCase()}`, label])
  },
  {
    title: 'Tables',
    shortcuts: [
      ['↑ ↓', 'Next or previous row'],
      ['Home', 'First row'],
      ['End', 'Last row'],
      ['Enter', 'Open the row']
    ]
  },
  {
    title: 'Variables',
    shortcuts: [
      ['Enter', 'Edit the cell; typing begins anew'],
      ['Shift Enter', 'Edit the value in a window'],
      ['Alt Enter', 'Details: prompt, description, type'],
      ['Mod Enter', 'Add a row'],
      ['Mod D', 'Duplicate rows'],
      ['Mod Z', 'Undo'],
      ['Mod Y', 'Redo'],
      ['Mod F', 'Filter'],
      ['Shift F2', 'Rename with usages'],
      ['Shift F12', 'Find usages'],
      ['F6', 'Leave the table'],
      ['P', 'Preview, outside of the table']
    ]
  },
  {
    title: 'Deployment',
    shortcuts: [
      ['J', 'Next line'],
      ['K', 'Previous line'],
      ['Shift J', 'Mark more lines'],
      ['G then G', 'Start of the log'],
      ['End', 'End of the log'],
      ['F', 'Follow new lines'],
      ['Y', 'Copy the marked lines'],
      ['[ ]', 'Previous or next failure'],
      ['O', 'Artifacts and outputs'],
      ['E', 'Variables, and why they are what they are']
    ]
  }
]

/** Every key that does something. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  useReturnFocus()
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size={640}>
      <div className={classes.columns}>
        {groups.map(group => (
          <section key={group.title}>
            <h3 className={classes.title}>{group.title}</h3>
            <dl className={classes.list}>
              {group.shortcuts.map(([keys, meaning]) => (
                <div key={keys} className={classes.row}>
                  <dt>{meaning}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
