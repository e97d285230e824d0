import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, expect } from 'playwright/test'
import { startSshd, type TestSshd } from '../../support/sshd'
import { type LaunchOptions, launchApp, makeHome, type RunningApp, removeHome } from './app'
import { openDisplay } from './display'

interface Fixtures {
  /** Complaints of the window that a test brings about on purpose. */
  readonly expectedProblems: readonly RegExp[]
  /** Whether the home is one from before vaults had a lock, so that only tests about the vault have to do with it. */
  readonly vault: 'key-file' | 'untouched'
  /** An empty folder for the app's data, but for what `vault` says; gone after the test. */
  readonly home: string
  /** Starts the app on `home`; every start is closed after the test, and its window must not have complained. */
  readonly launch: (options?: Omit<LaunchOptions, 'home'>) => Promise<RunningApp>
  /** The app on an empty home. */
  readonly slipway: RunningApp
  /** A real OpenSSH server. */
  readonly sshd: TestSshd
}

interface WorkerFixtures {
  /** Keeps tests that run at the same time off each other's display; the first keeps the one that there is. */
  readonly display: undefined
}

async function writeKeyFile(home: string): Promise<void> {
  await mkdir(join(home, 'keys'), { mode: 0o700 })
  await writeFile(join(home, 'keys', 'main.key'), randomBytes(32), { mode: 0o600 })
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    async ({}, use, { parallelIndex }) => {
      const leave = process.platform === 'linux' && parallelIndex > 0 ? await openDisplay() : null
      await use(undefined)
      await leave?.()
    },
    { scope: 'worker', auto: true }
  ],

  expectedProblems: [[], { option: true }],

  vault: ['key-file', { option: true }],

  home: async ({ vault }, use) => {
    const home = await makeHome()
    if (vault === 'key-file') await writeKeyFile(home)
    await use(home)
    await removeHome(home)
  },

  launch: async ({ home, expectedProblems }, use, info) => {
    const running: RunningApp[] = []
    await use(async options => {
      const started = await launchApp({ home, ...options })
      running.push(started)
      return started
    })
    const failed = info.status !== info.expectedStatus
    for (const [index, started] of running.entries()) {
      if (failed && !started.page.isClosed()) {
        const path = info.outputPath(`window-${index + 1}.png`)
        await started.page.screenshot({ path, timeout: 5_000 }).catch(() => undefined)
      }
      // A form that a failed test left behind would ask before the window closes, and nobody would answer.
      await (failed ? started.kill() : started.close()).catch(() => undefined)
    }
    const problems = running.flatMap(started => started.problems)
    expect(problems.filter(problem => !expectedProblems.some(expected => expected.test(problem)))).toEqual([])
  },

  slipway: async ({ launch }, use) => {
    await use(await launch())
  },

  sshd: async ({}, use) => {
    const sshd = await startSshd()
    await use(sshd)
    await sshd.stop()
  }
})

export { expect }
