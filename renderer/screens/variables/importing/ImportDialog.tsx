import { Button, Modal, Select, Textarea } from '@mantine/core'
import { type FormEvent, useMemo, useState } from 'react'
import { FileChooser } from '../../../components/FileChooser'
import { plural } from '../../../lib/plural'
import type { EditorModel } from '../editor-model'
import { ImportPreview } from './ImportPreview'
import { formatNames, type ImportFormat } from './import-row'
import classes from './importing.module.css'
import { importCommand, type PlannedRow, planImport } from './plan-import'
import { readImport } from './read-import'

interface ImportDialogProps {
  readonly model: EditorModel
  /** What was pasted; empty begins without. */
  readonly text: string
  readonly onClose: () => void
}

const detect = 'detect'

/** Takes variables over from a text, after showing what would become of each. */
export function ImportDialog({ model, text: given, onClose }: ImportDialogProps) {
  const { around, owner, draft } = model
  const [text, setText] = useState(given)
  const [format, setFormat] = useState<ImportFormat | null>(null)
  const [readable, setReadable] = useState<ReadonlySet<number>>(new Set())
  const reading = useMemo(
    () => (text.trim() === '' ? null : format === null ? readImport(text) : readImport(text, format)),
    [text, format]
  )
  const plan = useMemo(
    () =>
      planImport(reading?.rows ?? [], draft.state.draft.rows, {
        options: around.scopeChoices.options,
        accounts: around.accounts,
        certificates: around.certificates,
        isLibrary: owner.kind === 'library'
      }),
    [reading, draft.state.draft.rows, around, owner]
  )
  const count = plan.filter(({ outcome }) => outcome === 'add' || outcome === 'change').length
  const apply = () => {
    if (count === 0) return
    const secrets = new Set<PlannedRow>(plan.filter((row, index) => row.isProposedSecret && !readable.has(index)))
    model.actions.run(importCommand(plan, secrets))
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  const toggle = (index: number) => {
    const next = new Set(readable)
    if (!next.delete(index)) next.add(index)
    setReadable(next)
  }
  return (
    <Modal opened onClose={onClose} title="Import variables" size={860} returnFocus={false}>
      <form onSubmit={submit}>
        <div className={classes.source}>
          <Select
            label="Format"
            className={classes.format ?? ''}
            data={[
              { value: detect, label: reading === null ? 'Detect' : `Detected: ${formatNames[reading.format]}` },
              ...Object.entries(formatNames).map(([value, label]) => ({ value, label }))
            ]}
            value={format ?? detect}
            onChange={value => setFormat(value === detect ? null : (value as ImportFormat))}
          />
          <FileChooser label="File" onFiles={([file]) => void file.text().then(setText)}>
            {props => (
              <Button variant="default" {...props}>
                Choose a file…
              </Button>
            )}
          </FileChooser>
        </div>
        <Textarea
          aria-label="Text to import"
          placeholder={'Paste a table from a spreadsheet, an .env file, JSON, YAML, or an export of Octopus variables.'}
          data-autofocus={given === '' || undefined}
          rows={given === '' ? 7 : 4}
          spellCheck={false}
          value={text}
          error={reading?.failure}
          classNames={{ input: classes.code ?? '' }}
          onChange={event => {
            setText(event.currentTarget.value)
            setReadable(new Set())
          }}
        />
        {plan.length > 0 && <ImportPreview plan={plan} labels={around.labels} readable={readable} onToggle={toggle} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={count === 0} data-autofocus={given !== '' || undefined}>
            {count === 0 ? 'Import' : `Import ${plural(count, 'variable')}`}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
