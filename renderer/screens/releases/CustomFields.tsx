import { ActionIcon, Button, TextInput } from '@mantine/core'
import { sameName } from '@shared/model/text'
import { Icon } from '../../components/Icon'
import { type FieldRow, fieldsShown, withField } from './custom-fields'
import classes from './NewRelease.module.css'

interface CustomFieldsProps {
  readonly rows: readonly FieldRow[]
  /** Names that the channel asks for. */
  readonly required: readonly string[]
  /** What was refused, by path. */
  readonly errors: Readonly<Record<string, unknown>>
  readonly onChange: (rows: readonly FieldRow[]) => void
}

/** Names and values that people give a release: first those that its channel asks for. */
export function CustomFields({ rows, required, errors, onChange }: CustomFieldsProps) {
  const shown = fieldsShown(rows, required)
  const errorOf = (name: string) => {
    const error = errors[`customFields.${name.split('.')[0]}`]
    return typeof error === 'string' && name !== '' ? error : null
  }
  const set = (row: FieldRow) => onChange(withField(rows, row))
  return (
    <section className={classes.fields} aria-label="Custom fields">
      {rows.length > 0 && <p className={classes.fieldsTitle}>Custom fields</p>}
      {shown.map(row => {
        const isRequired = required.some(name => sameName(name, row.name))
        return isRequired ? (
          <TextInput
            key={row.key}
            label={row.name}
            description="The channel asks for it."
            required
            maxLength={150}
            maw={440}
            value={row.value}
            error={errorOf(row.name)}
            onChange={event => set({ ...row, value: event.currentTarget.value })}
          />
        ) : (
          <div key={row.key} className={classes.field}>
            <TextInput
              aria-label="Name of the field"
              placeholder="Ticket"
              maxLength={150}
              w={200}
              value={row.name}
              onChange={event => set({ ...row, name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of ${row.name === '' ? 'the field' : row.name}`}
              placeholder="SHOP-1234"
              maxLength={150}
              className={classes.fieldValue ?? ''}
              value={row.value}
              error={errorOf(row.name)}
              onChange={event => set({ ...row, value: event.currentTarget.value })}
            />
            <ActionIcon
              aria-label={`Remove the field ${row.name}`}
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
            >
              <Icon name="x" size={13} />
            </ActionIcon>
          </div>
        )
      })}
      {typeof errors.customFields === 'string' && <p className={classes.refused}>{errors.customFields}</p>}
      {shown.length < 10 && (
        <Button
          className={classes.addField ?? ''}
          size="compact-sm"
          variant="subtle"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => onChange([...rows, { key: newKey(rows), name: '', value: '' }])}
        >
          Add a custom field
        </Button>
      )}
    </section>
  )
}

const newKey = (rows: readonly FieldRow[]): string =>
  `row-${Math.max(0, ...rows.map(({ key }) => Number(key.replace(/^row-/, '')) || 0)) + 1}`
