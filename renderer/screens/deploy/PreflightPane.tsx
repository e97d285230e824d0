import { Button, Skeleton } from '@mantine/core'
import type { Failure } from '@shared/failure'
import {
  type PreflightCheck,
  type PreflightReport,
  type PreflightTarget,
  type PreflightVerdict,
  worstOf
} from '@shared/preflight'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import type { IconName } from '../../components/icon-paths'
import { TimeAgo } from '../../components/TimeAgo'
import { AsidePane } from './AsidePane'
import classes from './LaunchPane.module.css'

interface PreflightPaneProps {
  readonly report: PreflightReport | null
  readonly isChecking: boolean
  readonly failure: Failure | null
  /** Whether other choices were made since. */
  readonly isStale: boolean
  readonly onCheck: () => void
  readonly onClose: () => void
}

const verdicts: Readonly<Record<PreflightVerdict, { readonly icon: IconName; readonly word: string }>> = {
  ok: { icon: 'check-circle', word: 'Ready' },
  warning: { icon: 'warning', word: 'Should be looked at' },
  error: { icon: 'x-circle', word: 'Would fail' }
}

const checkWords: Readonly<Record<PreflightCheck['what'], string>> = {
  reach: 'Reach',
  shell: 'Shell',
  interpreters: 'Languages',
  sudo: 'Sudo',
  disk: 'Disk',
  clock: 'Clock',
  tools: 'Programs'
}

/** What a look at the machines of the plan found, the worst first. */
export function PreflightPane({ report, isChecking, failure, isStale, onCheck, onClose }: PreflightPaneProps) {
  const when = isChecking ? (
    'Looking at each of them; nothing of the plan runs.'
  ) : report === null ? (
    'Nothing of the plan runs.'
  ) : (
    <>
      Looked at <TimeAgo at={report.at} />
      {isStale && ', before you chose otherwise'}
    </>
  )
  return (
    <AsidePane title="Targets" subtitle={when} onClose={onClose}>
      <div className={classes.checks} aria-live="polite" aria-busy={isChecking}>
        {isChecking && <Skeleton height={60} role="status" aria-label="Checking the targets" />}
        {failure && <FailureAlert failure={failure} onRetry={onCheck} />}
        {!isChecking && report && <Report report={report} />}
      </div>
      <Button variant="default" loading={isChecking} leftSection={<Icon name="refresh" size={14} />} onClick={onCheck}>
        Check again
      </Button>
    </AsidePane>
  )
}

const weights: Readonly<Record<PreflightVerdict, number>> = { error: 0, warning: 1, ok: 2 }

function Report({ report }: { readonly report: PreflightReport }) {
  if (report.targets.length === 0) return <p className={classes.none}>No step needs a connection or a shell.</p>
  const sorted = [...report.targets].sort((a, b) => weights[worstOf(a)] - weights[worstOf(b)])
  return (
    <ul className={classes.machines}>
      {sorted.map(target => (
        <Machine key={target.targetId ?? 'here'} target={target} />
      ))}
    </ul>
  )
}

/** One machine: open from the start where there is something to see to. */
function Machine({ target }: { readonly target: PreflightTarget }) {
  const worst = worstOf(target)
  return (
    <li>
      <details className={classes.machine} open={worst !== 'ok'}>
        <summary className={classes.machineSummary}>
          <span className={classes.chevron}>
            <Icon name="chevron-right" size={12} />
          </span>
          <span className={classes.machineName}>{target.name}</span>
          <VerdictWord verdict={worst} />
        </summary>
        <ul className={classes.machineChecks}>
          {target.checks.map((check, index) => (
            <li key={`${check.what} ${index}`} className={classes.check} data-verdict={check.verdict}>
              <Icon name={verdicts[check.verdict].icon} size={13} label={verdicts[check.verdict].word} />
              <span className={classes.checkWhat}>{checkWords[check.what]}</span>
              <span className={classes.checkWords}>
                {check.words}
                {check.failure && check.failure.remedy !== '' && (
                  <span className={classes.remedy}>{check.failure.remedy}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}

const VerdictWord = ({ verdict }: { readonly verdict: PreflightVerdict }) => (
  <span className={classes.machineVerdict} data-verdict={verdict}>
    <Icon name={verdicts[verdict].icon} size={13} />
    {verdicts[verdict].word}
  </span>
)
