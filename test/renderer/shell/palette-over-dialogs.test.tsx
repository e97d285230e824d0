import type { VaultStatus } from '@shared/vault'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { appHistory } from '../../../renderer/navigation/history'
import { useOverlay } from '../../../renderer/stores/overlay'
import { useUnsavedStore } from '../../../renderer/stores/unsaved'
import { askVault, useVaultDialog } from '../../../renderer/stores/vault'
import { always } from '../../support/fake-api'
import { closePalette, openPalette, paletteBox, showWindow } from '../../support/palette-window'

const locked: VaultStatus = {
  protection: 'passphrase',
  isLocked: true,
  hasRecovery: false,
  keychain: { available: true, name: 'keyring' },
  secrets: 1,
  problem: null
}

beforeEach(() => {
  showWindow({ 'vault.status': always(locked) })
})
afterEach(closePalette)

const box = () => paletteBox() as HTMLElement
const pressEscape = (on = box()) => fireEvent.keyDown(on, { key: 'Escape' })
const overlay = () => useOverlay.getState().overlay.kind
/** Enter takes the first that is found as soon as everything is there. */
function choose(name: string) {
  openPalette()
  fireEvent.change(box(), { target: { value: name } })
  fireEvent.keyDown(box(), { key: 'Enter', code: 'Enter' })
}
/** The sheet of keys is there as soon as the screen is. */
const openSheet = () =>
  waitFor(() => {
    if (overlay() === 'none') fireEvent.keyDown(document.body, { key: '?' })
    expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy()
  })

test('Escape in the palette closes the palette, and then what lies below it', async () => {
  await openSheet()
  openPalette()
  pressEscape()
  const once = [box(), overlay()]
  pressEscape(document.body)
  expect([once, overlay()]).toEqual([[null, 'shortcuts'], 'none'])
})

test('Escape in the palette leaves the question about the vault below it', async () => {
  act(() => void askVault('unlock'))
  await screen.findByText('Unlock the vault')
  openPalette()
  pressEscape()
  const once = [box(), useVaultDialog.getState().asking]
  pressEscape(document.body)
  expect([once, useVaultDialog.getState().asking]).toEqual([[null, 'unlock'], null])
})

test('Escape at the question whether to leave is not for the one about the vault below it', async () => {
  act(() => void askVault('unlock'))
  await screen.findByText('Unlock the vault')
  act(() => {
    useUnsavedStore.getState().hold('form', 'The form')
    useUnsavedStore.getState().attempt(() => undefined)
  })
  pressEscape(await screen.findByRole('button', { name: 'Keep editing' }))
  expect([useUnsavedStore.getState().pending, useVaultDialog.getState().asking]).toEqual([null, 'unlock'])
})

test('a screen that was chosen in the palette is not hidden by what lay over the one before', async () => {
  await openSheet()
  choose('Tasks')
  await waitFor(() => expect([appHistory().path(), overlay()]).toEqual(['/tasks', 'none']))
})

test('what is typed in a dialog is asked about before a screen takes its place', async () => {
  act(() => useOverlay.getState().show({ kind: 'new-project' }))
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Shop' } })
  choose('Tasks')
  fireEvent.click(await screen.findByRole('button', { name: 'Keep editing' }))
  const stayed = [appHistory().path(), overlay()]
  choose('Tasks')
  fireEvent.click(await screen.findByRole('button', { name: 'Leave and lose the changes' }))
  expect([stayed, [appHistory().path(), overlay()]]).toEqual([
    ['/', 'new-project'],
    ['/tasks', 'none']
  ])
})
