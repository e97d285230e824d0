import type { AppEvent, CallName, Input, Output } from '@shared/api'
import { fail, type Result } from '@shared/result'

/** What the preload script puts on the window. */
export interface Bridge {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>>
  /** Returns the undo. */
  subscribe(listener: (event: AppEvent) => void): () => void
}

declare global {
  interface Window {
    readonly slipway: Bridge
  }
}

// One subscription serves all, because each one copies every event out of the preload's world.
const listeners = new Set<(event: AppEvent) => void>()
let undo: (() => void) | null = null

/** The window's only way out. A call that breaks on the way is a failure like any other; nothing throws. */
export const api: Bridge = {
  async call(name, input) {
    try {
      return await window.slipway.call(name, input)
    } catch (error) {
      return fail({
        kind: 'internal',
        message: `Slipway could not carry out “${name}”: ${error instanceof Error ? error.message : String(error)}`,
        remedy: 'Try again. If it keeps happening, restart Slipway.'
      })
    }
  },
  subscribe(listener) {
    listeners.add(listener)
    undo ??= window.slipway.subscribe(event => {
      for (const each of [...listeners]) each(event)
    })
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      undo?.()
      undo = null
    }
  }
}
