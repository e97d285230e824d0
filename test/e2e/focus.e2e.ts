import type { Locator, Page } from 'playwright/test'
import { makeWorld } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'
import { deployDialog, heading, logLine } from './support/steps'

/** What has the focus: `nowhere` when the page itself has it, so that the next Tab starts from the top. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body) return 'nowhere'
    return activeElement.checkVisibility() ? 'something that is seen' : 'something hidden'
  })

const keepsFocus = (page: Page): Promise<void> => expect.poll(() => focused(page)).toBe('something that is seen')

/** Whether the focused element looks different from how it looks without the focus. */
const showsFocus = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement } = document
    if (!(activeElement instanceof HTMLElement)) return false
    const look = () => {
      const frames = [activeElement, activeElement.closest('label, [data-focus-frame]')]
      return frames
        .flatMap(node => (node ? [getComputedStyle(node)] : []))
        .map(style => `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.borderColor}`)
        .join()
    }
    const withFocus = look()
    activeElement.blur()
    const without = look()
    activeElement.focus()
    return withFocus !== without
  })

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let step = 0; step < 40; step++) {
    if (await wanted.evaluate(node => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(wanted).toBeFocused()
}

test('from the welcome screen to a new project by keyboard, and the focus is always somewhere', async ({ slipway }) => {
  const { page } = slipway
  const { keyboard } = page
  // So that what has the focus looks so at once.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(page.getByRole('button', { name: /Explore the demo/ })).toBeFocused()
  await keyboard.press('Tab')
  await expect(page.getByRole('button', { name: /Start with an empty workspace/ })).toBeFocused()
  expect(await showsFocus(page)).toBe(true)
  await keyboard.press('Enter')
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await keepsFocus(page)

  await keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)

  await keyboard.press('Control+k')
  await expect(page.getByLabel('Find or do')).toBeFocused()
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)

  await keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'New project' })
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  expect(await showsFocus(page)).toBe(true)
  await keyboard.type('By Keyboard')
  await keyboard.press('Enter')
  await expect(heading(page, 'By Keyboard')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)

  await page.getByRole('link', { name: 'Define the process' }).focus()
  await keyboard.press('Enter')
  await expect(heading(page, 'Process')).toBeVisible()
  await keepsFocus(page)
  await keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Find a kind of step' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)
})

test('a deployment is started, watched and cancelled by keyboard without losing the focus', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const { keyboard } = page
  // So that what has the focus looks so at once.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const body = 'echo "Waiting"; while true; do sleep 0.2; done'
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: [body] })
  await page.reload()
  await expect(heading(page, 'Dashboard')).toBeVisible()
  await goTo(page, `/releases/${world.releaseId}`)
  await expect(heading(page, '0.0.1')).toBeVisible()

  await keyboard.press('d')
  await expect(deployDialog(page)).toBeVisible()
  await keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)

  await keyboard.press('d')
  // There is one environment, so that only starting is left to do.
  const deploy = deployDialog(page).getByRole('button', { name: 'Deploy 0.0.1 to Test' })
  await expect(deploy).toBeFocused()
  expect(await showsFocus(page)).toBe(true)
  await keyboard.press('Enter')
  await expect(logLine(page, 'Waiting')).toBeVisible()
  await keepsFocus(page)

  await tabTo(page, page.getByRole('button', { name: 'Cancel', exact: true }))
  expect(await showsFocus(page)).toBe(true)
  await keyboard.press('Enter')
  const question = page.getByRole('dialog', { name: 'Cancel this deployment?' })
  await expect(question.getByRole('button', { name: 'Keep running' })).toBeFocused()
  await keyboard.press('Tab')
  await expect(question.getByRole('button', { name: 'Cancel deployment' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Deploy again' })).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await keepsFocus(page)
})
