import type { ElectronApplication } from 'playwright/test'

/** What the app shows outside of its window, noted instead of shown. */
export async function noteOutside(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow, dialog, Notification, powerSaveBlocker, Tray }) => {
    const noted: string[] = []
    Object.assign(globalThis, { noted })
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: Electron.Notification) {
      noted.push(`notice: ${this.title}`)
      Object.assign(globalThis, { lastNotice: this })
    }
    Tray.prototype.setToolTip = (text: string) => void noted.push(`tray: ${text}`)
    BrowserWindow.prototype.setProgressBar = (value: number, options?: { mode?: string }) =>
      void noted.push(`progress: ${value < 0 ? 'none' : (options?.mode ?? '')}`)
    powerSaveBlocker.start = type => {
      noted.push(`awake: ${type}`)
      return 7
    }
    powerSaveBlocker.stop = id => {
      noted.push(`asleep: ${id}`)
      return true
    }
    dialog.showMessageBox = async (...all: unknown[]) => {
      noted.push(`asked: ${(all.at(-1) as Electron.MessageBoxOptions).message}`)
      return (globalThis as unknown as { closeAnswer: Electron.MessageBoxReturnValue }).closeAnswer
    }
  })
}

/** What was noted so far. */
export const noted = (app: ElectronApplication): Promise<readonly string[]> =>
  app.evaluate(() => (globalThis as unknown as { noted: string[] }).noted)

type Answer = 'background' | 'quit' | 'stay'

/** Closes the window as a person does, who answers the question about what runs. */
export async function closeWindow(app: ElectronApplication, answer: Answer, checkboxChecked = false): Promise<void> {
  const response = ['background', 'quit', 'stay'].indexOf(answer)
  await app.evaluate(
    ({ BrowserWindow }, closeAnswer) => {
      Object.assign(globalThis, { closeAnswer })
      BrowserWindow.getAllWindows()[0]?.close()
    },
    { response, checkboxChecked }
  )
}

/** Whether the window is shown. */
export const isVisible = (app: ElectronApplication): Promise<boolean> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() === true)
