import { deploy, makeWorld } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'

test('line numbers stay at the edge while a log is moved to the side, and it looks as before once it is back', async ({
  slipway,
  sshd
}) => {
  const { page } = slipway
  const backend = await backendOf(page)
  const body = `for n in $(seq 1 200); do printf 'row %d %0400d\\n' $n 0; done`
  const world = await makeWorld(backend, { server: sshd, bodies: [body] })
  const deployment = await deploy(backend, world)
  await goTo(page, `/deployments/${deployment.id}`)
  const log = page.getByRole('log')
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitem', { name: /^Merged/ }).click()
  await log.focus()
  await page.keyboard.press('Home')
  const row = log.locator('[data-row]', { hasText: 'row 3 0' })
  await row.hover({ position: { x: 200, y: 9 } })
  const edge = async (): Promise<number> => (await row.locator('[data-line]').boundingBox())?.x ?? Number.NaN
  const left = (): Promise<number> => log.evaluate(node => node.scrollLeft)

  const [before, atRest] = [await log.screenshot(), await edge()]
  await expect(log).not.toHaveAttribute('data-aside')

  await page.mouse.wheel(150, 0)
  await expect.poll(left).toBe(150)
  await page.mouse.wheel(150, 0)
  await expect.poll(left).toBe(300)
  expect(await edge()).toBe(atRest)

  await page.mouse.wheel(-400, 0)
  await expect.poll(left).toBe(0)
  await expect(log).not.toHaveAttribute('data-aside')
  expect((await log.screenshot()).equals(before)).toBe(true)

  // Both ways of holding the numbers look the same.
  await log.evaluate(node => node.setAttribute('data-aside', ''))
  expect((await log.screenshot()).equals(before)).toBe(true)
})
