import type { Dashboard } from '@shared/dashboard'
import { describe, expect, test } from 'vitest'
import { type DashboardView, shownEnvironments, shownGroups, wholeView } from '../../../renderer/lib/dashboard-view'
import { aGroup, anEnvironment, aProject, aSummary, environmentIdOf, projectIdOf } from '../../support/catalogue'

const [first, second] = [aGroup(1), aGroup(2)]
const failed = aSummary(1, { state: 'finished', outcome: 'failed' })
const asking = aSummary(2, { openQuestions: 1, projectId: projectIdOf(3) })

const dashboard: Dashboard = {
  favourites: [projectIdOf(3)],
  environments: [anEnvironment(1), anEnvironment(2)],
  groups: [
    {
      group: first,
      projects: [
        {
          project: aProject(1, { name: 'Web' }),
          next: null,
          cells: { [environmentIdOf(1)]: { newest: failed, current: null } }
        },
        { project: aProject(2, { name: 'Worker' }), next: null, cells: {} }
      ]
    },
    {
      group: second,
      projects: [
        {
          project: aProject(3, { name: 'Mail' }),
          next: null,
          cells: { [environmentIdOf(1)]: { newest: asking, current: null } }
        }
      ]
    }
  ]
}

const shown = (part: Partial<DashboardView> = {}) =>
  shownGroups(dashboard, { ...wholeView, ...part }).map(({ name, rows }) => [name, rows.map(row => row.project.name)])

describe('what is shown of the dashboard', () => {
  test('favourites stand on top and not a second time under their group', () => {
    expect(shown()).toEqual([
      ['Favourites', ['Mail']],
      ['Group 1', ['Web', 'Worker']]
    ])
  })

  test('a text finds names of projects and of groups', () => {
    expect(shown({ text: 'w group 1' })).toEqual([['Group 1', ['Web', 'Worker']]])
    expect(shown({ text: 'mail' })).toEqual([['Favourites', ['Mail']]])
    expect(shown({ text: 'zebra' })).toEqual([])
  })

  test('a state finds projects that have it somewhere', () => {
    expect(shown({ state: 'failed' })).toEqual([['Group 1', ['Web']]])
    expect(shown({ state: 'asks' })).toEqual([['Favourites', ['Mail']]])
    expect(shown({ state: 'behind' })).toEqual([['Group 1', ['Web']]])
  })

  test('a group shows its own only, favourites of it first', () => {
    expect(shown({ groupId: second.id })).toEqual([['Favourites', ['Mail']]])
  })

  test('environments where nothing was ever deployed can be left out', () => {
    expect(shownEnvironments(dashboard, wholeView)).toHaveLength(2)
    expect(shownEnvironments(dashboard, { ...wholeView, hidesUnused: true })).toEqual([anEnvironment(1)])
  })

  test('all environments stay where nothing was deployed anywhere', () => {
    const bare = { ...dashboard, groups: [] }
    expect(shownEnvironments(bare, { ...wholeView, hidesUnused: true })).toEqual(dashboard.environments)
  })
})
