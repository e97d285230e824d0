import type { Page } from 'playwright/test'

/** Opens a screen by its address, as a link inside the app does. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(address => {
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}
