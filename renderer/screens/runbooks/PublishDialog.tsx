import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Output } from '@shared/api'
import type { ReleaseSnapshot } from '@shared/model/release'
import type { Runbook } from '@shared/model/runbook'
import { slotsOf } from '@shared/packages/slots'
import { FailureAlert } from '../../components/FailureAlert'
import { Icon } from '../../components/Icon'
import { Loaded } from '../../components/Loaded'
import { plural } from '../../lib/plural'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog, useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import { useVariableNames } from '../releases/use-variable-names'
import { VariableChanges } from '../releases/VariableChanges'
import { currentLists, diffVariables, frozenLists } from '../releases/variable-diff'
import classes from './runbooks.module.css'
import { diffSteps, type StepChange } from './step-diff'

type Details = Output<'runbook.get'>

interface PublishDialogProps {
  readonly details: Details
  readonly onClose: () => void
}

/** The last look before a runbook is frozen: what others will run from then on that they do not run now. */
export function PublishDialog({ details, onClose }: PublishDialogProps) {
  useReturnFocus()
  const { runbook, published } = details
  const variables = useRead('variables.get', { projectId: runbook.projectId })
  const library = useRead('library.list', {})
  const { run, isBusy, failure } = useCall('runbook.publish')
  const publish = async () => {
    const result = await run({ id: runbook.id })
    if (!result.ok) return
    await useCatalog.getState().refresh('runbook', 'release', 'package')
    onClose()
    notifications.show({ message: `${runbook.name} is published as ${result.value.version}.` })
  }
  const retry = () => {
    variables.again()
    library.again()
  }
  return (
    <Modal opened onClose={onClose} title={`Publish ${runbook.name}`} size={620}>
      <p>
        Publishing freezes the steps and the variables as they are now. Whoever runs the runbook runs what was published
        last; later edits stay a draft.
        {slotsOf(runbook.steps).some(slot => slot.fixed === null) && ' Packages come along in their newest versions.'}
      </p>
      <Loaded load={bothLoads(variables.load, library.load)} onRetry={retry} what="what changed">
        {([set, sets]) =>
          published?.snapshot ? (
            <Since
              runbook={runbook}
              version={published.release.version}
              snapshot={published.snapshot}
              set={set}
              sets={sets}
            />
          ) : (
            <h3 className={classes.heading}>
              For the first time: {plural(runbook.steps.length, 'step')} and{' '}
              {plural(currentCount(set, sets), 'variable')}
            </h3>
          )
        }
      </Loaded>
      {failure && <FailureAlert failure={failure} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button data-autofocus loading={isBusy} onClick={() => void publish()}>
          Publish
        </Button>
      </div>
    </Modal>
  )
}

const currentCount = (set: Output<'variables.get'>, sets: Output<'library.list'>): number =>
  currentLists(set, sets).reduce((sum, { rows }) => sum + rows.length, 0)

interface SinceProps {
  readonly runbook: Runbook
  readonly version: string
  readonly snapshot: ReleaseSnapshot
  readonly set: Output<'variables.get'>
  readonly sets: Output<'library.list'>
}

function Since({ runbook, version, snapshot, set, sets }: SinceProps) {
  const names = useVariableNames(runbook.steps, runbook.projectId)
  const steps = diffSteps(snapshot.steps, runbook.steps)
  const { changes, secrets } = diffVariables(frozenLists(snapshot), currentLists(set, sets), names.references)
  const isSame = steps.length === 0 && changes.length === 0
  return (
    <>
      <h3 className={classes.heading}>
        {isSame ? `Nothing that can be read here changed since ${version}` : `What changed since ${version}`}
      </h3>
      {steps.length > 0 && <StepChanges changes={steps} />}
      {changes.length > 0 && <VariableChanges changes={changes} labels={names.labels} />}
      {secrets > 0 && (
        <p className={classes.secrets}>
          {plural(secrets, 'secret')} {secrets === 1 ? 'is' : 'are'} taken as stored now.
        </p>
      )}
    </>
  )
}

const looks = {
  added: { icon: 'plus', word: 'Added' },
  removed: { icon: 'trash', word: 'Removed' },
  changed: { icon: 'edit', word: 'Changed' },
  moved: { icon: 'arrow-right', word: 'Moved' }
} as const

function StepChanges({ changes }: { readonly changes: readonly StepChange[] }) {
  return (
    <ul className={classes.changes} aria-label="Steps that changed">
      {changes.map(({ kind, name, what }) => (
        <li key={`${kind} ${name}`} data-kind={kind}>
          <span className={classes.mark}>
            <Icon name={looks[kind].icon} size={13} />
            {looks[kind].word}
          </span>
          <span>
            Step <strong>{name}</strong>
            {what.length > 0 && <span className={classes.parts}>: {what.join(', ')}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}
