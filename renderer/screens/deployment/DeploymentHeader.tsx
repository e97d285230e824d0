import { type Deployment, freezeReasonOf, isOpen } from '@shared/deployment'
import { subjectOf, titledOf } from '@shared/deployment-title'
import type { Eta } from '@shared/eta'
import { elapsedOf } from '@shared/idle-time'
import type { Timings } from '@shared/timings'
import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { EnvironmentChip } from '../../components/EnvironmentChip'
import { Icon } from '../../components/Icon'
import { stopwatch, timeTaken } from '../../components/log/time'
import { PageHeader } from '../../components/PageHeader'
import { StateBadge } from '../../components/StateBadge'
import { TenantChip } from '../../components/TenantChip'
import { tenantPath } from '../../lib/tenant-path'
import { formatDuration, formatMoment } from '../../lib/time'
import { focusHeading, isFocusLost } from '../../lib/use-return-focus'
import { useRead } from '../../stores/catalog'
import classes from './DeploymentHeader.module.css'
import { etaWords } from './eta-words'
import { elapsed, headline } from './headline'

export interface DeploymentHeaderProps {
  readonly deployment: Deployment
  readonly now: number
  /** How long it is likely to go on; null where nobody knows. */
  readonly eta: Eta | null
  /** What the same took before; null while that is not known. */
  readonly timings: Timings | null
  /** Who looks at it; null while that is not known. */
  readonly user: string | null
  /** Buttons. */
  readonly actions: ReactNode
}

/** What is deployed where, how it stands, for how long, how long it will go on, and what can be done about it. */
export function DeploymentHeader({ deployment, now, eta, timings, user, actions }: DeploymentHeaderProps) {
  const { plan } = deployment
  const { state, text } = headline(deployment, user)
  const isOver = !isOpen(deployment)
  // The button that had the focus goes when the deployment ends.
  useEffect(() => {
    if (isOver && isFocusLost()) focusHeading()
  }, [isOver])
  return (
    <div className={classes.header} data-production={plan.environment.isProduction || undefined}>
      <PageHeader
        title={subjectOf(titledOf(plan))}
        help="deployment"
        {...(plan.runbook ? {} : { keepsEnd: plan.release.version })}
        crumbs={[
          { label: 'Tasks', href: '/tasks' },
          { label: plan.project.name, href: `/projects/${plan.project.id}` },
          ...(plan.runbook ? [{ label: plan.runbook.name, href: `/runbooks/${plan.runbook.id}` }] : [])
        ]}
        badge={
          <>
            <Icon name="arrow-right" size={13} label={plan.runbook ? 'in' : 'to'} />
            <span className={classes.environment}>
              <EnvironmentChip {...plan.environment} />
            </span>
            {plan.tenant !== undefined && (
              <Link href={tenantPath(plan.tenant)} className={classes.environment ?? ''}>
                <TenantChip name={plan.tenant.name} />
              </Link>
            )}
            <StateBadge state={state} look="pill" {...(text === null ? {} : { text })} />
          </>
        }
        subtitle={
          <span className={classes.particulars}>
            <Times deployment={deployment} now={now} eta={eta} timings={timings} />
            <Particulars deployment={deployment} />
          </span>
        }
        actions={actions}
      />
    </div>
  )
}

type TimesProps = Pick<DeploymentHeaderProps, 'deployment' | 'now' | 'eta' | 'timings'>

/** How long it has been going, with the time that it waited apart, and how long it is likely to go on. */
function Times({ deployment, now, eta, timings }: TimesProps) {
  const took = elapsed(deployment, now)
  const idle = elapsedOf(deployment, now)
  const words = etaWords(deployment, eta, timings, now)
  return (
    <>
      {took !== null && (
        <span className={classes.elapsed} title="Time it has taken, without the time that it waited">
          <Icon name="clock" size={13} label="Elapsed" />
          {isOpen(deployment) ? stopwatch(took) : timeTaken(took)}
        </span>
      )}
      {idle !== null && idle.waiting >= 1000 && <span>waited {formatDuration(idle.waiting)}</span>}
      {idle !== null && idle.paused >= 1000 && <span>paused {formatDuration(idle.paused)}</span>}
      {words !== null && (
        <span className={classes.eta} data-late={words.isLate || undefined} title={words.title}>
          {words.isLate && <Icon name="warning" size={13} label="Late:" />}
          {words.text}
        </span>
      )}
    </>
  )
}

/** The release's content and who asked for this, and when. */
function Particulars({ deployment }: { readonly deployment: Deployment }) {
  const { release, runbook } = deployment.plan
  return (
    <>
      {runbook === undefined ? (
        <Verified deployment={deployment} />
      ) : (
        <span className={classes.hash} title={`Snapshot ${release.snapshot}`}>
          {release.snapshot.slice(0, 8)}
        </span>
      )}
      <span className={classes.who}>
        {deployment.queuedBy}, {formatMoment(deployment.queuedAt)}
      </span>
      <Said deployment={deployment} />
    </>
  )
}

/** What was said about it when it was started or continued: a comment, why a freeze did not hold it back, who approved it. */
function Said({ deployment }: { readonly deployment: Deployment }) {
  const { comment, approvals = [] } = deployment
  const reason = freezeReasonOf(deployment)
  return (
    <>
      {approvals.length > 0 && (
        <span
          className={classes.approved}
          title={approvals
            .map(
              ({ name, words, at, note }) => `${name} (${words}), ${formatMoment(at)}${note === '' ? '' : `: ${note}`}`
            )
            .join('\n')}
        >
          <Icon name="shield" size={13} /> approved by {approvals.map(({ name }) => name).join(', ')}
        </span>
      )}
      {reason !== undefined && (
        <span className={classes.said} title={`In spite of a freeze: ${reason}`}>
          <Icon name="lock" size={13} /> in spite of a freeze: {reason}
        </span>
      )}
      {comment !== undefined && (
        <span className={classes.said} title={comment}>
          <span className="visually-hidden">Comment: </span>“{comment}”
        </span>
      )}
    </>
  )
}

function Verified({ deployment }: { readonly deployment: Deployment }) {
  const { release } = deployment.plan
  const { load } = useRead('release.get', { id: release.id })
  const isVerified =
    load.state === 'ready' && load.value.snapshot !== null && load.value.release.snapshot === release.snapshot
  const isUpdatedSince =
    load.state === 'ready' &&
    (load.value.release.earlier ?? []).some(({ snapshot }) => snapshot === release.snapshot) &&
    load.value.release.snapshot !== release.snapshot
  return (
    <>
      <Link href={`/releases/${release.id}`} className={classes.hash} title={`Snapshot ${release.snapshot}`}>
        {release.snapshot.slice(0, 8)}
      </Link>
      {isVerified && (
        <span className={classes.verified} title="The release still has the content it was made with">
          <Icon name="check-circle" size={13} /> verified
        </span>
      )}
      {isUpdatedSince && (
        <span title="This deployment used the variables that the release had before">variables updated since</span>
      )}
    </>
  )
}
