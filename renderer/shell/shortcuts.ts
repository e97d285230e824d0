import { navItems } from './nav-items'

/** Keys, separated by spaces as Kbd draws them, and what they do. */
export type Shortcut = readonly [keys: string, meaning: string]

/** Shortcuts that belong together. */
export interface ShortcutGroup {
  readonly title: string
  /** Whether they do something on the screen with this address; absent for those that do on every screen. */
  readonly on?: (path: string) => boolean
  readonly shortcuts: readonly Shortcut[]
}

const at =
  (pattern: RegExp) =>
  (path: string): boolean =>
    pattern.test(path)

const id = '[a-z]+-[a-z0-9]{10}'
const within = (pattern: string) => at(new RegExp(`^${pattern.replaceAll('ID', id)}$`))

const editing: readonly ShortcutGroup[] = [
  {
    title: 'Process and runbooks',
    on: within('/(projects/ID/process|runbooks/ID)'),
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
    on: within('(/projects/ID/variables|/library/library-[a-z0-9]{10})'),
    shortcuts: [
      ['N', 'Add a variable, outside of the table'],
      ['P', 'Preview, outside of the table'],
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
      ['F6', 'Leave the table']
    ]
  },
  {
    title: 'Phases and environments',
    on: within('/(library/lifecycles/(new|ID)|environments)'),
    shortcuts: [
      ['Alt ↑', 'Move up'],
      ['Alt ↓', 'Move down']
    ]
  }
]

const running: readonly ShortcutGroup[] = [
  {
    title: 'Deployment',
    on: within('/deployments/ID'),
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
    on: within('/deployments/ID(/replay)?'),
    shortcuts: [
      ['↑ ↓ ← →', 'Next cell'],
      ['←', 'On a step: hide its actions'],
      ['→', 'On a step: show its actions'],
      ['Enter', 'Only its lines'],
      ['Mod Enter', 'Its lines as well']
    ]
  },
  {
    title: 'Replay',
    on: within('/deployments/ID/replay'),
    shortcuts: [
      ['Space', 'Play or pause'],
      ['← →', 'Five seconds back or on'],
      ['Shift ← →', 'Half a minute back or on'],
      ['Home', 'To the beginning'],
      ['End', 'To the end']
    ]
  },
  {
    title: 'Files on targets',
    on: within('/deployments/ID/files'),
    shortcuts: [['R', 'Look again']]
  }
]

const lists: readonly ShortcutGroup[] = [
  {
    title: 'Dashboard',
    on: within('/'),
    shortcuts: [
      ['← →', 'Next or previous environment'],
      ['↑ ↓', 'Next or previous project'],
      ['F', 'Filter projects'],
      ['S', 'Favourite, or no more']
    ]
  },
  {
    title: 'Tasks',
    on: within('/tasks'),
    shortcuts: [['M', 'Move what waits to the top']]
  },
  {
    title: 'Lists by tenant',
    on: within('/(tenants|projects/ID/tenants|releases/ID)'),
    shortcuts: [['F', 'Filter']]
  },
  {
    title: 'Tables',
    on: within(
      '/(projects(/ID/(runbooks|channels|triggers))?|tasks|tenants|packages(/feeds)?|environments|targets(/(accounts|policies|bundles|jump-hosts))?|library(/(certificates|lifecycles))?|settings/(workspaces|http-api))'
    ),
    shortcuts: [
      ['↑ ↓', 'Next or previous row'],
      ['Home', 'First row'],
      ['End', 'Last row'],
      ['Enter', 'Open the row']
    ]
  },
  {
    title: 'Runbook',
    on: within('/runbooks/ID(/[a-z]+)?'),
    shortcuts: [
      ['R', 'Run what was published'],
      ['P', 'Publish']
    ]
  },
  {
    title: 'Help',
    on: within('/help(/.*)?'),
    shortcuts: [
      ['/', 'Search the help'],
      ['Mod F', 'Search the help'],
      ['↑ ↓', 'Next or previous hit'],
      ['Enter', 'Open the hit']
    ]
  }
]

const everywhere: readonly ShortcutGroup[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      ['Mod K', 'Find or do anything'],
      ['F1', 'Help on this screen'],
      ['?', 'This sheet'],
      ['Esc', 'Close the dialog, or go back'],
      ['Mod S', 'Save'],
      ['Mod Enter', 'Start what the dialog or the screen has planned'],
      ['N', 'Add what the screen lists'],
      ['D', 'Deploy what the screen is about'],
      ['E', 'Edit what the screen is about']
    ]
  },
  {
    title: 'Go to',
    shortcuts: navItems.map(({ key, label }): Shortcut => [`G then ${key.toUpperCase()}`, label])
  }
]

/** Every key that does something. */
export const shortcutGroups: readonly ShortcutGroup[] = [...everywhere, ...lists, ...editing, ...running]

/** The groups in the order in which somebody needs them who is on a screen: its own, those of every screen, the rest. */
export function groupsFor(path: string): {
  readonly here: readonly ShortcutGroup[]
  readonly everywhere: readonly ShortcutGroup[]
  readonly elsewhere: readonly ShortcutGroup[]
} {
  const others = [...lists, ...editing, ...running]
  return {
    here: others.filter(({ on }) => on?.(path) === true),
    everywhere,
    elsewhere: others.filter(({ on }) => on?.(path) !== true)
  }
}
