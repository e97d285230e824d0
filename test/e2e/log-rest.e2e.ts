import type { Page } from 'playwright/test'
import { startSshd } from '../support/sshd'
import { makeWorld, startDeployment } from '../support/world'
import { backendOf } from './support/api'
import { expect, test } from './support/fixtures'
import { goTo } from './support/navigate'

/** Each line longer than the one before: whichever is the last that is drawn is the widest, too. */
const longer = `line=; for i in $(seq 1 60); do line="$line.."; echo "$i $line"; done`

interface Sizes {
  readonly view: number
  readonly height: number
  /** Of the widest row that is drawn. */
  readonly row: number
}

/** Pixels of the log. */
const sizes = (page: Page): Promise<Sizes> =>
  page.getByRole('log', { name: 'Task log' }).evaluate(log => {
    const left = log.getBoundingClientRect().left
    const ends = [...log.querySelectorAll('[data-line]')].map(
      number => (number.closest('[data-row]')?.lastElementChild?.getBoundingClientRect().right ?? 0) - left
    )
    return { view: log.clientWidth, height: log.clientHeight, row: Math.max(...ends) }
  })

/** Leaves this many pixels to the log, bars included. */
const squeeze = (page: Page, width: number, height: number): Promise<void> =>
  page.getByRole('log', { name: 'Task log' }).evaluate(
    (log, pixels) => {
      const bar = (log as HTMLElement).offsetWidth - log.clientWidth
      log.parentElement?.style.setProperty('max-width', `${pixels.width + bar}px`)
      log.parentElement?.style.setProperty('max-height', `${pixels.height}px`)
    },
    { width, height }
  )

/** How often rows of the log came and went in a while in which nothing happens. */
const changesOfRows = (page: Page): Promise<number> =>
  page.getByRole('log', { name: 'Task log' }).evaluate(async log => {
    const frames = async (count: number) => {
      for (let frame = 0; frame < count; frame++) await new Promise(done => requestAnimationFrame(done))
    }
    await frames(6)
    let changes = 0
    const observer = new MutationObserver(records => {
      changes += records.length
    })
    observer.observe(log, { childList: true, subtree: true })
    await frames(6)
    observer.disconnect()
    return changes
  })

const size = { width: 1300, height: 800 }

test('a log comes to rest, however wide the last row is that is drawn', async ({ launch }) => {
  const { page } = await launch({ size })
  const server = await startSshd()
  try {
    const backend = await backendOf(page)
    const { id, over } = await startDeployment(backend, await makeWorld(backend, { server, bodies: [longer] }))
    await over
    await goTo(page, `/deployments/${id}`)
    const log = page.getByRole('log', { name: 'Task log' })
    // Nothing is folded in it.
    await page.getByRole('button', { name: /^View:/ }).click()
    await page.getByRole('menuitem', { name: /^Merged/ }).click()
    await expect(log.getByText('1 ..', { exact: true })).toBeVisible()
    const { view, row, height } = await sizes(page)
    expect(row).toBeLessThan(view)
    const restless: string[] = []
    // A bar takes 14 pixels of 18 that a row needs, so that at one of these heights a row is drawn only without it.
    for (const less of [0, 6])
      for (const lacking of [4, 10, 16]) {
        await squeeze(page, row - lacking, height - less)
        if ((await changesOfRows(page)) > 0) restless.push(`${lacking} pixels lack at a height of ${height - less}`)
      }
    expect(restless).toEqual([])
  } finally {
    await server.stop()
  }
})
