/**
 * Puts text on the clipboard. Uses the copy event, because the window asks for no permissions at all.
 * @returns whether it worked.
 */
export function copyText(text: string): boolean {
  let isDone = false
  const fill = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
    isDone = event.clipboardData !== null
  }
  document.addEventListener('copy', fill, { capture: true, once: true })
  document.execCommand('copy')
  document.removeEventListener('copy', fill, { capture: true })
  return isDone
}
