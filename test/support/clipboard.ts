/** What is copied from now on, the newest last; no window of a test has a clipboard. */
export function watchClipboard(): readonly string[] {
  const copied: string[] = []
  const setData = (_type: string, text: string) => copied.push(text)
  document.execCommand = () => {
    const event = new Event('copy', { bubbles: true, cancelable: true })
    Object.assign(event, { clipboardData: { setData } })
    return document.body.dispatchEvent(event)
  }
  return copied
}
