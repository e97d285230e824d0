import { expect, test } from 'vitest'
import { findInPalette, paletteItems } from '../../../renderer/shell/palette-items'
import { anEnvironment, aProject, aRelease, aSummary } from '../../support/catalogue'
import { sshTarget } from '../../support/plans'

const items = paletteItems({
  projects: [aProject(1, { name: 'Harbour Books' })],
  releases: [aRelease(1)],
  environments: [anEnvironment(1, { name: 'Test' })],
  targets: [sshTarget(1)],
  deployments: [aSummary(1, { projectName: 'Harbour Books', environmentName: 'Test' })],
  librarySets: []
})
const found = (query: string) => findInPalette(query, items).map(({ label }) => label)

test('every kind of thing can be found and leads to its own screen', () => {
  const places = Object.fromEntries(
    items.flatMap(({ group, does }) => (does.kind === 'go' ? [[group, does.href] as const] : []))
  )
  expect(places).toEqual({
    Screens: '/settings',
    Projects: `/projects/${aProject(1).id}/releases/new`,
    Releases: `/releases/${aRelease(1).id}`,
    Environments: '/environments',
    Targets: `/targets/${sshTarget(1).id}`,
    Deployments: `/deployments/${aSummary(1).id}`
  })
})

test('certificates are found by what people call them', () => {
  for (const query of ['certificates', 'pfx', 'tls']) expect(found(query)).toContain('Certificates')
})

test('every entry has an id of its own', () => {
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})

test('without a query it offers actions, screens and projects', () => {
  expect(new Set(findInPalette('', items).map(({ group }) => group))).toEqual(
    new Set(['Actions', 'Screens', 'Projects'])
  )
})

test('a screen of a project is found by both names', () => {
  expect(found('harbour process')[0]).toBe('Harbour Books: process')
})

test('a target is found by its role', () => {
  expect(found('web')).toContain('web-1')
})

test('an action is found by what people call it', () => {
  expect(found('dark')).toEqual(['Change the theme'])
})
