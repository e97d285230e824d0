import { deploy, makeWorld, onlyRun } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'

const lines = 1_000_000

test('a log of a million lines opens at its end, scrolls anywhere and keeps the page small', async ({
  slipway,
  sshd
}) => {
  test.setTimeout(120_000)
  const { page } = slipway
  const backend = await backendOf(page)
  const world = await makeWorld(backend, { server: sshd, bodies: [`seq -f 'row %.0f of many' 1 ${lines}`] })
  const deployment = await deploy(backend, world)
  expect(deployment).toMatchObject({ state: 'finished', outcome: 'succeeded' })
  expect(onlyRun(deployment).lines).toBeGreaterThanOrEqual(lines)

  await goTo(page, `/deployments/${deployment.id}`)
  const log = page.getByRole('log')
  await expect(log).toBeVisible()
  // What went well is folded in the other views.
  await page.getByRole('button', { name: /^View:/ }).click()
  await page.getByRole('menuitem', { name: /^Merged/ }).click()
  const elements = (): Promise<number> => log.evaluate(node => node.querySelectorAll('*').length)

  await log.focus()
  await page.keyboard.press('End')
  await expect(log.getByText(`row ${lines} of many`, { exact: true })).toBeVisible()
  expect(await elements()).toBeLessThan(5_000)

  await page.keyboard.press('Home')
  await expect(log.getByText('row 1 of many', { exact: true })).toBeVisible()
  expect(await elements()).toBeLessThan(5_000)

  // To the middle by the scroll bar: what is shown there is the middle of the log.
  await log.evaluate(node => {
    const scroller = [node, ...node.querySelectorAll('*')].find(item => item.scrollHeight > 10 * item.clientHeight)
    if (scroller) scroller.scrollTop = scroller.scrollHeight / 2
  })
  await expect(log.getByText(/^row (4[5-9]|5[0-4])\d{4} of many$/).first()).toBeVisible()
  expect(await elements()).toBeLessThan(5_000)
})
