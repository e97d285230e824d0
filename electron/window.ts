import { join } from 'node:path'
import type { AppEvent } from '@shared/api'
import { app, BrowserWindow, type Session, screen, type WebContents } from 'electron'
import { eventChannel } from './ipc/broadcast'
import { placeWindow, readWindowState, smallest, writeWindowState } from './window-state'

interface Options {
  /** The page's origin: its only home. */
  readonly origin: string
  /** Where the window's place is kept. */
  readonly stateFile: string
  /** The screen to show, such as `/deployments/deployment-0a1b2c3d4e`. */
  readonly path?: string
  /** Draws without a display, for pictures. */
  readonly isOffscreen?: boolean
}

const own = new Set<WebContents>()

/** The contents of the windows that we opened ourselves. */
export const ownContents: ReadonlySet<WebContents> = own

/** Opens a window on the page: sandboxed, isolated, unable to go anywhere else. */
export function openWindow({ origin, stateFile, path = '/', isOffscreen = false }: Options): BrowserWindow {
  const state = isOffscreen ? null : readWindowState(stateFile)
  const displays = screen.getAllDisplays().map(display => display.workArea)
  const window = new BrowserWindow({
    ...placeWindow(state, displays),
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Slipway',
    show: false,
    webPreferences: {
      preload: join(__dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Whoever holds an installed app in hand gets no console into its calls.
      devTools: !app.isPackaged,
      offscreen: isOffscreen
    }
  })
  const contents = window.webContents
  own.add(contents)
  contents.once('destroyed', () => own.delete(contents))
  confine(contents, origin)
  if (!isOffscreen) {
    if (state?.isMaximized) window.maximize()
    window.once('ready-to-show', () => window.show())
    keepPlace(window, stateFile)
  }
  void window.loadURL(`${origin}${path}`)
  return window
}

/** Pushes a batch to every window that is still there. */
export function pushToWindows(batch: readonly AppEvent[]): void {
  for (const contents of own) if (!contents.isDestroyed()) contents.send(eventChannel, batch)
}

/** Nothing that shows a page in this process opens windows or holds another page, no matter who made it. */
export function confineEverything(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', event => event.preventDefault())
    // Without a proxy that speaks it there is no UDP, and so no way around the checks of requests.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
  app.on('select-client-certificate', event => event.preventDefault())
  app.on('login', event => event.preventDefault())
}

/** The page stays where it is. */
function confine(contents: WebContents, origin: string): void {
  // Reloading the page is a navigation, too, so the page's own addresses pass.
  contents.on('will-frame-navigate', event => {
    if (!event.isMainFrame || !isBelow(origin, event.url)) event.preventDefault()
  })
  contents.on('will-redirect', event => {
    if (!isBelow(origin, event.url)) event.preventDefault()
  })
}

const isBelow = (origin: string, address: string): boolean => address === origin || address.startsWith(`${origin}/`)

/** Nothing is permitted, nothing is downloaded, and no request leaves the machine. */
export function confineSession(session: Session, origin: string, onRefused: (address: string) => void): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.setSpellCheckerLanguages([])
  session.setDisplayMediaRequestHandler(null)
  // No certificate is good enough, because nothing here is fetched from anywhere.
  session.setCertificateVerifyProc((_request, answer) => answer(refused))
  void session.setProxy({ mode: 'direct' })
  session.on('will-download', event => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isHarmless(origin, url)
    if (cancel) onRefused(url)
    answer({ cancel })
  })
}

/** Chromium's number for a certificate that failed its check. */
const refused = -2

const inside = ['data:', 'blob:', 'devtools:', 'chrome-extension:']

/** Whether a request stays inside; a development server of the page pushes its changes over a socket. */
const isHarmless = (origin: string, address: string): boolean =>
  isBelow(origin, address) ||
  isBelow(origin.replace(/^http/, 'ws'), address) ||
  inside.some(it => address.startsWith(it))

/** Where the window is and what it shows, for the next start; after a crash as well. */
function keepPlace(window: BrowserWindow, file: string): void {
  const write = (): void => {
    const address = window.webContents.getURL()
    // There is none before the page has begun to load.
    const path = URL.canParse(address) ? { path: new URL(address).pathname } : {}
    writeWindowState(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized(), ...path })
  }
  window.on('close', write)
  window.webContents.on('did-navigate-in-page', write)
}
