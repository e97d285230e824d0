// @vitest-environment happy-dom

import type { Output } from '@shared/api'
import type { LibrarySetView, VariableView } from '@shared/model/variable-set'
import { fail, ok } from '@shared/result'
import type { Tie } from '@shared/variables/ties'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { NewReleaseScreen } from '../../../renderer/screens/releases/NewReleaseScreen'
import { anEnvironment, aProject, aRelease, environmentIdOf, projectIdOf } from '../../support/catalogue'
import { always, installFakeApi } from '../../support/fake-api'
import { ids, scriptStep } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

beforeEach(resetWindow)

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

const set = { projectId: projectIdOf(1), version: 3, variables: rows, includes: [] }

async function open(check: Output<'variables.check'>, library: readonly LibrarySetView[] = []) {
  const api = installFakeApi({
    'project.list': always([aProject(1)]),
    'process.get': always({ projectId: projectIdOf(1), version: 1, steps: [scriptStep(1)] }),
    'variables.get': always(set),
    'variables.check': always(check),
    'library.list': always(library),
    'environment.list': always([anEnvironment(1, { name: 'Test' }), anEnvironment(2, { name: 'Production' })]),
    'target.list': always([]),
    'account.list': always([]),
    'certificate.list': always([]),
    'release.suggestVersion': always({ version: '1.0.1' }),
    'release.list': always([]),
    'release.create': always(aRelease(1)),
    'variables.save': () => ok({ ...set, warnings: [] })
  })
  show(<NewReleaseScreen projectId={projectIdOf(1)} />)
  await screen.findByRole('button', { name: 'Create release' })
  return api
}

const create = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Create release' })

test('a tie shows both rows with values and scopes, and stands against the release', async () => {
  const api = await open({ ties: [tie], findings: [] })
  const card = screen.getByRole('region', { name: /“Db\.Host” has 2 values/ })
  for (const text of ['db-1', 'db-2', 'Test or Production']) expect(within(card).getByText(text)).toBeTruthy()
  expect(create().disabled).toBe(true)
  fireEvent.submit(create())
  expect(api.inputsOf('release.create')).toEqual([])
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
