import { type BrowserWindow, dialog } from 'electron'
import { type CloseAnswer, closeAnswer, closeBox, stayButton } from './outside/close-question'

interface Closing {
  /** What closing would cancel, described for a sentence. */
  readonly underWay: () => readonly string[]
  /** Ends the app; what runs is cancelled first. */
  readonly quit: () => void
  /** The window was hidden, and what runs goes on; `quitsAfter` ends the app with the last of it. */
  readonly onHidden: (quitsAfter: boolean) => void
}

/** Asks before a window is closed while something runs: it may go on without the window. */
export function askBeforeClosing(window: BrowserWindow, { underWay, quit, onHidden }: Closing): void {
  let isDecided = false
  let isAsking = false
  window.on('close', event => {
    const open = underWay()
    if (isDecided || open.length === 0) return
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

/**
 * Asks before text that was not saved is lost with its page. Chromium has no words of its own for this in Electron:
 * without it the window would just stay open.
 */
export function askBeforeLosingText(window: BrowserWindow): void {
  window.webContents.on('will-prevent-unload', event => {
    const response = dialog.showMessageBoxSync(window, {
      type: 'warning',
      title: 'Slipway',
      message: 'There are changes that are not saved.',
      detail: 'Leaving now loses them.',
      buttons: ['Keep editing', 'Discard changes'],
      defaultId: 0,
      cancelId: 0,
      noLink: true
    })
    // Preventing what prevents the unload lets it go on.
    if (response === 1) event.preventDefault()
  })
}
