/** Whether keys typed there are text: single letters must not be shortcuts then. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

const dialogs = '[role="dialog"], [role="menu"]'

/**
 * Whether a dialog, drawer or menu lies over the screen and owns this key. One that the very key has just closed, as
 * Escape does, is gone already, but the key still came from inside of it.
 */
export const isForDialog = (event: KeyboardEvent): boolean =>
  document.querySelector(dialogs) !== null ||
  event.composedPath().some(node => node instanceof Element && node.matches(dialogs))

/** Whether Ctrl, or ⌘ on a Mac, is held and nothing else is. */
export const isMod = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey

/** Whether the key is pressed alone (Shift may make the character, as for `?`). */
export const isBare = (event: KeyboardEvent): boolean => !event.ctrlKey && !event.metaKey && !event.altKey

/** How long the letter after `g` may take, in milliseconds. */
export const chordTime = 1500
