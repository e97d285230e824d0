import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults, RunOptions } from 'axe-core'
import { expect, type Page } from 'playwright/test'

type WithAxe = Window & { readonly axe: { run(context: Document, options: RunOptions): Promise<AxeResults> } }

const schemes = ['light', 'dark'] as const

/** Where pictures go; nowhere unless asked for, because a test writes nothing into the project. */
const pictureFolder = process.env.SLIPWAY_SCREENSHOTS

/** Everything in light; in dark only what depends on colours, because the rest is the same page. */
const rules: Readonly<Record<(typeof schemes)[number], RunOptions>> = {
  light: {
    resultTypes: ['violations'],
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
  },
  dark: { resultTypes: ['violations'], runOnly: { type: 'rule', values: ['color-contrast'] } }
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Looks at what the window shows now, in light and in dark: it must be free of serious faults that keep people out,
 * and becomes a picture `<name>-<scheme>.png` where pictures are asked for.
 */
export async function exhibit(page: Page, name: string): Promise<void> {
  // Nothing is to look hovered or to move.
  await page.mouse.move(0, 0)
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await settle(page)
    if (pictureFolder) await takePicture(page, join(pictureFolder, `${name}-${scheme}.png`))
    expect.soft(await violationsOf(page, rules[scheme]), `${name} in ${scheme}`).toEqual([])
  }
}

/** Waits for loading states and transitions to end. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"], [role="status"][aria-label^="Loading"]')).toHaveCount(0)
  await page.evaluate(async () => {
    await document.fonts.ready
    const frame = () => new Promise(done => requestAnimationFrame(done))
    await frame()
    await frame()
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(animation => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
        .map(animation => animation.finished)
    )
  })
}

async function takePicture(page: Page, path: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
}

async function violationsOf(page: Page, options: RunOptions): Promise<readonly string[]> {
  // By its text, past the page's policy: the page itself may load nothing but its own files.
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(await axeSource)
  const { violations } = await page.evaluate(
    chosen => (window as unknown as WithAxe).axe.run(document, chosen),
    options
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')} — ${node.failureSummary ?? ''}`))
}
