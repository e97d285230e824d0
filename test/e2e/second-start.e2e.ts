import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { projectRoot } from './support/app'
import { expect, test } from './support/fixtures'

const electron: unknown = createRequire(import.meta.url)('electron')

test('a second start on the same home ends at once and brings the first window to the front', async ({
  slipway,
  home
}) => {
  await slipway.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const seen = { focused: 0 }
    Object.assign(globalThis, { seen })
    if (window) window.focus = () => void seen.focused++
  })
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = spawn(String(electron), [...sandbox, '--disable-gpu', '.'], {
    cwd: projectRoot,
    env: { ...process.env, SLIPWAY_HOME: home },
    stdio: 'ignore'
  })
  expect(await once(second, 'exit')).toEqual([0, null])
  const focused = () =>
    slipway.app.evaluate(() => (globalThis as unknown as { seen: { focused: number } }).seen.focused)
  await expect.poll(focused).toBe(1)
  expect(slipway.app.windows()).toHaveLength(1)
  await expect(slipway.page.getByRole('heading', { level: 1 })).toBeVisible()
})
