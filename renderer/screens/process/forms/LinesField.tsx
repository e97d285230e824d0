import { type ReactNode, useState } from 'react'
import { TemplateField } from '../../../components/template-field/TemplateField'

export interface LinesFieldProps {
  readonly label: string
  readonly description?: ReactNode
  readonly placeholder?: string
  readonly lines: readonly string[]
  readonly variables: readonly string[]
  readonly error: string | null
  readonly onChange: (lines: string[]) => void
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n')

/** A list that is typed one a line. Lines that are still empty are no entries. */
export function LinesField({ label, description, placeholder, lines, variables, error, onChange }: LinesFieldProps) {
  const [typed, setTyped] = useState(lines.join('\n'))
  // What was undone, or belongs to another step, is not what was typed here.
  const text = isSame(linesOf(typed), lines) ? typed : lines.join('\n')
  return (
    <TemplateField
      label={label}
      rows={2}
      isMono
      variables={variables}
      value={text}
      error={error}
      onChange={next => {
        setTyped(next)
        const now = linesOf(next)
        if (!isSame(now, lines)) onChange(now)
      }}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  )
}
