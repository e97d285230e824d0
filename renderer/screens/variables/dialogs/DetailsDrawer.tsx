import { Button, Drawer, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { PromptControl, VariableType } from '@shared/model/variable-set'
import { type FormEvent, useState } from 'react'
import { useUnsaved } from '../../../stores/unsaved'
import type { DraftCommand } from '../draft/draft'
import type { DraftRow } from '../draft/draft-row'
import { titleOf } from '../grid/CellEditor'
import { typeNames } from '../grid/grid-row'
import classes from './dialogs.module.css'
import { controlNames, type PromptForm, promptForm, promptFrom, promptProblem } from './prompt-form'

interface DetailsDrawerProps {
  readonly row: DraftRow
  readonly run: (command: DraftCommand) => void
  readonly onClose: () => void
}

/** What a row has besides its cells. Leaving keeps what was typed, because undo takes it back; Cancel drops it. */
export function DetailsDrawer({ row, run, onClose }: DetailsDrawerProps) {
  const [type, setType] = useState(row.type)
  const [description, setDescription] = useState(row.description)
  const [prompt, setPrompt] = useState(() => promptForm(row.prompt))
  const problem = promptProblem(prompt, type)
  const isTouched =
    type !== row.type ||
    description !== row.description ||
    JSON.stringify(promptFrom(prompt, type)) !== JSON.stringify(row.prompt)
  const { letGo } = useUnsaved(isTouched, `The details of ${titleOf(row)}`)
  const apply = () => {
    if (problem !== null) return
    letGo()
    run({ kind: 'change', keys: [row.key], change: { type, description, prompt: promptFrom(prompt, type) } })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  return (
    <Drawer opened onClose={apply} title={`Details of ${titleOf(row)}`} returnFocus={false}>
      <form onSubmit={submit} noValidate>
        <div className={classes.fields}>
          <Select
            label="Type"
            data={Object.entries(typeNames).map(([value, label]) => ({ value, label }))}
            value={type}
            onChange={value => value !== null && setType(value as VariableType)}
            description={typeHint(row, type)}
          />
          <Textarea
            label="Description"
            data-autofocus
            autosize
            minRows={2}
            maxRows={8}
            value={description}
            onChange={event => setDescription(event.currentTarget.value)}
          />
          <Switch
            label="Ask for it when somebody deploys"
            description="The value is what is offered then. An answer outranks every row of the name."
            checked={prompt.isPrompted}
            onChange={event => setPrompt({ ...prompt, isPrompted: event.currentTarget.checked })}
          />
          {prompt.isPrompted && <PromptFields form={prompt} type={type} problem={problem} onChange={setPrompt} />}
        </div>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Apply</Button>
        </div>
      </form>
    </Drawer>
  )
}

function typeHint(row: DraftRow, type: VariableType): string | undefined {
  if (row.type === 'sensitive' && row.value === null && type === 'text')
    return 'Making it readable empties it; the stored secret is not shown.'
  return type === 'sensitive' ? 'Stored encrypted, masked in logs, never shown again.' : undefined
}

interface PromptFieldsProps {
  readonly form: PromptForm
  readonly type: VariableType
  readonly problem: string | null
  readonly onChange: (form: PromptForm) => void
}

function PromptFields({ form, type, problem, onChange }: PromptFieldsProps) {
  return (
    <div className={classes.promptFields}>
      <TextInput
        label="Label"
        placeholder="The name is shown without one"
        value={form.label}
        onChange={event => onChange({ ...form, label: event.currentTarget.value })}
      />
      <Textarea
        label="Help"
        autosize
        minRows={1}
        maxRows={6}
        value={form.description}
        onChange={event => onChange({ ...form, description: event.currentTarget.value })}
      />
      <Switch
        label="An answer is required"
        checked={form.isRequired}
        onChange={event => onChange({ ...form, isRequired: event.currentTarget.checked })}
      />
      {type === 'text' && (
        <Select
          label="Answered with"
          data={Object.entries(controlNames).map(([value, label]) => ({ value, label }))}
          value={form.control}
          onChange={value => value !== null && onChange({ ...form, control: value as PromptControl['kind'] })}
        />
      )}
      {type === 'text' && form.control === 'select' && (
        <Textarea
          label="Options"
          description="One a line: the value, or value|label."
          error={problem}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          classNames={{ input: classes.code ?? '' }}
          value={form.options}
          onChange={event => onChange({ ...form, options: event.currentTarget.value })}
        />
      )}
    </div>
  )
}
