import type { AppEvent } from '@shared/api'
import type { DeploymentSummary } from '@shared/deployment'
import type { DeploymentId } from '@shared/ids'
import { app, type BrowserWindow, Menu, Notification, nativeImage, powerSaveBlocker, Tray } from 'electron'
import icon from '../resources/icons/32x32.png?inline'
import type { App } from './compose'
import { withDot } from './outside/dot'
import { type Following, follow, followingOf, type Notice, nothingFollowed, seen } from './outside/follow'
import { noticeFor, type Outside, outsideOf, type Tray as TrayLook } from './outside/outside'

/** Open deployments that are taken up when a workspace is entered, what runs and asks first. */
const mostFollowed = 10_000

/** What the surroundings of the window need of the window. */
export interface DesktopWindow {
  /** Null while there is none. */
  readonly window: () => BrowserWindow | null
  /** Whether it was closed, and what runs goes on without it. */
  readonly isHidden: () => boolean
  /** Brings it to the front, on a screen where a path is given. */
  readonly show: (path?: string) => void
  readonly quit: () => void
}

/**
 * Shows around the window what goes on: notices, the bar on the taskbar, the badge, the icon in the tray, and keeps the
 * machine awake. What is shown is decided in `outside/`; here it is only drawn. Returns what draws it again.
 */
export function watchOutside(slipway: App, desktop: DesktopWindow): () => void {
  const surroundings = createSurroundings(desktop)
  let following: Following = nothingFollowed
  let notifies = true
  /** What changed while the list of what is open is on its way; null when it is not. */
  let meanwhile: DeploymentSummary[] | null = null

  const isFocused = (): boolean => desktop.window()?.isFocused() === true
  const draw = (): void => {
    const desk = { isFocused: isFocused(), isHidden: desktop.isHidden(), notifies }
    if (desk.isFocused) following = seen(following)
    surroundings.show(outsideOf(following, desk))
  }
  const take = (summary: DeploymentSummary): void => {
    meanwhile?.push(summary)
    const next = follow(following, summary)
    following = next.following
    const notice = noticeFor(next.notice, { isFocused: isFocused(), isHidden: desktop.isHidden(), notifies })
    if (notice) surroundings.tell(notice)
  }
  const readSettings = async (): Promise<void> => {
    const settings = await slipway.call('settings.get', {})
    if (settings.ok) notifies = settings.value.notifies
  }
  const readOpen = async (): Promise<void> => {
    meanwhile = []
    const open = await slipway.call('deployment.listOpen', { limit: mostFollowed })
    const later = meanwhile ?? []
    meanwhile = null
    if (!open.ok) return
    following = later.reduce((so, summary) => follow(so, summary).following, followingOf(open.value.tasks))
    draw()
  }
  const hear = (event: AppEvent): void => {
    if (event.type === 'deployment.changed') take(event.summary)
    if (event.type === 'workspace.changed') void Promise.all([readSettings(), readOpen()])
    if (event.type === 'catalog.changed' && event.entity === 'settings') void readSettings()
  }
  slipway.broadcaster.subscribe(events => {
    for (const event of events) hear(event)
    if (events.some(event => event.type === 'deployment.changed')) draw()
  })
  app.on('browser-window-focus', draw)
  app.on('browser-window-blur', draw)
  app.on('will-quit', () => surroundings.clear())
  void Promise.all([readSettings(), readOpen()])
  return draw
}

/** The adapters to the system. Each is asked only when something about it changed. */
function createSurroundings(desktop: DesktopWindow) {
  const shown = { progress: '', badge: 0 }
  const notices = new Set<Notification>()
  const tray = createTray(desktop)
  let blocker: number | null = null

  const keepAwake = (isWanted: boolean): void => {
    if (isWanted === (blocker !== null)) return
    if (blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
  const showProgress = (progress: Outside['progress']): void => {
    const key = JSON.stringify(progress)
    if (key === shown.progress) return
    shown.progress = key
    // Below zero it goes away.
    if (progress === null) desktop.window()?.setProgressBar(-1)
    else desktop.window()?.setProgressBar(progress.value, { mode: progress.mode })
  }
  const showBadge = (badge: number): void => {
    if (badge !== shown.badge) app.setBadgeCount(badge)
    shown.badge = badge
  }
  return {
    show: (outside: Outside): void => {
      showProgress(outside.progress)
      showBadge(outside.badge)
      keepAwake(outside.keepsAwake)
      tray.show(outside.tray)
    },
    tell: ({ id, title, body }: Notice): void => {
      if (!Notification.isSupported()) return
      const notice = new Notification({ title, body })
      // Kept as long as it can be clicked.
      notices.add(notice)
      notice.on('click', () => desktop.show(pathOf(id)))
      notice.on('close', () => notices.delete(notice))
      notice.show()
    },
    clear: (): void => {
      keepAwake(false)
      tray.show(null)
    }
  }
}

const pathOf = (id: DeploymentId): string => `/deployments/${id}`

/** The icon in the tray, which is there while it has something to say. Systems without a tray show none. */
function createTray(desktop: DesktopWindow) {
  let tray: Tray | null = null
  let shown = ''
  const menuOf = ({ entries }: TrayLook): Menu =>
    Menu.buildFromTemplate([
      { label: 'Open Slipway', click: () => desktop.show() },
      ...(entries.length > 0 ? [{ type: 'separator' } as const] : []),
      ...entries.map(({ id, label }) => ({ label, click: () => desktop.show(pathOf(id)) })),
      { type: 'separator' },
      { label: 'Quit', click: desktop.quit }
    ])
  const show = (look: TrayLook): void => {
    if (tray === null) {
      tray = new Tray(pictureOf(look.dot))
      tray.on('click', () => desktop.show())
    } else tray.setImage(pictureOf(look.dot))
    tray.setToolTip(look.tooltip)
    tray.setContextMenu(menuOf(look))
  }
  return {
    show: (look: TrayLook | null): void => {
      const key = JSON.stringify(look)
      if (key === shown) return
      shown = key
      if (look !== null) show(look)
      else {
        tray?.destroy()
        tray = null
      }
    }
  }
}

function pictureOf(dot: TrayLook['dot']) {
  const picture = nativeImage.createFromDataURL(icon)
  if (dot === 'none') return picture
  const { width, height } = picture.getSize()
  const { bytes } = withDot({ bytes: picture.toBitmap(), width, height }, dot)
  return nativeImage.createFromBitmap(Buffer.from(bytes), { width, height })
}
