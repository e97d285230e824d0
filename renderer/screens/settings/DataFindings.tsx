import type { DataFinding, DataReport } from '@shared/data'
import { bytesWords } from '@shared/plan/words'
import { Icon } from '../../components/Icon'
import { TimeAgo } from '../../components/TimeAgo'
import { plural } from '../../lib/plural'
import { formatDuration } from '../../lib/time'
import classes from './DataScreen.module.css'

/** What a check of the workspace's files found: the verdict, the figures, and each finding with what to do. */
export function DataFindings({ report }: { readonly report: DataReport }) {
  const { faults, faultCount, warnings, warningCount, checkedAt, took } = report
  const isSound = faultCount === 0
  return (
    <>
      <div className={classes.verdict} data-state={isSound ? 'sound' : 'damaged'} role="status">
        <Icon name={isSound ? 'check-circle' : 'x-circle'} size={18} />
        <div>
          <div className={classes.headline}>
            {isSound ? 'Everything holds' : `${plural(faultCount, 'fault')} found`}
          </div>
          <div className={classes.when}>
            Checked <TimeAgo at={checkedAt} />, in {took < 100 ? 'less than 0.1 s' : formatDuration(took)}
          </div>
        </div>
      </div>
      <Findings severity="fault" findings={faults} count={faultCount} />
      <Findings severity="warning" findings={warnings} count={warningCount} />
      <Counts report={report} />
    </>
  )
}

interface FindingsProps {
  readonly severity: 'fault' | 'warning'
  readonly findings: readonly DataFinding[]
  readonly count: number
}

function Findings({ severity, findings, count }: FindingsProps) {
  if (count === 0) return null
  const rest = count - findings.length
  return (
    <ul className={classes.findings} aria-label={severity === 'fault' ? 'Faults' : 'Warnings'}>
      {findings.map(({ file, place, what, remedy }) => (
        <li key={`${file} ${place} ${what}`} className={classes.finding} data-severity={severity}>
          <Icon name={severity === 'fault' ? 'x-circle' : 'warning'} size={14} />
          <div className={classes.findingBody}>
            <code className={classes.place}>{[file, place].filter(Boolean).join(', ')}</code>
            <div className={classes.headline}>{what}</div>
            <div>{remedy}</div>
          </div>
        </li>
      ))}
      {rest > 0 && <li>and {rest} more</li>}
    </ul>
  )
}

const number = new Intl.NumberFormat()

function Counts({ report: { counts, secretsOpened } }: { readonly report: DataReport }) {
  const rows: readonly (readonly [string, number, string])[] = [
    [
      'Records',
      counts.records,
      `${number.format(counts.references)} ${counts.references === 1 ? 'reference' : 'references'} followed`
    ],
    ['Commits', counts.commits, 'numbered without a gap'],
    ['Release snapshots', counts.snapshots, 'compared with their SHA-256'],
    ['Deployment logs', counts.logs, `${plural(counts.events, 'event')}, ${plural(counts.artifacts, 'artifact')}`],
    ['Secrets', counts.secrets, secretsWords(counts.secrets, secretsOpened)],
    ['Audit entries', counts.auditEntries, 'chained without a gap'],
    ['Files', counts.files, bytesWords(counts.bytes)]
  ]
  return (
    <dl className={classes.counts}>
      {rows.map(([name, count, detail]) => (
        <div key={name} className={classes.row}>
          <dt>{name}</dt>
          <dd className={classes.number}>{number.format(count)}</dd>
          <dd className={classes.detail}>{detail}</dd>
        </div>
      ))}
    </dl>
  )
}

const secretsWords = (count: number, areOpened: boolean): string =>
  count === 0 ? '' : areOpened ? 'each opened' : 'looked at from outside; unlock the vault to open each'
