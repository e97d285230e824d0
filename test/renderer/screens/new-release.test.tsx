import { Notifications, notifications } from '@mantine/notifications'
import type { FeedId } from '@shared/ids'
import type { Release } from '@shared/model/release'
import type { LibrarySetView, VariableView } from '@shared/model/variable-set'
import { fail, ok, type Result } from '@shared/result'
import type { Tie } from '@shared/variables/ties'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, test } from 'vitest'
import { appHistory, navigate } from '../../../renderer/navigation/history'
import { aProject, aRelease, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, later } from '../../support/fake-api'
import { fine, openNewRelease, slot, withPackages } from '../../support/new-release'
import { ids, scriptStep } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

const both = { environments: [environmentIdOf(1), environmentIdOf(2)] }
const rows: readonly VariableView[] = [
  { type: 'text', id: ids.variable(1), name: 'Db.Host', value: 'db-1', scope: both },
  { type: 'text', id: ids.variable(2), name: 'Db.Host', value: 'db-2', scope: { environments: [environmentIdOf(1)] } }
]

const tie: Tie = {
  name: 'Db.Host',
  origin: { kind: 'project' },
  rows: rows.map(({ id, scope = {} }) => ({ id, scope })),
  where: null,
  fixes: [
    {
      kind: 'narrow',
      rowId: ids.variable(1),
      dimension: 'environments',
      scope: { environments: [environmentIdOf(2)] }
    },
    { kind: 'remove', rowId: ids.variable(2) }
  ]
}

const open: typeof openNewRelease = (check, library, more) => openNewRelease(check, library, more, rows)

const create = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Create release' })

test('a tie shows both rows with values and scopes, and stands against the release', async () => {
  const api = await open({ ties: [tie], findings: [] })
  const card = screen.getByRole('region', { name: /“Db\.Host” has 2 values/ })
  for (const text of ['db-1', 'db-2', 'Test or Production']) expect(within(card).getByText(text)).toBeTruthy()
  expect(create().disabled).toBe(true)
  fireEvent.submit(create())
  expect(api.inputsOf('release.create')).toEqual([])
})

test('the version of the first release is not said to follow one before', async () => {
  await open(fine)
  expect(screen.getByText('For the first release of the project.')).toBeTruthy()
})

test('a fix says what it changes, is saved from the version that was shown, and then the check is made anew', async () => {
  const api = await open({ ties: [tie], findings: [] })
  fireEvent.click(screen.getByRole('button', { name: 'Leave Test out of row 1' }))
  expect(
    await screen.findByText(/no longer applies to environment Test\. It stays for environment Production/)
  ).toBeTruthy()
  api.answer({ 'variables.check': always({ ties: [], findings: [] }) })
  fireEvent.click(screen.getByRole('button', { name: 'Change scope' }))
  await waitFor(() => expect(create().disabled).toBe(false))
  expect(api.inputsOf('variables.save')).toEqual([
    {
      projectId: projectIdOf(1),
      version: 3,
      variables: [{ ...rows[0], scope: { environments: [environmentIdOf(2)] } }, rows[1]]
    }
  ])
  expect(screen.queryByRole('region', { name: /“Db\.Host” has 2 values/ })).toBeNull()
})

test('a fix that was refused changes nothing, and says why', async () => {
  const api = await open({ ties: [tie], findings: [] })
  api.answer({ 'variables.save': () => fail({ kind: 'conflict', message: 'Changed elsewhere.', remedy: '' }) })
  fireEvent.click(screen.getByRole('button', { name: /remove row 2/ }))
  fireEvent.click(await screen.findByRole('button', { name: 'Remove row' }))
  expect(await screen.findByText('Changed elsewhere.')).toBeTruthy()
  expect(create().disabled).toBe(true)
})

test('a tie inside a library set is mended there, and says who else is touched', async () => {
  const library = {
    id: 'library-0000000001' as LibrarySetView['id'],
    name: 'Shared',
    description: '',
    version: 7,
    variables: rows,
    usedBy: [projectIdOf(1), projectIdOf(2)]
  }
  const origin = { kind: 'library', id: library.id, name: 'Shared', position: 0 } as const
  const api = await open({ ties: [{ ...tie, origin }], findings: [] }, [library])
  api.answer({ 'library.save': () => ok({ ...library, warnings: [] }) })
  fireEvent.click(screen.getByRole('button', { name: /remove row 2/ }))
  expect(await screen.findByText(/included by 2 projects/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Remove row' }))
  await waitFor(() => expect(api.inputsOf('library.save')).toHaveLength(1))
  expect(api.inputsOf('library.save')).toEqual([{ id: library.id, version: 7, variables: [rows[0]] }])
})

test('what is only worth a look is told and stands against nothing', async () => {
  await open({
    ties: [],
    findings: [
      { kind: 'plain-secret', rowId: ids.variable(1), name: 'Db.Password' },
      { kind: 'undefined', name: 'Nope', in: { kind: 'row', rowId: ids.variable(2) } },
      { kind: 'unused', rowId: ids.variable(1), name: 'Db.Host' }
    ]
  })
  expect(screen.getByText('2 things in the variables are worth a look')).toBeTruthy()
  expect(screen.getByText('The value of “Db.Host” refers to “Nope”, which is not defined.')).toBeTruthy()
  expect(create().disabled).toBe(false)
})

test('a step that deploys a release has a field for it, with the newest chosen, and a refusal beside it', async () => {
  const web = aProject(2)
  const deploying = { ...scriptStep(1, { location: 'here', roles: [], name: 'Deploy Web' }) }
  const action = { type: 'deploy-release', id: ids.action(1), projectId: web.id, when: 'newer' } as const
  const api = await open({ ties: [], findings: [] }, [], {
    'project.list': always([aProject(1), web]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps: [{ ...deploying, actions: [action] }] }),
    'release.list': ({ projectId }) => ok(projectId === web.id ? [aRelease(4), aRelease(3)] : []),
    'release.create': () =>
      fail({
        kind: 'invalid-input',
        message: 'It leads in a circle.',
        remedy: '',
        issues: [{ path: `children.${ids.action(1)}`, message: 'leads in a circle' }]
      })
  })
  const field = await screen.findByRole<HTMLInputElement>('combobox', {
    name: `Release of ${web.name} that “Deploy Web” deploys`
  })
  await waitFor(() => expect(field.value).toBe(aRelease(4).version))
  expect(screen.getByText('It is deployed if the environment has an older one by then.')).toBeTruthy()
  fireEvent.click(field)
  fireEvent.click(await screen.findByRole('option', { name: aRelease(3).version }))
  fireEvent.submit(create())
  expect(await screen.findByText('Leads in a circle.')).toBeTruthy()
  expect(api.inputsOf('release.create')).toEqual([
    {
      projectId: projectIdOf(1),
      version: '1.0.1',
      notes: '',
      children: [{ actionId: ids.action(1), releaseId: aRelease(3).id }]
    }
  ])
})

test('the newest version of each package is chosen, and another one is what the release gets', async () => {
  const api = await open(fine, [], withPackages(slot('Web'), slot('Api', { actionId: ids.action(2), fixed: '1.0' })))
  const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Version of Shop.Web for “Web”' })
  expect(field.value).toBe('1.4.2')
  expect(screen.getByText('fixed by the process')).toBeTruthy()
  fireEvent.click(field)
  fireEvent.click(await screen.findByRole('option', { name: '1.4.1' }))
  expect(screen.getByText(/latest is 1\.4\.2/)).toBeTruthy()
  fireEvent.click(create())
  await waitFor(() =>
    expect(api.inputsOf('release.create')).toEqual([
      {
        projectId: projectIdOf(1),
        version: '1.0.1',
        notes: '',
        packages: [
          { actionId: ids.action(1), reference: '', version: '1.4.1' },
          { actionId: ids.action(2), reference: '', version: '1.0' }
        ]
      }
    ])
  )
})

test('a package without a version stands against the release, and says what to do', async () => {
  const trouble = { message: 'The repository has no version of Shop.Web.', remedy: 'Import one.' }
  const api = await open(fine, [], withPackages(slot('Web', { versions: [], automatic: null, trouble })))
  expect(await screen.findByText(/The repository has no version of Shop\.Web\. Import one\./)).toBeTruthy()
  expect(create().disabled).toBe(true)
  api.answer({ 'release.packageSlots': always([slot('Web')]) })
  api.push({ type: 'catalog.changed', entity: 'package' })
  await waitFor(() => expect(create().disabled).toBe(false))
})

test('what a feed has is asked for again, and a version that is not here yet says so', async () => {
  const feed = { id: 'feed-0000000001' as FeedId, name: 'Nightly' }
  const versions = [{ version: '2.0', isInRepository: false, at: null }]
  const api = await open(fine, [], withPackages(slot('Web', { feed, versions, automatic: '2.0' })))
  expect(await screen.findByText(/will be fetched/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Ask feeds again' }))
  await waitFor(() => expect(api.inputsOf('release.packageSlots')).toHaveLength(2))
})

describe('a release that takes long to be made', () => {
  /** Begins to make one, and goes to another screen; returns what ends the making. */
  async function leaveWhileMaking() {
    resetWindow()
    notifications.clean()
    navigate(`/projects/${projectIdOf(1)}/releases/new`)
    const making = later<Release>()
    const api = await openNewRelease(fine, [], { 'release.create': making.answer })
    fireEvent.click(create())
    await waitFor(() => expect(api.inputsOf('release.create')).toHaveLength(1))
    act(() => navigate('/targets'))
    cleanup()
    show(<Notifications />)
    return (made: Result<Release>) => act(async () => void making.resolve(made))
  }

  it('takes nobody away from the screen that they went to meanwhile, and is told there', async () => {
    const finish = await leaveWhileMaking()
    await finish(ok(aRelease(1)))
    expect(await screen.findByText('Release 1.0.1 of Project 1 is created.')).toBeTruthy()
    expect(appHistory().path()).toBe('/targets')
  })

  it('says there as well that it was refused', async () => {
    const finish = await leaveWhileMaking()
    await finish(fail({ kind: 'feed-failed', message: 'The feed does not answer.', remedy: 'Try again.' }))
    expect(await screen.findByText('No release of Project 1 was created: The feed does not answer.')).toBeTruthy()
    expect(appHistory().path()).toBe('/targets')
  })
})
