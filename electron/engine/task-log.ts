import type { DeploymentFact, LogLevel } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { Redactor } from './redactor'

/** The engine's own lines, so that the task log reads by itself. */
export interface TaskLog {
  /** `run` is null for lines about the deployment as a whole. */
  say(run: RunId | null, level: LogLevel, text: string): Promise<void>
  /** Sentence and remedy, at level error. */
  fail(run: RunId | null, failure: Failure): Promise<void>
}

export function createTaskLog(redactor: Redactor, record: (fact: DeploymentFact) => Promise<void>): TaskLog {
  const say: TaskLog['say'] = (run, level, text) => {
    const masked = redactor.text(text)
    return record({ kind: 'output', run, stream: 'slipway', level, lines: masked.split('\n').length, text: masked })
  }
  return {
    say,
    fail: (run, failure) => say(run, 'error', [failure.message, failure.remedy].filter(Boolean).join('\n'))
  }
}
