import type { Locator, Page } from 'playwright/test'
import { exhibit } from './support/exhibit'
import { expect, test } from './support/fixtures'
import { livePath, liveScenes, sceneOf } from './support/live-scenes'
import { openStage, type Stage } from './support/stage'

const sizes = [
  { width: 1280, height: 800 },
  { width: 960, height: 600 }
] as const

/** Pictures in both sizes are for people; what keeps people out shows in one of them, but for what covers the screen. */
const shown = process.env.SLIPWAY_SCREENSHOTS ? sizes : sizes.slice(0, 1)

let stage: Stage

test.beforeAll(async () => {
  stage = await openStage()
})
test.afterAll(() => stage.close())

test('every state of a deployment can be seen, and keeps nobody out', async () => {
  test.setTimeout(600_000)
  const only = process.env.SLIPWAY_SCENES?.split(',')
  for (const scene of liveScenes.filter(({ name }) => only?.includes(name) ?? true)) {
    for (const size of shown) {
      await stage.show(sceneOf(scene), livePath, size)
      await expect(stage.page.getByRole('navigation', { name: 'Progress' })).toBeVisible()
      const suffix = size === sizes[0] ? '' : '-small'
      await exhibit(stage.page, `live-${scene.name}${suffix}`)
      const width = await stage.page.evaluate(() =>
        Math.max(
          ...[document.documentElement, ...document.querySelectorAll('main')].map(
            ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth
          )
        )
      )
      expect.soft(width, `${scene.name} in ${size.width} px scrolls sideways`).toBe(0)
    }
  }
})

interface Act {
  readonly name: string
  readonly scene: string
  /** What is done before it can be seen. */
  readonly act: (page: Page) => Promise<void>
  readonly seen: (page: Page) => Locator
  /** It covers a part of the screen, and another one in each size. */
  readonly isCovering?: true
}

const dialog = (page: Page) => page.getByRole('dialog')
const press =
  (...keys: readonly string[]) =>
  async (page: Page) => {
    for (const key of keys) await page.keyboard.press(key)
  }

const acts: readonly Act[] = [
  { name: 'answer-approval', scene: 'approval', act: press('a'), seen: dialog },
  { name: 'answer-canary', scene: 'canary-held', act: press('a'), seen: dialog },
  {
    name: 'answer-failure',
    scene: 'guided',
    act: page => page.getByRole('button', { name: 'Exclude target…' }).click(),
    seen: dialog
  },
  {
    name: 'cancel',
    scene: 'rolling',
    act: page => page.getByRole('button', { name: 'Cancel', exact: true }).click(),
    seen: dialog
  },
  {
    name: 'cancel-at-once',
    scene: 'cancelling',
    act: page => page.getByRole('button', { name: 'Cancel at once' }).click(),
    seen: dialog
  },
  {
    name: 'width',
    scene: 'rolling',
    act: async page => {
      await page.keyboard.press('.')
      await page.getByRole('menuitem', { name: /^Width of/ }).click()
    },
    seen: dialog
  },
  { name: 'menu', scene: 'guided', act: press('.'), seen: page => page.getByRole('menu'), isCovering: true },
  {
    name: 'resume',
    scene: 'failed',
    act: page => page.getByRole('button', { name: 'Continue…' }).first().click(),
    seen: dialog
  },
  {
    name: 'recovery',
    scene: 'interrupted',
    act: page => page.getByRole('button', { name: 'Look at the targets' }).click(),
    seen: page => page.getByText(/exit code 28, after Slipway had ended/)
  },
  {
    name: 'give-up',
    scene: 'interrupted',
    act: page => page.getByRole('button', { name: 'Give up…' }).first().click(),
    seen: dialog
  },
  { name: 'script', scene: 'rolling', act: press('s'), seen: page => page.getByText(/systemctl restart/) },
  {
    name: 'facts',
    scene: 'rolling',
    act: async page => {
      await page.getByRole('gridcell', { name: /^Install on web-2/ }).click()
      await page.keyboard.press('i')
    },
    seen: page =>
      page
        .getByRole('complementary', { name: 'Target facts' })
        .getByText(/4 s ahead of/)
        .first()
  },
  { name: 'results', scene: 'succeeded', act: press('o'), seen: page => page.getByText('report.html') },
  { name: 'palette', scene: 'guided', act: press('Control+k'), seen: page => page.getByText('Pick a target') }
]

test('what lies over the screen of a deployment keeps nobody out either', async () => {
  test.setTimeout(600_000)
  const only = process.env.SLIPWAY_SCENES?.split(',')
  for (const { name, scene: of, act, seen, isCovering } of acts.filter(item => only?.includes(item.name) ?? true)) {
    const scene = liveScenes.find(item => item.name === of)
    if (!scene) throw new Error(`There is no scene ${of}`)
    for (const size of isCovering ? sizes : shown) {
      await stage.show(sceneOf(scene), livePath, size)
      await expect(stage.page.getByRole('navigation', { name: 'Progress' })).toBeVisible()
      await act(stage.page)
      await expect(seen(stage.page)).toBeVisible()
      await exhibit(stage.page, `live-${name}${size === sizes[0] ? '' : '-small'}`)
    }
  }
})
