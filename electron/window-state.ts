import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const bounds = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive()
})
const windowState = z.strictObject({
  bounds,
  isMaximized: z.boolean(),
  /** The screen that was shown last; absent in files of Slipway 0.1.0. */
  path: z.string().max(2000).optional()
})

/** Where the window was, in device-independent pixels. */
export type WindowState = z.infer<typeof windowState>
type Rectangle = z.infer<typeof bounds>

/** The smallest size in which every screen works. */
export const smallest = { width: 960, height: 600 }
const first = { width: 1280, height: 800 }
/** So much of the window has to be on a display to be taken hold of. */
const grip = 100

/** The state kept in `file`; null when there is none or it cannot be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Keeps the state. Failing to is no reason to disturb anybody. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.tmp`, JSON.stringify(state), { mode: 0o600 })
    renameSync(`${file}.tmp`, file)
  } catch {
    // The window opens in its usual place next time.
  }
}

/** Where to open: as it was, unless the display that it was on is gone; then in the middle. */
export function placeWindow(state: WindowState | null, displays: readonly Rectangle[]): Partial<Rectangle> {
  if (!state) return first
  const size = {
    width: Math.max(state.bounds.width, smallest.width),
    height: Math.max(state.bounds.height, smallest.height)
  }
  return displays.some(display => isWithinReach(state.bounds, display)) ? { ...state.bounds, ...size } : size
}

/** Whether enough of the title bar is on the display. */
function isWithinReach(window: Rectangle, display: Rectangle): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  return across >= grip && window.y >= display.y && window.y <= display.y + display.height - grip
}
