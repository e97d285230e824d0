import { Button } from '@mantine/core'
import type { ProjectId, TargetId } from '@shared/ids'
import type { PlanProblem } from '@shared/plan/plan'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { useRead } from '../../stores/catalog'
import { useConnectionTests } from '../../stores/connection-tests'
import { valueOr } from '../../stores/load'
import { ConnectionTest } from '../targets/ConnectionTest'
import { subjectOf } from '../targets/connection-subject'
import classes from './DeployDialog.module.css'
import type { LeaveByLink } from './leave-by-link'
import { type Fix, fixFor } from './problem-fix'

interface PlanProblemsProps {
  readonly problems: readonly PlanProblem[]
  readonly projectId: ProjectId | null
  /** Called when a fix was carried out here. */
  readonly onFixed: () => void
  /** Called when a fix leads away from the dialog. */
  readonly onLeave: LeaveByLink
  /** What can be done about an error right here; undefined for what can be done elsewhere. */
  readonly actionsFor?: (problem: PlanProblem) => ReactNode | undefined
}

/** What stands in the way or should be known, worst first, each with the way to mend it. */
export function PlanProblems({ problems, projectId, onFixed, onLeave, actionsFor }: PlanProblemsProps) {
  const [testing, setTesting] = useState<TargetId | null>(null)
  const targets = valueOr(useRead('target.list', {}).load, [])
  if (problems.length === 0) return null
  const errors = problems.filter(problem => problem.severity === 'error')
  const warnings = problems.filter(problem => problem.severity === 'warning')
  const test = (targetId: TargetId) => {
    setTesting(targetId)
    const target = targets.find(({ id }) => id === targetId)
    if (target) void useConnectionTests.getState().run(subjectOf(target).host)
  }
  return (
    <>
      {errors.length > 0 && (
        <ul className={classes.problems} aria-label="Problems">
          {errors.map(problem => {
            const target =
              problem.about.kind === 'target' && problem.about.targetId === testing
                ? targets.find(({ id }) => id === testing)
                : undefined
            return (
              <li key={`${problem.failure.kind} ${problem.failure.message}`}>
                <FailureAlert
                  failure={problem.failure}
                  {...(target
                    ? {}
                    : {
                        actions: actionsFor?.(problem) ?? (
                          <FixButton fix={fixFor(problem, projectId)} onTest={test} onLeave={onLeave} />
                        )
                      })}
                />
                {target && (
                  <div className={classes.fix}>
                    <ConnectionTest subject={subjectOf(target)} onTrusted={onFixed} />
                  </div>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {warnings.length > 0 && <Warnings warnings={warnings} projectId={projectId} onLeave={onLeave} />}
    </>
  )
}

interface WarningsProps {
  readonly warnings: readonly PlanProblem[]
  readonly projectId: ProjectId | null
  readonly onLeave: LeaveByLink
}

/** What is worth knowing and prevents nothing: a line each, so that the plan stays in sight. */
function Warnings({ warnings, projectId, onLeave }: WarningsProps) {
  return (
    <ul className={classes.warnings} aria-label="Warnings">
      {warnings.map(problem => {
        const { failure } = problem
        const fix = fixFor(problem, projectId)
        return (
          <li key={`${failure.kind} ${failure.message}`} className={classes.warning}>
            <Icon name="warning" size={14} label="Warning:" />
            <p className={classes.warningWords}>
              <span className={classes.warningMessage}>{failure.message}</span> {failure.remedy}
            </p>
            {fix?.kind === 'go' && (
              <Link className={classes.warningFix} href={fix.href} onClick={onLeave}>
                {fix.label}
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}

interface FixButtonProps {
  readonly fix: Fix | null
  readonly onTest: (targetId: TargetId) => void
  readonly onLeave: LeaveByLink
}

function FixButton({ fix, onTest, onLeave }: FixButtonProps) {
  if (!fix) return null
  if (fix.kind === 'test') {
    return (
      <Button variant="default" onClick={() => onTest(fix.targetId)}>
        {fix.label}
      </Button>
    )
  }
  return (
    <Button variant="default" component={Link} href={fix.href} onClick={onLeave}>
      {fix.label}
    </Button>
  )
}
