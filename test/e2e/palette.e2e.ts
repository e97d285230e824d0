import type { CDPSession, Locator, Page } from 'playwright/test'
import { makeWorld, must } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { heading } from './support/steps'

interface Key {
  readonly key: string
  readonly code?: string
  readonly windowsVirtualKeyCode?: number
  readonly modifiers?: number
  readonly text?: string
}

const openKey: Key = { key: 'k', code: 'KeyK', windowsVirtualKeyCode: 75, modifiers: 2 }
const escapeKey: Key = { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 }
const enterKey: Key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }
const lettersOf = (text: string): readonly Key[] => [...text].map(letter => ({ key: letter, text: letter }))

/** A window on a processor that is many times slower, and somebody who never waits for it. */
async function hurry(page: Page): Promise<(...strokes: readonly (string | Key)[]) => Promise<void>> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 8 })
  return async (...strokes) => {
    const keys = strokes.flatMap(stroke => (typeof stroke === 'string' ? lettersOf(stroke) : [stroke]))
    // All are sent before the first one is answered.
    await Promise.all(
      keys.flatMap(key => [
        session.send('Input.dispatchKeyEvent', { type: key.text ? 'keyDown' : 'rawKeyDown', ...key }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key })
      ])
    )
  }
}

const searchBox = (page: Page): Locator => page.getByLabel('Find or do')
const scriptOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Script' })

test.describe('in the script editor', () => {
  test.beforeEach(async ({ slipway, sshd }) => {
    const { page } = slipway
    const { projectId } = await makeWorld(await backendOf(page), { server: sshd, bodies: ['true'] })
    await page.reload()
    await expect(heading(page, 'Dashboard')).toBeVisible()
    await goTo(page, `/projects/${projectId}/process`)
    await scriptOf(page).focus()
    await page.keyboard.press('Control+End')
  })

  test('what is typed right after Ctrl+K is searched for and not written into the script', async ({ slipway }) => {
    const { page } = slipway
    const strike = await hurry(page)
    await strike(openKey, 'create a release')
    await expect(searchBox(page)).toHaveValue('create a release')
    await expect(scriptOf(page)).toHaveText('true')
    await strike(enterKey)
    await expect(page.getByLabel('Version')).toHaveValue('0.0.2')
  })

  test('Enter, too, may follow without waiting', async ({ slipway }) => {
    const { page } = slipway
    const strike = await hurry(page)
    await strike(openKey, 'create a release', enterKey)
    await expect(page.getByLabel('Version')).toHaveValue('0.0.2')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test('after Escape the script goes on where it was, and the next palette starts empty', async ({ slipway }) => {
    const { page } = slipway
    const strike = await hurry(page)
    await strike(openKey, 'never mind', escapeKey, openKey, 'targets')
    await expect(searchBox(page)).toHaveValue('targets')
    await expect(scriptOf(page)).toHaveText('true')
    await strike(escapeKey, ' # one', openKey, 'two', escapeKey, ' three')
    await expect(scriptOf(page)).toHaveText('true # one three')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(scriptOf(page)).toBeFocused()
  })
})

test('letters right after Ctrl+K are no shortcuts, and after Escape they are again', async ({ slipway }) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeFocused()
  const strike = await hurry(page)
  await strike(openKey, 'n?gt', escapeKey, openKey, 'g', escapeKey, openKey, 'e')
  await expect(searchBox(page)).toHaveValue('e')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await strike(escapeKey, 'gt')
  await expect(heading(page, 'Targets')).toBeFocused()
})

test('Escape closes what lies over the screen and stays on the screen', async ({ slipway }) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeFocused()
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await expect(heading(page, 'Environments')).toBeFocused()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByRole('button')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(heading(page, 'Environments')).toBeFocused()

  await page.keyboard.press('Control+k')
  await searchBox(page).blur()
  await page.getByRole('dialog').focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(heading(page, 'Environments')).toBeFocused()
})

test('a freeze is found by its name from anywhere and opened, with the focus in its form', async ({ slipway }) => {
  const { page } = slipway
  const backend = await backendOf(page)
  await must(backend, 'environment.create', { name: 'Test' })
  await must(backend, 'freeze.create', { name: 'Winter break', startsAt: 1, endsAt: 2 })
  await must(backend, 'freeze.create', { name: 'Stocktaking', startsAt: 1, endsAt: 2 })
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  const choose = async (query: string, name: string) => {
    await page.keyboard.press('Control+k')
    await searchBox(page).fill(query)
    await expect(page.getByRole('dialog', { name: 'Command palette' }).getByText(name)).toBeVisible()
    await page.keyboard.press('Enter')
  }
  await choose('wint bre', 'Winter break')
  const form = page.getByRole('dialog', { name: 'Edit freeze' })
  await expect(form.getByLabel('Name')).toHaveValue('Winter break')
  await expect(form.getByLabel('Name')).toBeFocused()
  // From one form to another, and then back to the screen.
  await choose('stock', 'Stocktaking')
  await expect(form.getByLabel('Name')).toHaveValue('Stocktaking')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(heading(page, 'Freezes')).toBeVisible()
  await expect(page).toHaveURL(/\/environments\/freezes$/)
})

test('what is typed in a dialog is asked about before the palette puts another one in its place', async ({
  slipway
}) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await expect(heading(page, 'Dashboard')).toBeFocused()
  await page.keyboard.press('n')
  const form = page.getByRole('dialog', { name: 'New project' })
  await form.getByLabel('Name').fill('Web shop')
  const chooseShortcuts = async () => {
    await page.keyboard.press('Control+k')
    await searchBox(page).fill('keyboard shortcuts')
    await expect(page.getByRole('dialog', { name: 'Command palette' }).getByText('Keyboard shortcuts')).toBeVisible()
    await page.keyboard.press('Enter')
  }
  const question = page.getByRole('dialog', { name: 'Leave without saving?' })
  await chooseShortcuts()
  await expect(question.getByText('The project has unsaved changes.')).toBeVisible()
  await question.getByRole('button', { name: 'Keep editing' }).click()
  await expect(form.getByLabel('Name')).toHaveValue('Web shop')
  await chooseShortcuts()
  await question.getByRole('button', { name: 'Leave and lose the changes' }).click()
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expect(form).toHaveCount(0)
})
