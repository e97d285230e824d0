import type { ConnectionStageReport } from '@shared/connection-report'
import { formatDuration } from '../lib/time'
import classes from './ConnectionStages.module.css'
import { Icon } from './Icon'

/** How one stage went. */
type StageReport = Pick<ConnectionStageReport, 'outcome' | 'ms' | 'detail' | 'failure'>

export interface ConnectionStagesProps {
  /** Names the list for screen readers. */
  readonly label: string
  /** In order, with their words; those without a report are still to come. */
  readonly stages: readonly {
    readonly key: string
    readonly word: string
    readonly report: StageReport | undefined
  }[]
  readonly isRunning: boolean
}

const looks = {
  ok: { icon: 'check-circle', word: 'OK' },
  failed: { icon: 'x-circle', word: 'Failed' },
  warning: { icon: 'warning', word: 'Should be looked at' },
  skipped: { icon: 'dash-circle', word: 'Not tried' },
  question: { icon: 'question-circle', word: 'Waits for your answer' }
} as const

/** A key that nobody accepted yet is a question, not a fault. */
const lookOf = ({ outcome, failure }: StageReport): keyof typeof looks =>
  failure?.kind === 'host-key-unknown' ? 'question' : outcome

/** A connection's stages, one line each: how it went, how long it took, what was found. */
export function ConnectionStages({ label, stages, isRunning }: ConnectionStagesProps) {
  const current = isRunning ? stages.findIndex(({ report }) => !report) : -1
  return (
    <ol className={classes.stages} aria-label={label} aria-live="polite">
      {stages.map(({ key, word, report }, index) => (
        <li key={key} className={classes.stage} data-look={report ? lookOf(report) : 'coming'}>
          {report ? (
            <Icon name={looks[lookOf(report)].icon} label={looks[lookOf(report)].word} />
          ) : (
            <Icon
              name={index === current ? 'spinner' : 'circle'}
              isTurning={index === current}
              label={index === current ? 'Now' : 'To come'}
            />
          )}
          <span className={classes.word}>{word}</span>
          <span className={classes.detail} title={report?.detail}>
            {report?.detail}
          </span>
          <span className={classes.time}>
            {report && report.outcome !== 'skipped'
              ? report.ms < 1000
                ? `${Math.round(report.ms)} ms`
                : formatDuration(report.ms)
              : ''}
          </span>
        </li>
      ))}
    </ol>
  )
}
