import { UnstyledButton } from '@mantine/core'
import type { Failure } from '@shared/failure'
import { worstOf } from '@shared/preflight'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { plural } from '../../lib/plural'
import classes from './LaunchPane.module.css'
import type { Preflight } from './use-preflight'

interface LaunchNoticesProps {
  readonly failure: Failure | null
  readonly preflight: Preflight
  readonly onShowTargets: () => void
}

/** What to know before pressing the button: what was refused, and what the check of the targets found. */
export function LaunchNotices({ failure, preflight, onShowTargets }: LaunchNoticesProps) {
  const bad = (preflight.report?.targets ?? []).filter(target => worstOf(target) === 'error').length
  return (
    <>
      {failure && <FailureAlert failure={failure} severity={failure.kind === 'plan-changed' ? 'warning' : 'error'} />}
      {bad > 0 && (
        <p className={classes.bad}>
          <Icon name="x-circle" size={14} />
          {plural(bad, 'target')} of {preflight.report?.targets.length} would fail, as the check found.
          <UnstyledButton className={classes.link ?? ''} onClick={onShowTargets}>
            Look
          </UnstyledButton>
        </p>
      )}
    </>
  )
}
