import type { PlannedTarget, SshConfigPreview } from '@shared/import/plan-ssh-config'
import { fail } from '@shared/result'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ImportHostsScreen } from '../../../renderer/screens/imports/ImportHostsScreen'
import { anEnvironment } from '../../support/catalogue'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { sshTarget } from '../../support/plans'
import { resetWindow, show } from '../../support/window'

const bastion = { host: '192.0.2.1', port: 22, user: 'ada', identityFile: null }
const host = (alias: string, more: Partial<PlannedTarget> = {}): PlannedTarget => ({
  alias,
  name: alias,
  host: `${alias}.example`,
  port: 22,
  user: 'deploy',
  identityFile: '~/.ssh/deploy',
  outcome: 'new',
  reason: null,
  hops: [],
  notCarried: [],
  ...more
})
const preview: SshConfigPreview = {
  targets: [
    host('bastion', bastion),
    host('web-1', { hops: [bastion], notCarried: ['ForwardAgent'] }),
    host('web-2', { name: 'web-2 2' }),
    host('old', { outcome: 'exists', name: 'Old one' }),
    host('odd', { outcome: 'unsupported', reason: 'It is reached by a ProxyCommand.' })
  ],
  notes: [{ line: 9, message: '“Include more” is not followed. Import that file as well.' }]
}

let api: FakeApi
beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'import.sshConfig.preview': always(preview),
    'import.sshConfig.apply': always({ accounts: 1, jumpHosts: 1, targets: 1 }),
    'import.chooseFile': always({ path: '/home/ada/.ssh/config', text: 'the file' }),
    'environment.list': always([anEnvironment(1)]),
    'target.list': always([])
  })
  show(<ImportHostsScreen />)
})

const ticked = () =>
  within(screen.getByRole('table', { name: 'Hosts in the file' }))
    .getAllByRole<HTMLInputElement>('checkbox', { name: /^Import (?!all)/ })
    .map(box => [box.getAttribute('aria-label'), box.checked])

async function chooseFile(): Promise<HTMLElement> {
  fireEvent.click(screen.getByRole('button', { name: 'Choose file…' }))
  return screen.findByRole('table', { name: 'Hosts in the file' })
}

function giveRole(role: string): void {
  const field = screen.getByRole('combobox', { name: 'Roles' })
  field.focus()
  fireEvent.change(field, { target: { value: role } })
  fireEvent.keyDown(field, { key: 'Enter' })
}

test('the preview says what each host becomes, and leaves hosts on the way to others unticked', async () => {
  const table = await chooseFile()
  expect(api.inputsOf('import.chooseFile')).toEqual([{ kind: 'config' }])
  expect(api.inputsOf('import.sshConfig.preview')).toEqual([{ text: 'the file' }])
  expect(ticked()).toEqual([
    ['Import bastion', false],
    ['Import web-1', true],
    ['Import web-2 2', true]
  ])
  const rows = within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.querySelectorAll('td')].slice(1).map(cell => cell.textContent))
  expect(rows).toEqual([
    [
      'bastion',
      'ada@192.0.2.1:22',
      'SSH agent',
      'NewA jump host for others. Tick it if scripts are to run on it, too.'
    ],
    [
      'web-1',
      'deploy@web-1.example:22through ada@192.0.2.1:22',
      'SSH agent~/.ssh/deploy is not read',
      'NewLeft out: ForwardAgent'
    ],
    ['web-2 2The name web-2 is taken.', 'deploy@web-2.example:22', 'SSH agent~/.ssh/deploy is not read', 'New'],
    ['Old oneold in the file', 'deploy@old.example:22', '–', 'Is a target already'],
    ['odd', 'deploy@odd.example:22', '–', 'Cannot be importedIt is reached by a ProxyCommand.']
  ])
  expect(screen.getByText(/^Line 9: “Include more” is not followed/)).toBeTruthy()
})

test('only what is ticked is imported, and a key is read only when it is ticked', async () => {
  await chooseFile()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Import web-2 2' }))
  giveRole('web')
  fireEvent.click(screen.getByRole('button', { name: 'Import 1 host' }))
  await screen.findByText(/^Made 1 target, 1 jump host and 1 account/)
  const sent = { text: 'the file', hosts: ['web-1'], roles: ['web'], environmentIds: [] }
  expect(api.inputsOf('import.sshConfig.apply')).toEqual([{ ...sent, keyFiles: [] }])

  fireEvent.click(screen.getByRole('checkbox', { name: /^Read ~\/\.ssh\/deploy/ }))
  fireEvent.click(screen.getByRole('button', { name: 'Import 1 host' }))
  await waitFor(() => expect(api.inputsOf('import.sshConfig.apply')).toHaveLength(2))
  expect(api.inputsOf('import.sshConfig.apply')[1]).toEqual({ ...sent, keyFiles: ['~/.ssh/deploy'] })
})

test('after an import the focus is on what was made, with a link to each target', async () => {
  await chooseFile()
  api.answer({
    'target.list': always([sshTarget(1, { name: 'web-1' }), sshTarget(2, { name: 'other' })]),
    'import.sshConfig.preview': always({
      targets: preview.targets.map(target => ({ ...target, outcome: 'exists' as const })),
      notes: []
    })
  })
  giveRole('web')
  fireEvent.click(screen.getByRole('button', { name: 'Import 2 hosts' }))
  const links = await screen.findByRole('list', { name: 'New targets' })
  const link = await within(links).findByRole('link', { name: 'web-1' })
  expect(link.getAttribute('href')).toBe(`/targets/${sshTarget(1).id}`)
  expect(within(links).queryByRole('link', { name: 'other' })).toBeNull()
  expect(document.activeElement?.textContent).toMatch(/^Made 1 target/)
  await waitFor(() => expect(screen.queryByRole('combobox', { name: 'Roles' })).toBeNull())
})

test('a refused import keeps everything that was typed and ticked, and says what to do', async () => {
  await chooseFile()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Import all new hosts' }))
  fireEvent.click(screen.getByRole('checkbox', { name: /^Read ~\/\.ssh\/deploy/ }))
  api.answer({
    'import.sshConfig.apply': () =>
      fail({
        kind: 'invalid-input',
        message: 'The input is not valid.',
        remedy: '',
        issues: [{ path: 'roles', message: 'must name at least one role' }]
      })
  })
  fireEvent.click(screen.getByRole('button', { name: 'Import 3 hosts' }))
  expect(await screen.findByText('Give at least one role.')).toBeTruthy()

  giveRole('web')
  const refusal = {
    kind: 'invalid-input',
    message: 'The private key cannot be read.',
    remedy: 'Leave it out.'
  } as const
  api.answer({ 'import.sshConfig.apply': () => fail(refusal) })
  fireEvent.click(screen.getByRole('button', { name: 'Import 3 hosts' }))
  expect((await screen.findByRole('alert')).textContent).toBe('The private key cannot be read.Leave it out.')
  expect(ticked().map(([, isTicked]) => isTicked)).toEqual([true, true, true])
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^Read ~\/\.ssh\/deploy/ }).checked).toBe(true)
  expect(screen.getByText('web')).toBeTruthy()
  expect(screen.getByLabelText<HTMLTextAreaElement>('Content of config').value).toBe('the file')
})

test('a text that was changed has to be previewed before it can be imported', async () => {
  await chooseFile()
  fireEvent.change(screen.getByLabelText('Content of config'), { target: { value: 'another' } })
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Import 2 hosts' })
  expect(button.disabled).toBe(true)
  expect(screen.getByText('The text has changed. Preview it again first.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Preview' }))
  await waitFor(() => expect(button.disabled).toBe(false))
  expect(api.inputsOf('import.sshConfig.preview')).toEqual([{ text: 'the file' }, { text: 'another' }])
})

test('a file that names no single host says so', async () => {
  api.answer({ 'import.sshConfig.preview': always({ targets: [], notes: [] }) })
  fireEvent.click(screen.getByRole('button', { name: 'Choose file…' }))
  expect(await screen.findByRole('region', { name: 'No single host in this file' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Import/ })).toBeNull()
})
