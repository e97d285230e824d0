import type { HealthView } from '@shared/model/health'
import { type ConnectionStage, connectionStages } from '@shared/model/target'
import { BusyButton } from '../../components/BusyButton'
import { Card } from '../../components/Card'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { formatMoment } from '../../lib/time'
import { useRead } from '../../stores/catalog'
import { valueOr } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { stageWords } from '../targets/stage-words'
import { HealthBadge } from './HealthBadge'
import classes from './health.module.css'

const looks = {
  ok: { icon: 'check-circle', word: 'OK' },
  failed: { icon: 'x-circle', word: 'Failed' },
  warning: { icon: 'warning', word: 'Should be looked at' },
  skipped: { icon: 'dash-circle', word: 'Not looked at' }
} as const

/** A target's last health check, line by line, with what to do about each. */
export function HealthCard({ targetId }: { readonly targetId: HealthView['targetId'] }) {
  const health = valueOr(useRead('health.list', {}).load, []).find(item => item.targetId === targetId)
  const { run, isBusy, failure } = useCall('health.check')
  const isChecking = isBusy || health?.isChecking === true
  return (
    <Card>
      <div className={classes.head}>
        <HealthBadge health={health} />
        <BusyButton icon="refresh" isBusy={isChecking} onClick={() => void run({ targetIds: [targetId] })}>
          Check health
        </BusyButton>
      </div>
      {failure && <FailureAlert failure={failure} />}
      {health && <p className={classes.summary}>{health.summary}</p>}
      {health && health.nextDueAt !== null && (
        <p className={classes.next}>Next check by schedule: {formatMoment(health.nextDueAt)}</p>
      )}
      {health && health.stages.length > 0 && <Lines stages={health.stages} />}
    </Card>
  )
}

function Lines({ stages }: Pick<HealthView, 'stages'>) {
  return (
    <ul className={classes.lines} aria-label="What the health check found">
      {stages.map((line, index) => (
        // Lines have no other identity than their place in this one result.
        <li key={index} className={classes.line} data-outcome={line.outcome}>
          <Icon name={looks[line.outcome].icon} size={15} label={looks[line.outcome].word} />
          <span className={classes.word}>{wordOf(line.stage)}</span>
          <span className={classes.detail}>{line.detail}</span>
          {line.remedy !== '' && <span className={classes.remedy}>{line.remedy}</span>}
        </li>
      ))}
    </ul>
  )
}

const isStage = (stage: string): stage is ConnectionStage => (connectionStages as readonly string[]).includes(stage)

const wordOf = (stage: string): string => {
  if (isStage(stage)) return stageWords[stage]
  return stage === 'script' ? 'Script of the policy' : 'Check'
}
