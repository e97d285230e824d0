import { writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fail, ok, type Result } from '@shared/result'
import type { BrowserWindow } from 'electron'

/** The page says by this that it shows what it was asked for: no loading state is left and it has text. */
const isReady = `
  document.readyState === 'complete' &&
  document.querySelector('[aria-busy="true"]') === null &&
  (document.getElementById('root')?.innerText.trim().length ?? 0) > 0
`

const limit = 15_000
const step = 100
/** How often in a row the page has to look ready, so that what is still coming has come. */
const steadyFor = 5

/** Waits until the window shows its screen and writes a picture of it to `file`. */
export async function takePicture(window: BrowserWindow, file: string): Promise<Result<null>> {
  let steady = 0
  for (let waited = 0; waited < limit && steady < steadyFor; waited += step) {
    await wait(step)
    steady = (await looksReady(window)) ? steady + 1 : 0
  }
  if (steady < steadyFor)
    return fail({
      kind: 'internal',
      message: 'The window did not show the deployment in time, so no picture was taken.',
      remedy: 'Try again; the deployment itself is not affected.'
    })
  const image = await window.webContents.capturePage()
  try {
    await writeFile(file, image.toPNG())
    return ok(null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail({
      kind: 'storage-failed',
      message: `The picture could not be written: ${reason}.`,
      remedy: 'Choose another file.'
    })
  }
}

async function looksReady(window: BrowserWindow): Promise<boolean> {
  try {
    return (await window.webContents.executeJavaScript(isReady)) === true
  } catch {
    // Between two pages there is nothing to ask.
    return false
  }
}
