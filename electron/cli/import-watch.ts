import type { AppEvent } from '@shared/api'
import type { PackageImportId } from '@shared/ids'
import { importShare, importTitle, importWords } from '@shared/packages/import-words'
import { CommandFailed } from './errors'
import type { Session } from './session'
import { shownText } from './text'

/**
 * Imports packages, or fetches one from a feed, and shows at a terminal how far that is. Ctrl-C cancels what is under
 * way, so that nothing of it is left behind; the second one leaves without waiting for that.
 * @param begin makes the call
 * @returns null where it was left, or failed because it was cancelled
 */
export async function importWatched<T>(session: Session, begin: () => Promise<T>): Promise<T | null> {
  const door = await session.door()
  const { status } = session.io
  let id: PackageImportId | null = null
  let isUnwanted = false
  const cancel = () => {
    if (id !== null) void door.call('package.cancelImport', { id })
  }
  const stopListening = door.subscribe(events => {
    for (const event of events) {
      if (event.type !== 'package.importing' || event.progress === null) continue
      id = event.id
      // It was not known yet which one to cancel.
      if (isUnwanted) cancel()
      status?.(lineOf(event.progress))
    }
  })
  let leave: (nothing: null) => void = () => undefined
  const left = new Promise<null>(resolve => {
    leave = resolve
  })
  const stopInterrupts = session.io.onInterrupt(() => {
    if (isUnwanted) {
      session.isAbandoned = true
      return leave(null)
    }
    isUnwanted = true
    cancel()
  })
  try {
    return await Promise.race([begin(), left])
  } catch (error) {
    if (error instanceof CommandFailed && error.failure.kind === 'cancelled') return null
    throw error
  } finally {
    stopInterrupts()
    stopListening()
    status?.('')
  }
}

function lineOf(progress: NonNullable<Extract<AppEvent, { type: 'package.importing' }>['progress']>): string {
  const share = importShare(progress)
  const percent = share === null ? '' : ` (${Math.floor(share * 100)} %)`
  return shownText(`${importTitle(progress)}: ${importWords(progress)}${percent}`, false)
}
