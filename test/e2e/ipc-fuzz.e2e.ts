import { api, type CallName } from '@shared/api'
import type { Failure } from '@shared/failure'
import { fail, type Result } from '@shared/result'
import type { Page } from 'playwright/test'
import { createMessenger, emptyTally } from '../fuzz/ipc-messages'
import { randomOf } from '../fuzz/random'
import { makeWorld } from '../support/world'
import { backendOf, callApi } from './support/api'
import { expect, test } from './support/fixtures'

const messages = 400

/** They load the page anew, under the feet of whoever sends from it. Their turn is in the fuzz without a window. */
const reloading: readonly string[] = ['workspace.open', 'workspace.resetDemo']

/** It would look strangers' names up, and wait for them. */
const outside: readonly string[] = ['mail.test']

/** What the bridge between page and preload does not let pass, before anything of ours sees it. */
const bridgeRefuses = /could not be cloned|recursion depth/
const refusedByBridge: Failure = { kind: 'invalid-input', message: 'The bridge refused it.', remedy: 'None.' }

/**
 * Whether a test cannot hand it to the page: DevTools' own messages are of limited depth and have no broken dates, and
 * a member `__proto__` becomes the prototype on the way. The fuzz without a window sends all of these.
 */
function isBeyondDevTools(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return (
    value instanceof Date ||
    Object.hasOwn(value, '__proto__') ||
    depth > 50 ||
    Object.values(value).some(member => isBeyondDevTools(member, depth + 1))
  )
}

/** Sends a deep value that the page makes for itself: as the input of a call, or in place of its name. */
const sendDeep = (page: Page, name: unknown): Promise<Result<unknown>> =>
  page.evaluate(async call => {
    let deep: unknown = 'the end'
    for (let depth = 0; depth < 500; depth++) deep = depth % 2 === 0 ? { a: deep } : [deep]
    const { slipway } = window as unknown as { slipway: { call(name: unknown, input: unknown): Promise<never> } }
    return call === null ? slipway.call(deep, {}) : slipway.call(call, deep)
  }, name)

test('random messages from the page are answered, and the app stays what it was', async ({ slipway, sshd }) => {
  test.setTimeout(180_000)
  const { app, page } = slipway
  // Nobody is here to answer a dialog of the system.
  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' })
    dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] })
  })
  const world = await makeWorld(await backendOf(page), { server: sshd, bodies: ['echo hello'] })
  const names = (Object.keys(api) as CallName[]).filter(name => ![...reloading, ...outside].includes(name))
  const tally = emptyTally()
  const send = async (name: unknown, input: unknown) => {
    const isDeepName = isBeyondDevTools(name)
    const answer =
      isDeepName || isBeyondDevTools(input)
        ? sendDeep(page, isDeepName ? null : name)
        : callApi(page, name as 'environment.list', input as Record<string, never>)
    return answer.catch(error => (bridgeRefuses.test(String(error)) ? fail(refusedByBridge) : Promise.reject(error)))
  }
  const messenger = createMessenger(send, randomOf(8), tally, names)
  messenger.learn(world)
  for (let i = 0; i < messages; i++) await messenger.send()

  // A field of that name stays behind at the bridge, so what arrives fits.
  expect(tally.faults.filter(fault => !fault.includes('"__proto__"'))).toEqual([])
  expect(tally.messages).toBe(messages)
  expect(tally.outcomes.get('ok') ?? 0).toBeGreaterThan(20)
  expect(await callApi(page, 'environment.list', {})).toMatchObject({ ok: true })
  await expect(page.getByRole('main')).toBeVisible()
})
