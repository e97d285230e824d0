import { resolve } from 'node:path'
import { type ElectronApplication, expect, type Page } from 'playwright/test'
import { projectRoot } from './app'

/** What the app has to be started with for `keepAnswersApart`. */
export const answersApart = resolve(projectRoot, 'test/e2e/support/answers-apart.cjs')

type AppGlobals = { readonly keepAnswersApart: () => void; readonly callsUnderWay: () => readonly string[] }
type WatchedWindow = Window & { readonly moves: readonly string[]; readonly changed: () => readonly string[] }

/** From now on every answer is on the screen before the next one comes. */
export const keepAnswersApart = (app: ElectronApplication): Promise<void> =>
  app.evaluate(() => (globalThis as unknown as AppGlobals).keepAnswersApart())

/** What may be clicked or typed into. */
const controls =
  'a[href], button, input, textarea, select, summary, [role="tab"], [role="radio"], [role="textbox"], [role="combobox"], [tabindex="0"]'

/** Pixels that nobody misses a button by. */
const unnoticed = 4

/** Runs in the page before anything of it: from frame to frame, notes controls that are somewhere else. */
function watch({ controls, unnoticed }: { readonly controls: string; readonly unnoticed: number }): void {
  interface Seen {
    readonly name: string
    readonly x: number
    readonly y: number
  }
  const moves: string[] = []
  let before = new Map<Element, Seen>()
  let changedAt = 0
  let change = ''

  const nameOf = (element: Element): string => {
    const label = (element as HTMLInputElement).labels?.[0]?.innerText
    const words = element.getAttribute('aria-label') ?? label ?? (element as HTMLElement).innerText
    return `${element.getAttribute('role') ?? element.tagName.toLowerCase()} “${words.trim().replace(/\s+/g, ' ').slice(0, 60)}”`
  }
  const look = (): Map<Element, Seen> => {
    const seen = new Map<Element, Seen>()
    for (const element of document.querySelectorAll(controls)) {
      const { left, top, width, height } = element.getBoundingClientRect()
      if (width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        seen.set(element, { name: nameOf(element), x: left, y: top })
    }
    return seen
  }
  const isInWindow = ({ x, y }: Seen): boolean => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight
  const compare = (was: Seen, is: Seen): void => {
    const [across, down] = [Math.round(is.x - was.x), Math.round(is.y - was.y)]
    if (Math.max(Math.abs(across), Math.abs(down)) > unnoticed && (isInWindow(was) || isInWindow(is)))
      moves.push(`${is.name} moved by ${across}, ${down}`)
  }
  const only = (all: readonly Seen[], name: string): Seen | undefined => {
    const same = all.filter(each => each.name === name)
    return same.length === 1 ? same[0] : undefined
  }
  const frame = () => {
    const now = look()
    const gone = new Map(before)
    const fresh: Seen[] = []
    for (const [element, is] of now) {
      const was = before.get(element)
      gone.delete(element)
      if (was) compare(was, is)
      else fresh.push(is)
    }
    // Another element that looks the same is the same to people.
    for (const is of fresh) {
      const was = only([...gone.values()], is.name)
      if (was && only(fresh, is.name)) compare(was, is)
    }
    before = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  const observer = new MutationObserver(records => {
    changedAt = performance.now()
    const { target, type, attributeName } = records[0] as MutationRecord
    change = `${type} ${attributeName ?? ''} of ${(target as Partial<Element>).outerHTML?.slice(0, 200) ?? target.nodeValue}`
  })
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  Object.assign(window, { moves, changed: () => (performance.now() - changedAt > 100 ? [] : [change]) })
}

/** From the next load of the page on, notes what moves. */
export async function watchMoves(page: Page): Promise<void> {
  await page.addInitScript(watch, { controls, unnoticed })
}

/** What moved since the page was loaded, once all that was asked for is on the screen. */
export async function movesOf(app: ElectronApplication, page: Page): Promise<readonly string[]> {
  /** What is not there yet: names of calls, or that the page has just changed, and how. */
  const isMissing = async (): Promise<readonly string[]> => {
    const calls = await app.evaluate(() => (globalThis as unknown as AppGlobals).callsUnderWay())
    if (calls.length > 0) return calls
    return page.evaluate(() => (window as unknown as WatchedWindow).changed())
  }
  await expect.poll(isMissing, { intervals: [20] }).toEqual([])
  return page.evaluate(() => (window as unknown as WatchedWindow).moves)
}
