import type { Failure } from '@shared/failure'
import { type MailReport, type MailStage, type MailStageReport, mailStages } from '@shared/model/mail'

/** Carries the failure of a stage to where the report is made. */
export class StageFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Keeps how far handing a mail over has come. */
export class Stages {
  readonly #now: () => number
  readonly #reports: MailStageReport[] = []
  #since: number

  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** The stage that is under way. */
  get current(): MailStage {
    return mailStages[this.#reports.length] ?? 'delivery'
  }

  passed(detail: string): void {
    this.#end({ outcome: 'ok', detail })
  }

  /** The settings leave it out. */
  skipped(detail: string): void {
    this.#end({ outcome: 'skipped', detail })
  }

  /** Nothing more happens. */
  failed(failure: Failure): MailReport {
    // The server may have taken the mail for some when it refused it for others: that is the last stage, too.
    this.#end({ outcome: 'failed', detail: failure.message, failure })
    while (this.#reports.length < mailStages.length) this.#end({ outcome: 'skipped', detail: 'Not tried' })
    return { stages: this.#reports, failure }
  }

  done(): MailReport {
    return { stages: this.#reports, failure: null }
  }

  #end(how: Pick<MailStageReport, 'outcome' | 'detail' | 'failure'>): void {
    const now = this.#now()
    const ms = how.outcome === 'skipped' ? 0 : Math.max(0, now - this.#since)
    this.#reports.push({ stage: this.current, ms, ...how })
    this.#since = now
  }
}
