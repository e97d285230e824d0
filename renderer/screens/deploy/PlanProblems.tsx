import { Button } from '@mantine/core'
import type { ProjectId, TargetId } from '@shared/ids'
import type { PlanProblem } from '@shared/plan/plan'
import { useState } from 'react'
import { Link } from 'wouter'
import { FailureAlert } from '../../components/FailureAlert'
import { useRead } from '../../stores/catalog'
import { useConnectionTests } from '../../stores/connection-tests'
import { valueOr } from '../../stores/load'
import { ConnectionTest } from '../targets/ConnectionTest'
import { subjectOf } from '../targets/connection-subject'
import classes from './DeployDialog.module.css'
import { type Fix, fixFor } from './problem-fix'

interface PlanProblemsProps {
  readonly problems: readonly PlanProblem[]
  readonly projectId: ProjectId | null
  /** Called when a fix was carried out here. */
  readonly onFixed: () => void
  /** Called when a fix leads away from the dialog. */
  readonly onLeave: () => void
}

/** What stands in the way or should be known, worst first, each with the way to mend it. */
export function PlanProblems({ problems, projectId, onFixed, onLeave }: PlanProblemsProps) {
  const [testing, setTesting] = useState<TargetId | null>(null)
  const targets = valueOr(useRead('target.list', {}).load, [])
  if (problems.length === 0) return null
  const worstFirst = [...problems].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'))
  const test = (targetId: TargetId) => {
    setTesting(targetId)
    const target = targets.find(({ id }) => id === targetId)
    if (target) void useConnectionTests.getState().run(subjectOf(target).host)
  }
  return (
    <ul className={classes.problems} aria-label="Problems">
      {worstFirst.map(problem => {
        const target =
          problem.about.kind === 'target' && problem.about.targetId === testing
            ? targets.find(({ id }) => id === testing)
            : undefined
        return (
          <li key={`${problem.failure.kind} ${problem.failure.message}`}>
            <FailureAlert
              failure={problem.failure}
              severity={problem.severity}
              {...(target
                ? {}
                : { actions: <FixButton fix={fixFor(problem, projectId)} onTest={test} onLeave={onLeave} /> })}
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
  )
}

interface FixButtonProps {
  readonly fix: Fix | null
  readonly onTest: (targetId: TargetId) => void
  readonly onLeave: () => void
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
