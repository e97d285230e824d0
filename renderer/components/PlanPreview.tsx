import type { Plan, PlannedRun, Stage } from '@shared/plan/plan'
import { plural } from '../lib/plural'
import { syntaxNames } from '../lib/step-words'
import { Icon } from './Icon'
import classes from './PlanPreview.module.css'

/** Above this many targets in one step, the rest is counted. */
const namedTargets = 6

/** What will run where and in which order, before anything runs. */
export function PlanPreview({ plan }: { readonly plan: Plan }) {
  const names = new Map(plan.targets.map(target => [target.id, target.name]))
  return (
    <ol className={classes.stages} aria-label="Plan">
      {plan.stages.map(stage => (
        <li key={stage.number} className={classes.stage} data-skipped={stage.runs.length === 0}>
          <span className={classes.number}>{stage.number}</span>
          <div className={classes.body}>
            <div className={classes.line}>
              <span className={classes.name}>{stage.name}</span>
              <span className={classes.syntax}>{syntaxNames[stage.syntax]}</span>
              {stage.runAs !== undefined && <span className={classes.syntax}>as {stage.runAs}</span>}
              <Places
                stage={stage}
                nameOf={run => (run.targetId === null ? null : (names.get(run.targetId) ?? null))}
              />
            </div>
            <p className={classes.why}>{stage.why}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}

interface PlacesProps {
  readonly stage: Stage
  readonly nameOf: (run: PlannedRun) => string | null
}

function Places({ stage, nameOf }: PlacesProps) {
  if (stage.runs.length === 0) {
    return (
      <span className={classes.skipped}>
        <Icon name="dash-circle" size={14} />
        Skipped
      </span>
    )
  }
  const named = stage.runs.slice(0, namedTargets)
  const rest = stage.runs.length - named.length
  return (
    <span className={classes.places}>
      {named.map(run => (
        <span key={run.id} className={classes.place} data-on={run.on}>
          <Icon name={run.on === 'here' ? 'display' : 'target'} size={12} />
          {nameOf(run) ?? 'this machine'}
        </span>
      ))}
      {rest > 0 && <span className={classes.more}>and {plural(rest, 'more', 'more')}</span>}
    </span>
  )
}
