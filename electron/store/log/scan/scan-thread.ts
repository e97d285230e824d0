import { Worker } from 'node:worker_threads'
import type { Failure } from '@shared/failure'
import { fail } from '@shared/result'
import { AskedThread, type Loss } from '../../../threads/asked-thread'
import type { AnswerTo, ScanAnswer, ScanRequest } from './scan-protocol'
import type { LogScans } from './scans'

/** How long a pattern may take to answer, in milliseconds. An answer that gets on with it comes many times as fast. */
const patience = 3_000

interface ScanThreadOptions {
  /** The file that `worker.ts` was bundled into, such as `out/main/log-worker.cjs`. */
  readonly workerPath: string
  /** In place of three seconds. */
  readonly patienceMs?: number
}

type ScanThread = AskedThread<ScanRequest, ScanAnswer>

/**
 * Scans on threads of their own, started when they are needed. Regular expressions of people have a thread for
 * themselves: one that does not come to an end is ended with it, and nothing else waits for it.
 */
export function createScanThreads({ workerPath, patienceMs = patience }: ScanThreadOptions): LogScans {
  const start = () => new Worker(workerPath, { execArgv: [] })
  const steady: ScanThread = new AskedThread({ start, patienceMs: null })
  const patterns: ScanThread = new AskedThread({ start, patienceMs })
  return {
    outline: (log, revision) => ask(steady, { kind: 'outline', log, revision }),
    search: (log, search) => ask(search.query.isRegex ? patterns : steady, { kind: 'search', log, search }),
    compare: (own, other) => ask(steady, { kind: 'compare', own, other }),
    dispose: async () => {
      await Promise.all([steady.end(), patterns.end()])
    }
  }
}

async function ask<Kind extends ScanRequest['kind']>(
  thread: ScanThread,
  request: ScanRequest & { readonly kind: Kind }
): Promise<AnswerTo<Kind>> {
  const found = await thread.ask(request)
  return ('answer' in found ? found.answer : fail(failureOf(found))) as AnswerTo<Kind>
}

function failureOf(loss: Loss): Failure {
  if (loss.lost === 'too-slow') return tooSlow
  return loss.lost === 'ended' ? ended : broken(loss.why)
}

const tooSlow: Failure = {
  kind: 'timed-out',
  message: 'The regular expression takes too long on this log, so the search was ended.',
  remedy: 'Write it more simply — nested repetitions such as (a+)+ are slow — or search for text.'
}

const ended: Failure = {
  kind: 'cancelled',
  message: 'The search was ended, because Slipway closes.',
  remedy: 'Nothing needs to be done.'
}

const broken = (why: string): Failure => ({
  kind: 'internal',
  message: `Reading the log failed: ${why}.`,
  remedy: 'Try again. If it keeps happening, restart Slipway.'
})
