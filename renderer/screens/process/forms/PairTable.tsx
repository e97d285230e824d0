import { ActionIcon, Button, TextInput } from '@mantine/core'
import { Icon } from '../../../components/Icon'
import { TemplateField } from '../../../components/template-field/TemplateField'
import type { IssueOf } from './form-host'
import classes from './forms.module.css'

export interface Pair {
  readonly name: string
  readonly value: string
}

export interface PairTableProps {
  /** Heads the table: `Headers`. */
  readonly label: string
  /** What one is called: `header`. */
  readonly noun: string
  readonly description?: string
  readonly pairs: readonly Pair[]
  readonly onChange: (pairs: Pair[]) => void
  readonly variables: readonly string[]
  /** The field in what is saved, such as `headers`. */
  readonly field: string
  readonly issueOf: IssueOf
  readonly namePlaceholder: string
}

/** Names with values, one line each. */
export function PairTable(props: PairTableProps) {
  const { label, noun, description, pairs, onChange, field, issueOf } = props
  const change = (at: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...part } : pair)))
  return (
    <fieldset className={classes.pairs}>
      <legend className={classes.label}>{label}</legend>
      {pairs.map((pair, index) => (
        // Lines have no identity besides their place.
        <div key={index} className={classes.pairLine}>
          <TextInput
            aria-label={`Name of ${noun} ${index + 1}`}
            placeholder={props.namePlaceholder}
            value={pair.name}
            spellCheck={false}
            error={issueOf(`${field}.${index}.name`)}
            onChange={event => change(index, { name: event.currentTarget.value })}
          />
          <TemplateField
            label={null}
            aria-label={`Value of ${noun} ${index + 1}`}
            value={pair.value}
            variables={props.variables}
            error={issueOf(`${field}.${index}.value`)}
            onChange={value => change(index, { value })}
          />
          <ActionIcon
            aria-label={`Remove ${noun} ${index + 1}`}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <Icon name="x" size={13} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="plus" size={12} />}
          onClick={() => onChange([...pairs, { name: '', value: '' }])}
        >
          Add {noun}
        </Button>
      </div>
      {description !== undefined && <p className={classes.hint}>{description}</p>}
    </fieldset>
  )
}
