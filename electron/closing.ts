import { type BrowserWindow, dialog } from 'electron'
import { sentenceList } from './services/rules'
import type { Workspaces } from './services/workspaces'

/**
 * Asks before a window is closed while something is being deployed; closing it then cancels that and waits for its
 * end. `quit` ends the app.
 */
export function askBeforeClosing(window: BrowserWindow, workspaces: Workspaces, quit: () => void): void {
  let isDecided = false
  window.on('close', event => {
    const open = workspaces.openDeployments()
    if (isDecided || open.length === 0) return
    event.preventDefault()
    void ask(window, open).then(answer => {
      if (answer === 'keep') return
      isDecided = true
      quit()
    })
  })
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

async function ask(window: BrowserWindow, open: readonly string[]): Promise<'keep' | 'quit'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Slipway',
    message: open.length === 1 ? 'A deployment is running.' : `${open.length} deployments are running.`,
    detail: `Closing Slipway would cancel ${sentenceList(open)}.`,
    buttons: ['Keep running', open.length === 1 ? 'Cancel deployment and quit' : 'Cancel deployments and quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true
  })
  return response === 1 ? 'quit' : 'keep'
}
