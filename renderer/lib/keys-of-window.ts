import { AfterKeys } from './after-keys'

const ofWindow = new AfterKeys({
  now: () => performance.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  }
})
window.addEventListener('keydown', () => ofWindow.press(), { capture: true })

/** Runs something at once, or after the keys that are being pressed in this window, 590 ms later at most. Returns the undo. */
export const afterKeys = (work: () => void): (() => void) => ofWindow.run(work)
