import type { IpcMainInvokeEvent, WebContents } from 'electron'

/** What of a message's sender decides whether it is trusted. */
export type Sender = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>

/**
 * Whether a message was sent by the page itself in one of our own windows: not by a frame inside of it, not by a page
 * from elsewhere, and not by a window that we did not open.
 */
export function isOwnPage({ sender, senderFrame }: Sender, windows: ReadonlySet<WebContents>, origin: string): boolean {
  if (!windows.has(sender) || senderFrame === null) return false
  return senderFrame === sender.mainFrame && senderFrame.parent === null && senderFrame.origin === origin
}
