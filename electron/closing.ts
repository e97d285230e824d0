import { type BrowserWindow, dialog } from 'electron'
import { type CloseAnswer, closeAnswer, closeBox, stayButton } from './outside/close-question'

interface Closing {
  /** What closing would cancel, described for a sentence. */
  readonly underWay: () => readonly string[]
  /** Ends the app; what runs is cancelled first. */
  readonly quit: () => void
  /** The window was hidden, and what runs goes on; `quitsAfter` ends the app with the last of it. */
  readonly onHidden: (quitsAfter: boolean) => void
  /** The page holds text that is not saved, and stayed; it asks the person itself, and does what was wanted if they agree. */
  readonly onHeld: (wanted: 'close' | 'reload') => void
}

/** Asks before a window is closed while something runs: it may go on without the window. */
export function askBeforeClosing(window: BrowserWindow, { underWay, quit, onHidden, onHeld }: Closing): void {
  let isDecided = false
  let isClosing = false
  let isAsking = false
  window.on('close', event => {
    const open = underWay()
    isClosing = isDecided || open.length === 0
    if (isClosing) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void ask(window, open).then(answer => {
      isAsking = false
      if (answer.kind === 'background') {
        window.hide()
        onHidden(answer.quitsAfter)
      }
      if (answer.kind !== 'quit') return
      isDecided = true
      quit()
    })
  })
  window.webContents.on('will-prevent-unload', () => {
    const wanted = isClosing ? 'close' : 'reload'
    isClosing = false
    // What was said about what runs counted for this one time.
    isDecided = false
    if (!window.isVisible()) window.show()
    onHeld(wanted)
  })
}

async function ask(window: BrowserWindow, open: readonly string[]): Promise<CloseAnswer> {
  // The wish to quit may come from the tray, while there is no window to be seen.
  if (!window.isVisible()) window.show()
  const { buttons, ...box } = closeBox(open)
  const { response, checkboxChecked } = await dialog.showMessageBox(window, {
    type: 'question',
    title: 'Slipway',
    ...box,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: stayButton,
    noLink: true
  })
  return closeAnswer(response, checkboxChecked)
}
