import type { TargetId } from '@shared/ids'
import type { KnownHostMatch, KnownHostsPreview } from '@shared/import/known-hosts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { ImportHostKeysScreen } from '../../../renderer/screens/imports/ImportHostKeysScreen'
import { always, type FakeApi, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

const pin = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}` }
const match = (n: number, outcome: KnownHostMatch['outcome']): KnownHostMatch => ({
  ref: { kind: 'target', id: `target-000000000${n}` as TargetId },
  name: `web-${n}`,
  address: `web-${n}:22`,
  outcome,
  pin,
  accepted: null,
  lines: [n]
})
const preview: KnownHostsPreview = {
  matches: [match(1, 'new'), match(2, 'new'), match(3, 'conflict'), match(4, 'revoked')],
  bad: [{ line: 7, message: 'The key is damaged.' }],
  authorities: [8],
  read: 9
}

let api: FakeApi
beforeEach(() => {
  resetWindow()
  api = installFakeApi({
    'import.knownHosts.preview': always(preview),
    'import.knownHosts.apply': always({ accepted: 1 }),
    'import.chooseFile': always({ path: '/home/ada/.ssh/known_hosts', text: 'the file' })
  })
  show(<ImportHostKeysScreen />)
})

test('a file is shown before anything changes; only what is ticked is accepted', async () => {
  fireEvent.click(screen.getByRole('button', { name: 'Choose file…' }))
  const table = await screen.findByRole('table', { name: 'Host keys in the file' })
  expect(api.inputsOf('import.knownHosts.preview')).toEqual([{ text: 'the file' }])
  expect(within(table).getAllByRole('checkbox')).toHaveLength(2)
  expect(screen.getByText('Line 7 was left out: The key is damaged.')).toBeTruthy()
  fireEvent.click(within(table).getByRole('checkbox', { name: 'Accept the key of web-2' }))
  expect(api.inputsOf('import.knownHosts.apply')).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'Accept 1 host key' }))
  expect(await screen.findByText('Accepted 1 host key.')).toBeTruthy()
  expect(api.inputsOf('import.knownHosts.apply')).toEqual([{ text: 'the file', hosts: [preview.matches[0]?.ref] }])
})

test('text that was pasted is previewed as well', async () => {
  const button = screen.getByRole('button', { name: 'Preview' })
  expect((button as HTMLButtonElement).disabled).toBe(true)
  fireEvent.change(screen.getByLabelText('Content of known_hosts'), { target: { value: 'pasted' } })
  fireEvent.click(button)
  await waitFor(() => expect(api.inputsOf('import.knownHosts.preview')).toEqual([{ text: 'pasted' }]))
  expect(await screen.findByText('Conflict')).toBeTruthy()
})
