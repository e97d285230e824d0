import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Markdown } from '../../../components/Markdown'
import { TemplateField } from '../../../components/template-field/TemplateField'
import classes from './forms.module.css'

export interface MarkdownFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | null
  readonly description: string
  readonly placeholder?: string
  /** Names to offer after `#{`; none where nothing is replaced. */
  readonly variables?: readonly string[]
  readonly rows?: number
}

/** A text in Markdown, to write and to look at. */
export function MarkdownField({
  label,
  value,
  onChange,
  error,
  variables = [],
  rows = 4,
  ...rest
}: MarkdownFieldProps) {
  const [mode, setMode] = useState<'write' | 'look'>('write')
  const isLooking = mode === 'look' && error === null
  return (
    <div className={classes.markdown}>
      <div className={classes.markdownHead}>
        <span className={classes.label} aria-hidden>
          {label}
        </span>
        <SegmentedControl
          aria-label={`${label}: write or preview`}
          data={[
            { value: 'write', label: 'Write' },
            { value: 'look', label: 'Preview' }
          ]}
          value={isLooking ? 'look' : 'write'}
          onChange={next => setMode(next as typeof mode)}
        />
      </div>
      {isLooking ? (
        <section className={classes.preview} aria-label={`${label}, as it looks`}>
          {value.trim() === '' ? <p className={classes.hint}>Nothing is written yet.</p> : <Markdown text={value} />}
        </section>
      ) : (
        <TemplateField
          label={null}
          aria-label={label}
          value={value}
          onChange={onChange}
          variables={variables}
          rows={rows}
          {...(error === null ? {} : { error })}
          {...rest}
        />
      )}
    </div>
  )
}
