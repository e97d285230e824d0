import { resolve } from 'node:path'
import type { CallName, Output } from '@shared/api'
import type { LogLine } from '@shared/log'
import { _electron, type Page } from 'playwright/test'
import { projectRoot } from './app'

/** What the window is told, whatever it asks with. A call without an answer fails. */
export interface Scene {
  readonly answers: { readonly [Name in CallName]?: Output<Name> }
  readonly log: readonly LogLine[]
}

export interface Stage {
  readonly page: Page
  /** Loads an address of the window with a scene behind it. */
  show(scene: Scene, path: string, size: { readonly width: number; readonly height: number }): Promise<void>
  close(): Promise<void>
}

/** The built window with a table of answers in place of the app. */
export async function openStage(): Promise<Stage> {
  const app = await _electron.launch({
    args: [resolve(projectRoot, 'test/e2e/support/stage.cjs'), '--disable-gpu'],
    cwd: projectRoot
  })
  const page = await app.firstWindow()
  return {
    page,
    show: async (scene, path, { width, height }) => {
      await app.evaluate(
        async (_electron, [next, address, wide, high]) => {
          const { showScene } = globalThis as unknown as {
            showScene: (scene: unknown, path: string, width: number, height: number) => Promise<void>
          }
          await showScene(next, address, wide, high)
        },
        [scene, path, width, height] as const
      )
    },
    close: () => app.close()
  }
}
