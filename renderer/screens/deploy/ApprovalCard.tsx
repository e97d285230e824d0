import { Button, TextInput } from '@mantine/core'
import { isApproved, refusalsIn, statusWords } from '@shared/approvals/judge'
import type { ApprovalStatus } from '@shared/approvals/status'
import type { Sha256 } from '@shared/ids'
import { useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { FileChooser } from '../../components/FileChooser'
import { Icon } from '../../components/Icon'
import { formatMoment } from '../../lib/time'
import { useDroppedFiles } from '../../lib/use-dropped-files'
import type { PlanRequest } from '../../stores/plan'
import { useCall } from '../../stores/use-call'
import { AnswerCard } from '../approvals/AnswerCard'
import { useApprovalFile } from '../approvals/use-approval-file'
import classes from './ApprovalCard.module.css'
import launch from './LaunchPane.module.css'

interface ApprovalCardProps {
  readonly status: ApprovalStatus
  /** Of the plan as it is; null as long as something stands against it. */
  readonly hash: Sha256 | null
  readonly request: PlanRequest
  /** Something was typed. */
  readonly onTyped: () => void
}

/** How a plan stands with its approvals, and the ways to ask for one and to bring one in. */
export function ApprovalCard({ status, hash, request, onTyped }: ApprovalCardProps) {
  const file = useApprovalFile()
  const isDragging = useDroppedFiles(([first]) => void file.open(first))
  const isEnough = isApproved(status)
  const { opened } = file
  return (
    <section
      className={classes.approval}
      data-look={isEnough ? 'good' : refusalsIn(status).length > 0 ? 'bad' : 'wait'}
      aria-label="Approvals"
    >
      <p className={classes.approvalTitle} aria-live="polite">
        <Icon name={isEnough ? 'check-circle' : 'lock'} size={15} label={isEnough ? 'Approved:' : 'Not approved:'} />
        <strong>{statusWords(status)}</strong> <span className={launch.none}>{status.why}</span>
      </p>
      <Given given={status.given} />
      {hash === null ? (
        <p className={launch.none}>It can be asked for once nothing else stands against the plan.</p>
      ) : (
        !isEnough && <Ask request={request} onTyped={onTyped} />
      )}
      {opened?.kind === 'answer' && (
        <div className={classes.cameIn}>
          <AnswerCard
            key={opened.text}
            text={opened.text}
            view={opened.view}
            onClose={file.close}
            {...(hash === null ? {} : { planHash: hash })}
          />
        </div>
      )}
      {opened?.kind === 'request' && (
        <p role="status" className={launch.none}>
          This file asks for an approval, and is none itself.
        </p>
      )}
      {file.failure && <FailureAlert failure={file.failure} />}
      <div className={classes.approvalWays}>
        <FileChooser accept=".json,application/json" onFiles={([chosen]) => void file.open(chosen)}>
          {button => (
            <Button {...button} variant="default" size="compact-sm">
              Bring in an approval…
            </Button>
          )}
        </FileChooser>
        <span className={launch.none}>
          {isDragging ? 'Drop it here.' : 'It can also be dropped anywhere on this window.'}
        </span>
      </div>
    </section>
  )
}

function Given({ given }: Pick<ApprovalStatus, 'given'>) {
  if (given.length === 0) return null
  return (
    <ul className={classes.given}>
      {given.map(({ id, name, decision, note, at, counts }) => (
        <li key={id} data-counts={counts || undefined}>
          <Icon name={decision === 'approved' ? 'check' : 'x'} size={15} />
          {name} {decision === 'approved' ? 'approved' : 'refused'}, {formatMoment(at)}
          {note === '' ? '' : `: ${note}`}
          {!counts && ' (counts no more)'}
        </li>
      ))}
    </ul>
  )
}

function Ask({ request, onTyped }: Pick<ApprovalCardProps, 'request' | 'onTyped'>) {
  const [reason, setReason] = useState('')
  const [path, setPath] = useState<string | null>(null)
  const { run, isBusy, failure } = useCall('approval.request')
  const ask = async () => {
    const saved = await run({ ...request, reason })
    if (saved.ok) setPath(saved.value?.path ?? null)
  }
  return (
    <>
      <div className={launch.override}>
        <TextInput
          className={launch.overrideField ?? ''}
          label="Reason"
          placeholder="Whoever approves reads it"
          maxLength={2000}
          value={reason}
          onChange={event => {
            onTyped()
            setReason(event.currentTarget.value)
          }}
        />
        <Button variant="default" loading={isBusy} onClick={() => void ask()}>
          Ask for approval…
        </Button>
      </div>
      {path !== null && (
        <p role="status">Saved to {path}. Send it to somebody who approves, and bring in what comes back.</p>
      )}
      {failure && <FailureAlert failure={failure} />}
    </>
  )
}
