import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Release, ReleaseSnapshot } from '@shared/model/release'
import { type FormEvent, useState } from 'react'
import { FailureAlert } from '../../components/FailureAlert'
import { Loaded } from '../../components/Loaded'
import { plural } from '../../lib/plural'
import { useReturnFocus } from '../../lib/use-return-focus'
import { useCatalog, useRead } from '../../stores/catalog'
import { bothLoads } from '../../stores/load'
import { useCall } from '../../stores/use-call'
import classes from './UpdateVariables.module.css'
import type { VariableNames } from './use-variable-names'
import { VariableChanges } from './VariableChanges'
import { currentLists, diffVariables, diffWords, frozenLists, type VariableDiff } from './variable-diff'

interface UpdateVariablesDialogProps {
  readonly release: Release
  readonly snapshot: ReleaseSnapshot
  /** Whether anything of the project differs from the release; only then a secret can have been replaced. */
  readonly isOutdated: boolean
  readonly names: VariableNames
  /** A production environment that it was deployed to; null when there is none. */
  readonly production: string | null
  readonly onClose: () => void
}

/** Takes the variables of a release anew: shows what that changes, and asks, because there is no way back. */
export function UpdateVariablesDialog(props: UpdateVariablesDialogProps) {
  useReturnFocus()
  const { release, snapshot, names, onClose } = props
  const variables = useRead('variables.get', { projectId: release.projectId })
  const library = useRead('library.list', {})
  const retry = () => {
    variables.again()
    library.again()
  }
  return (
    <Modal opened onClose={onClose} title={`Update the variables of ${release.version}`} size={680}>
      <Loaded load={bothLoads(variables.load, library.load)} onRetry={retry} what="the variables">
        {([set, sets]) => (
          <Confirm {...props} diff={diffVariables(frozenLists(snapshot), currentLists(set, sets), names.references)} />
        )}
      </Loaded>
    </Modal>
  )
}

function Confirm({
  release,
  names,
  isOutdated,
  production,
  onClose,
  diff
}: UpdateVariablesDialogProps & { readonly diff: VariableDiff }) {
  const [typed, setTyped] = useState('')
  const { run, isBusy, failure } = useCall('release.updateVariables')
  const words = diffWords(diff)
  const mayHaveSecrets = isOutdated && diff.secrets > 0
  const isPointless = words === null && !mayHaveSecrets
  const isReady = !isPointless && (production === null || typed.trim() === release.version)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    const result = await run({ id: release.id })
    if (!result.ok) return
    await useCatalog.getState().refresh('release')
    onClose()
    notifications.show({ message: doneWords(release, result.value) })
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <p>
        The variables of the project and of its library sets are frozen anew; the steps stay as they are. Deployments
        that were made already keep the values they had. <strong>This cannot be undone.</strong>
      </p>
      <h3 className={classes.heading}>
        {words === null
          ? mayHaveSecrets
            ? 'No value that can be read here differs'
            : 'Nothing was changed since'
          : `What changes: ${words}`}
      </h3>
      {diff.changes.length > 0 && <VariableChanges changes={diff.changes} labels={names.labels} />}
      {mayHaveSecrets && (
        <p className={classes.secrets}>
          {plural(diff.secrets, 'secret')} {diff.secrets === 1 ? 'is' : 'are'} taken as stored now: replaced, if
          somebody replaced {diff.secrets === 1 ? 'it' : 'them'} since.
        </p>
      )}
      {production !== null && !isPointless && (
        <TextInput
          mt="sm"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          label={
            <>
              It was deployed to {production}, which is production. Type <strong>{release.version}</strong> to go on
            </>
          }
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      )}
      {failure && (
        <div className={classes.failure}>
          <FailureAlert failure={failure} />
        </div>
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          onClick={onClose}
          {...(production === null || isPointless ? { 'data-autofocus': true } : {})}
        >
          {isPointless ? 'Close' : 'Cancel'}
        </Button>
        {!isPointless && (
          <Button type="submit" color="red" loading={isBusy} disabled={!isReady}>
            Update variables
          </Button>
        )}
      </div>
    </form>
  )
}

const doneWords = (before: Release, after: Release): string =>
  before.snapshot === after.snapshot
    ? `The variables of ${after.version} were the same already.`
    : `The variables of ${after.version} were updated.`
