/** Whether keys typed there are text: single letters must not be shortcuts then. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Whether a dialog, drawer or menu lies over the screen and owns the keys. */
export const isDialogOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null

/** Whether Ctrl, or ⌘ on a Mac, is held and nothing else is. */
export const isMod = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey

/** Whether the key is pressed alone (Shift may make the character, as for `?`). */
export const isBare = (event: KeyboardEvent): boolean => !event.ctrlKey && !event.metaKey && !event.altKey
