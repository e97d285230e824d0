import { makeWorld } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'

test('everything from the palette to a finished deployment works by the keyboard alone', async ({ slipway, sshd }) => {
  const { page } = slipway
  const { keyboard } = page
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name })
  await makeWorld(await backendOf(page), { server: sshd, bodies: ['echo "Hello, World!"'] })
  await page.reload()
  await expect(heading('Dashboard')).toBeVisible()

  for (const [letter, name] of [
    ['e', 'Environments'],
    ['t', 'Targets'],
    ['p', 'Projects'],
    ['k', 'Tasks'],
    ['d', 'Dashboard']
  ] as const) {
    await keyboard.press('g')
    await keyboard.press(letter)
    await expect(heading(name)).toBeVisible()
    // Whoever listens to the page instead of looking at it hears where they are.
    await expect(heading(name)).toBeFocused()
  }

  const palette = page.getByPlaceholder(/find|search|type/i)
  await keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await keyboard.type('Hello World: process')
  await keyboard.press('Enter')
  await expect(heading('Process')).toBeVisible()

  // From inside the script editor, too.
  await page.getByRole('textbox', { name: 'Script' }).focus()
  await keyboard.press('Control+End')
  await keyboard.type('; echo "by keyboard"')
  await keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await keyboard.press('Escape')
  await keyboard.press('Control+s')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(page.getByText('Unsaved changes')).toBeHidden()

  await keyboard.press('Control+k')
  await keyboard.type('create a release')
  await keyboard.press('Enter')
  await expect(page.getByLabel('Version')).toHaveValue('0.0.2')
  await page.getByLabel('Version').focus()
  await keyboard.press('Enter')
  await expect(heading(/0\.0\.2/)).toBeVisible()

  await keyboard.press('Control+k')
  await keyboard.type('Deploy a release')
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Deploy a release' })
  await expect(dialog).toBeVisible()
  const test = dialog.getByRole('radio', { name: 'Test' })
  const deploy = dialog.getByRole('button', { name: 'Deploy 0.0.2 to Test' })
  const tabTo = async (wanted: typeof test): Promise<void> => {
    for (let step = 0; step < 15; step++) {
      if (await wanted.evaluate(node => node === document.activeElement)) return
      await keyboard.press('Tab')
    }
    await expect(wanted).toBeFocused()
  }
  await tabTo(test)
  await keyboard.press('Space')
  await expect(deploy).toBeEnabled()
  await tabTo(deploy)
  await keyboard.press('Enter')

  await expect(heading('Hello World 0.0.2')).toBeVisible()
  const log = page.getByRole('log', { name: 'Task log' })
  await expect(log.getByText('by keyboard', { exact: true })).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /Say Hello on web-1: succeeded/ })).toBeVisible()
})

test('the sheet of shortcuts opens with a question mark and closes with Escape', async ({ slipway }) => {
  const { page } = slipway
  await page.getByRole('button', { name: /Start with an empty workspace/ }).click()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: /shortcuts/i })
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})
