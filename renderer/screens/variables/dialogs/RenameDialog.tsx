import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useMemo, useState } from 'react'
import { FailureAlert } from '../../../components/FailureAlert'
import { plural } from '../../../lib/plural'
import { useCatalog } from '../../../stores/catalog'
import { useCall } from '../../../stores/use-call'
import { firstChangedLine, planRename, type Renaming, withScripts } from '../draft/rename'
import type { EditorModel } from '../editor-model'
import classes from './dialogs.module.css'

interface RenameDialogProps {
  readonly model: EditorModel
  readonly from: string
  readonly onClose: () => void
}

/** Gives a variable another name wherever it is used. The scripts are saved at once, the draft when it is. */
export function RenameDialog({ model, from, onClose }: RenameDialogProps) {
  const { draft, around } = model
  const { rows } = draft.state.draft
  const [to, setTo] = useState(from)
  const [withProcess, setWithProcess] = useState(true)
  const save = useCall('process.save')
  const target = to.trim()
  const problem = nameProblem(target)
  const isSame = target === from
  const plan = useMemo(
    () => planRename(from, target === '' ? from : target, rows, around.steps),
    [from, target, rows, around.steps]
  )
  const rename = async () => {
    if (problem !== null || isSame) return
    const { process } = around
    if (process !== null && withProcess && plan.scripts.length > 0) {
      const steps = withScripts(process.steps, plan.scripts)
      const result = await save.run({ projectId: process.projectId, version: process.version, steps })
      if (!result.ok) return
      await useCatalog.getState().refresh('process')
      notifications.show({ message: `${plural(plan.scripts.length, 'script')} of the process changed.` })
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
        {save.failure && (
          <div className={classes.failure}>
            <FailureAlert failure={save.failure} />
          </div>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={problem !== null || isSame} loading={save.isBusy}>
            Rename
          </Button>
        </div>
      </form>
    </Modal>
  )
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
  const { renamedRows, values, scripts } = plan
  return (
    <div className={classes.changes}>
      <p>
        {plural(renamedRows, 'row')} and {plural(values.length, 'value')} change in the draft.
        {scripts.length === 0 && ' No script uses the name.'}
      </p>
      {values.length > 0 && (
        <section>
          <h3>Values</h3>
          <Diffs items={values} />
        </section>
      )}
      {scripts.length > 0 && (
        <section>
          <h3>Scripts</h3>
          <Checkbox
            label={`Change ${plural(scripts.length, 'script')} as well`}
            description="The process is saved at once; undo does not bring it back."
            checked={withProcess}
            onChange={event => onWithProcess(event.currentTarget.checked)}
          />
          {withProcess && (
            <Diffs items={scripts.map(({ step, before, after }) => ({ name: step.name, before, after }))} />
          )}
        </section>
      )}
    </div>
  )
}

interface DiffsProps {
  readonly items: readonly { readonly name: string; readonly before: string; readonly after: string }[]
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
