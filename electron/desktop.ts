import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@shared/failure'
import { fail, ok, type Result } from '@shared/result'
import { app, BrowserWindow, dialog, ipcMain, type OpenDialogOptions, session } from 'electron'
import { serveApp } from './app-protocol'
import { askBeforeClosing } from './closing'
import type { App } from './compose'
import { isOwnPage } from './ipc/sender'
import { serve } from './ipc/server'
import { setMenu } from './menu'
import { firstPath } from './outside/first-path'
import { watchOutside } from './outside-window'
import type { ChosenFile } from './services/ports'
import { uiOrigin } from './ui-files'
import { confineSession, openWindow, ownContents, pushToWindows } from './window'
import { readWindowState } from './window-state'

/** Where the page comes from: our own scheme, or the development server when one is running. */
export function pageOrigin(): string {
  const server = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
  return server && URL.canParse(server) ? new URL(server).origin : uiOrigin
}

/** Connects windows to the app: the page's files, the door for its calls, the pushes to it. Once per process. */
export function connectWindows(slipway: App, origin: string): void {
  confineSession(session.defaultSession, origin, slipway.network.refused)
  serveApp(session.defaultSession, join(__dirname, '../renderer'))
  serve({ ipcMain, dispatch: slipway.dispatch, isTrusted: event => isOwnPage(event, ownContents, origin) })
  slipway.broadcaster.subscribe(pushToWindows)
}

/** The app with its window, until the person ends it. */
export async function runDesktop(slipway: App, home: string): Promise<void> {
  const origin = pageOrigin()
  const stateFile = join(home, 'window.json')
  // Notices of the system are shown under this name.
  if (process.platform === 'win32') app.setAppUserModelId('io.slipway.console')
  connectWindows(slipway, origin)
  setMenu()
  const underWay = () => slipway.workspaces.openDeployments()
  const quit = () => app.quit()
  const background = createBackground(() => {
    if (underWay().length === 0) quit()
  })
  const open = (path: string) => {
    const window = openWindow({ origin, stateFile, path })
    const onHidden = (quitsAfter: boolean) => {
      background.enter(quitsAfter)
      draw()
    }
    askBeforeClosing(window, {
      underWay,
      quit,
      onHidden,
      onHeld: wanted => slipway.broadcaster.publish({ type: 'window.held', wanted })
    })
    window.on('show', background.leave)
  }
  const show = (path?: string) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return open(path ?? '/')
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    if (path !== undefined) slipway.broadcaster.publish({ type: 'window.goTo', path })
  }
  const window = () => BrowserWindow.getAllWindows()[0] ?? null
  const draw = watchOutside(slipway, { window, isHidden: background.isOn, show, quit })
  open(await pathAtStart(slipway, stateFile))
  app.on('second-instance', () => show())
  app.on('activate', () => show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuitting(slipway)
}

/** Milliseconds between two looks whether what runs in the background is over. */
const backgroundLook = 1000

/** Whether the app runs without its window; `look` is called now and then while it is to end with what runs. */
function createBackground(look: () => void) {
  let isOn = false
  let timer: ReturnType<typeof setInterval> | null = null
  const stop = () => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }
  return {
    isOn: () => isOn,
    enter: (quitsAfter: boolean) => {
      isOn = true
      stop()
      if (quitsAfter) timer = setInterval(look, backgroundLook)
    },
    leave: () => {
      isOn = false
      stop()
    }
  }
}

/** Where the window begins: on what a crash interrupted, where it did. */
async function pathAtStart({ call }: App, stateFile: string): Promise<string> {
  const info = await call('workspace.info', {})
  if (!info.ok || !info.value.notices.some(notice => notice.kind === 'interrupted')) return '/'
  const interrupted = await call('deployment.list', { states: ['interrupted'], limit: 50 })
  return firstPath(readWindowState(stateFile)?.path ?? null, interrupted.ok ? interrupted.value : [])
}

/** The end waits until deployments are over and everything is on disk. */
function closeBeforeQuitting(slipway: App): void {
  let isClosed = false
  app.on('will-quit', event => {
    if (isClosed) return
    event.preventDefault()
    void slipway
      .close()
      .catch(error => process.stderr.write(`Slipway could not close its workspace: ${String(error)}\n`))
      .finally(() => {
        isClosed = true
        app.quit()
      })
  })
}

/** Asks where to save a file. */
export async function chooseSavePath(suggestedName: string): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('downloads'), suggestedName) }
  const window = BrowserWindow.getFocusedWindow()
  const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return answer.canceled || !answer.filePath ? null : answer.filePath
}

/** The most that is read of a file that a person chooses. Bytes. */
const largestFile = 5_000_000

/** Asks for an OpenSSH file, beginning where it usually lies, and reads it. */
export async function chooseOpenFile(name: string): Promise<Result<ChosenFile | null>> {
  const options: OpenDialogOptions = {
    defaultPath: join(app.getPath('home'), '.ssh', name),
    properties: ['openFile', 'showHiddenFiles']
  }
  const window = BrowserWindow.getFocusedWindow()
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  const [path] = answer.filePaths
  if (answer.canceled || path === undefined) return ok(null)
  try {
    if ((await stat(path)).size > largestFile) return fail(unreadable(path, 'it is larger than 5 MB'))
    return ok({ path, text: await readFile(path, 'utf8') })
  } catch (error) {
    return fail(unreadable(path, error instanceof Error ? error.message : String(error)))
  }
}

const unreadable = (path: string, reason: string): Failure => ({
  kind: 'invalid-input',
  message: `The file ${path} cannot be read: ${reason}.`,
  remedy: 'Choose another file, or paste its text.'
})

/** Asks for a folder whose files may be changed. */
export async function chooseFolder(): Promise<string | null> {
  const options: OpenDialogOptions = { properties: ['openDirectory', 'showHiddenFiles'] }
  const window = BrowserWindow.getFocusedWindow()
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}

/** Asks for packages, or for a folder that is to become one. */
export async function choosePackages(what: 'files' | 'folder'): Promise<readonly string[] | null> {
  const options: OpenDialogOptions =
    what === 'folder'
      ? { properties: ['openDirectory'] }
      : {
          properties: ['openFile', 'multiSelections'],
          filters: [
            {
              name: 'Packages',
              extensions: ['zip', 'nupkg', 'jar', 'war', 'ear', 'whl', 'tar', 'gz', 'tgz', 'bz2', 'tbz', 'tbz2']
            },
            { name: 'All files', extensions: ['*'] }
          ]
        }
  const window = BrowserWindow.getFocusedWindow()
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return answer.canceled ? null : answer.filePaths
}

/** Asks for a backup to restore. */
export async function chooseOpenPath(): Promise<string | null> {
  const options = {
    properties: ['openFile' as const],
    filters: [
      { name: 'Backups of Slipway', extensions: ['gz'] },
      { name: 'All files', extensions: ['*'] }
    ]
  }
  const window = BrowserWindow.getFocusedWindow()
  const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}
