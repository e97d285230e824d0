import type { ConnectionStageReport } from '@shared/connection-report'
import type { Failure } from '@shared/failure'
import { type ConnectionStage, connectionStages, type HostKeyPin } from '@shared/model/target'

export interface ProbeResult {
  readonly stages: readonly ConnectionStageReport[]
  readonly hostKey: HostKeyPin | null
}

/** Turns the passing of stages into reports with their times. */
export class StageClock {
  readonly #reports = new Map<ConnectionStage, ConnectionStageReport>()
  readonly #onStage: (report: ConnectionStageReport) => void
  #since = performance.now()

  constructor(onStage: (report: ConnectionStageReport) => void) {
    this.#onStage = onStage
  }

  passed(stage: ConnectionStage, detail: string): void {
    this.#report({ stage, outcome: 'ok', ms: this.#lap(), detail })
  }

  /** The stage failed, so those after it are skipped. `detail` is what was found all the same. */
  failed(stage: ConnectionStage, failure: Failure, detail = failure.message): void {
    this.#report({ stage, outcome: 'failed', ms: this.#lap(), detail, failure })
    for (const later of connectionStages.slice(connectionStages.indexOf(stage) + 1))
      this.#report({ stage: later, outcome: 'skipped', ms: 0, detail: '' })
  }

  /** In the order of the stages; a stage that was gone through again counts as it went last. */
  reports(): readonly ConnectionStageReport[] {
    return connectionStages.flatMap(stage => this.#reports.get(stage) ?? [])
  }

  #report(report: ConnectionStageReport): void {
    this.#reports.set(report.stage, report)
    this.#onStage(report)
  }

  #lap(): number {
    const now = performance.now()
    const ms = Math.round(now - this.#since)
    this.#since = now
    return ms
  }
}
