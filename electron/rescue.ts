import { keyAfterRestore, type RestoreReport } from '@shared/data'
import type { Failure } from '@shared/failure'
import { ok, type Result } from '@shared/result'
import type { MessageBoxOptions } from 'electron'
import type { App } from './compose'

interface Rescue {
  /** Why the workspace cannot be opened. */
  readonly failure: Failure
  /** The app over that workspace, opened by nobody yet; its `chooseOpenPath` asks the person for the backup. */
  compose(): Promise<Result<App>>
  /** Shows a box and answers the number of the button that was pressed. */
  showMessageBox(options: MessageBoxOptions): Promise<{ readonly response: number }>
}

/**
 * Offers to restore a workspace that is too damaged to open, until that went well or the person has enough of it.
 * Answers the app with the restored workspace open, or null for the wish to quit. What failed is told in the same
 * box, so that another backup can be chosen; the damaged files stay where they are until a restore keeps them aside.
 */
export async function rescue({ failure, compose, showMessageBox }: Rescue): Promise<App | null> {
  const composed = await compose()
  if (!composed.ok) return null
  const slipway = composed.value
  let reason = failure
  while ((await showMessageBox(cannotStart(reason))).response === restoreButton) {
    const restored = await restore(slipway)
    if (!restored.ok) reason = restored.failure
    else if (restored.value !== null) {
      await showMessageBox(restoredBox(restored.value))
      return slipway
    }
  }
  await slipway.close()
  return null
}

/** Null when no file was chosen. */
async function restore({ call }: App): Promise<Result<RestoreReport | null>> {
  const chosen = await call('data.chooseBackup', {})
  if (!chosen.ok) return chosen
  return chosen.value === null ? ok(null) : call('data.restore', { path: chosen.value.path })
}

const restoreButton = 0

const cannotStart = ({ message, remedy }: Failure): MessageBoxOptions => ({
  type: 'error',
  title: 'Slipway cannot start',
  message,
  detail: remedy,
  buttons: ['Restore from a backup…', 'Quit'],
  defaultId: restoreButton,
  cancelId: 1,
  noLink: true
})

const restoredBox = ({ backup, keptAs, key }: RestoreReport): MessageBoxOptions => ({
  type: 'info',
  title: 'Slipway',
  message: `The workspace is restored as it was on ${moment.format(backup.createdAt)}.`,
  detail: [
    keyAfterRestore[key],
    keptAs === null ? 'There was no workspace before.' : `What was there before is kept in ${keptAs}.`
  ].join('\n'),
  buttons: ['Open the restored workspace'],
  defaultId: 0,
  cancelId: 0,
  noLink: true
})

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
