import type { Failure } from '@shared/failure'
import { fail } from '@shared/result'
import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { Dispatch } from './dispatch'

/** The only channel that windows can call. */
export const callChannel = 'slipway:call'

interface Options {
  readonly ipcMain: Pick<IpcMain, 'handle'>
  readonly dispatch: Dispatch
  /** Whether a message comes from the page of our own window. */
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean
}

/** Opens the door for windows. Everything else than our own page is turned away before its message is looked at. */
export function serve({ ipcMain, dispatch, isTrusted }: Options): void {
  ipcMain.handle(callChannel, (event, name: unknown, input: unknown) =>
    isTrusted(event) ? dispatch(name, input) : fail(notOurWindow)
  )
}

const notOurWindow: Failure = {
  kind: 'forbidden',
  message: 'This page may not call Slipway.',
  remedy: 'Close the page; it does not belong to Slipway.'
}
