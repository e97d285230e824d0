import type { AppEvent, CallName, Input, Output } from '@shared/api'
import type { Result } from '@shared/result'
import type { Page } from 'playwright/test'
import type { Backend } from '../../support/world'

/** What the preload script gives to the page. */
interface Bridge {
  readonly call: (name: string, input: unknown) => Promise<unknown>
  readonly subscribe: (listener: (event: unknown) => void) => () => void
}

type PageWindow = Window & { readonly slipway: Bridge; readonly slipwayTest: (event: unknown) => Promise<void> }

/** Asks the app itself, past the screens: for set-up and for what a screen cannot show. */
export async function callApi<Name extends CallName>(
  page: Page,
  name: Name,
  input: Input<Name>
): Promise<Result<Output<Name>>> {
  const answer = await page.evaluate(([call, value]) => (window as unknown as PageWindow).slipway.call(call, value), [
    name,
    input
  ] as const)
  return answer as Result<Output<Name>>
}

/** The app behind a window, as tests without a window see it. Pushes end when the page is loaded anew. */
export async function backendOf(page: Page): Promise<Backend> {
  const listeners = new Set<(event: AppEvent) => void>()
  await page.exposeFunction('slipwayTest', (event: AppEvent) => {
    for (const listener of [...listeners]) listener(event)
  })
  await page.evaluate(() => {
    const { slipway, slipwayTest } = window as unknown as PageWindow
    slipway.subscribe(event => void slipwayTest(event))
  })
  return {
    call: (name, input) => callApi(page, name, input),
    subscribe: listener => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    }
  }
}
