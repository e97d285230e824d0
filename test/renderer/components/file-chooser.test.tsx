import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { FileChooser } from '../../../renderer/components/FileChooser'
import { AccountDrawer } from '../../../renderer/screens/accounts/AccountDrawer'
import { ImportReceipts } from '../../../renderer/screens/bundles/ImportReceipts'
import { always, installFakeApi } from '../../support/fake-api'
import { resetWindow, show } from '../../support/window'

beforeEach(() => {
  resetWindow()
  installFakeApi()
})

/**
 * The file field on the screen, as a browser has it: it keeps what was chosen, and says nothing when the same files are
 * chosen again. Returns the choice of a person.
 */
function fileField() {
  const input = document.querySelector<HTMLInputElement>('input[type="file"]') as HTMLInputElement
  let held: readonly File[] = []
  const nameOf = (files: readonly File[]) => files.map(({ name }) => name).join()
  Object.defineProperty(input, 'files', { get: () => held })
  Object.defineProperty(input, 'value', {
    get: () => nameOf(held),
    set: () => {
      held = []
    }
  })
  return (...files: readonly File[]) => {
    if (nameOf(held) === nameOf(files)) return
    held = files
    act(() => void input.dispatchEvent(new Event('change', { bubbles: true })))
  }
}

const file = (content: string, name = 'receipt.json') => new File([content], name)

test('every choice is handed on, also of the same files once more', () => {
  const chosen: string[][] = []
  show(
    <FileChooser multiple onFiles={files => chosen.push(files.map(({ name }) => name))}>
      {button => (
        <button type="button" {...button}>
          Choose
        </button>
      )}
    </FileChooser>
  )
  const choose = fileField()
  choose(file('1', 'a'), file('2', 'b'))
  choose(file('1', 'a'), file('2', 'b'))
  choose(file('1', 'a'))
  expect(chosen).toEqual([['a', 'b'], ['a', 'b'], ['a']])
})

test('a receipt that was mended, or is newer, can be chosen again under the same name', async () => {
  const taken: string[] = []
  const take = async (files: readonly File[]) => {
    for (const each of files) taken.push(await each.text())
  }
  show(<ImportReceipts receipts={{ take, taken: [], close: () => undefined, isBusy: false }} />)
  const choose = fileField()
  choose(file('first'))
  await waitFor(() => expect(taken).toEqual(['first']))
  choose(file('second'))
  await waitFor(() => expect(taken).toEqual(['first', 'second']))
})

test('a key that was chosen by mistake and mended is read again from the same file', async () => {
  installFakeApi({ 'account.list': always([]) })
  show(<AccountDrawer account={null} onClose={() => undefined} />)
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Private key' })
  const choose = fileField()
  choose(file('first', 'id_ed25519'))
  await waitFor(() => expect(field.value).toBe('first'))
  choose(file('second', 'id_ed25519'))
  await waitFor(() => expect(field.value).toBe('second'))
})
