import type { AppEvent, CallName, Input, Output } from '@shared/api'
import type { Failure } from '@shared/failure'
import { fail, type Result } from '@shared/result'

/** What the preload script puts on the window. */
export interface Bridge {
  call<Name extends CallName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>>
  /** Returns the undo. */
  subscribe(listener: (event: AppEvent) => void): () => void
  /** Absolute paths of files and folders that a person dropped on the window. */
  pathsOf(files: readonly File[]): readonly string[]
}

declare global {
  interface Window {
    readonly slipway: Bridge
  }
}

/** Sees to it that the vault gets open; answers whether it is, so that a call is worth another try. */
export type OpenVault = (failure: Failure) => Promise<boolean>

let openVault: OpenVault | null = null

/** From now on a call that needs the vault open asks for it, and is then made again by itself. Returns the undo. */
export function askForVaultWith(ask: OpenVault): () => void {
  openVault = ask
  return () => {
    if (openVault === ask) openVault = null
  }
}

const needsVault = ({ kind }: Failure): boolean => kind === 'vault-locked' || kind === 'vault-not-set-up'

// One subscription serves all, because each one copies every event out of the preload's world.
const listeners = new Set<(event: AppEvent) => void>()
let undo: (() => void) | null = null

/** A call that breaks on the way is a failure like any other; nothing throws. */
async function callOnce<Name extends CallName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>> {
  try {
    return await window.slipway.call(name, input)
  } catch (error) {
    return fail({
      kind: 'internal',
      message: `Slipway could not carry out “${name}”: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Try again. If it keeps happening, restart Slipway.'
    })
  }
}

/** The window's only way out. */
export const api: Bridge = {
  async call(name, input) {
    const result = await callOnce(name, input)
    if (result.ok || !openVault || name.startsWith('vault.') || !needsVault(result.failure)) return result
    return (await openVault(result.failure)) ? callOnce(name, input) : result
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
  },
  pathsOf: files => window.slipway.pathsOf(files)
}
