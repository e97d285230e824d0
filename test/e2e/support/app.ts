import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright/test'
import { descendantsOf, listProcesses } from '../../support/processes'

export const projectRoot = resolve(import.meta.dirname, '../../..')

export interface LaunchOptions {
  /** Where the app keeps everything; survives `close`, so that the app can be started on it again. */
  readonly home: string
  readonly colorScheme?: 'light' | 'dark'
  /** Window size in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number }
  /** A script that Electron runs before the app. */
  readonly preload?: string
}

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Console errors, uncaught errors and crashes of the window so far. */
  readonly problems: readonly string[]
  /** Ends the app by closing its window; an app that asks first is not waited for and killed. */
  close(): Promise<void>
  /** Ends every process of the app at once and without warning, as a power cut would. */
  kill(): Promise<void>
}

export const makeHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'slipway-e2e-'))
export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true })

function collectProblems(page: Page): string[] {
  const problems: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', error => problems.push(`uncaught: ${error.stack ?? error.message}`))
  page.on('crash', () => problems.push('the window crashed'))
  return problems
}

function environment(home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(inherited), SLIPWAY_HOME: home }
}

/** Starts the built app on a home folder and waits for its window. */
export async function launchApp({ home, colorScheme, size, preload }: LaunchOptions): Promise<RunningApp> {
  const app = await _electron.launch({
    args: [...(preload ? ['-r', preload] : []), '.', '--disable-gpu'],
    cwd: projectRoot,
    env: environment(home),
    ...(colorScheme ? { colorScheme } : {})
  })
  const page = await app.firstWindow()
  const problems = collectProblems(page)
  if (size) await resizeWindow(app, size)
  await page.waitForLoadState()
  return { app, page, problems, close: () => closeOrKill(app), kill: () => killTree(app) }
}

/** Gives the first window's content this size. */
export async function resizeWindow(
  app: ElectronApplication,
  size: { readonly width: number; readonly height: number }
): Promise<void> {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.setContentSize(width, height)
  }, size)
}

const patience = 8_000

async function closeOrKill(app: ElectronApplication): Promise<void> {
  const closed = app.close().then(() => true)
  const timer = new Promise<false>(done => setTimeout(() => done(false), patience).unref())
  if (!(await Promise.race([closed, timer]))) await killTree(app)
}

async function killTree(app: ElectronApplication): Promise<void> {
  const main = app.process()
  const { pid } = main
  if (pid === undefined) return
  const ended = new Promise<void>(done => main.once('exit', () => done()))
  // The main process first: it must not get the chance to tidy up after its children.
  const below = descendantsOf(pid, await listProcesses())
  for (const victim of [pid, ...below.map(item => item.pid)]) {
    try {
      process.kill(victim, 'SIGKILL')
    } catch {
      // It ended together with its parent.
    }
  }
  await ended
}
