import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useMemo, useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { plural } from '../../../lib/plural'
import { useCatalog } from '../../../stores/catalog'
import { useCall } from '../../../stores/use-call'
import { firstChangedLine, planRename, type RenamedText, type Renaming } from '../draft/rename'
import { allSteps } from '../draft/steps-in'
import type { EditorModel } from '../editor-model'
import classes from './dialogs.module.css'

interface RenameDialogProps {
  readonly model: EditorModel
  readonly from: string
  readonly onClose: () => void
}

/** Gives a variable another name wherever it is used. Process and runbooks are saved at once, the draft when it is. */
export function RenameDialog({ model, from, onClose }: RenameDialogProps) {
  const { draft, around } = model
  const { rows } = draft.state.draft
  const [to, setTo] = useState(from)
  const [withProcess, setWithProcess] = useState(true)
  const { process, steps, runbooks } = around
  const saving = { process: useCall('process.save'), runbook: useCall('runbook.save') }
  const failure = saving.process.failure ?? saving.runbook.failure
  const target = to.trim()
  const problem = nameProblem(target)
  const isSame = target === from
  const plan = useMemo(
    () => planRename(from, target === '' ? from : target, rows, allSteps({ steps, runbooks })),
    [from, target, rows, steps, runbooks]
  )
  const save = async ({ runbook, steps }: Renaming['changed'][number]): Promise<boolean> => {
    if (runbook !== null)
      return (await saving.runbook.run({ id: runbook.id, version: runbook.version, steps: [...steps] })).ok
    if (process === null) return true
    return (await saving.process.run({ projectId: process.projectId, version: process.version, steps: [...steps] })).ok
  }
  const rename = async () => {
    if (problem !== null || isSame) return
    if (withProcess && plan.changed.length > 0) {
      for (const each of plan.changed)
        if (!(await save(each))) return useCatalog.getState().refresh('process', 'runbook')
      await useCatalog.getState().refresh('process', 'runbook')
      notifications.show({ message: `${plural(textsOf(plan).length, 'text')} of steps changed.` })
    }
    model.actions.run({ kind: 'merge', changes: plan.edits, added: [] })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void rename()
  }
  return (
    <Modal opened onClose={onClose} title={`Rename ${from}`} size={560} returnFocus={false}>
      <form onSubmit={submit}>
        <TextInput
          label="New name"
          data-autofocus
          spellCheck={false}
          value={to}
          error={target === '' ? null : problem}
          onFocus={event => event.currentTarget.select()}
          onChange={event => setTo(event.currentTarget.value)}
          classNames={{ input: classes.code ?? '' }}
        />
        {!isSame && problem === null && (
          <Changes plan={plan} withProcess={withProcess} onWithProcess={setWithProcess} />
        )}
        {failure && (
          <div className={classes.failure}>
            <FailureAlert failure={failure} />
          </div>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            disabled={problem !== null || isSame}
            loading={saving.process.isBusy || saving.runbook.isBusy}
          >
            Rename
          </Button>
        </div>
      </form>
    </Modal>
  )
}

const textsOf = ({ changed }: Renaming): readonly RenamedText[] => changed.flatMap(({ texts }) => texts)

/** What is saved, with its verb. */
function placesOf({ changed }: Renaming): string {
  const runbooks = changed.filter(({ runbook }) => runbook !== null).length
  if (runbooks === changed.length) return `${plural(runbooks, 'runbook')} ${runbooks === 1 ? 'is' : 'are'}`
  return runbooks === 0 ? 'The process is' : `The process and ${plural(runbooks, 'runbook')} are`
}

function nameProblem(name: string): string | null {
  if (name === '') return 'Must not be empty.'
  return /[#{}]/.test(name) ? 'Must not contain # or braces.' : null
}

interface ChangesProps {
  readonly plan: Renaming
  readonly withProcess: boolean
  readonly onWithProcess: (isWanted: boolean) => void
}

function Changes({ plan, withProcess, onWithProcess }: ChangesProps) {
  const { renamedRows, values } = plan
  const texts = textsOf(plan)
  return (
    <div className={classes.changes}>
      <p>
        {plural(renamedRows, 'row')} and {plural(values.length, 'value')} change in the draft.
        {texts.length === 0 && ' No step uses the name.'}
      </p>
      {values.length > 0 && (
        <section>
          <h3>Values</h3>
          <Diffs items={values} />
        </section>
      )}
      {texts.length > 0 && (
        <section>
          <h3>Steps</h3>
          <Checkbox
            label={`Change ${plural(texts.length, 'text')} of steps as well`}
            description={`${placesOf(plan)} saved at once; undo does not bring it back.`}
            checked={withProcess}
            onChange={event => onWithProcess(event.currentTarget.checked)}
          />
          {withProcess && <Diffs items={texts} />}
        </section>
      )}
    </div>
  )
}

interface DiffsProps {
  readonly items: readonly RenamedText[]
}

const mostShown = 50

function Diffs({ items }: DiffsProps) {
  return (
    <dl className={classes.diff}>
      {items.slice(0, mostShown).map(({ name, before, after }, index) => {
        const line = firstChangedLine(before, after)
        return (
          <div key={`${index} ${name}`}>
            <dt className={classes.muted}>{name}</dt>
            <dd>
              <code className={classes.before}>{line.before}</code>
              <code className={classes.after}>{line.after}</code>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
