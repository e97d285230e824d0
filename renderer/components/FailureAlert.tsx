import { Button } from '@mantine/core'
import type { Failure } from '@shared/failure'
import type { ReactNode } from 'react'
import classes from './FailureAlert.module.css'
import { Icon } from './Icon'

export interface FailureAlertProps {
  readonly failure: Failure
  /** Shows the button “Try again”. */
  readonly onRetry?: () => void
  /** Further buttons. */
  readonly actions?: ReactNode
  /** Leaves out the refused fields, where they are shown beside their inputs already. */
  readonly withoutFields?: boolean
  /** `warning` for things that do not prevent anything. */
  readonly severity?: 'error' | 'warning'
}

/** A failure as a card: what happened, what to do about it, and a way to do it. */
export function FailureAlert({
  failure,
  onRetry,
  actions,
  withoutFields = false,
  severity = 'error'
}: FailureAlertProps) {
  const issues = withoutFields ? [] : (failure.issues ?? []).filter(issue => issue.message !== failure.message)
  return (
    <div className={classes.alert} data-severity={severity} role={severity === 'error' ? 'alert' : 'status'}>
      <Icon name={severity === 'error' ? 'x-circle' : 'warning'} size={16} />
      <div className={classes.body}>
        <p className={classes.message}>{failure.message}</p>
        {issues.length > 0 && (
          <ul className={classes.issues}>
            {issues.map(issue => (
              <li key={`${issue.path} ${issue.message}`}>
                <code>{issue.path}</code> {issue.message}
              </li>
            ))}
          </ul>
        )}
        {failure.remedy !== '' && <p className={classes.remedy}>{failure.remedy}</p>}
        {(onRetry !== undefined || actions !== undefined) && (
          <div className={classes.actions}>
            {actions}
            {onRetry !== undefined && (
              <Button size="xs" variant="default" onClick={onRetry}>
                Try again
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  )
}
