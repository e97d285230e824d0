import type { ConnectionStageReport, ReportedHost, SeenHostKey } from '@shared/connection-report'
import { type HostKeyPin, hopStages } from '@shared/model/target'
import type { SshHop } from '../../engine/ports'
import type { Dialled } from './dial'
import type { DialStage } from './failures'

/** Turns the passing of stages into reports with their times. */
export class StageClock {
  readonly #hosts: readonly ReportedHost[]
  readonly #reports = new Map<string, ConnectionStageReport>()
  readonly #onStage: (report: ConnectionStageReport) => void
  #since = performance.now()

  /** @param hosts in the order of the way there */
  constructor(hosts: readonly ReportedHost[], onStage: (report: ConnectionStageReport) => void) {
    this.#hosts = hosts
    this.#onStage = onStage
  }

  passed(host: ReportedHost, stage: DialStage, detail: string): void {
    this.#report({ host, stage, outcome: 'ok', ms: this.#lap(), detail })
  }

  /** A stage failed, so those after it are skipped, also those of the hosts behind. */
  stopped(host: ReportedHost, { stage, failure, hostKey }: Extract<Dialled, { ok: false }>): void {
    // A key that was refused is still what was found.
    const isShown = stage === 'host-key' && hostKey !== null
    const detail = isShown ? `${hostKey.algorithm} ${hostKey.fingerprint}` : failure.message
    this.#report({ host, stage, outcome: 'failed', ms: this.#lap(), detail, failure })
    const all = this.#way()
    const failed = all.findIndex(item => item.host === host && item.stage === stage)
    for (const later of all.slice(failed + 1)) this.#report({ ...later, outcome: 'skipped', ms: 0, detail: '' })
  }

  /** In the order of the way; a stage that was gone through again counts as it went last. */
  reports(): readonly ConnectionStageReport[] {
    return this.#way().flatMap(({ host, stage }) => this.#reports.get(keyOf(host, stage)) ?? [])
  }

  #way() {
    return this.#hosts.flatMap(host => hopStages.map(stage => ({ host, stage })))
  }

  #report(report: ConnectionStageReport): void {
    this.#reports.set(keyOf(report.host, report.stage), report)
    this.#onStage(report)
  }

  #lap(): number {
    const now = performance.now()
    const ms = Math.round(now - this.#since)
    this.#since = now
    return ms
  }
}

const keyOf = (host: ReportedHost, stage: string): string => `${host.id} ${stage}`

/** A shown key beside the accepted one. */
export function seenKey({ who: host, hostKey: accepted }: SshHop, shown: HostKeyPin): SeenHostKey {
  const isSame = accepted?.algorithm === shown.algorithm && accepted.fingerprint === shown.fingerprint
  return { host, shown, accepted, trust: accepted === null ? 'unknown' : isSame ? 'pinned' : 'changed' }
}
