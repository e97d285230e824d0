import type { CallName, Input, Output } from '@shared/api'
import { describe } from '@shared/failure'
import type { Result } from '@shared/result'
import type { Page } from 'playwright/test'

/** What the preload script gives to the page, as far as tests use it. */
type Bridge = { readonly call: (name: string, input: unknown) => Promise<unknown> }

/** Asks the app itself, past the screens: for set-up and for what a screen cannot show. */
export async function callApi<Name extends CallName>(
  page: Page,
  name: Name,
  input: Input<Name>
): Promise<Result<Output<Name>>> {
  const answer = await page.evaluate(
    ([call, value]) => (window as unknown as { readonly slipway: Bridge }).slipway.call(call, value),
    [name, input] as const
  )
  return answer as Result<Output<Name>>
}

/** The same, where a failure is the test's own mistake. */
export async function mustCall<Name extends CallName>(
  page: Page,
  name: Name,
  input: Input<Name>
): Promise<Output<Name>> {
  const result = await callApi(page, name, input)
  if (!result.ok) throw new Error(`${name}: ${describe(result.failure)}`)
  return result.value
}
