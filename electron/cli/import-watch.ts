import type { AppEvent, Input, Output } from '@shared/api'
import type { PackageImportId } from '@shared/ids'
import { importShare, importTitle, importWords } from '@shared/packages/import-words'
import type { Session } from './session'
import { shownText } from './text'

/**
 * Imports packages and shows at a terminal how far that is. Ctrl-C cancels what is under way, so that nothing of it is
 * left behind; the second one leaves without waiting for that, and nothing is answered.
 */
export async function importWatched(
  session: Session,
  what: Input<'package.import'>
): Promise<Output<'package.import'> | null> {
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
    return await Promise.race([session.call('package.import', what), left])
  } finally {
    stopInterrupts()
    stopListening()
    status?.('')
  }
}

const lineOf = (progress: NonNullable<Extract<AppEvent, { type: 'package.importing' }>['progress']>): string =>
  shownText(`${importTitle(progress)}: ${importWords(progress)} (${Math.floor(importShare(progress) * 100)} %)`, false)
