import type { DeploymentFact, LogLevel } from '@shared/deployment'
import type { Failure } from '@shared/failure'
import type { RunId } from '@shared/ids'
import type { Redactor } from './redactor'

/** The engine's own lines, so that the task log reads by itself. */
export interface TaskLog {
  /** `run` is null for lines about the deployment as a whole. */
  say(run: RunId | null, level: LogLevel, text: string): Promise<void>
  /** The sentence at level error; what to do about it is no second error. */
  fail(run: RunId | null, failure: Failure): Promise<void>
}

export function createTaskLog(redactor: Redactor, record: (fact: DeploymentFact) => Promise<void>): TaskLog {
  const say: TaskLog['say'] = (run, level, text) => {
    const masked = redactor.text(text)
    return record({ kind: 'output', run, stream: 'slipway', level, lines: masked.split('\n').length, text: masked })
  }
  return {
    say,
    fail: async (run, { message, remedy }) => {
      await Promise.all([say(run, 'error', message), ...(remedy === '' ? [] : [say(run, 'info', remedy)])])
    }
  }
}
