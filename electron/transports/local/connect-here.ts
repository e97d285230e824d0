import { existsSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { fail, ok, type Result } from '@shared/result'
import type { Connection } from '../../engine/ports'
import { cleanEnvironment } from './clean-environment'
import { LocalConnection } from './connection'

/** Opens a connection to this machine: commands run as the person who uses the app, from their home folder. */
export async function connectHere(signal: AbortSignal): Promise<Result<Connection>> {
  if (signal.aborted)
    return fail({
      kind: 'cancelled',
      message: 'Running on this machine was cancelled.',
      remedy: 'Deploy again when you want to.'
    })
  const home = homedir()
  return ok(new LocalConnection(existsSync(home) ? home : tmpdir(), cleanEnvironment(process.env)))
}
