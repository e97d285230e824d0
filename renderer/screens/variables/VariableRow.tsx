import { ActionIcon, PasswordInput, Switch, Textarea, TextInput, Tooltip } from '@mantine/core'
import { Icon } from '../../components/Icon'
import { maskHint } from '../../components/MaskHint'
import type { DraftVariable } from './draft'
import classes from './VariablesEditor.module.css'

interface VariableRowProps {
  readonly variable: DraftVariable
  readonly nameError: string | undefined
  readonly valueError: string | undefined
  /** Those of the workspace's records: values that equal one are poor secrets. */
  readonly names: ReadonlySet<string>
  readonly onChange: (change: Partial<Pick<DraftVariable, 'name' | 'isSensitive' | 'value'>>) => void
  readonly onRemove: () => void
}

/** One variable as fields. */
export function VariableRow({ variable, nameError, valueError, names, onChange, onRemove }: VariableRowProps) {
  const title = variable.name === '' ? 'the new variable' : variable.name
  return (
    <tr>
      <td>
        <TextInput
          aria-label={`Name of ${title}`}
          placeholder="Name"
          value={variable.name}
          error={nameError}
          autoFocus={variable.id === null && variable.name === ''}
          onChange={event => onChange({ name: event.currentTarget.value })}
          classNames={{ input: classes.code ?? '' }}
        />
      </td>
      <td>
        <ValueField variable={variable} title={title} error={valueError} names={names} onChange={onChange} />
      </td>
      <td className={classes.kind}>
        <Tooltip
          label={
            variable.isSensitive && variable.value === null
              ? 'Making it readable empties it; the stored secret is not shown.'
              : 'Stored encrypted, masked in logs, never shown again.'
          }
        >
          <Switch
            aria-label={`${title} is sensitive`}
            checked={variable.isSensitive}
            onChange={event => onChange({ isSensitive: event.currentTarget.checked })}
          />
        </Tooltip>
      </td>
      <td className={classes.end}>
        <ActionIcon aria-label={`Remove ${title}`} onClick={onRemove}>
          <Icon name="trash" size={14} />
        </ActionIcon>
      </td>
    </tr>
  )
}

interface ValueFieldProps extends Pick<VariableRowProps, 'variable' | 'names' | 'onChange'> {
  readonly title: string
  readonly error: string | undefined
}

function ValueField({ variable, title, error, names, onChange }: ValueFieldProps) {
  if (!variable.isSensitive) {
    return (
      <Textarea
        aria-label={`Value of ${title}`}
        placeholder="Value"
        autosize
        minRows={1}
        maxRows={8}
        value={variable.value ?? ''}
        error={error}
        onChange={event => onChange({ value: event.currentTarget.value })}
        classNames={{ input: classes.code ?? '' }}
      />
    )
  }
  return (
    <PasswordInput
      aria-label={`Value of ${title}`}
      placeholder={variable.value === null ? '•••••• stored — type to replace it' : 'Secret value'}
      value={variable.value ?? ''}
      error={error}
      description={maskHint(variable.value, names)}
      autoComplete="off"
      classNames={{
        innerInput: classes.code ?? '',
        visibilityToggle: variable.value === null ? (classes.hidden ?? '') : ''
      }}
      onChange={event => onChange({ value: typedSecret(variable, event.currentTarget.value) })}
    />
  )
}

/** Emptying the field of a stored secret means leaving that secret as it is. */
const typedSecret = (variable: DraftVariable, text: string): string | null =>
  text === '' && variable.id !== null ? null : text
