import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { logCommand } from '../../../renderer/components/log/log-keys'
import { navigate } from '../../../renderer/navigation/history'
import { gridCommand } from '../../../renderer/screens/variables/grid/grid-keys'
import { ShortcutSheet } from '../../../renderer/shell/ShortcutSheet'
import { groupsFor, shortcutGroups } from '../../../renderer/shell/shortcuts'
import { installFakeApi } from '../../support/fake-api'
import { show } from '../../support/window'

const renderer = join(import.meta.dirname, '../../../renderer')
const read = (file: string): string => readFileSync(join(renderer, file), 'utf8')
const sources = (folder: string): readonly string[] =>
  readdirSync(join(renderer, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => /\.tsx?$/.test(file))
    .map(file => `${folder}/${file}`)

/** The keys of a group, without those that are held. */
const keysOf = (title: string): readonly string[] =>
  shortcutGroups.find(group => group.title === title)?.shortcuts.map(([keys]) => keys) ?? []

/** Where each group's keys are listened to. */
const handlers: Readonly<Record<string, readonly string[]>> = {
  Everywhere: [
    'shell/use-global-keys.ts',
    'lib/use-save-key.ts',
    'screens/deploy/use-confirmation.ts',
    'navigation/use-adding.ts',
    'screens/projects/ProjectOverviewScreen.tsx',
    'screens/targets/HostPage.tsx'
  ],
  'Go to': ['shell/nav-items.ts', 'shell/use-global-keys.ts'],
  Dashboard: ['screens/dashboard/DashboardGrid.tsx', 'components/EnvironmentMatrix.tsx'],
  Tasks: ['screens/tasks/TaskTable.tsx'],
  'Lists by tenant': ['screens/tenants/TenantsScreen.tsx'],
  Tables: ['components/DataTable.tsx'],
  Runbook: ['screens/runbooks/RunbookScreen.tsx'],
  Help: ['screens/help/use-help-keys.ts', 'screens/help/use-help-search.ts'],
  'Process and runbooks': [
    'screens/process/ProcessEditor.tsx',
    'screens/process/StepTree.tsx',
    'screens/process/use-undo-keys.ts'
  ],
  Variables: ['screens/variables/VariableEditor.tsx', 'screens/variables/grid/grid-keys.ts'],
  'Phases and environments': ['screens/lifecycles/PhaseCard.tsx', 'screens/environments/EnvironmentTable.tsx'],
  Deployment: [
    'screens/deployment/use-live-keys.ts',
    'screens/deployment/log/use-log-commands.ts',
    'screens/deployment/log/use-log-screen-keys.ts',
    'components/log/log-keys.ts'
  ],
  'Steps by target': ['components/matrix/StepMatrix.tsx', 'components/matrix/matrix-keys.ts'],
  Replay: ['screens/deployment/replay/ReplayScreen.tsx'],
  'Files on targets': ['screens/drift/DriftScreen.tsx']
}

const names: Readonly<Record<string, string>> = {
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  Esc: 'Escape',
  Space: ' '
}
const held = new Set(['Mod', 'Shift', 'Alt', 'then'])

/** The keys that are pressed, as events call them. */
const pressed = (keys: string): readonly string[] =>
  keys
    .split(' ')
    .filter(key => !held.has(key))
    .map(key => names[key] ?? key)

/** Whether a source names a key: as text, as the name of a property, or as a letter of the other case. */
const isNamed = (key: string, text: string): boolean =>
  [key, key.toLowerCase()].some(
    name => text.includes(`'${name}'`) || new RegExp(`(^|[\\s{(,])${name.replace(/\W/g, '\\$&')}:`, 'm').test(text)
  )

describe('the list of shortcuts', () => {
  it('says of every group where its keys are listened to', () => {
    expect(shortcutGroups.map(({ title }) => title).sort()).toEqual(Object.keys(handlers).sort())
  })

  it('has no key that nobody listens to', () => {
    const idle = shortcutGroups.flatMap(({ title, shortcuts }) => {
      const text = (handlers[title] ?? []).map(read).join('\n')
      return shortcuts.flatMap(([keys]) =>
        pressed(keys)
          .filter(key => !isNamed(key, text))
          .map(key => `${title}: ${keys} (${key})`)
      )
    })
    expect(idle).toEqual([])
  })

  it('has every letter that a screen listens to', () => {
    const listed = new Set(shortcutGroups.flatMap(({ shortcuts }) => shortcuts.flatMap(([keys]) => keys.split(' '))))
    const letters = sources('screens').flatMap(file =>
      [...read(file).matchAll(/useScreenKey\('(.)'/g)].map(([, key = '']) => ({ file, key: key.toUpperCase() }))
    )
    expect(letters.length).toBeGreaterThan(15)
    expect(letters.filter(({ key }) => !listed.has(key))).toEqual([])
  })

  it('has every letter of the deployment’s screen', () => {
    const [, table = ''] =
      /useDeploymentKeys\(\{([\s\S]*?)\n {2}\}\)/.exec(read('screens/deployment/use-live-keys.ts')) ?? []
    const keys = [...table.matchAll(/^ {4}'?([^':\s]+)'?:/gm)].map(([, key = '']) => key)
    const listed = keysOf('Deployment').flatMap(pressed)
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter(key => !listed.includes(key) && !listed.includes(key.toUpperCase()))).toEqual([])
  })

  it('tells of keys that the log and the table of variables understand', () => {
    const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
    const inLog = ['j', 'k', 'End', 'f', 'y', 'Y', 'h', 'l', 'Escape'].map(
      key => logCommand({ ...plain, key }, false)?.kind
    )
    expect(inLog).toEqual(['line', 'line', 'end', 'follow', 'copy', 'copy-link', 'fold', 'fold', 'clear'])
    const inTable = keysOf('Variables').flatMap(keys => {
      const parts = keys.split(' ')
      const key = parts.at(-1) ?? ''
      // Those work outside of the table.
      if (key === 'N' || key === 'P') return []
      const press = {
        key: key.length === 1 ? key.toLowerCase() : key,
        ctrlKey: parts.includes('Mod'),
        metaKey: false,
        shiftKey: parts.includes('Shift'),
        altKey: parts.includes('Alt')
      }
      return [`${keys}: ${gridCommand(press)?.kind}`]
    })
    expect(inTable).toEqual([
      'Enter: edit',
      'Shift Enter: pop-out',
      'Alt Enter: details',
      'Mod Enter: add',
      'Mod D: duplicate',
      'Mod Z: undo',
      'Mod Y: redo',
      'Mod F: find',
      'Shift F2: rename',
      'Shift F12: usages',
      'F6: leave'
    ])
  })
})

describe('the order of the shortcuts', () => {
  const here = (path: string) => groupsFor(path).here.map(({ title }) => title)

  it.each([
    ['/', ['Dashboard']],
    ['/tasks', ['Tasks', 'Tables']],
    ['/targets', ['Tables']],
    ['/help/glossary', ['Help']],
    ['/projects/project-0000000001/process', ['Process and runbooks']],
    ['/projects/project-0000000001/variables', ['Variables']],
    ['/deployments/deployment-0000000001', ['Deployment', 'Steps by target']],
    ['/deployments/deployment-0000000001/replay', ['Steps by target', 'Replay']],
    ['/runbooks/runbook-0000000001', ['Runbook', 'Process and runbooks']],
    ['/settings/data', []]
  ])('on %s its own come first', (path, titles) => {
    expect(here(path)).toEqual(titles)
  })

  it('has each of them once, wherever one is', () => {
    const { here: first, everywhere, elsewhere } = groupsFor('/tasks')
    expect([...first, ...everywhere, ...elsewhere].length).toBe(shortcutGroups.length)
  })

  it('is what the sheet shows', () => {
    installFakeApi()
    // Wherever the test before has left the window.
    navigate('/')
    navigate('/tasks')
    show(<ShortcutSheet onClose={() => undefined} />)
    const parts = screen.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)
    expect(parts).toEqual(['On this screen', 'On every screen', 'Elsewhere'])
    const own = within(screen.getByRole('region', { name: 'On this screen' }))
    expect(own.getAllByRole('heading', { level: 4 }).map(({ textContent }) => textContent)).toEqual(['Tasks', 'Tables'])
  })
})
