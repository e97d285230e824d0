/** What a key does in the log. */
export type LogCommand =
  | { readonly kind: 'line'; readonly step: number; readonly isExtending: boolean }
  | { readonly kind: 'page'; readonly step: number }
  | { readonly kind: 'fold'; readonly isOpen: boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'copy-link' }
  | { readonly kind: 'clear' }

export interface LogKeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** How long the first g waits for the second, in milliseconds. */
export const secondKeyWithin = 800

/** The command for a key; null for keys that are not the log's. `isSecondG`: a g was pressed just before. */
export function logCommand(press: LogKeyPress, isSecondG: boolean): LogCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  const isExtending = press.shiftKey
  switch (press.key) {
    case 'j':
      return { kind: 'line', step: 1, isExtending: false }
    case 'k':
      return { kind: 'line', step: -1, isExtending: false }
    case 'ArrowDown':
      return { kind: 'line', step: 1, isExtending }
    case 'ArrowUp':
      return { kind: 'line', step: -1, isExtending }
    case 'PageDown':
    case ' ':
      return { kind: 'page', step: isExtending && press.key === ' ' ? -1 : 1 }
    case 'PageUp':
      return { kind: 'page', step: -1 }
    case 'Home':
      return { kind: 'start' }
    case 'g':
      return isSecondG ? { kind: 'start' } : null
    case 'G':
    case 'End':
      return { kind: 'end' }
    default:
      return wordCommand(press.key)
  }
}

function wordCommand(key: string): LogCommand | null {
  switch (key) {
    case 'h':
      return { kind: 'fold', isOpen: false }
    case 'l':
      return { kind: 'fold', isOpen: true }
    case 'f':
      return { kind: 'follow' }
    case 'y':
      return { kind: 'copy' }
    case 'Y':
      return { kind: 'copy-link' }
    case 'Escape':
      return { kind: 'clear' }
    default:
      return null
  }
}

/** Keys of the log that also work while something else on the screen has the focus. */
export const wideKeys: ReadonlySet<string> = new Set(['j', 'k', 'h', 'l', 'y', 'Y', 'G'])
