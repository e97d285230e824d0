import { Button, Textarea } from '@mantine/core'
import type { ApprovalRequestView } from '@shared/approval-calls'
import type { Approval } from '@shared/model/approval'
import { useState } from 'react'
import { Card } from '../../components/Card'
import { Copyable } from '../../components/Copyable'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Section } from '../../components/Section'
import { plural } from '../../lib/plural'
import { formatMoment } from '../../lib/time'
import { useCall } from '../../stores/use-call'
import classes from './approvals.module.css'

interface RequestCardProps {
  readonly text: string
  readonly view: ApprovalRequestView
  readonly onClose: () => void
}

/** What would happen, who asks for it, and the answer that is given to it. */
export function RequestCard({ text, view, onClose }: RequestCardProps) {
  const { project, release, environment, requestedBy, requestedAt, reason, words, isOwn } = view
  return (
    <Section
      title={`${project} ${release} to ${environment}`}
      actions={
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Card>
        <div className={classes.request} data-production={view.isProduction || undefined}>
          <p>
            <strong>{requestedBy}</strong> asks for an approval, {formatMoment(requestedAt)}
            {reason === '' ? '.' : ':'}
          </p>
          {reason !== '' && <blockquote className={classes.reason}>{reason}</blockquote>}
          <p className={classes.compare}>
            Ask {requestedBy} for the words of their key, by another way than this file came. They have to be:{' '}
            <Copyable text={words} label="Words of who asks" what="the words" />
          </p>
          {view.remarks.length > 0 && (
            <ul className={classes.remarks} aria-label="Worth knowing">
              {view.remarks.map(remark => (
                <li key={remark}>
                  <Icon name="warning" size={13} />
                  {remark}
                </li>
              ))}
            </ul>
          )}
          <Steps view={view} />
          {isOwn ? (
            <p className={classes.note}>
              This workspace asked for it itself. Send the file to somebody else: one’s own approval does not count.
            </p>
          ) : (
            <Answer text={text} view={view} />
          )}
        </div>
      </Card>
    </Section>
  )
}

/** How many targets are shown without being asked for. */
const shownAtOnce = 12

function Steps({ view }: { readonly view: ApprovalRequestView }) {
  const { steps, targets, asks, planHash } = view
  return (
    <>
      <h3 className={classes.heading}>What would run</h3>
      <ol className={classes.steps}>
        {steps.map(({ title, what, sha256 }) => (
          <li key={title}>
            <strong>{title}</strong> <span className={classes.note}>{what}</span>{' '}
            <code className={classes.hash} title={`SHA-256 of what it does: ${sha256}`}>
              {sha256.slice(0, 8)}
            </code>
          </li>
        ))}
      </ol>
      <details className={classes.targets} open={targets.length > 0 && targets.length <= shownAtOnce}>
        <summary>
          <Icon name="chevron-right" size={12} />
          {targets.length === 0 ? 'On this machine only' : plural(targets.length, 'target')}
        </summary>
        <ul>
          {targets.map(target => (
            <li key={target}>{target}</li>
          ))}
        </ul>
      </details>
      {asks.length > 0 && (
        <p className={classes.note}>Answered when it is started, and no part of what is approved: {asks.join(', ')}.</p>
      )}
      <p className={classes.note}>
        Plan <code className={classes.hash}>{planHash}</code>
      </p>
    </>
  )
}

function Answer({ text, view }: Pick<RequestCardProps, 'text' | 'view'>) {
  const [note, setNote] = useState('')
  const [saved, setSaved] = useState<{ readonly path: string; readonly decision: Approval['decision'] } | null>(null)
  const { run, isBusy, failure } = useCall('approval.sign')
  const sign = async (decision: Approval['decision']) => {
    const result = await run({ text, decision, note })
    if (result.ok && result.value !== null) setSaved({ path: result.value.path, decision })
  }
  return (
    <div className={classes.answer}>
      <Textarea
        label="Note"
        description="Is shown where it is deployed."
        autosize
        minRows={1}
        maxRows={6}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button
          leftSection={<Icon name="check" size={14} />}
          loading={isBusy}
          onClick={() => void sign('approved')}
          {...(view.isProduction ? { color: 'red' } : {})}
        >
          Approve and save…
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="x" size={14} />}
          loading={isBusy}
          onClick={() => void sign('refused')}
        >
          Refuse and save…
        </Button>
      </div>
      {failure && <FailureAlert failure={failure} />}
      {saved && (
        <p role="status" className={classes.saved}>
          <Icon name="check-circle" size={15} />
          {saved.decision === 'approved' ? 'Approved' : 'Refused'}: the answer is in {saved.path}. Send it back to{' '}
          {view.requestedBy}.
        </p>
      )}
    </div>
  )
}
