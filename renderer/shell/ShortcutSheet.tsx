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
      ['Mod Enter', 'Start what the dialog or the screen has planned'],
      ['N', 'Add what the screen lists'],
      ['D', 'Deploy, on a project or a release'],
      ['E', 'Edit, on a target or a release']
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
    title: 'Tasks',
    shortcuts: [['M', 'Move what waits to the top']]
  },
  {
    title: 'Dashboard',
    shortcuts: [
      ['← →', 'Next or previous environment'],
      ['↑ ↓', 'Next or previous project'],
      ['F', 'Filter projects'],
      ['S', 'Favourite, or no more']
    ]
  },
  {
    title: 'Runbook',
    shortcuts: [
      ['R', 'Run what was published'],
      ['P', 'Publish']
    ]
  },
  {
    title: 'Process and runbooks',
    shortcuts: [
      ['N', 'Add a step'],
      ['A', 'Add an action to the step'],
      ['Alt ↑', 'Move up'],
      ['Alt ↓', 'Move down'],
      ['Alt →', 'Move into the step above'],
      ['Alt ←', 'Make it a step of its own'],
      ['Enter', 'Edit its name'],
      ['Mod D', 'Clone'],
      ['Delete', 'Delete'],
      ['Mod Z', 'Undo'],
      ['Mod Shift Z', 'Redo']
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
      ['Shift ↓', 'Mark more lines'],
      ['G then G', 'Start of the log'],
      ['End', 'End of the log'],
      ['F', 'Follow new lines'],
      ['Y', 'Copy the marked lines'],
      ['Shift Y', 'Copy a link to them'],
      ['Mod F', 'Search the whole log'],
      ['F3', 'Next hit'],
      ['Shift F3', 'Previous hit'],
      ['H', 'Fold'],
      ['L', 'Unfold'],
      ['V', 'Next view of the log'],
      ['W', 'Wrap long lines'],
      ['Z', 'Other times'],
      ['[ ]', 'Previous or next failure'],
      ['Shift J', 'Next step'],
      ['Shift K', 'Previous step'],
      ['T', 'Pick a target'],
      ['A', 'Approve or answer'],
      ['P', 'Pause or continue'],
      ['.', 'All actions'],
      ['O', 'Artifacts and outputs'],
      ['E', 'Variables, and why they are what they are'],
      ['S', 'The script as it runs'],
      ['I', 'Facts about the target'],
      ['Esc', 'Close the drawer, then show all lines, then back to the log']
    ]
  },
  {
    title: 'Steps by target',
    shortcuts: [
      ['↑ ↓ ← →', 'Next cell'],
      ['←', 'On a step: hide its actions'],
      ['→', 'On a step: show its actions'],
      ['Enter', 'Only its lines'],
      ['Mod Enter', 'Its lines as well']
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
          <section key={group.title} className={classes.group}>
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
