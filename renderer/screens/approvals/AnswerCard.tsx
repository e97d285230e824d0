import { Button, Checkbox, TextInput } from '@mantine/core'
import type { ApprovalAnswerView } from '@shared/approval-calls'
import type { Sha256 } from '@shared/ids'
import { useState } from 'react'
import { Copyable } from '../../components/Copyable'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { formatMoment } from '../../lib/time'
import { useCatalog } from '../../stores/catalog'
import { useCall } from '../../stores/use-call'
import classes from './approvals.module.css'

interface AnswerCardProps {
  readonly text: string
  readonly view: ApprovalAnswerView
  /** Only an approval of this plan is wanted; absent for any. */
  readonly planHash?: Sha256
  readonly onClose: () => void
}

/** An answer that was opened: whose it is, whether they are known here, and taking it in. */
export function AnswerCard({ text, view, planHash, onClose }: AnswerCardProps) {
  const [name, setName] = useState(view.name)
  const [isCompared, setCompared] = useState(false)
  const [isDone, setDone] = useState(false)
  const add = useCall('approver.add')
  const take = useCall('approval.import')
  const isReady = view.isKnown || (isCompared && name.trim() !== '')
  const bringIn = async () => {
    if (!view.isKnown && !(await add.run({ name, publicKey: view.publicKey })).ok) return
    const taken = await take.run({ text, ...(planHash === undefined ? {} : { planHash }) })
    await useCatalog.getState().refresh('approval')
    if (taken.ok) setDone(true)
  }
  const failure = add.failure ?? take.failure
  const word = view.decision === 'approved' ? 'approved' : 'refused'
  if (isDone)
    return (
      <p role="status" className={classes.saved}>
        <Icon name="check-circle" size={15} />
        {name} {word} it. It counts for this plan only.
      </p>
    )
  return (
    <section className={classes.answerCard} aria-label={`Answer of ${view.name}`}>
      <p>
        <Icon name={view.decision === 'approved' ? 'check-circle' : 'x-circle'} size={15} />
        <strong>{view.name}</strong> {word} {view.project} {view.release} to {view.environment}, {formatMoment(view.at)}
        {view.note === '' ? '.' : `: ${view.note}`}
      </p>
      {!view.isKnown && (
        <>
          <p className={classes.compare}>
            Nobody has compared this key here. Have its owner read out their words, by another way than the file came.
            They have to be: <Copyable text={view.words} label="Words of who answered" what="the words" />
          </p>
          <TextInput label="Name" value={name} onChange={event => setName(event.currentTarget.value)} />
          <Checkbox
            label="I have compared these words with the person"
            checked={isCompared}
            onChange={event => setCompared(event.currentTarget.checked)}
          />
        </>
      )}
      {failure && <FailureAlert failure={failure} />}
      <div className={classes.buttons}>
        <Button
          size="compact-sm"
          loading={add.isBusy || take.isBusy}
          disabled={!isReady}
          onClick={() => void bringIn()}
        >
          {view.isKnown ? 'Bring it in' : 'Trust and bring it in'}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Close
        </Button>
      </div>
    </section>
  )
}
